"""360° films, sounds, and what kind of file is on its way in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "video",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("widths", postgresql.JSONB(), nullable=False),
        sa.Column("weights", postgresql.JSONB(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("panorama_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credit", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["panorama_id"], ["panorama.id"], name=op.f("fk_video_panorama_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_video")),
        sa.UniqueConstraint("key", name=op.f("uq_video_key")),
    )
    op.create_index(op.f("ix_video_panorama_id"), "video", ["panorama_id"])
    op.create_table(
        "sound",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("weights", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credit", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound")),
        sa.UniqueConstraint("key", name=op.f("uq_sound_key")),
    )
    # All that came so far are pictures.
    op.add_column("upload", sa.Column("kind", sa.String(length=32), server_default="picture", nullable=True))
    op.alter_column("upload", "kind", server_default=None)
    for made in ("video", "sound"):
        op.add_column("upload", sa.Column(f"{made}_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_upload_{made}_id"), "upload", made, [f"{made}_id"], ["id"])
    op.drop_constraint(op.f("upload_ready_is_cut"), "upload", type_="check")
    op.create_check_constraint(
        op.f("upload_ready_is_made"), "upload",
        "num_nonnulls(panorama_id, video_id, sound_id) = CASE WHEN state = 'ready' THEN 1 ELSE 0 END",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("upload_kind_is_known"), "upload", "kind IS NOT NULL OR state NOT IN ('looked', 'cutting', 'ready')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("upload_kind_is_known"), "upload", type_="check")
    op.drop_constraint(op.f("upload_ready_is_made"), "upload", type_="check")
    # What was made of films and sounds is not known any more.
    op.execute("DELETE FROM upload WHERE video_id IS NOT NULL OR sound_id IS NOT NULL")
    op.create_check_constraint(
        op.f("upload_ready_is_cut"), "upload", "(state = 'ready') = (panorama_id IS NOT NULL)"
    )
    for column in ("sound_id", "video_id", "kind"):
        op.drop_column("upload", column)
    op.drop_table("sound")
    op.drop_table("video")
