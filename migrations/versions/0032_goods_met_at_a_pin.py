"""Each kind of goods in a cart or order remembers the pin it was met at; until now the whole order did."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    for table in ("cart_line", "order_line"):
        op.add_column(table, sa.Column("came_from", sa.Text(), server_default="", nullable=False))
    # An order's pin is that of the goods it shows: in a mixed cart the others were met elsewhere, or anywhere.
    op.execute(
        """
        UPDATE order_line SET came_from = "order".came_from
        FROM sub_order, "order", offer, hotspot, scene, tour
        WHERE sub_order.id = order_line.sub_order_id AND "order".id = sub_order.order_id
        AND "order".came_from <> '' AND offer.id = order_line.offer_id AND hotspot.product_id = offer.product_id
        AND scene.id = hotspot.scene_id AND tour.id = scene.tour_id
        AND "order".came_from = tour.slug || '/' || scene.slug || '/' || hotspot.number
        """
    )
    op.drop_index("ix_order_came_from", "order")
    op.create_index(
        "ix_order_line_came_from", "order_line", ["sub_order_id"], postgresql_where=sa.text("came_from <> ''")
    )


def downgrade() -> None:
    op.drop_index("ix_order_line_came_from", "order_line")
    op.create_index("ix_order_came_from", "order", ["placed_at"], postgresql_where=sa.text("came_from <> ''"))
    for table in ("cart_line", "order_line"):
        op.drop_column(table, "came_from")
