"""Sites with claims; tours with scenes and hotspots"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=32), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column("rank_en", sa.Text(), nullable=False),
        sa.Column("rank_source", sa.Text(), nullable=False),
        sa.Column("rank_needs_review", sa.Boolean(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("intro_en", sa.Text(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.Column("opening_hours_en", sa.Text(), nullable=False),
        sa.Column("map_url", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("picture_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name=op.f("fk_site_picture_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_site_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("slug", name=op.f("uq_site_slug")),
    )
    op.create_index(op.f("ix_site_place_id"), "site", ["place_id"])
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("source_title", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("source_url <> '' OR source_title <> ''", name=op.f("claim_has_source")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_claim_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_site_id"), "claim", ["site_id"])
    op.create_table(
        "site_shop",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("shop_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_site_shop_shop_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_shop_site_id")),
        sa.PrimaryKeyConstraint("site_id", "shop_id", name=op.f("pk_site_shop")),
    )
    op.create_index(op.f("ix_site_shop_shop_id"), "site_shop", ["shop_id"])
    op.create_table(
        "tour",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("licence_url", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("credit_en", sa.Text(), nullable=False),
        sa.Column("graph_licence", sa.Text(), nullable=False),
        sa.Column("graph_licence_url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_tour_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour")),
        sa.UniqueConstraint("slug", name=op.f("uq_tour_slug")),
    )
    op.create_index(op.f("ix_tour_site_id"), "tour", ["site_id"])
    op.create_table(
        "scene",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tour_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("panorama_id", sa.BigInteger(), nullable=False),
        sa.Column("view_yaw", sa.Float(), nullable=False),
        sa.Column("view_pitch", sa.Float(), nullable=False),
        sa.Column("view_hfov", sa.Float(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("north", sa.Float(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("north >= 0 AND north < 360", name=op.f("scene_north_on_compass")),
        sa.CheckConstraint(
            "view_yaw BETWEEN -180 AND 180 AND view_pitch BETWEEN -90 AND 90", name=op.f("scene_view_on_sphere")
        ),
        sa.CheckConstraint("view_hfov BETWEEN 30 AND 120", name=op.f("scene_view_width_sensible")),
        sa.ForeignKeyConstraint(["panorama_id"], ["panorama.id"], name=op.f("fk_scene_panorama_id")),
        sa.ForeignKeyConstraint(["tour_id"], ["tour.id"], name=op.f("fk_scene_tour_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scene")),
        sa.UniqueConstraint("tour_id", "slug", name=op.f("uq_scene_tour_id_slug")),
    )
    op.create_index(op.f("ix_scene_panorama_id"), "scene", ["panorama_id"])
    op.create_table(
        "hotspot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scene_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("yaw", sa.Float(), nullable=False),
        sa.Column("pitch", sa.Float(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("to_scene_id", sa.BigInteger(), nullable=True),
        sa.Column("arrive_yaw", sa.Float(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("shop_id", sa.BigInteger(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("claim_kind", sa.String(length=32), nullable=True),
        sa.Column("source_title", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.CheckConstraint("yaw BETWEEN -180 AND 180 AND pitch BETWEEN -90 AND 90", name=op.f("hotspot_on_sphere")),
        sa.CheckConstraint("arrive_yaw BETWEEN -180 AND 180", name=op.f("hotspot_arrives_on_sphere")),
        sa.CheckConstraint("(kind = 'door') = (to_scene_id IS NOT NULL)", name=op.f("hotspot_door_leads_somewhere")),
        sa.CheckConstraint("kind = 'door' OR arrive_yaw IS NULL", name=op.f("hotspot_only_doors_arrive")),
        sa.CheckConstraint("(kind = 'product') = (product_id IS NOT NULL)", name=op.f("hotspot_product_is_named")),
        sa.CheckConstraint("(kind = 'shop') = (shop_id IS NOT NULL)", name=op.f("hotspot_shop_is_named")),
        sa.CheckConstraint("(kind = 'info') = (claim_kind IS NOT NULL)", name=op.f("hotspot_info_says_how_known")),
        sa.CheckConstraint(
            "kind <> 'info' OR (text <> '' AND (source_url <> '' OR source_title <> ''))",
            name=op.f("hotspot_info_has_source"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_hotspot_product_id")),
        sa.ForeignKeyConstraint(["scene_id"], ["scene.id"], name=op.f("fk_hotspot_scene_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_hotspot_shop_id")),
        sa.ForeignKeyConstraint(["to_scene_id"], ["scene.id"], name=op.f("fk_hotspot_to_scene_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotspot")),
        sa.UniqueConstraint("scene_id", "number", name=op.f("uq_hotspot_scene_id_number")),
    )
    op.create_index(op.f("ix_hotspot_product_id"), "hotspot", ["product_id"])
    op.create_index(op.f("ix_hotspot_shop_id"), "hotspot", ["shop_id"])
    op.create_index(op.f("ix_hotspot_to_scene_id"), "hotspot", ["to_scene_id"])


def downgrade() -> None:
    for table in ("hotspot", "scene", "tour", "site_shop", "claim", "site"):
        op.drop_table(table)
