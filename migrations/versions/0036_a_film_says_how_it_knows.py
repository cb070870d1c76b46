"""A film that tells history says how that is known, as every sentence does."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column("scene", sa.Column("claim", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("scene", "claim")
