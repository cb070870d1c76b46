"""One movement of money, told by many: tellings, bank feeds of several kinds, and money that goes out."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "bank_feed",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("api_key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pull_token_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("memo_prefix", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("trouble_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unread", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["bank_account.id"], name=op.f("fk_bank_feed_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_feed")),
        sa.UniqueConstraint("account_id", "provider", name=op.f("uq_bank_feed_account_id_provider")),
    )
    op.execute(
        """
        INSERT INTO bank_feed (account_id, provider, set_at, secret_sealed, old_secret_sealed, old_secret_until, memo_prefix, trouble, unread)
        SELECT id, 'sepay', created_at, sepay_secret_sealed, sepay_old_secret_sealed, sepay_old_secret_until, '', '', 0
        FROM bank_account WHERE sepay_secret_sealed IS NOT NULL ORDER BY id
        """
    )
    for column in ("sepay_secret_sealed", "sepay_old_secret_sealed", "sepay_old_secret_until"):
        op.drop_column("bank_account", column)

    op.add_column("payment_request", sa.Column("memo_prefix", sa.Text(), nullable=False, server_default=""))
    op.alter_column("payment_request", "memo_prefix", server_default=None)

    op.create_table(
        "telling",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("teller", sa.String(length=32), nullable=False),
        sa.Column("outside_key", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_telling_line_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_telling_shop_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["kept_notice.id"], name=op.f("fk_telling_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.UniqueConstraint("shop_id", "outside_key", name=op.f("uq_telling_shop_id_outside_key")),
    )
    op.create_index(op.f("ix_telling_line_id"), "telling", ["line_id"])
    op.create_index(op.f("ix_telling_notice_id"), "telling", ["notice_id"])
    op.execute(
        """
        INSERT INTO telling (line_id, shop_id, teller, outside_key, told_at, reference, notice_id)
        SELECT id, shop_id, teller, outside_key, told_at, reference, notice_id FROM bank_line ORDER BY id
        """
    )
    op.drop_column("bank_line", "outside_key")
    op.drop_column("bank_line", "notice_id")
    op.add_column("bank_line", sa.Column("direction", sa.String(length=32), nullable=False, server_default="in"))
    op.add_column("bank_line", sa.Column("day", sa.Date(), nullable=True))
    op.add_column("bank_line", sa.Column("memo_mark", sa.Text(), nullable=False, server_default=""))
    # A memo is sealed: lines from before are known again by their reference only.
    op.execute("UPDATE bank_line SET day = (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date")
    op.alter_column("bank_line", "day", nullable=False)
    for column in ("direction", "memo_mark"):
        op.alter_column("bank_line", column, server_default=None)
    op.alter_column("bank_line", "memo_sealed", nullable=True)
    op.add_column("bank_line", sa.Column("returned_vnd", sa.BigInteger(), nullable=False, server_default="0"))
    op.alter_column("bank_line", "returned_vnd", server_default=None)
    op.create_check_constraint(
        op.f("bank_line_returned_within_amount"), "bank_line", "returned_vnd >= 0 AND parked_vnd + returned_vnd <= amount_vnd"
    )
    op.alter_column("kept_notice", "body_sealed", nullable=True)
    op.create_index("ix_bank_line_same", "bank_line", ["account_id", "amount_vnd", "day"])


def downgrade() -> None:
    raise NotImplementedError("tellings cannot be put back into one column; restore a backup instead")
