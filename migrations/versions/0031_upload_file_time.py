"""An upload that stopped in its middle is known again by when its file was last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("upload", sa.Column("file_time", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    # A state of later: what was left undone can be sent again.
    op.execute("UPDATE upload SET state = 'refused' WHERE state = 'undone'")
    op.drop_column("upload", "file_time")
