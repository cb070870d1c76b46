"""What those who make tours read: drafts, versions, and the things a tour can point at."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.media.models import Panorama
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours.content import (
    ClaimContent,
    PinContent,
    SceneContent,
    TourContent,
    Words,
    read_claim,
    read_more,
    read_plan,
    read_walk,
)  # fmt: skip
from marketplace.tours.errors import SiteNotFound, TourNotFound, VersionNotFound
from marketplace.tours.models import Hotspot, Scene, Site, Tour, TourVersion
from marketplace.tours.states import TourState, VersionState

OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)


class TourLine(NamedTuple):
    """A tour on the list of those who make them, with its newest version."""

    tour: Tour
    site: Site
    version: TourVersion | None


class Goods(NamedTuple):
    """Something a pin can sell: a product, or a whole shop when `shop` is empty."""

    slug: str
    name: str
    shop: str


def lock_tour(tour_id: int) -> Tour:
    """The tour, locked and fresh. Raises TourNotFound."""
    tour = db.session.scalar(
        sa.select(Tour).where(Tour.id == tour_id).with_for_update().execution_options(populate_existing=True)
    )
    if tour is None:
        raise TourNotFound
    return tour


def tour_to_write(slug: str) -> Tour:
    """The tour whatever its state, with its site. Raises TourNotFound."""
    tour = db.session.scalar(sa.select(Tour).where(Tour.slug == slug).options(joinedload(Tour.site)))
    if tour is None:
        raise TourNotFound
    return tour


def tours_put_away() -> Sequence[Tour]:
    """Tours that were put away, by title."""
    return db.session.scalars(sa.select(Tour).where(Tour.state == TourState.ARCHIVED).order_by(Tour.title)).all()


def tours_to_write() -> Sequence[TourLine]:
    """All tours that are not put away, those waiting for review first, then the last written."""
    newest = (
        sa.select(sa.func.max(TourVersion.number))
        .where(TourVersion.tour_id == Tour.id)
        .correlate(Tour)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Tour, Site, TourVersion)
        .join(Site, Site.id == Tour.site_id)
        .outerjoin(TourVersion, sa.and_(TourVersion.tour_id == Tour.id, TourVersion.number == newest))
        .where(Tour.state != TourState.ARCHIVED)
        .options(joinedload(TourVersion.written_by))
        .order_by(
            sa.case((TourVersion.state == VersionState.IN_REVIEW, 0), else_=1),
            TourVersion.saved_at.desc().nulls_last(),
            Tour.id,
        )
    )
    return [TourLine(*row) for row in rows]


def sites_to_write() -> Sequence[Site]:
    """Every site, by name."""
    return db.session.scalars(sa.select(Site).order_by(Site.name)).all()


def site_named(slug: str) -> Site:
    """The site. Raises SiteNotFound."""
    site = db.session.scalar(sa.select(Site).where(Site.slug == slug))
    if site is None:
        raise SiteNotFound
    return site


def is_tour_slug_taken(slug: str) -> bool:
    """Whether a tour has this slug."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Tour.slug == slug))))


def scenes_of(tour_id: int) -> Sequence[Scene]:
    """The scenes as visitors walk through them, in their order."""
    return db.session.scalars(
        sa.select(Scene).where(Scene.tour_id == tour_id).options(joinedload(Scene.panorama)).order_by(Scene.position)
    ).all()


def open_version(tour_id: int) -> TourVersion | None:
    """The draft, or what lies with the reviewer, fresh; None when nobody is writing."""
    version = db.session.scalar(
        sa.select(TourVersion)
        .where(TourVersion.tour_id == tour_id, TourVersion.state.in_(OPEN))
        .options(joinedload(TourVersion.written_by))
    )
    if version is not None:
        # Its own columns only: its writer may be whoever is signed in, with all that is known of him or her.
        db.session.refresh(version, [column.key for column in sa.inspect(TourVersion).column_attrs])
    return version


def shown_version(tour_id: int) -> TourVersion | None:
    """The version that visitors see; None before the first signature."""
    return db.session.scalar(
        sa.select(TourVersion)
        .where(TourVersion.tour_id == tour_id, TourVersion.state == VersionState.PUBLISHED)
        .options(joinedload(TourVersion.signed_by), joinedload(TourVersion.written_by))
    )


