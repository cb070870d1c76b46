"""A site says whether it is ours, lies elsewhere, or was only modelled."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("site", sa.Column("nature", sa.String(length=32), server_default="ours", nullable=False))
    op.execute("UPDATE site SET nature = 'elsewhere' WHERE is_sample")
    op.alter_column("site", "nature", server_default=None)
    op.drop_column("site", "is_sample")


def downgrade() -> None:
    op.add_column("site", sa.Column("is_sample", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE site SET is_sample = nature <> 'ours'")
    op.alter_column("site", "is_sample", server_default=None)
    op.drop_column("site", "nature")
