"""Where the books and the world outside do not say the same."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "covered_day",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["bank_account.id"], name=op.f("fk_covered_day_account_id")),
        sa.ForeignKeyConstraint(["import_id"], ["statement_import.id"], name=op.f("fk_covered_day_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covered_day")),
        sa.UniqueConstraint("account_id", "day", name=op.f("uq_covered_day_account_id_day")),
    )
    op.create_table(
        "reconciliation_break",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_reconciliation_break_line_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_reconciliation_break_shop_id")),
        sa.ForeignKeyConstraint(["account_id"], ["bank_account.id"], name=op.f("fk_reconciliation_break_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_reconciliation_break_owner_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reconciliation_break_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_break")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reconciliation_break_public_id")),
        sa.UniqueConstraint("line_id", "kind", name=op.f("uq_reconciliation_break_line_id_kind")),
    )
    op.create_index(op.f("ix_reconciliation_break_account_id"), "reconciliation_break", ["account_id"])
    op.create_index(
        "ix_reconciliation_break_open", "reconciliation_break", ["shop_id"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "reconciliation_break_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("break_id", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["break_id"], ["reconciliation_break.id"], name=op.f("fk_reconciliation_break_change_break_id")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_reconciliation_break_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_break_change")),
    )
    op.create_index(op.f("ix_reconciliation_break_change_break_id"), "reconciliation_break_change", ["break_id"])
    op.create_table(
        "money_count",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("outside_vnd", sa.BigInteger(), nullable=False),
        sa.Column("ledger_vnd", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("counted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("matched_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("from_day <= to_day", name=op.f("money_count_days_in_order")),
        sa.CheckConstraint("outside_vnd >= 0", name=op.f("money_count_outside_not_negative")),
        sa.CheckConstraint(
            "(state = 'agrees') = (outside_vnd = ledger_vnd)", name=op.f("money_count_agrees_without_difference")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_money_count_shop_id")),
        sa.ForeignKeyConstraint(["counted_by_id"], ["user.id"], name=op.f("fk_money_count_counted_by_id")),
        sa.ForeignKeyConstraint(["import_id"], ["statement_import.id"], name=op.f("fk_money_count_import_id")),
        sa.ForeignKeyConstraint(["matched_by_id"], ["money_count.id"], name=op.f("fk_money_count_matched_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_count")),
        sa.UniqueConstraint("public_id", name=op.f("uq_money_count_public_id")),
        sa.UniqueConstraint("import_id", "what", name=op.f("uq_money_count_import_id_what")),
    )
    op.create_index(op.f("ix_money_count_shop_id"), "money_count", ["shop_id"])
    op.create_index("ix_money_count_same", "money_count", ["account", "what", "from_day", "to_day"])
    op.create_table(
        "money_count_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("count_id", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["count_id"], ["money_count.id"], name=op.f("fk_money_count_change_count_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_money_count_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_count_change")),
    )
    op.create_index(op.f("ix_money_count_change_count_id"), "money_count_change", ["count_id"])


def downgrade() -> None:
    for table in (
        "money_count_change",
        "money_count",
        "reconciliation_break_change",
        "reconciliation_break",
        "covered_day",
    ):
        op.drop_table(table)
