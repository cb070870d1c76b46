"""Plaques with a QR code, daily counts of visits, and orders by the pin they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "plaque",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("tour_id", sa.BigInteger(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("aim", sa.String(length=32), nullable=False),
        sa.Column("yaw", sa.Float(), nullable=False),
        sa.Column("pitch", sa.Float(), nullable=False),
        sa.Column("hfov", sa.Float(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pin", sa.BigInteger(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number ~ '^[1-9][0-9]{5}$'", name=op.f("plaque_number_has_six_digits")),
        sa.CheckConstraint(
            "yaw BETWEEN -180 AND 180 AND pitch BETWEEN -90 AND 90", name=op.f("plaque_view_on_sphere")
        ),
        sa.CheckConstraint("hfov BETWEEN 30 AND 120", name=op.f("plaque_view_width_sensible")),
        sa.CheckConstraint("(aim = 'pin') = (pin > 0)", name=op.f("plaque_pin_is_named")),
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f("fk_plaque_tour_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_plaque_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plaque")),
        sa.UniqueConstraint("number", name=op.f("uq_plaque_number")),
    )
    for column in ("tour_id", "made_by_id"):
        op.create_index(op.f(f"ix_plaque_{column}"), "plaque", [column])
    op.create_table(
        "visit_count",
        sa.Column("tour_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("pin", sa.BigInteger(), nullable=False),
        sa.Column("plaque", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("visit_count_something_counted")),
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f("fk_visit_count_tour_id")),
        sa.PrimaryKeyConstraint("tour_id", "day", "what", "scene", "pin", "plaque", name=op.f("pk_visit_count")),
    )
    op.create_index(
        "ix_order_came_from", "order", ["placed_at"], postgresql_where=sa.text("came_from <> ''")
    )


def downgrade() -> None:
    op.drop_index("ix_order_came_from", "order")
    op.drop_table("visit_count")
    op.drop_table("plaque")
