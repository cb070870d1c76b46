"""A site is shown to visitors by a reviewer, and so is every later change of what is told of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    # What stands there now has been public all along.
    op.add_column("site", sa.Column("state", sa.String(32), server_default="shown", nullable=False))
    op.alter_column("site", "state", server_default=None)
    op.add_column("site", sa.Column("written_by_id", sa.BigInteger(), nullable=True))
    op.add_column("site", sa.Column("shown_by_id", sa.BigInteger(), nullable=True))
    op.add_column("site", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("site", sa.Column("proposed", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("site", sa.Column("proposed_by_id", sa.BigInteger(), nullable=True))
    for name in ("written_by_id", "shown_by_id", "proposed_by_id"):
        op.create_foreign_key(op.f(f"fk_site_{name}"), "site", "user", [name], ["id"])
        op.create_index(op.f(f"ix_site_{name}"), "site", [name])
    op.create_check_constraint(op.f("site_shown_by_another"), "site", "shown_by_id <> written_by_id")
    # A route too is shown by another than who wrote it.
    op.add_column("route", sa.Column("written_by_id", sa.BigInteger(), nullable=True))
    op.add_column("route", sa.Column("shown_by_id", sa.BigInteger(), nullable=True))
    op.add_column("route", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("written_by_id", "shown_by_id"):
        op.create_foreign_key(op.f(f"fk_route_{name}"), "route", "user", [name], ["id"])
        op.create_index(op.f(f"ix_route_{name}"), "route", [name])
    op.create_check_constraint(op.f("route_shown_by_another"), "route", "shown_by_id <> written_by_id")


def downgrade() -> None:
    op.drop_constraint(op.f("route_shown_by_another"), "route", type_="check")
    for name in ("shown_at", "shown_by_id", "written_by_id"):
        op.drop_column("route", name)
    op.drop_constraint(op.f("site_shown_by_another"), "site", type_="check")
    for name in ("proposed_by_id", "proposed", "shown_at", "shown_by_id", "written_by_id", "state"):
        op.drop_column("site", name)
