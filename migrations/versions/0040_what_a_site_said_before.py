"""What was written of a site is kept each time it is saved, and any of it can be taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.create_table(
        "site_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_version_site_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_site_version_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_version")),
        sa.UniqueConstraint("site_id", "number", name=op.f("uq_site_version_site_id_number")),
    )
    op.create_index(op.f("ix_site_version_written_by_id"), "site_version", ["written_by_id"])


def downgrade() -> None:
    op.drop_table("site_version")