def versions_of(tour_id: int) -> Sequence[TourVersion]:
    """All versions, newest first."""
    return db.session.scalars(
        sa.select(TourVersion)
        .where(TourVersion.tour_id == tour_id)
        .options(joinedload(TourVersion.signed_by), joinedload(TourVersion.written_by))
        .order_by(TourVersion.number.desc())
    ).all()


def version_numbered(tour_id: int, number: int) -> TourVersion:
    """One version. Raises VersionNotFound."""
    version = db.session.scalar(
        sa.select(TourVersion)
        .where(TourVersion.tour_id == tour_id, TourVersion.number == number)
        .options(joinedload(TourVersion.signed_by), joinedload(TourVersion.written_by))
    )
    if version is None:
        raise VersionNotFound
    return version


def writers_since_shown(tour_id: int) -> set[int]:
    """Row ids of all who wrote a version since the one that visitors see, or ever when none is shown."""
    shown = (
        sa.select(sa.func.max(TourVersion.number))
        .where(TourVersion.tour_id == tour_id, TourVersion.state == VersionState.PUBLISHED)
        .scalar_subquery()
    )
    return set(
        db.session.scalars(
            sa.select(TourVersion.written_by_id).where(
                TourVersion.tour_id == tour_id,
                TourVersion.number > sa.func.coalesce(shown, 0),
                TourVersion.written_by_id.is_not(None),
            )
        )
    )


def names_ever_used(tour_id: int) -> Mapping[str, int]:
    """Every scene's short name that any version had, with the highest number of a pin in it.

    Links, plaques and orders know scenes and pins by these: none is given to another thing.
    """
    rows = db.session.execute(
        sa.text(
            "SELECT scene ->> 'slug', coalesce(max((pin ->> 'number')::int), 0) FROM tour_version"
            " CROSS JOIN LATERAL jsonb_array_elements(content -> 'scenes') AS scene"
            " LEFT JOIN LATERAL jsonb_array_elements(scene -> 'pins') AS pin ON true"
            " WHERE tour_id = :tour_id GROUP BY 1"
        ),
        {"tour_id": tour_id},
    )
    return {slug: number for slug, number in rows}  # noqa: C416  # rows are no pairs to the types


