"""A retaken picture is turned until it stands as the one before it, so that no pin, link or plaque has to move."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("scene", sa.Column("turn", sa.Float(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("scene", "turn")
