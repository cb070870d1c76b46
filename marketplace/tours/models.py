"""Sites, what is claimed of them, and tours of 360° scenes.

Angles are degrees: yaw grows to the right, pitch upwards, `view_hfov` is the width of the start view;
`north` is the compass bearing of yaw 0.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, RowId
from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import View
from marketplace.places.models import Place
from marketplace.shops.models import Product, Shop
from marketplace.tours.errors import WrongTourMoment
from marketplace.tours.states import (
    NEXT,
    NEXT_VERSION,
    ClaimKind,
    HotspotKind,
    SiteNature,
    SiteTheme,
    TourState,
    VersionState,
)


class Site(Base):
    """A historic, cultural or revolutionary place. Empty opening hours are unknown ones.

    What is not `ours` says so wherever it is shown: it only shows how a tour works.
    """

    __tablename__ = "site"

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
    intro: Mapped[str] = mapped_column(default="")
    intro_en: Mapped[str] = mapped_column(default="")
    opening_hours: Mapped[str] = mapped_column(default="")
    opening_hours_en: Mapped[str] = mapped_column(default="")
    map_url: Mapped[str] = mapped_column(default="")
    nature: Mapped[SiteNature] = mapped_column(default=SiteNature.OURS)
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("picture.id"), default=None)
    position: Mapped[int] = mapped_column(default=0)

    place: Mapped[Place | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    picture: Mapped[Picture | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    claims: Mapped[list["Claim"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="Claim.position, Claim.id"
    )

    @property
    def is_ours(self) -> bool:
        """Whether it stands in or near the village."""
        return self.nature is SiteNature.OURS


class Claim(Base):
    """One sentence of history, how it is known, and from where. `needs_review`: the source is weak."""

    __tablename__ = "claim"
    __table_args__ = (sa.CheckConstraint("source_url <> '' OR source_title <> ''", name="has_source"),)

    id: Mapped[RowId] = mapped_column(init=False)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    text: Mapped[str]
    kind: Mapped[ClaimKind]
    text_en: Mapped[str] = mapped_column(default="")
    source_title: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(default="")
    needs_review: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class SiteShop(Base):
    """A shop near a site. Shown only while the shop is live."""

    __tablename__ = "site_shop"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class Tour(Base):
    """A walk of linked scenes. `start` is the slug of the first.

    `author` and `licence` are the pictures'; `credit` is the whole sentence a licence asks for, with what was
    changed; `graph_licence` is set when doors and angles are somebody's, too.
    """

    __tablename__ = "tour"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    title: Mapped[str]
    start: Mapped[str]
    author: Mapped[str]
    licence: Mapped[str]
    licence_url: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    state: Mapped[TourState] = mapped_column(default=TourState.DRAFT)
    credit: Mapped[str] = mapped_column(default="")
    credit_en: Mapped[str] = mapped_column(default="")
    graph_licence: Mapped[str] = mapped_column(default="")
    graph_licence_url: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")

    site: Mapped[Site] = relationship(lazy="raise_on_sql", init=False, repr=False)
    scenes: Mapped[list["Scene"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, back_populates="tour", order_by="Scene.position, Scene.id"
    )

    def become(self, target: TourState) -> None:
        """The tour's state is now `target`. Raises WrongTourMoment when it cannot go there from here."""
        if target not in NEXT[self.state]:
            raise WrongTourMoment(before=self.state.value, after=target.value)
        self.state = target


