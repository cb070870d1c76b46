"""Reading plaques: where one leads now, and the ones of a tour."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.media.panoramas import View
from marketplace.shops.models import Product, Shop
from marketplace.tours.errors import (
    NobodysPlaqueNumber,
    NotSixDigits,
    PlaqueNotFound,
    SlipInGroup,
    WrongPlaqueNumber,
)  # fmt: skip
from marketplace.tours.labels import beginning_of
from marketplace.tours.models import Hotspot, Plaque, Scene, Site, Tour, VisitCount
from marketplace.tours.plaque_numbers import checks, read_digits, show_number, slips_of, wrong_groups
from marketplace.tours.states import Counted, PlaqueAim, TourState


class Landing(NamedTuple):
    """Where a plaque leads now. No view: to the tour as a whole; no tour: to the site. `gone` says what is no more:
    "plaque", "scene" or "tour".
    """

    site_slug: str
    tour_slug: str = ""
    scene: str = ""
    view: View | None = None
    gone: str = ""


class PlaqueLine(NamedTuple):
    """A plaque on its tour's list, with its scans since a day and whether visitors still find its place."""

    plaque: Plaque
    scans: int
    is_lost: bool


class PlaqueTour(NamedTuple):
    """A tour on the list of those that have, or could have, plaques."""

    tour: Tour
    site: Site
    scenes: int
    plaques: int


class Spot(NamedTuple):
    """Something of a scene that a plaque can lead to, under the name it has: the scene itself (pin 0), or a pin."""

    scene: str
    pin: int
    name: str
    name_en: str
    view: View


def plaque_by_typed_number(text: str) -> Plaque:
    """The plaque whose number somebody typed, with its tour and site.

    Raises NotSixDigits, WrongPlaqueNumber, SlipInGroup (one group is wrong, and we know which), NobodysPlaqueNumber.
    """
    number = read_digits(text)
    if number is None:
        raise NotSixDigits
    plaque = db.session.scalar(
        sa.select(Plaque).where(Plaque.number == number).options(joinedload(Plaque.tour).joinedload(Tour.site))
    )
    if plaque is not None:
        return plaque
    shown = show_number(number)
    if checks(number):
        raise NobodysPlaqueNumber(number=shown)
    meant = db.session.scalars(sa.select(Plaque.number).where(Plaque.number.in_(slips_of(number))))
    groups = {tuple(wrong_groups(number, other)) for other in meant}
    if len(groups) == 1 and len(group := groups.pop()) == 1:
        raise SlipInGroup(number=shown, group=group[0])
    raise WrongPlaqueNumber(number=shown)


def landing_of(plaque: Plaque) -> Landing:
    """Where the plaque leads now; it must have been loaded with tour and site."""
    tour = plaque.tour
    if tour.state is not TourState.PUBLISHED:
        return Landing(tour.site.slug, gone="tour")
    if plaque.retired_at is not None:
        return Landing(tour.site.slug, tour.slug, gone="plaque")
    scene = db.session.scalar(sa.select(Scene).where(Scene.tour_id == tour.id, Scene.slug == plaque.scene))
    if scene is None:
        return Landing(tour.site.slug, tour.slug, gone="scene")
    return Landing(tour.site.slug, tour.slug, scene.slug, _view_now(plaque, scene))


def _view_now(plaque: Plaque, scene: Scene) -> View:
    if plaque.aim is PlaqueAim.START:
        return scene.view
    yaw, pitch = plaque.yaw, plaque.pitch
    if plaque.aim is PlaqueAim.PIN:
        moved = db.session.execute(
            sa.select(Hotspot.yaw, Hotspot.pitch).where(Hotspot.scene_id == scene.id, Hotspot.number == plaque.pin)
        ).first()
        yaw, pitch = moved or (yaw, pitch)
    return View(yaw=yaw, pitch=pitch, hfov=plaque.hfov)


