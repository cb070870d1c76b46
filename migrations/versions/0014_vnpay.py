"""Paying through VNPay by a shop's own terminal."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "vnpay_terminal",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("tmn_code", sa.Text(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ask_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_vnpay_terminal_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vnpay_terminal")),
        sa.UniqueConstraint("shop_id", name=op.f("uq_vnpay_terminal_shop_id")),
        sa.UniqueConstraint("tmn_code", name=op.f("uq_vnpay_terminal_tmn_code")),
        sa.UniqueConstraint("hook", name=op.f("uq_vnpay_terminal_hook")),
    )
    op.create_table(
        "vnpay_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("terminal_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("txn_ref", sa.Text(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("times_asked", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("transaction_no", sa.Text(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("is_alarm", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("vnpay_attempt_amount_positive")),
        sa.ForeignKeyConstraint(["terminal_id"], ["vnpay_terminal.id"], name=op.f("fk_vnpay_attempt_terminal_id")),
        sa.ForeignKeyConstraint(["request_id"], ["payment_request.id"], name=op.f("fk_vnpay_attempt_request_id")),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_vnpay_attempt_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vnpay_attempt")),
        sa.UniqueConstraint("txn_ref", name=op.f("uq_vnpay_attempt_txn_ref")),
    )
    for column in ("terminal_id", "request_id", "line_id"):
        op.create_index(op.f(f"ix_vnpay_attempt_{column}"), "vnpay_attempt", [column])
    op.create_index(
        "ix_vnpay_attempt_ask_at", "vnpay_attempt", ["ask_at"], postgresql_where=sa.text("ask_at is not null")
    )
    op.create_table(
        "vnpay_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("terminal_id", sa.BigInteger(), nullable=False),
        sa.Column("query_hash", sa.Text(), nullable=False),
        sa.Column("query_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["vnpay_terminal.id"], name=op.f("fk_vnpay_notice_terminal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vnpay_notice")),
        sa.UniqueConstraint("terminal_id", "query_hash", name=op.f("uq_vnpay_notice_terminal_id_query_hash")),
    )
    op.add_column("refund", sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refund", sa.Column("times_asked", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("refund", "times_asked", server_default=None)


def downgrade() -> None:
    op.drop_column("refund", "times_asked")
    op.drop_column("refund", "ask_at")
    op.drop_table("vnpay_notice")
    op.drop_table("vnpay_attempt")
    op.drop_table("vnpay_terminal")
