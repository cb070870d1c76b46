"""Files with a tour in them, brought by curators or made for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "tour_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("tour_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("received_bytes", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("remarks", postgresql.JSONB(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "received_bytes >= 0 AND received_bytes <= size_bytes", name=op.f("tour_file_received_within_size")
        ),
        sa.CheckConstraint("(kind = 'import') = (site_id IS NOT NULL)", name=op.f("tour_file_import_has_site")),
        sa.CheckConstraint(
            "tour_id IS NOT NULL OR (kind = 'import' AND state NOT IN ('done'))", name=op.f("tour_file_done_has_tour")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_tour_file_made_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_tour_file_site_id")),
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f("fk_tour_file_tour_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tour_file_public_id")),
    )
    for column in ("made_by_id", "site_id", "tour_id"):
        op.create_index(op.f(f"ix_tour_file_{column}"), "tour_file", [column])


def downgrade() -> None:
    op.drop_table("tour_file")
