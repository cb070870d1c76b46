"""Pins that show pictures, sound and areas; films as scenes; a narrated walk and a plan."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("tour", sa.Column("walk", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("tour", sa.Column("plan", postgresql.JSONB(), nullable=True))
    for column in ("level_pitch", "level_roll"):
        op.add_column("scene", sa.Column(column, sa.Float(), server_default="0", nullable=False))
    for column in ("video", "captions", "captions_en"):
        op.add_column("scene", sa.Column(column, sa.Text(), server_default="", nullable=False))
    op.add_column("hotspot", sa.Column("more", postgresql.JSONB(), server_default="{}", nullable=False))
    op.drop_constraint(op.f("hotspot_info_says_how_known"), "hotspot")
    op.drop_constraint(op.f("hotspot_info_has_source"), "hotspot")
    op.create_check_constraint(
        op.f("hotspot_telling_says_how_known"), "hotspot",
        "kind NOT IN ('info', 'photo', 'area', 'then') OR (claim_kind IS NOT NULL AND text <> '')",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("hotspot_goods_claim_nothing"), "hotspot",
        "kind NOT IN ('door', 'product', 'shop') OR claim_kind IS NULL",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("hotspot_claim_has_source"), "hotspot", "claim_kind IS NULL OR source_url <> '' OR source_title <> ''",
    )  # fmt: skip


def downgrade() -> None:
    op.execute("DELETE FROM hotspot WHERE kind IN ('photo', 'area', 'then', 'sound')")
    for name in ("claim_has_source", "goods_claim_nothing", "telling_says_how_known"):
        op.drop_constraint(op.f(f"hotspot_{name}"), "hotspot")
    op.create_check_constraint(
        op.f("hotspot_info_has_source"), "hotspot",
        "kind <> 'info' OR (text <> '' AND (source_url <> '' OR source_title <> ''))",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("hotspot_info_says_how_known"), "hotspot", "(kind = 'info') = (claim_kind IS NOT NULL)"
    )
    op.drop_column("hotspot", "more")
    for column in ("captions_en", "captions", "video", "level_roll", "level_pitch"):
        op.drop_column("scene", column)
    op.drop_column("tour", "plan")
    op.drop_column("tour", "walk")