class TourVersion(Base):
    """What a tour held at one time: the document of content.py, who wrote it and who signed it.

    `revision` grows with every saving of the draft: whoever saves names the one he or she started from. `answer` is
    what the reviewer wrote when it was sent back.
    """

    __tablename__ = "tour_version"
    __table_args__ = (
        sa.UniqueConstraint("tour_id", "number"),
        # One draft at a time, and one version that visitors see.
        sa.Index(
            "ix_tour_version_open", "tour_id", unique=True, postgresql_where=sa.text("state IN ('draft', 'in_review')")
        ),
        sa.Index("ix_tour_version_shown", "tour_id", unique=True, postgresql_where=sa.text("state = 'published'")),
        sa.CheckConstraint(
            "(state IN ('published', 'replaced')) = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL)",
            name="published_is_signed",
        ),
        sa.CheckConstraint("signed_by_id <> written_by_id", name="signed_by_another"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    tour_id: Mapped[int] = mapped_column(sa.ForeignKey("tour.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    answer: Mapped[str] = mapped_column(default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)

    tour: Mapped[Tour] = relationship(lazy="raise_on_sql", init=False, repr=False)
    written_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[written_by_id]
    )
    signed_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[signed_by_id]
    )

    def become(self, target: VersionState) -> None:
        """The version's state is now `target`. Raises WrongTourMoment when it cannot go there from here."""
        if target not in NEXT_VERSION[self.state]:
            raise WrongTourMoment(before=self.state.value, after=target.value)
        self.state = target


class Scene(Base):
    """One standpoint of a tour, and how one looks when one comes to it first."""

    __tablename__ = "scene"
    __table_args__ = (
        sa.UniqueConstraint("tour_id", "slug"),
        sa.CheckConstraint("view_yaw BETWEEN -180 AND 180 AND view_pitch BETWEEN -90 AND 90", name="view_on_sphere"),
        sa.CheckConstraint("view_hfov BETWEEN 30 AND 120", name="view_width_sensible"),
        sa.CheckConstraint("north >= 0 AND north < 360", name="north_on_compass"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    tour_id: Mapped[int] = mapped_column(sa.ForeignKey("tour.id"))
    slug: Mapped[str]
    title: Mapped[str]
    panorama_id: Mapped[int] = mapped_column(sa.ForeignKey("panorama.id"), index=True)
    view_yaw: Mapped[float]
    view_pitch: Mapped[float]
    view_hfov: Mapped[float]
    title_en: Mapped[str] = mapped_column(default="")
    alt: Mapped[str] = mapped_column(default="")
    alt_en: Mapped[str] = mapped_column(default="")
    north: Mapped[float] = mapped_column(default=0.0)
    position: Mapped[int] = mapped_column(default=0)

    tour: Mapped[Tour] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="scenes")
    panorama: Mapped[Panorama] = relationship(lazy="raise_on_sql", init=False, repr=False)

    @property
    def view(self) -> View:
        """The start view."""
        return View(yaw=self.view_yaw, pitch=self.view_pitch, hfov=self.view_hfov)


class Hotspot(Base):
    """One pin in a scene. Info tells (with kind and source), a door leads on, product and shop sell.

    `arrive_yaw` is where one looks after the door; None: the next scene's own start view.
    `is_demo`: the goods are not really to be had at this place.
    """

    __tablename__ = "hotspot"
    __table_args__ = (
        sa.UniqueConstraint("scene_id", "number"),
        sa.CheckConstraint("yaw BETWEEN -180 AND 180 AND pitch BETWEEN -90 AND 90", name="on_sphere"),
        sa.CheckConstraint("arrive_yaw BETWEEN -180 AND 180", name="arrives_on_sphere"),
        sa.CheckConstraint("(kind = 'door') = (to_scene_id IS NOT NULL)", name="door_leads_somewhere"),
        sa.CheckConstraint("kind = 'door' OR arrive_yaw IS NULL", name="only_doors_arrive"),
        sa.CheckConstraint("(kind = 'product') = (product_id IS NOT NULL)", name="product_is_named"),
        sa.CheckConstraint("(kind = 'shop') = (shop_id IS NOT NULL)", name="shop_is_named"),
        sa.CheckConstraint("(kind = 'info') = (claim_kind IS NOT NULL)", name="info_says_how_known"),
        sa.CheckConstraint(
            "kind <> 'info' OR (text <> '' AND (source_url <> '' OR source_title <> ''))", name="info_has_source"
        ),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    scene_id: Mapped[int] = mapped_column(sa.ForeignKey("scene.id"))
    number: Mapped[int]
    kind: Mapped[HotspotKind]
    yaw: Mapped[float]
    pitch: Mapped[float]
    label: Mapped[str] = mapped_column(default="")
    label_en: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    to_scene_id: Mapped[int | None] = mapped_column(sa.ForeignKey("scene.id"), default=None, index=True)
    arrive_yaw: Mapped[float | None] = mapped_column(default=None)
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("product.id"), default=None, index=True)
    shop_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop.id"), default=None, index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    claim_kind: Mapped[ClaimKind | None] = mapped_column(default=None)
    source_title: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(default="")
    needs_review: Mapped[bool] = mapped_column(default=False)

    scene: Mapped[Scene] = relationship(lazy="raise_on_sql", init=False, repr=False, foreign_keys=[scene_id])
    to_scene: Mapped[Scene | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[to_scene_id]
    )
    product: Mapped[Product | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    shop: Mapped[Shop | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
