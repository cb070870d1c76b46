"""What must hold of orders, their goods and what they ask for."""

from typing import Final

from marketplace.orders.states import NEXT, OPEN, SubOrderState
from marketplace.payments.services.checking.graphs import graph, words
from marketplace.payments.states import REQUEST_NEXT

# The states in which a part's goods are kept for the buyer, or gone to the buyer.
_WITH_GOODS: Final = words({*OPEN, SubOrderState.HANDED_OVER, SubOrderState.COMPLETED})

ORDERS: Final = {
    "INV-05 a part is paid when and only when its money is whole": """
        SELECT 'part ' || p.public_id FROM sub_order p
        LEFT JOIN (SELECT sub_order_id, sum(amount_vnd) AS got FROM allocation GROUP BY 1) a ON a.sub_order_id = p.id
        WHERE (p.paid_at IS NOT NULL) <> (coalesce(a.got, 0) >= p.amount_vnd - p.reduced_vnd)""",
    "INV-05 a request knows what was booked on it": """
        SELECT 'request ' || r.code FROM payment_request r
        LEFT JOIN (SELECT request_id, sum(amount_vnd) AS got FROM allocation GROUP BY 1) a ON a.request_id = r.id
        WHERE r.paid_vnd <> coalesce(a.got, 0) OR (r.state IN ('paid', 'over_paid')) <> (r.paid_vnd = r.amount_vnd - r.reduced_vnd)
           OR (r.state = 'part_paid') <> (r.paid_vnd > 0 AND r.paid_vnd < r.amount_vnd - r.reduced_vnd)
           OR (r.state = 'over_paid' AND NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.surplus_of_id = r.id AND l.parked_vnd > 0))""",
    "INV-06 stock is the sum of its moves, less what is held, and never below zero": """
        SELECT 'offer ' || o.id FROM offer o
        LEFT JOIN (SELECT offer_id, sum(qty) AS moved FROM stock_move GROUP BY 1) m ON m.offer_id = o.id
        LEFT JOIN (SELECT offer_id, sum(qty) AS held FROM hold WHERE state = 'active' GROUP BY 1) h ON h.offer_id = o.id
        WHERE o.on_hand_qty <> coalesce(m.moved, 0) OR o.free_qty <> o.on_hand_qty - coalesce(h.held, 0) OR o.free_qty < 0
           OR (o.made_to_order AND (o.on_hand_qty <> 0 OR h.held IS NOT NULL))""",
    "INV-07 each hold ends exactly once, and none is left on a part that is over": """
        SELECT 'hold ' || h.id FROM hold h JOIN order_line l ON l.id = h.order_line_id JOIN sub_order p ON p.id = l.sub_order_id
        WHERE (h.state = 'active') <> (h.ended_at IS NULL)
           OR (h.state = 'active' AND p.state IN ('expired', 'cancelled_by_buyer', 'declined_by_shop', 'handed_over', 'completed'))""",
    "INV-07 the goods of each line are held or sold, once, as long as the buyer expects them": f"""
        SELECT 'order line ' || l.id FROM order_line l JOIN sub_order p ON p.id = l.sub_order_id
        LEFT JOIN (SELECT order_line_id, sum(qty) AS held FROM hold WHERE state = 'active' GROUP BY 1) h ON h.order_line_id = l.id
        LEFT JOIN (SELECT order_line_id, -sum(qty) AS sold FROM stock_move GROUP BY 1) m ON m.order_line_id = l.id
        WHERE coalesce(held, 0) + coalesce(sold, 0) <> CASE WHEN p.state IN ({_WITH_GOODS}) AND NOT l.made_to_order THEN l.qty ELSE 0 END""",  # noqa: S608  # our own states, no input
    "INV-07 goods made to order are never held, and an open line is sold as its offer is: counted, or made to order": f"""
        SELECT 'order line ' || l.id FROM order_line l JOIN sub_order p ON p.id = l.sub_order_id JOIN offer o ON o.id = l.offer_id
        WHERE (p.state IN ({words(OPEN)}) AND l.made_to_order <> o.made_to_order)
           OR (l.made_to_order AND EXISTS (SELECT 1 FROM hold h WHERE h.order_line_id = l.id AND h.state = 'active'))""",  # noqa: S608  # our own states, no input
    "INV-10 every state has its row of history, and each history is a path in the graph": f"""
        SELECT 'part ' || p.public_id FROM sub_order p WHERE p.state IS DISTINCT FROM
            (SELECT c.after FROM sub_order_change c WHERE c.sub_order_id = p.id ORDER BY c.id DESC LIMIT 1)
        UNION ALL SELECT 'request ' || r.code FROM payment_request r WHERE r.state IS DISTINCT FROM
            (SELECT c.after FROM payment_request_change c WHERE c.request_id = r.id ORDER BY c.id DESC LIMIT 1)
        UNION ALL SELECT 'change of a part ' || c.id FROM (SELECT id, before, after, lag(after) OVER (PARTITION BY sub_order_id ORDER BY id) AS was
            FROM sub_order_change) c WHERE c.before IS DISTINCT FROM c.was OR CASE WHEN c.before IS NULL THEN c.after <> 'placed'
            ELSE (c.before, c.after) NOT IN (VALUES {graph(NEXT)}) END
        UNION ALL SELECT 'change of a request ' || c.id FROM (SELECT id, before, after, lag(after) OVER (PARTITION BY request_id ORDER BY id) AS was
            FROM payment_request_change) c WHERE c.before IS DISTINCT FROM c.was OR CASE WHEN c.before IS NULL THEN c.after <> 'open'
            ELSE (c.before, c.after) NOT IN (VALUES {graph(REQUEST_NEXT)}) END""",  # noqa: S608  # our own states, no input
    "INV-11 lines add up to parts, parts to orders, and requests ask for just that": """
        SELECT 'part ' || p.public_id FROM sub_order p WHERE p.amount_vnd <> (SELECT sum(l.amount_vnd) FROM order_line l WHERE l.sub_order_id = p.id)
        UNION ALL SELECT 'order ' || o.code FROM "order" o WHERE o.total_vnd <> (SELECT sum(p.amount_vnd) FROM sub_order p WHERE p.order_id = o.id)
        UNION ALL SELECT 'request ' || r.code FROM payment_request r JOIN sub_order p ON p.id = r.sub_order_id WHERE r.amount_vnd <> p.amount_vnd OR r.reduced_vnd <> p.reduced_vnd""",
    "INV-13 each paid member's order was told of once, and once more each time its money had gone and came again": """
        SELECT 'part ' || p.public_id FROM sub_order p JOIN "order" o ON o.id = p.order_id
        WHERE p.paid_at IS NOT NULL AND o.buyer_id IS NOT NULL
          AND (SELECT count(*) FROM notice n WHERE n.cause LIKE 'part:' || p.id || ':paid:%')
            NOT BETWEEN 1 AND 1 + (SELECT count(*) FROM allocation a WHERE a.sub_order_id = p.id AND a.amount_vnd < 0)""",
}
