"""Paying by a payment link of payOS."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "payos_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("order_code", sa.BigInteger(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("paid_vnd", sa.BigInteger(), nullable=False),
        sa.Column("times_asked", sa.BigInteger(), nullable=False),
        sa.Column("payment_link_id", sa.Text(), nullable=False),
        sa.Column("checkout_url", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("unwanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_alarm", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("payos_link_amount_positive")),
        sa.CheckConstraint("paid_vnd >= 0", name=op.f("payos_link_paid_not_negative")),
        sa.CheckConstraint("order_code > 0 AND order_code <= 9007199254740991", name=op.f("payos_link_order_code_fits")),
        sa.ForeignKeyConstraint(["account_id"], ["bank_account.id"], name=op.f("fk_payos_link_account_id")),
        sa.ForeignKeyConstraint(["request_id"], ["payment_request.id"], name=op.f("fk_payos_link_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payos_link")),
        sa.UniqueConstraint("order_code", name=op.f("uq_payos_link_order_code")),
    )
    for column in ("account_id", "request_id"):
        op.create_index(op.f(f"ix_payos_link_{column}"), "payos_link", [column])
    op.create_index("ix_payos_link_ask_at", "payos_link", ["ask_at"], postgresql_where=sa.text("ask_at is not null"))
    op.create_table(
        "payos_link_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["payos_link.id"], name=op.f("fk_payos_link_change_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payos_link_change")),
    )
    op.create_index(op.f("ix_payos_link_change_link_id"), "payos_link_change", ["link_id"])


def downgrade() -> None:
    op.drop_table("payos_link_change")
    op.drop_table("payos_link")
