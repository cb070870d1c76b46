"""Nobody signs a story that he or she wrote a part of, though another wrote last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("story_version", sa.Column("writers", JSONB(), server_default="[]", nullable=False))
    # Of older versions only the last writer is known.
    op.execute(
        "UPDATE story_version SET writers = jsonb_build_array(written_by_id) WHERE written_by_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("story_version", "writers")
