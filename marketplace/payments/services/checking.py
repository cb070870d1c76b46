"""The invariants of CASES.md that this release has, as statements that find what breaks them.

Each gives one row per broken thing; no row means it holds. Run by `marketplace check` and by tests.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

import sqlalchemy as sa

from marketplace.db import db
from marketplace.orders.states import NEXT, OPEN, SubOrderState
from marketplace.payments.states import REQUEST_NEXT

State = TypeVar("State", bound=StrEnum)


def _graph(steps: Mapping[State, Collection[State]]) -> str:
    """The steps a life may take, as rows for SQL: ('placed', 'accepted'), …"""
    return ", ".join(f"('{before}', '{after}')" for before, afters in steps.items() for after in sorted(afters))


def _words(states: Collection[StrEnum]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


# The states in which a part's goods are kept for the buyer, or gone to the buyer.
_WITH_GOODS: Final = _words({*OPEN, SubOrderState.HANDED_OVER, SubOrderState.COMPLETED})

INVARIANTS: Final = {
    "INV-01 every journal and the whole ledger sum to zero": """
        SELECT 'journal ' || j.id FROM journal j LEFT JOIN entry e ON e.journal_id = j.id
        GROUP BY j.id HAVING coalesce(sum(e.amount_vnd), 0) <> 0 OR count(e.id) < 2""",
    "INV-02 the database refuses to change the ledger": """
        SELECT 'no guard on ' || t || guard FROM unnest(ARRAY['journal', 'entry', 'allocation', 'stock_move', 'audit_event',
            'sub_order_change', 'payment_request_change', 'shop_change']) t, unnest(ARRAY['_only_grows', '_never_emptied']) guard
        WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t::regclass AND g.tgname = t || guard AND g.tgenabled IN ('O', 'A'))
        UNION ALL SELECT 'no sum on ' || t FROM unnest(ARRAY['journal', 'entry']) t
        WHERE NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = t::regclass AND g.tgname = t || '_sums_to_zero' AND g.tgenabled IN ('O', 'A'))""",
    "INV-03 each credit is allocated, parked or set aside, to the đồng": """
        SELECT 'line ' || l.public_id FROM bank_line l
        LEFT JOIN (SELECT line_id, sum(amount_vnd) AS allocated FROM allocation GROUP BY line_id) a ON a.line_id = l.id
        LEFT JOIN (SELECT j.line_id, -sum(e.amount_vnd) AS aside FROM entry e JOIN journal j ON j.id = e.journal_id
                   WHERE e.account LIKE 'set_aside:%' GROUP BY j.line_id) s ON s.line_id = l.id
        WHERE coalesce(allocated, 0) + l.parked_vnd + coalesce(aside, 0) <> CASE WHEN l.state = 'replaced' THEN 0 ELSE l.amount_vnd END""",
    "INV-03 the ledger knows the same parked money as the lines": """
        SELECT 'shop ' || coalesce(p.shop_id, l.shop_id) FROM
        (SELECT split_part(account, ':', 2)::bigint AS shop_id, -sum(amount_vnd) AS parked FROM entry WHERE account LIKE 'parked:%' GROUP BY 1) p
        FULL JOIN (SELECT shop_id, sum(parked_vnd) AS parked FROM bank_line GROUP BY 1) l ON l.shop_id = p.shop_id
        WHERE coalesce(p.parked, 0) <> coalesce(l.parked, 0)""",
    "INV-04 one outside event has at most one credit": """
        SELECT 'notice ' || notice_id FROM bank_line WHERE notice_id IS NOT NULL GROUP BY notice_id HAVING count(*) > 1""",
    "INV-05 a part is paid when and only when its money is whole": """
        SELECT 'part ' || p.public_id FROM sub_order p
        LEFT JOIN (SELECT sub_order_id, sum(amount_vnd) AS got FROM allocation GROUP BY 1) a ON a.sub_order_id = p.id
        WHERE (p.paid_at IS NOT NULL) <> (coalesce(a.got, 0) >= p.amount_vnd)""",
    "INV-05 a request knows what was booked on it": """
        SELECT 'request ' || r.code FROM payment_request r
        LEFT JOIN (SELECT request_id, sum(amount_vnd) AS got FROM allocation GROUP BY 1) a ON a.request_id = r.id
        WHERE r.paid_vnd <> coalesce(a.got, 0) OR (r.state IN ('paid', 'over_paid')) <> (r.paid_vnd = r.amount_vnd)
           OR (r.state = 'part_paid') <> (r.paid_vnd > 0 AND r.paid_vnd < r.amount_vnd)
           OR (r.state = 'over_paid' AND NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.surplus_of_id = r.id AND l.parked_vnd > 0))""",
    "INV-06 stock is the sum of its moves, less what is held, and never below zero": """
        SELECT 'offer ' || o.id FROM offer o
        LEFT JOIN (SELECT offer_id, sum(qty) AS moved FROM stock_move GROUP BY 1) m ON m.offer_id = o.id
        LEFT JOIN (SELECT offer_id, sum(qty) AS held FROM hold WHERE state = 'active' GROUP BY 1) h ON h.offer_id = o.id
        WHERE o.on_hand_qty <> coalesce(m.moved, 0) OR o.free_qty <> o.on_hand_qty - coalesce(h.held, 0) OR o.free_qty < 0""",
    "INV-07 each hold ends exactly once, and none is left on a part that is over": """
        SELECT 'hold ' || h.id FROM hold h JOIN order_line l ON l.id = h.order_line_id JOIN sub_order p ON p.id = l.sub_order_id
        WHERE (h.state = 'active') <> (h.ended_at IS NULL)
           OR (h.state = 'active' AND p.state IN ('expired', 'cancelled_by_buyer', 'declined_by_shop', 'handed_over', 'completed'))""",
    "INV-07 the goods of each line are held or sold, once, as long as the buyer expects them": f"""
        SELECT 'order line ' || l.id FROM order_line l JOIN sub_order p ON p.id = l.sub_order_id
        LEFT JOIN (SELECT order_line_id, sum(qty) AS held FROM hold WHERE state = 'active' GROUP BY 1) h ON h.order_line_id = l.id
        LEFT JOIN (SELECT order_line_id, -sum(qty) AS sold FROM stock_move GROUP BY 1) m ON m.order_line_id = l.id
        WHERE coalesce(held, 0) + coalesce(sold, 0) <> CASE WHEN p.state IN ({_WITH_GOODS}) THEN l.qty ELSE 0 END""",  # noqa: S608  # our own states, no input
    "INV-10 every state has its row of history, and each history is a path in the graph": f"""
        SELECT 'part ' || p.public_id FROM sub_order p WHERE p.state IS DISTINCT FROM
            (SELECT c.after FROM sub_order_change c WHERE c.sub_order_id = p.id ORDER BY c.id DESC LIMIT 1)
        UNION ALL SELECT 'request ' || r.code FROM payment_request r WHERE r.state IS DISTINCT FROM
            (SELECT c.after FROM payment_request_change c WHERE c.request_id = r.id ORDER BY c.id DESC LIMIT 1)
        UNION ALL SELECT 'change of a part ' || c.id FROM (SELECT id, before, after, lag(after) OVER (PARTITION BY sub_order_id ORDER BY id) AS was
            FROM sub_order_change) c WHERE c.before IS DISTINCT FROM c.was OR CASE WHEN c.before IS NULL THEN c.after <> 'placed'
            ELSE (c.before, c.after) NOT IN (VALUES {_graph(NEXT)}) END
        UNION ALL SELECT 'change of a request ' || c.id FROM (SELECT id, before, after, lag(after) OVER (PARTITION BY request_id ORDER BY id) AS was
            FROM payment_request_change) c WHERE c.before IS DISTINCT FROM c.was OR CASE WHEN c.before IS NULL THEN c.after <> 'open'
            ELSE (c.before, c.after) NOT IN (VALUES {_graph(REQUEST_NEXT)}) END""",  # noqa: S608  # our own states, no input
    "INV-11 lines add up to parts, parts to orders, and requests ask for just that": """
        SELECT 'part ' || p.public_id FROM sub_order p WHERE p.amount_vnd <> (SELECT sum(l.amount_vnd) FROM order_line l WHERE l.sub_order_id = p.id)
        UNION ALL SELECT 'order ' || o.code FROM "order" o WHERE o.total_vnd <> (SELECT sum(p.amount_vnd) FROM sub_order p WHERE p.order_id = o.id)
        UNION ALL SELECT 'request ' || r.code FROM payment_request r JOIN sub_order p ON p.id = r.sub_order_id WHERE r.amount_vnd <> p.amount_vnd""",
    "INV-12 no kept notice waits longer than an hour": """
        SELECT 'notice ' || id FROM kept_notice WHERE state IN ('new', 'failed') AND received_at < now() - interval '1 hour'""",
    "INV-13 each paid member's order was told of once": """
        SELECT 'part ' || p.public_id FROM sub_order p JOIN "order" o ON o.id = p.order_id
        WHERE p.paid_at IS NOT NULL AND o.buyer_id IS NOT NULL
          AND (SELECT count(*) FROM notice n WHERE n.cause LIKE 'part:' || p.id || ':paid:%') <> 1""",
    "INV-14 each manual money action has actor, reason, before and after": """
        SELECT 'line ' || l.public_id FROM bank_line l JOIN allocation a ON a.line_id = l.id JOIN sub_order p ON p.id = a.sub_order_id
        WHERE a.amount_vnd > 0 AND a.actor_id IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM audit_event e WHERE e.thing IN ('sub-order:' || p.public_id, 'bank-line:' || l.public_id)
             AND e.actor_id = a.actor_id AND e.before IS NOT NULL AND e.after IS NOT NULL AND e.reason <> '')
        UNION ALL SELECT 'line ' || l.public_id FROM bank_line l JOIN journal j ON j.line_id = l.id
        WHERE j.what = 'set aside' AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.thing = 'bank-line:' || l.public_id
             AND e.before IS NOT NULL AND e.after IS NOT NULL AND e.reason <> '')""",
}


def broken() -> Mapping[str, Sequence[str]]:
    """What breaks which invariant; every invariant is a key, a whole one has an empty list."""
    # What waits for the end of the transaction is checked now.
    db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    found = {name: [str(row[0]) for row in db.session.execute(sa.text(rule))] for name, rule in INVARIANTS.items()}
    db.session.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
    return found
