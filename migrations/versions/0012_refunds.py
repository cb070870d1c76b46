"""Money on its way back to buyers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sub_order_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=True),
        sa.Column("to_bin", sa.Text(), nullable=False),
        sa.Column("to_bank_name", sa.Text(), nullable=False),
        sa.Column("to_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("to_last_four", sa.Text(), nullable=False),
        sa.Column("to_holder", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("agreed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_from", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("debit_line_id", sa.BigInteger(), nullable=True),
        sa.Column("gateway_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("refund_amount_positive")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_refund_shop_id")),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_refund_line_id")),
        sa.ForeignKeyConstraint(["sub_order_id"], ["sub_order.id"], name=op.f("fk_refund_sub_order_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_refund_asked_by_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["user.id"], name=op.f("fk_refund_agreed_by_id")),
        sa.ForeignKeyConstraint(["debit_line_id"], ["bank_line.id"], name=op.f("fk_refund_debit_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("public_id", name=op.f("uq_refund_public_id")),
        sa.UniqueConstraint("code", name=op.f("uq_refund_code")),
        sa.UniqueConstraint("debit_line_id", name=op.f("uq_refund_debit_line_id")),
    )
    op.create_index(op.f("ix_refund_line_id"), "refund", ["line_id"])
    op.create_index(op.f("ix_refund_sub_order_id"), "refund", ["sub_order_id"])
    op.create_index(
        "ix_refund_owed", "refund", ["shop_id"], postgresql_where=sa.text("state in ('asked', 'agreed', 'sending')")
    )
    op.create_table(
        "refund_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("refund_id", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_refund_change_refund_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_refund_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_change")),
    )
    op.create_index(op.f("ix_refund_change_refund_id"), "refund_change", ["refund_id"])
    for table in ("refund_change", "telling"):
        op.execute(f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION only_grows()")
        op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION only_grows()")


def downgrade() -> None:
    op.execute("DROP TRIGGER telling_only_grows ON telling")
    op.execute("DROP TRIGGER telling_never_emptied ON telling")
    op.drop_table("refund_change")
    op.drop_table("refund")
