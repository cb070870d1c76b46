"""What the market knows, in one word: equal when and only when nothing that matters changed."""

import hashlib

import sqlalchemy as sa

from marketplace.db import db

# Business tables. Left out: counters of tries, the raw inbox (kept_notice), the audit log and the job queue.
TABLES = (
    *("cart_line", "order", "sub_order", "sub_order_change", "order_line", "offer", "hold", "stock_move"),
    *("payment_request", "payment_request_change", "bank_line", "telling", "allocation", "journal", "entry", "notice"),
    *("refund", "refund_change"),
)
# When something was written down says nothing about what.
TIMES = ["at", "told_at", "taken_at", "ended_at", "until", "placed_at", "paid_at", "mailed_at", "read_at"]


def digest() -> str:
    """A hash of all business tables without timestamps."""
    db.session.flush()
    whole = hashlib.sha256()
    for table in TABLES:
        rows = sa.text(f'SELECT (to_jsonb(t) - CAST(:times AS text[]))::text FROM "{table}" t ORDER BY 1')  # noqa: S608
        for (row,) in db.session.execute(rows, {"times": TIMES}):
            whole.update(f"{table}:{row}\n".encode())
    return whole.hexdigest()


def outcome() -> str:
    """What became of everybody's money and goods, in names that do not depend on the order of arrival."""
    db.session.flush()
    told = (
        "SELECT 'part ' || p.public_id, p.state, (p.paid_at IS NOT NULL)::text FROM sub_order p",
        "SELECT 'request ' || code, state, paid_vnd::text FROM payment_request",
        "SELECT 'account ' || account, sum(amount_vnd)::text, '' FROM entry GROUP BY account",
        "SELECT 'told ' || t.outside_key, l.amount_vnd::text, l.direction FROM telling t JOIN bank_line l ON l.id = t.line_id",
        "SELECT 'offer ' || id, on_hand_qty::text, free_qty::text FROM offer",
    )
    rows = sorted(tuple(row) for statement in told for row in db.session.execute(sa.text(statement)))
    return "\n".join(" ".join(row) for row in rows)
