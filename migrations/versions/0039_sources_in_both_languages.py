"""Where an era, a position and the minutes of a stop are known from is said in English too."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

COLUMNS = (("site", "era_source_en"), ("site", "position_source_en"), ("route_stop", "minutes_source_en"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_column(table, column)
