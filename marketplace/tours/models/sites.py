"""Sites, what is claimed of them, their festivals, and the shops near them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, RowId
from marketplace.media.models import Picture
from marketplace.places.models import Place
from marketplace.tours.errors import WrongClaimMoment, WrongSiteMoment
from marketplace.tours.states import (
    NEXT_CLAIM,
    NEXT_SITE,
    Calendar,
    ClaimKind,
    ClaimState,
    SiteNature,
    SiteState,
    SiteTheme,
)


class Site(Base):
    """A historic, cultural or revolutionary place. What is empty is unknown, and said to be.

    What is not `ours` says so wherever it is shown: it only shows how a tour works. `keys_with` names a role, never a
    living person. `map_x`, `map_y` place it on the drawn map, 0–100 from the left and from the top; `latitude` and
    `longitude` are degrees, with whoever says so. `written_by` wrote last what is told of it, and another showed it;
    what of that was changed since is `proposed`, by the columns' names, until a reviewer has read it.
    """

    __tablename__ = "site"
    __table_args__ = (
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_is_whole"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="position_on_earth"),
        sa.CheckConstraint("latitude IS NULL OR position_source <> ''", name="position_has_source"),
        sa.CheckConstraint("era = '' OR era_source <> ''", name="era_has_source"),
        sa.CheckConstraint("map_x BETWEEN 0 AND 100 AND map_y BETWEEN 0 AND 100", name="stands_on_the_drawing"),
        sa.CheckConstraint("shown_by_id <> written_by_id", name="shown_by_another"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    theme: Mapped[SiteTheme]
    name_en: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), default=None, index=True)
    rank: Mapped[str] = mapped_column(default="")
    rank_en: Mapped[str] = mapped_column(default="")
    rank_source: Mapped[str] = mapped_column(default="")
    rank_needs_review: Mapped[bool] = mapped_column(default=False)
    era: Mapped[str] = mapped_column(default="", server_default="")
    era_en: Mapped[str] = mapped_column(default="", server_default="")
    era_source: Mapped[str] = mapped_column(default="", server_default="")
    era_source_en: Mapped[str] = mapped_column(default="", server_default="")
    intro: Mapped[str] = mapped_column(default="")
    intro_en: Mapped[str] = mapped_column(default="")
    opening_hours: Mapped[str] = mapped_column(default="")
    opening_hours_en: Mapped[str] = mapped_column(default="")
    keys_with: Mapped[str] = mapped_column(default="", server_default="")
    keys_with_en: Mapped[str] = mapped_column(default="", server_default="")
    way: Mapped[str] = mapped_column(default="", server_default="")
    way_en: Mapped[str] = mapped_column(default="", server_default="")
    access: Mapped[str] = mapped_column(default="", server_default="")
    access_en: Mapped[str] = mapped_column(default="", server_default="")
    map_url: Mapped[str] = mapped_column(default="")
    latitude: Mapped[float | None] = mapped_column(default=None)
    longitude: Mapped[float | None] = mapped_column(default=None)
    position_source: Mapped[str] = mapped_column(default="", server_default="")
    position_source_en: Mapped[str] = mapped_column(default="", server_default="")
    map_x: Mapped[int | None] = mapped_column(default=None)
    map_y: Mapped[int | None] = mapped_column(default=None)
    nature: Mapped[SiteNature] = mapped_column(default=SiteNature.OURS)
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("picture.id"), default=None)
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[SiteState] = mapped_column(default=SiteState.DRAFT)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    shown_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    shown_at: Mapped[datetime | None] = mapped_column(default=None)
    proposed: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)

    shown_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[shown_by_id]
    )
    place: Mapped[Place | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    picture: Mapped[Picture | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    festivals: Mapped[list["Festival"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, back_populates="site", order_by="Festival.id"
    )

    @property
    def is_ours(self) -> bool:
        """Whether it stands in or near the village."""
        return self.nature is SiteNature.OURS

    @property
    def is_shown(self) -> bool:
        """Whether visitors see it."""
        return self.state is SiteState.SHOWN

    def become(self, target: SiteState) -> None:
        """The site's state is now `target`. Raises WrongSiteMoment when it cannot go there from here."""
        if target not in NEXT_SITE[self.state]:
            raise WrongSiteMoment(before=self.state.value, after=target.value)
        self.state = target


