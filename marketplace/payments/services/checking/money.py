"""What must hold of money and the ledger."""

from typing import Final

from marketplace.payments.services.checking.graphs import graph
from marketplace.payments.states import REFUND_NEXT

MONEY: Final = {
    "INV-01 every journal and the whole ledger sum to zero": """
        SELECT 'journal ' || j.id FROM journal j LEFT JOIN entry e ON e.journal_id = j.id
        GROUP BY j.id HAVING coalesce(sum(e.amount_vnd), 0) <> 0 OR count(e.id) < 2""",
    "INV-02 the database refuses to change the ledger": """
        SELECT 'no guard on ' || t || guard FROM unnest(ARRAY['journal', 'entry', 'allocation', 'stock_move', 'audit_event',
            'sub_order_change', 'payment_request_change', 'shop_change',
            'telling', 'refund_change', 'complaint_change', 'ledger_seal']) t, unnest(ARRAY['_only_grows', '_never_emptied']) guard
        WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t::regclass AND g.tgname = t || guard AND g.tgenabled IN ('O', 'A'))
        UNION ALL SELECT 'no sum on ' || t FROM unnest(ARRAY['journal', 'entry']) t
        WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t::regclass AND g.tgname = t || '_sums_to_zero' AND g.tgenabled IN ('O', 'A'))""",
    "INV-03 each credit is allocated, parked, set aside or returned, to the đồng": """
        SELECT 'line ' || l.public_id FROM bank_line l
        LEFT JOIN (SELECT line_id, sum(amount_vnd) AS allocated FROM allocation GROUP BY line_id) a ON a.line_id = l.id
        LEFT JOIN (SELECT j.line_id, -sum(e.amount_vnd) AS aside FROM entry e JOIN journal j ON j.id = e.journal_id
                   WHERE e.account LIKE 'set_aside:%' GROUP BY j.line_id) s ON s.line_id = l.id
        WHERE l.direction = 'in' AND coalesce(allocated, 0) + l.parked_vnd + l.returned_vnd + coalesce(aside, 0)
            <> CASE WHEN l.state IN ('replaced', 'reversed') THEN 0 ELSE l.amount_vnd END""",
    "INV-03 the ledger knows the same parked money as the lines": """
        SELECT 'shop ' || coalesce(p.shop_id, l.shop_id) FROM
        (SELECT split_part(account, ':', 1) AS what, split_part(account, ':', 2)::bigint AS shop_id, abs(sum(amount_vnd)) AS parked
         FROM entry WHERE account LIKE 'parked:%' OR account LIKE 'out:%' GROUP BY 1, 2) p
        FULL JOIN (SELECT CASE direction WHEN 'in' THEN 'parked' ELSE 'out' END AS what, shop_id, sum(parked_vnd) AS parked
                   FROM bank_line GROUP BY 1, 2) l ON l.shop_id = p.shop_id AND l.what = p.what
        WHERE coalesce(p.parked, 0) <> coalesce(l.parked, 0)""",
    "INV-04 one outside event has at most one credit": """
        SELECT 'notice ' || notice_id FROM telling WHERE notice_id IS NOT NULL GROUP BY notice_id HAVING count(*) > 1
        UNION ALL SELECT 'line ' || l.public_id FROM bank_line l WHERE
            (SELECT count(*) FROM journal j WHERE j.line_id = l.id AND j.what IN ('receipt', 'money out')) <> 1
            OR NOT EXISTS (SELECT 1 FROM telling t WHERE t.line_id = l.id)""",
    "INV-08 no more goes back than came": """
        SELECT 'line ' || l.public_id FROM bank_line l
        LEFT JOIN (SELECT line_id, sum(amount_vnd) FILTER (WHERE state IN ('asked', 'agreed', 'sending')) AS owed,
                   sum(amount_vnd) FILTER (WHERE state IN ('sent', 'confirmed')) AS gone FROM refund GROUP BY 1) r ON r.line_id = l.id
        WHERE coalesce(r.owed, 0) > l.parked_vnd OR coalesce(r.gone, 0) <> l.returned_vnd
        UNION ALL SELECT 'refund ' || r.code FROM refund r LEFT JOIN bank_line d ON d.id = r.debit_line_id
        WHERE (r.debit_line_id IS NOT NULL AND (d.direction <> 'out' OR d.amount_vnd <> r.amount_vnd))
           OR (r.state IN ('sent', 'confirmed')) <> (r.sent_at IS NOT NULL)""",
    "INV-10 refunds too: every state has its row of history, and each history is a path": f"""
        SELECT 'refund ' || r.code FROM refund r WHERE r.state IS DISTINCT FROM
            (SELECT c.after FROM refund_change c WHERE c.refund_id = r.id ORDER BY c.id DESC LIMIT 1)
        UNION ALL SELECT 'change of a refund ' || c.id FROM (SELECT id, before, after, lag(after) OVER (PARTITION BY refund_id ORDER BY id) AS was
            FROM refund_change) c WHERE c.before IS DISTINCT FROM c.was OR CASE WHEN c.before IS NULL THEN c.after <> 'asked'
            ELSE (c.before, c.after) NOT IN (VALUES {graph(REFUND_NEXT)}) END""",  # noqa: S608  # our own states, no input
    "INV-12 no kept notice waits longer than an hour": """
        SELECT 'notice ' || id FROM kept_notice WHERE state IN ('new', 'failed') AND received_at < now() - interval '1 hour'""",
    "INV-12 no refund stays unknown longer than a day": """
        SELECT 'refund ' || r.code FROM refund r JOIN refund_change c ON c.refund_id = r.id AND c.after = 'sending'
        WHERE r.state = 'sending' GROUP BY r.id, r.code HAVING max(c.at) < now() - interval '1 day'""",
    "INV-12 no payment through VNPay stays unknown without an alarm": """
        SELECT 'attempt ' || txn_ref FROM vnpay_attempt
        WHERE state = 'open' AND NOT is_alarm AND begun_at < now() - interval '2 days'""",
    "INV-12 no payment link of payOS stays unknown without an alarm": """
        SELECT 'link ' || order_code FROM payos_link
        WHERE state IN ('begun', 'open') AND NOT is_alarm AND begun_at < now() - interval '2 days'""",
    "INV-14 each manual money action has actor, reason, before and after": """
        SELECT 'line ' || l.public_id FROM bank_line l JOIN allocation a ON a.line_id = l.id JOIN sub_order p ON p.id = a.sub_order_id
        WHERE a.amount_vnd > 0 AND a.actor_id IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM audit_event e WHERE e.thing IN ('sub-order:' || p.public_id, 'bank-line:' || l.public_id)
             AND e.actor_id = a.actor_id AND e.before IS NOT NULL AND e.after IS NOT NULL AND e.reason <> '')
        UNION ALL SELECT 'line ' || l.public_id FROM bank_line l JOIN journal j ON j.line_id = l.id
        WHERE j.what = 'set aside' AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.thing = 'bank-line:' || l.public_id
             AND e.before IS NOT NULL AND e.after IS NOT NULL AND e.reason <> '')
        UNION ALL SELECT 'refund ' || r.code FROM refund r WHERE r.state IN ('sent', 'confirmed') AND NOT EXISTS
            (SELECT 1 FROM audit_event e WHERE e.thing = 'refund:' || r.public_id AND e.before IS NOT NULL AND e.after IS NOT NULL
             AND e.reason <> '')""",
}
