"""Making, naming and retiring plaques."""

from collections.abc import Sequence
from typing import Final

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.media.panoramas import View
from marketplace.text import clean_line
from marketplace.tours.errors import AngleOutOfRange, NoSuchSpot
from marketplace.tours.models import Plaque, Tour
from marketplace.tours.plaque_numbers import draw_number
from marketplace.tours.queries import plaques as queries
from marketplace.tours.queries.plaques import Spot
from marketplace.tours.states import PlaqueAim

# A pin is looked at more closely than a whole scene.
PIN_HFOV: Final = 70.0
NARROWEST: Final = 30.0
WIDEST: Final = 120.0


def make_plaque(
    tour: Tour, *, scene: str, pin: int = 0, view: View | None = None, name: str = "", name_en: str = "", by: Actor
) -> Plaque:
    """A plaque with a number of its own leads to this scene's start view, to one of its pins, or to this view.

    Without a name it is called as the scene or pin is. Raises NoSuchSpot, AngleOutOfRange.
    """
    spot = next((spot for spot in queries.spots_of(tour.id) if (spot.scene, spot.pin) == (scene, pin)), None)
    if spot is None:
        raise NoSuchSpot
    if view is not None and not _is_on_sphere(view):
        raise AngleOutOfRange(scene=spot.name)
    return _make(tour, spot, view, name=name, name_en=name_en, by=by)


def make_plaques_of_scenes(tour: Tour, *, by: Actor) -> Sequence[Plaque]:
    """Every scene without a live plaque of its start view gets one; returns the new ones. The tour must be locked."""
    have = {
        line.plaque.scene
        for line in queries.plaques_of(tour.id)
        if line.plaque.retired_at is None and line.plaque.aim is PlaqueAim.START
    }
    return [
        _make(tour, spot, None, name="", name_en="", by=by)
        for spot in queries.spots_of(tour.id)
        if spot.pin == 0 and spot.scene not in have
    ]


def _make(tour: Tour, spot: Spot, view: View | None, *, name: str, name_en: str, by: Actor) -> Plaque:
    name, name_en = clean_line(name), clean_line(name_en)
    aim = PlaqueAim.VIEW if view is not None else PlaqueAim.PIN if spot.pin else PlaqueAim.START
    hfov = min(spot.view.hfov, PIN_HFOV) if aim is PlaqueAim.PIN else spot.view.hfov
    looks = view or View(yaw=spot.view.yaw, pitch=spot.view.pitch, hfov=hfov)
    plaque = Plaque(
        number=_free_number(), tour_id=tour.id, scene=spot.scene, pin=spot.pin if aim is PlaqueAim.PIN else 0, aim=aim,
        yaw=looks.yaw, pitch=looks.pitch, hfov=looks.hfov, name=name or spot.name,
        name_en=name_en if name else name_en or spot.name_en, made_at=now(), made_by_id=by.user_id,
    )  # fmt: skip
    db.session.add(plaque)
    db.session.flush()
    accounts.record("plaque.made", thing=_thing(plaque), by=by, after={"scene": spot.scene, "name": plaque.name})
    return plaque


def _thing(plaque: Plaque) -> str:
    return f"plaque:{plaque.number}"


def _free_number() -> str:
    """A number no plaque ever had. Two people drawing the same one at the same moment: the table refuses the second."""
    while True:
        drawn = [draw_number() for _ in range(20)]
        free = set(drawn) - queries.numbers_taken(drawn)
        if free:
            return free.pop()


def _is_on_sphere(view: View) -> bool:
    return abs(view.yaw) <= 180 and abs(view.pitch) <= 90 and NARROWEST <= view.hfov <= WIDEST


def rename_plaque(plaque: Plaque, *, name: str, name_en: str, by: Actor) -> None:
    """What stands on the plaque is this, when it is printed next. Its number and link stay."""
    before = {"name": plaque.name, "name_en": plaque.name_en}
    plaque.name, plaque.name_en = clean_line(name), clean_line(name_en)
    after = {"name": plaque.name, "name_en": plaque.name_en}
    if after != before:
        accounts.record("plaque.renamed", thing=_thing(plaque), by=by, before=before, after=after)
    db.session.flush()


def retire_plaque(plaque: Plaque, *, by: Actor) -> None:
    """The plaque is taken down. Who scans it all the same lands at the tour as a whole."""
    if plaque.retired_at is None:
        plaque.retired_at = now()
        accounts.record("plaque.taken_down", thing=_thing(plaque), by=by)
        db.session.flush()
