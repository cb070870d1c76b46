"""What a curator typed into a site's form and has not saved is kept until it is saved or dropped."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "site_unsaved",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_site_unsaved_user_id")),
        sa.PrimaryKeyConstraint("user_id", "slug", name=op.f("pk_site_unsaved")),
    )


def downgrade() -> None:
    op.drop_table("site_unsaved")