class Claim(Base):
    """One sentence of history of a site or of a stop of a route: how it is known, from where, and who signed it.

    `needs_review`: the source is weak. A change of what visitors read is a new row that `replaces` the old when it is
    signed. `answer` is why the reviewer sent it back.
    """

    __tablename__ = "claim"
    __table_args__ = (
        sa.CheckConstraint("source_url <> '' OR source_title <> ''", name="has_source"),
        sa.CheckConstraint("(site_id IS NULL) <> (stop_id IS NULL)", name="is_about_one_thing"),
        sa.CheckConstraint(
            "state NOT IN ('shown', 'replaced') OR (reviewed_by_id IS NOT NULL AND reviewed_at IS NOT NULL)",
            name="shown_is_signed",
        ),
        sa.CheckConstraint("reviewed_by_id <> written_by_id", name="signed_by_another"),
        # One change at a time waits to take a sentence's place.
        sa.Index(
            "ix_claim_change_waits", "replaces_id", unique=True,
            postgresql_where=sa.text("state IN ('waiting', 'sent_back')"),
        ),
    )  # fmt: skip

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    kind: Mapped[ClaimKind]
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id"), default=None, index=True)
    stop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("route_stop.id"), default=None, index=True)
    text_en: Mapped[str] = mapped_column(default="")
    source_title: Mapped[str] = mapped_column(default="")
    source_title_en: Mapped[str] = mapped_column(default="", server_default="")
    source_url: Mapped[str] = mapped_column(default="")
    needs_review: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.WAITING)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    written_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim.id"), default=None)
    answer: Mapped[str] = mapped_column(default="", server_default="")

    site: Mapped[Site | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    replaces: Mapped["Claim | None"] = relationship(
        lazy="raise_on_sql", init=False, repr=False, remote_side="Claim.id", foreign_keys=[replaces_id]
    )
    written_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[written_by_id]
    )
    reviewed_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[reviewed_by_id]
    )

    def become(self, target: ClaimState) -> None:
        """The sentence's state is now `target`. Raises WrongClaimMoment when it cannot go there from here."""
        if target not in NEXT_CLAIM[self.state]:
            raise WrongClaimMoment(before=self.state.value, after=target.value)
        self.state = target


class Festival(Base):
    """A festival of a site, and on which days of which calendar it is kept, as its source says."""

    __tablename__ = "festival"
    __table_args__ = (
        sa.CheckConstraint("source_url <> '' OR source_title <> ''", name="has_source"),
        sa.CheckConstraint(
            "(calendar = 'unknown') = (month IS NULL) AND (month IS NULL) = (first_day IS NULL) "
            "AND (month IS NULL) = (last_day IS NULL)",
            name="days_are_whole",
        ),
        sa.CheckConstraint(
            "month BETWEEN 1 AND 12 AND first_day >= 1 AND first_day <= last_day AND last_day <= 31",
            name="days_of_a_month",
        ),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    calendar: Mapped[Calendar]
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id"), default=None, index=True)
    name_en: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    month: Mapped[int | None] = mapped_column(default=None)
    first_day: Mapped[int | None] = mapped_column(default=None)
    last_day: Mapped[int | None] = mapped_column(default=None)
    source_title: Mapped[str] = mapped_column(default="")
    source_title_en: Mapped[str] = mapped_column(default="", server_default="")
    source_url: Mapped[str] = mapped_column(default="")

    site: Mapped[Site | None] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="festivals")


class SiteShop(Base):
    """A shop near a site. Shown only while the shop is live."""

    __tablename__ = "site_shop"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
