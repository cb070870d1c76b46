"""Tours as visitors walk through them: scenes joined by doors, with their pins.

Angles are degrees: yaw grows to the right, pitch upwards, `view_hfov` is the width of the start view;
`north` is the compass bearing of yaw 0, None where nobody knows.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, RowId
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View
from marketplace.shops.models import Product, Shop
from marketplace.tours.errors import WrongTourMoment
from marketplace.tours.models.sites import Site
from marketplace.tours.states import NEXT, ClaimKind, HotspotKind, TourState


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
    # The narrated walk and the plan, as content/parts.py has them.
    walk: Mapped[list[Any]] = mapped_column(default_factory=list, server_default="[]")
    plan: Mapped[dict[str, Any] | None] = mapped_column(default=None)

    site: Mapped[Site] = relationship(lazy="raise_on_sql", init=False, repr=False)
    scenes: Mapped[list["Scene"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, back_populates="tour", order_by="Scene.position, Scene.id"
    )

    def become(self, target: TourState) -> None:
        """The tour's state is now `target`. Raises WrongTourMoment when it cannot go there from here."""
        if target not in NEXT[self.state]:
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
    north: Mapped[float | None] = mapped_column(default=None)
    position: Mapped[int] = mapped_column(default=0)
    # How far the sphere is turned to make its horizon level, and then about its upright axis.
    level_pitch: Mapped[float] = mapped_column(default=0.0, server_default="0")
    level_roll: Mapped[float] = mapped_column(default=0.0, server_default="0")
    turn: Mapped[float] = mapped_column(default=0.0, server_default="0")
    # The key of the film that plays here; the panorama is then a still of it.
    video: Mapped[str] = mapped_column(default="", server_default="")
    captions: Mapped[str] = mapped_column(default="", server_default="")
    captions_en: Mapped[str] = mapped_column(default="", server_default="")
    # How what the film tells is known, as content/parts.py has it; None when it tells no history.
    claim: Mapped[dict[str, Any] | None] = mapped_column(default=None)

    tour: Mapped[Tour] = relationship(lazy="raise_on_sql", init=False, repr=False, back_populates="scenes")
    panorama: Mapped[Panorama] = relationship(lazy="raise_on_sql", init=False, repr=False)

    @property
    def view(self) -> View:
        """The start view."""
        return View(self.view_yaw, self.view_pitch, self.view_hfov, self.level_pitch, self.level_roll, self.turn)


class Hotspot(Base):
    """One pin in a scene. What tells names its kind and source, a door leads on, product and shop sell.

    `arrive_yaw` is where one looks after the door; None: the next scene's own start view.
    `is_demo`: the goods are not really to be had at this place. `more` is what only some kinds have, as
    content/parts.py names it: pictures, sound, is_from_there, captions, corners, year.
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
        sa.CheckConstraint(
            "kind NOT IN ('info', 'photo', 'area', 'then') OR (claim_kind IS NOT NULL AND text <> '')",
            name="telling_says_how_known",
        ),
        sa.CheckConstraint("kind NOT IN ('door', 'product', 'shop') OR claim_kind IS NULL", name="goods_claim_nothing"),
        sa.CheckConstraint("claim_kind IS NULL OR source_url <> '' OR source_title <> ''", name="claim_has_source"),
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
    source_title_en: Mapped[str] = mapped_column(default="", server_default="")
    source_url: Mapped[str] = mapped_column(default="")
    needs_review: Mapped[bool] = mapped_column(default=False)
    more: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")

    scene: Mapped[Scene] = relationship(lazy="raise_on_sql", init=False, repr=False, foreign_keys=[scene_id])
    to_scene: Mapped[Scene | None] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys=[to_scene_id]
    )
    product: Mapped[Product | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    shop: Mapped[Shop | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