def plaque_tours() -> Sequence[PlaqueTour]:
    """All tours that are not put away, with how many scenes and live plaques they have, by name of the site."""
    scenes = sa.select(sa.func.count()).where(Scene.tour_id == Tour.id).correlate(Tour).scalar_subquery()
    plaques = (
        sa.select(sa.func.count())
        .where(Plaque.tour_id == Tour.id, Plaque.retired_at.is_(None))
        .correlate(Tour)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Tour, Site, scenes, plaques)
        .join(Site, Site.id == Tour.site_id)
        .where(Tour.state != TourState.ARCHIVED)
        .order_by(Site.name, Tour.id)
    )
    return [PlaqueTour(*row) for row in rows]


def plaques_of(tour_id: int) -> Sequence[PlaqueLine]:
    """All plaques of a tour with all their scans, live ones first, in the order of the scenes."""
    scans = (
        sa.select(sa.func.coalesce(sa.func.sum(VisitCount.n), 0))
        .where(
            VisitCount.tour_id == Plaque.tour_id, VisitCount.what == Counted.SCAN, VisitCount.plaque == Plaque.number
        )
        .correlate(Plaque)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Plaque, scans, Scene.id.is_(None))
        .outerjoin(Scene, sa.and_(Scene.tour_id == Plaque.tour_id, Scene.slug == Plaque.scene))
        .where(Plaque.tour_id == tour_id)
        .options(joinedload(Plaque.tour).joinedload(Tour.site))
        .order_by(Plaque.retired_at.is_not(None), Scene.position.nulls_last(), Plaque.pin, Plaque.id)
    )
    return [PlaqueLine(plaque, int(total), is_lost) for plaque, total, is_lost in rows]


def plaque_of_tour(tour_id: int, number: str) -> Plaque:
    """One plaque of this tour. Raises PlaqueNotFound."""
    plaque = db.session.scalar(sa.select(Plaque).where(Plaque.tour_id == tour_id, Plaque.number == number))
    if plaque is None:
        raise PlaqueNotFound
    return plaque


def lock_plaque(tour_id: int, number: str) -> Plaque:
    """One plaque of this tour, locked and fresh. Raises PlaqueNotFound."""
    plaque = db.session.scalar(
        sa.select(Plaque)
        .where(Plaque.tour_id == tour_id, Plaque.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if plaque is None:
        raise PlaqueNotFound
    return plaque


def spots_of(tour_id: int) -> Sequence[Spot]:
    """Every scene as visitors walk through them, each followed by its pins that are no doors."""
    scenes = db.session.scalars(sa.select(Scene).where(Scene.tour_id == tour_id).order_by(Scene.position, Scene.id))
    by_id = {scene.id: scene for scene in scenes}
    pins = db.session.execute(
        sa.select(Hotspot, Product.name, Product.name_en, Shop.name, Shop.name_en)
        .outerjoin(Product, Product.id == Hotspot.product_id)
        .outerjoin(Shop, Shop.id == Hotspot.shop_id)
        .where(Hotspot.scene_id.in_(by_id), Hotspot.to_scene_id.is_(None))
        .order_by(Hotspot.number)
    ).all()
    found: list[Spot] = []
    for scene in by_id.values():
        found.append(Spot(scene.slug, 0, scene.title, scene.title_en, scene.view))
        for pin, product, product_en, shop, shop_en in pins:
            if pin.scene_id == scene.id:
                named = (
                    (pin.label, pin.label_en),
                    (product, product_en),
                    (shop, shop_en),
                    (beginning_of(pin.text), beginning_of(pin.text_en)),
                    (scene.title, scene.title_en),
                )
                name, name_en = next(pair for pair in named if pair[0])
                view = View(yaw=pin.yaw, pitch=pin.pitch, hfov=scene.view_hfov)
                found.append(Spot(scene.slug, pin.number, name, name_en or "", view))
    return found


def numbers_taken(numbers: Sequence[str]) -> set[str]:
    """Which of these numbers a plaque has, or had."""
    return set(db.session.scalars(sa.select(Plaque.number).where(Plaque.number.in_(numbers))))