def last_number(tour_id: int) -> int:
    """The number of the newest version; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(TourVersion.number)).where(TourVersion.tour_id == tour_id)) or 0


def tour_naming(keys: Collection[str]) -> str:
    """The title of a tour that names one of these keys, in any of its versions or as it is shown; or nothing."""
    if not keys:
        return ""

    def named_in(told: "sa.SQLColumnExpression[Any]") -> "sa.ColumnElement[bool]":
        return sa.or_(*(sa.cast(told, sa.Text).contains(f'"{key}"', autoescape=True) for key in keys))

    title, in_scene = sa.select(Tour.title), Scene.tour_id == Tour.id
    found = sa.union_all(
        title.join(TourVersion, TourVersion.tour_id == Tour.id).where(named_in(TourVersion.content)),
        title.where(named_in(Tour.walk)),
        title.join(Scene, in_scene).where(Scene.video.in_(keys)),
        title.join(Scene, in_scene).join(Panorama, Panorama.id == Scene.panorama_id).where(Panorama.key.in_(keys)),
        title.join(Scene, in_scene).join(Hotspot, Hotspot.scene_id == Scene.id).where(named_in(Hotspot.more)),
    )
    return db.session.scalar(found.limit(1)) or ""


def panoramas_by_key(keys: Collection[str]) -> Mapping[str, Panorama]:
    """The panoramas of these keys; one that is not there is left out."""
    found = db.session.scalars(sa.select(Panorama).where(Panorama.key.in_(keys)))
    return {panorama.key: panorama for panorama in found}


def panoramas_to_use(*, also: Collection[str] = (), limit: int = 200) -> Sequence[Panorama]:
    """The pictures a scene can be made of, newest first, and those of the keys `also` however old."""
    newest = sa.select(Panorama.id).order_by(Panorama.id.desc()).limit(limit)
    return db.session.scalars(
        sa.select(Panorama).where(sa.or_(Panorama.id.in_(newest), Panorama.key.in_(also))).order_by(Panorama.id.desc())
    ).all()


def goods_to_show() -> tuple[Sequence[Goods], Sequence[Goods]]:
    """What pins can sell: live products and live shops, by name."""
    products = db.session.execute(
        sa.select(Product.slug, Product.name, Shop.name)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Product.state == ProductState.LIVE, Shop.state == ShopState.LIVE)
        .order_by(Product.name, Product.id)
    )
    shops = db.session.execute(
        sa.select(Shop.slug, Shop.name).where(Shop.state == ShopState.LIVE).order_by(Shop.name, Shop.id)
    )
    return [Goods(*row) for row in products], [Goods(slug, name, "") for slug, name in shops]


def product_ids(slugs: Collection[str]) -> Mapping[str, int]:
    """Row ids by slug, of products in whatever state."""
    rows = db.session.execute(sa.select(Product.slug, Product.id).where(Product.slug.in_(slugs)))
    return {slug: row_id for slug, row_id in rows}  # noqa: C416  # rows are no pairs to the types


def shop_ids(slugs: Collection[str]) -> Mapping[str, int]:
    """Row ids by slug, of shops in whatever state."""
    rows = db.session.execute(sa.select(Shop.slug, Shop.id).where(Shop.slug.in_(slugs)))
    return {slug: row_id for slug, row_id in rows}  # noqa: C416  # rows are no pairs to the types


def content_shown(tour: Tour) -> TourContent:
    """What visitors walk through now, as a document: where writing begins when there is no version yet."""
    scenes = scenes_of(tour.id)
    names = {scene.id: scene.slug for scene in scenes}
    pins: defaultdict[int, list[PinContent]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(Hotspot, Product.slug, Shop.slug)
        .outerjoin(Product, Product.id == Hotspot.product_id)
        .outerjoin(Shop, Shop.id == Hotspot.shop_id)
        .where(Hotspot.scene_id.in_(names))
        .order_by(Hotspot.number)
    )
    for pin, product, shop in rows:
        pins[pin.scene_id].append(_pin_content(pin, product or "", shop or "", names))
    return TourContent(
        title=Words(tour.title, tour.title_en), note=Words(tour.note, tour.note_en),
        credit=Words(tour.credit, tour.credit_en), author=tour.author, licence=tour.licence,
        licence_url=tour.licence_url, graph_licence=tour.graph_licence, graph_licence_url=tour.graph_licence_url,
        start=tour.start, scenes=tuple(_scene_content(scene, pins[scene.id]) for scene in scenes),
        walk=read_walk(tour.walk), plan=read_plan(tour.plan),
    )  # fmt: skip


def _scene_content(scene: Scene, pins: Sequence[PinContent]) -> SceneContent:
    return SceneContent(
        slug=scene.slug, panorama=scene.panorama.key, title=Words(scene.title, scene.title_en),
        alt=Words(scene.alt, scene.alt_en), yaw=scene.view_yaw, pitch=scene.view_pitch, hfov=scene.view_hfov,
        north=scene.north, level_pitch=scene.level_pitch, level_roll=scene.level_roll, turn=scene.turn,
        video=scene.video, captions=Words(scene.captions, scene.captions_en),
        claim=read_claim(scene.claim), pins=tuple(pins),
    )  # fmt: skip


def _pin_content(pin: Hotspot, product: str, shop: str, scenes: Mapping[int, str]) -> PinContent:
    claim = None
    if pin.claim_kind is not None:
        claim = ClaimContent(
            kind=pin.claim_kind, source_title=pin.source_title, source_title_en=pin.source_title_en, source_url=pin.source_url,
            needs_review=pin.needs_review,
        )  # fmt: skip
    return PinContent(
        number=pin.number, kind=pin.kind, yaw=pin.yaw, pitch=pin.pitch, label=Words(pin.label, pin.label_en),
        text=Words(pin.text, pin.text_en), to=scenes[pin.to_scene_id] if pin.to_scene_id else "",
        arrive_yaw=pin.arrive_yaw, product=product, shop=shop, is_demo=pin.is_demo, claim=claim,
        **read_more(pin.more),
    )  # fmt: skip
