"""360° pictures on their way in, and parts of a turn."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("panorama", sa.Column("part", postgresql.JSONB(), server_default="[0, 0, 1, 1]", nullable=False))
    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("received_bytes", sa.BigInteger(), nullable=False),
        sa.Column("look", postgresql.JSONB(), nullable=False),
        sa.Column("placing", postgresql.JSONB(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.BigInteger(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("panorama_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "received_bytes >= 0 AND received_bytes <= size_bytes", name=op.f("upload_received_within_size")
        ),
        sa.CheckConstraint("(state = 'ready') = (panorama_id IS NOT NULL)", name=op.f("upload_ready_is_cut")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_upload_made_by_id")),
        sa.ForeignKeyConstraint(["panorama_id"], ["panorama.id"], name=op.f("fk_upload_panorama_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_upload_public_id")),
    )
    op.create_index(op.f("ix_upload_made_by_id"), "upload", ["made_by_id"])
    op.create_index(
        "ix_upload_unfinished", "upload", ["changed_at"],
        postgresql_where=sa.text("state not in ('ready', 'dropped')"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("upload")
    op.drop_column("panorama", "part")
