"""A tour's file that is half here is known again, as pictures are: by its name, its size and its time."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("tour_file", sa.Column("file_time", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("tour_file", "file_time")
