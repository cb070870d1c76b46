"""Document pictures keep the file they were brought as: an archive of a tour gives it back."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("picture", sa.Column("original_bytes", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("picture", "original_bytes")
