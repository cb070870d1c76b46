"""Versions of a tour: written as documents, signed by a reviewer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    for column in ("alt", "alt_en"):
        op.add_column("scene", sa.Column(column, sa.Text(), server_default="", nullable=False))
        op.alter_column("scene", column, server_default=None)
    op.add_column("panorama", sa.Column("facts", postgresql.JSONB(), server_default="{}", nullable=False))
    op.create_table(
        "tour_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("tour_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("signed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('published', 'replaced')) = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL)",
            name=op.f("tour_version_published_is_signed"),
        ),
        sa.CheckConstraint("signed_by_id <> written_by_id", name=op.f("tour_version_signed_by_another")),
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f("fk_tour_version_tour_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_tour_version_written_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user.id"], name=op.f("fk_tour_version_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour_version")),
        sa.UniqueConstraint("tour_id", "number", name=op.f("uq_tour_version_tour_id_number")),
    )
    for column in ("tour_id", "written_by_id", "signed_by_id"):
        op.create_index(op.f(f"ix_tour_version_{column}"), "tour_version", [column])
    op.create_index(
        "ix_tour_version_open", "tour_version", ["tour_id"], unique=True,
        postgresql_where=sa.text("state IN ('draft', 'in_review')"),
    )  # fmt: skip
    op.create_index(
        "ix_tour_version_shown", "tour_version", ["tour_id"], unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("tour_version")
    op.drop_column("panorama", "facts")
    for column in ("alt_en", "alt"):
        op.drop_column("scene", column)
