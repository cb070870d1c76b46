"""A source is called in both languages, as everything is that visitors read."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
TABLES = ("claim", "festival", "hotspot")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("source_title_en", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "source_title_en")
