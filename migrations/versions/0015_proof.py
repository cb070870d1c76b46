"""Seals of the ledger's days, and what each run of the invariants found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "ledger_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_journal_id", sa.BigInteger(), nullable=False),
        sa.Column("journals", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["last_journal_id"], ["journal.id"], name=op.f("fk_ledger_seal_last_journal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_seal")),
        sa.UniqueConstraint("day", name=op.f("uq_ledger_seal_day")),
    )
    op.execute("CREATE TRIGGER ledger_seal_only_grows BEFORE UPDATE OR DELETE ON ledger_seal FOR EACH ROW EXECUTE FUNCTION only_grows()")
    op.execute("CREATE TRIGGER ledger_seal_never_emptied BEFORE TRUNCATE ON ledger_seal FOR EACH STATEMENT EXECUTE FUNCTION only_grows()")
    op.create_table(
        "proof",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.Column("broken", postgresql.JSONB(), nullable=False),
        sa.Column("found", postgresql.JSONB(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
    )


def downgrade() -> None:
    op.drop_table("proof")
    op.drop_table("ledger_seal")
