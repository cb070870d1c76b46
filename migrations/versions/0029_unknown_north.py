"""A scene whose north nobody knows says so, instead of pointing to 0."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.alter_column("scene", "north", existing_type=sa.Float(), nullable=True)
    # Until now 0 stood for "unknown" too. Where no scene of a tour had any other bearing, nobody had set a compass.
    op.execute(
        """
        UPDATE scene SET north = NULL
        WHERE NOT EXISTS (SELECT FROM scene AS other WHERE other.tour_id = scene.tour_id AND other.north <> 0)
        """
    )


def downgrade() -> None:
    op.execute("UPDATE scene SET north = 0 WHERE north IS NULL")
    op.alter_column("scene", "north", existing_type=sa.Float(), nullable=False)
