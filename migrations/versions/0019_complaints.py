"""Complaints with a number, a clock and an outcome; prices reduced after the money came; cash orders nobody fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("promised_vnd", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("complaint_closed_when_closed")),
        sa.CheckConstraint("state <> 'closed' OR outcome IS NOT NULL", name=op.f("complaint_closed_with_outcome")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_order.id"], name=op.f("fk_complaint_sub_order_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_complaint_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
    )
    for column in ("shop_id", "sub_order_id"):
        op.create_index(op.f(f"ix_complaint_{column}"), "complaint", [column])
    running = sa.text("state <> 'closed'")
    op.create_index("uq_complaint_running", "complaint", ["sub_order_id"], unique=True, postgresql_where=running)
    op.create_index("ix_complaint_due", "complaint", ["due_at"], postgresql_where=running)
    op.create_table(
        "complaint_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_change_complaint_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_complaint_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_change")),
    )
    op.create_index(op.f("ix_complaint_change_complaint_id"), "complaint_change", ["complaint_id"])
    table = "complaint_change"
    op.execute(f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION only_grows()")
    op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION only_grows()")
    op.add_column("notice", sa.Column("passed_over_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sub_order", sa.Column("not_fetched", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("sub_order", "payment_request"):
        op.add_column(name, sa.Column("reduced_vnd", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("sub_order_reduced_within_amount"), "sub_order", "reduced_vnd >= 0 AND reduced_vnd <= amount_vnd"
    )
    op.drop_constraint(op.f("payment_request_paid_within_amount"), "payment_request")
    op.create_check_constraint(
        op.f("payment_request_paid_within_amount"),
        "payment_request",
        "paid_vnd >= 0 AND reduced_vnd >= 0 AND paid_vnd <= amount_vnd - reduced_vnd",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("payment_request_paid_within_amount"), "payment_request")
    op.create_check_constraint(
        op.f("payment_request_paid_within_amount"), "payment_request", "paid_vnd >= 0 AND paid_vnd <= amount_vnd"
    )
    op.drop_constraint(op.f("sub_order_reduced_within_amount"), "sub_order")
    for name in ("sub_order", "payment_request"):
        op.drop_column(name, "reduced_vnd")
    op.drop_column("sub_order", "not_fetched")
    op.drop_column("notice", "passed_over_at")
    op.drop_table("complaint_change")
    op.drop_table("complaint")
