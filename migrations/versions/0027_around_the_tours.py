"""Facts, festivals and signed claims of sites; routes, stories and corrections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"

_TEXT = sa.Text()
_TIME = sa.DateTime(timezone=True)


def _word(length: int = 32) -> sa.String:
    return sa.String(length=length)


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, _TEXT, nullable=False)


def upgrade() -> None:
    for table in ("place", "pickup_point"):
        for column in ("map_x", "map_y"):
            op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
    _sites()
    _festivals()
    _routes()
    _claims()
    _stories()
    _corrections()


def _sites() -> None:
    for column in (
        "era", "era_en", "era_source", "keys_with", "keys_with_en", "way", "way_en", "access", "access_en",
        "position_source",
    ):  # fmt: skip
        op.add_column("site", sa.Column(column, _TEXT, server_default="", nullable=False))
    for column in ("latitude", "longitude"):
        op.add_column("site", sa.Column(column, sa.Float(), nullable=True))
    for column in ("map_x", "map_y"):
        op.add_column("site", sa.Column(column, sa.BigInteger(), nullable=True))
    for name, rule in (
        ("position_is_whole", "(latitude IS NULL) = (longitude IS NULL)"),
        ("position_on_earth", "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"),
        ("position_has_source", "latitude IS NULL OR position_source <> ''"),
        ("era_has_source", "era = '' OR era_source <> ''"),
        ("stands_on_the_drawing", "map_x BETWEEN 0 AND 100 AND map_y BETWEEN 0 AND 100"),
    ):
        op.create_check_constraint(op.f(f"site_{name}"), "site", rule)


def _festivals() -> None:
    op.create_table(
        "festival",
        _id(),
        _text("slug"),
        _text("name"),
        sa.Column("calendar", _word(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        *(_text(name) for name in ("name_en", "text", "text_en")),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("month", "first_day", "last_day")),
        *(_text(name) for name in ("source_title", "source_url")),
        sa.CheckConstraint("source_url <> '' OR source_title <> ''", name=op.f("festival_has_source")),
        sa.CheckConstraint(
            "(calendar = 'unknown') = (month IS NULL) AND (month IS NULL) = (first_day IS NULL) "
            "AND (month IS NULL) = (last_day IS NULL)",
            name=op.f("festival_days_are_whole"),
        ),
        sa.CheckConstraint(
            "month BETWEEN 1 AND 12 AND first_day >= 1 AND first_day <= last_day AND last_day <= 31",
            name=op.f("festival_days_of_a_month"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_festival_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_festival")),
        sa.UniqueConstraint("slug", name=op.f("uq_festival_slug")),
    )
    op.create_index(op.f("ix_festival_site_id"), "festival", ["site_id"])


def _routes() -> None:
    op.create_table(
        "route",
        _id(),
        *(_text(name) for name in ("slug", "title")),
        sa.Column("theme", _word(), nullable=False),
        *(_text(name) for name in ("title_en", "intro", "intro_en")),
        sa.Column("state", _word(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route")),
        sa.UniqueConstraint("slug", name=op.f("uq_route_slug")),
    )
    op.create_table(
        "route_stop",
        _id(),
        _text("public_id"),
        sa.Column("route_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("pickup_point_id", sa.BigInteger(), nullable=True),
        *(_text(name) for name in ("name", "name_en", "note", "note_en")),
        sa.Column("minutes_on_foot", sa.BigInteger(), nullable=True),
        sa.Column("minutes_by_bike", sa.BigInteger(), nullable=True),
        _text("minutes_source"),
        sa.CheckConstraint(
            "(site_id IS NOT NULL)::int + (pickup_point_id IS NOT NULL)::int + (name <> '')::int = 1",
            name=op.f("route_stop_is_one_place"),
        ),
        sa.CheckConstraint("minutes_on_foot BETWEEN 1 AND 600", name=op.f("route_stop_walk_is_sensible")),
        sa.CheckConstraint("minutes_by_bike BETWEEN 1 AND 600", name=op.f("route_stop_ride_is_sensible")),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name=op.f("fk_route_stop_route_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_route_stop_site_id")),
        sa.ForeignKeyConstraint(
            ["pickup_point_id"], ["pickup_point.id"], name=op.f("fk_route_stop_pickup_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_stop")),
        sa.UniqueConstraint("public_id", name=op.f("uq_route_stop_public_id")),
    )
    for column in ("route_id", "site_id", "pickup_point_id"):
        op.create_index(op.f(f"ix_route_stop_{column}"), "route_stop", [column])


def _claims() -> None:
    op.add_column("claim", sa.Column("public_id", _TEXT, nullable=True))
    op.execute("UPDATE claim SET public_id = left(md5(random()::text || id::text), 12)")
    op.alter_column("claim", "public_id", nullable=False)
    op.create_unique_constraint(op.f("uq_claim_public_id"), "claim", ["public_id"])
    op.alter_column("claim", "site_id", nullable=True)
    for column in ("stop_id", "written_by_id", "reviewed_by_id", "replaces_id"):
        op.add_column("claim", sa.Column(column, sa.BigInteger(), nullable=True))
    # Whoever put it there, nobody has signed it: what was shown until now waits for a reviewer's name.
    op.add_column("claim", sa.Column("state", _word(), server_default="waiting", nullable=False))
    op.alter_column("claim", "state", server_default=None)
    for column in ("written_at", "reviewed_at"):
        op.add_column("claim", sa.Column(column, _TIME, nullable=True))
    op.add_column("claim", sa.Column("answer", _TEXT, server_default="", nullable=False))
    for column, table in (
        ("stop_id", "route_stop"), ("written_by_id", "user"), ("reviewed_by_id", "user"), ("replaces_id", "claim"),
    ):  # fmt: skip
        op.create_foreign_key(op.f(f"fk_claim_{column}"), "claim", table, [column], ["id"])
    for column in ("stop_id", "written_by_id", "reviewed_by_id"):
        op.create_index(op.f(f"ix_claim_{column}"), "claim", [column])
    op.create_index(
        "ix_claim_change_waits", "claim", ["replaces_id"], unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'sent_back')"),
    )  # fmt: skip
    for name, rule in (
        ("is_about_one_thing", "(site_id IS NULL) <> (stop_id IS NULL)"),
        (
            "shown_is_signed",
            "state NOT IN ('shown', 'replaced') OR (reviewed_by_id IS NOT NULL AND reviewed_at IS NOT NULL)",
        ),
        ("signed_by_another", "reviewed_by_id <> written_by_id"),
    ):
        op.create_check_constraint(op.f(f"claim_{name}"), "claim", rule)


def _stories() -> None:
    op.create_table(
        "story",
        _id(),
        *(_text(name) for name in ("slug", "title")),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        _text("title_en"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_story_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sa.UniqueConstraint("slug", name=op.f("uq_story_slug")),
    )
    op.create_index(op.f("ix_story_site_id"), "story", ["site_id"])
    op.create_table(
        "story_version",
        _id(),
        sa.Column("story_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", _TIME, nullable=False),
        sa.Column("state", _word(), nullable=False),
        _text("answer"),
        sa.Column("signed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", _TIME, nullable=True),
        sa.CheckConstraint(
            "(state IN ('published', 'replaced')) = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL)",
            name=op.f("story_version_published_is_signed"),
        ),
        sa.CheckConstraint("signed_by_id <> written_by_id", name=op.f("story_version_signed_by_another")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_version_story_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_story_version_written_by_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user.id"], name=op.f("fk_story_version_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_version")),
        sa.UniqueConstraint("story_id", "number", name=op.f("uq_story_version_story_id_number")),
    )
    for column in ("story_id", "written_by_id", "signed_by_id"):
        op.create_index(op.f(f"ix_story_version_{column}"), "story_version", [column])
    for name, states in (("open", "state IN ('draft', 'in_review')"), ("shown", "state = 'published'")):
        op.create_index(
            f"ix_story_version_{name}", "story_version", ["story_id"], unique=True, postgresql_where=sa.text(states)
        )


def _corrections() -> None:
    op.create_table(
        "correction",
        _id(),
        *(_text(name) for name in ("public_id", "about", "about_name", "wrong", "right")),
        sa.Column("sent_at", _TIME, nullable=False),
        *(_text(name) for name in ("how_known", "contact")),
        sa.Column("state", _word(), nullable=False),
        _text("answer"),
        sa.Column("closed_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("public_id", name=op.f("uq_correction_public_id")),
    )
    op.create_index(op.f("ix_correction_state"), "correction", ["state"])
    op.create_table(
        "correction_change",
        _id(),
        sa.Column("correction_id", sa.BigInteger(), nullable=False),
        sa.Column("before", _word(), nullable=False),
        sa.Column("after", _word(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        *(_text(name) for name in ("because", "actor")),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["correction_id"], ["correction.id"], name=op.f("fk_correction_change_correction_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_correction_change_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_change")),
    )
    op.create_index(op.f("ix_correction_change_correction_id"), "correction_change", ["correction_id"])


def downgrade() -> None:
    for table in ("correction_change", "correction", "story_version", "story"):
        op.drop_table(table)
    op.execute("DELETE FROM claim WHERE site_id IS NULL OR state IN ('replaced', 'withdrawn') OR replaces_id IS NOT NULL")
    for name in ("is_about_one_thing", "shown_is_signed", "signed_by_another"):
        op.drop_constraint(op.f(f"claim_{name}"), "claim")
    for column in (
        "public_id", "stop_id", "written_by_id", "reviewed_by_id", "replaces_id", "state", "written_at",
        "reviewed_at", "answer",
    ):  # fmt: skip
        op.drop_column("claim", column)
    op.alter_column("claim", "site_id", nullable=False)
    for table in ("route_stop", "route", "festival"):
        op.drop_table(table)
    for name in (
        "position_is_whole", "position_on_earth", "position_has_source", "era_has_source", "stands_on_the_drawing",
    ):  # fmt: skip
        op.drop_constraint(op.f(f"site_{name}"), "site")
    for column in (
        "era", "era_en", "era_source", "keys_with", "keys_with_en", "way", "way_en", "access", "access_en",
        "position_source", "latitude", "longitude", "map_x", "map_y",
    ):  # fmt: skip
        op.drop_column("site", column)
    for table in ("pickup_point", "place"):
        for column in ("map_y", "map_x"):
            op.drop_column(table, column)
