"""Goods made to order: they are not counted, and a line remembers that it was bought so."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    for table in ("offer", "order_line"):
        op.add_column(table, sa.Column("made_to_order", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_check_constraint(
        op.f("offer_made_to_order_is_not_counted"), "offer", "NOT made_to_order OR on_hand_qty = 0"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("offer_made_to_order_is_not_counted"), "offer")
    for table in ("order_line", "offer"):
        op.drop_column(table, "made_to_order")
