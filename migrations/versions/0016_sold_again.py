"""Goods of one order line may be sold, given back and sold again: the bank took money back, and it came anew."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.drop_constraint(op.f("uq_stock_move_reason_order_line_id"), "stock_move")
    op.create_index(op.f("ix_stock_move_order_line_id"), "stock_move", ["order_line_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_stock_move_order_line_id"), "stock_move")
    op.create_unique_constraint(op.f("uq_stock_move_reason_order_line_id"), "stock_move", ["reason", "order_line_id"])
