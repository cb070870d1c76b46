"""Whole and ordinary sites and tours for tests."""

import itertools
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Panorama, Sound, Video
from marketplace.media.panoramas import View
from marketplace.shops.models import Product, Shop
from marketplace.tours import queries, services
from marketplace.tours.models import Claim, Route, Site, Story, Tour
from marketplace.tours.services import NewPin, NewScene, NewTour, routes, stories
from marketplace.tours.states import ClaimKind, HotspotKind, SiteTheme, TourState
from marketplace.tours.stories import StoryContent, StoryPart
from tests.factories import make_user

SOURCE = "https://www.luutru.example/dinh"
_numbers = itertools.count(1)


def make_site(**changed: Any) -> Site:
    """A communal house without tour."""
    number = next(_numbers)
    values: dict[str, Any] = {"slug": f"dinh-{number}", "name": f"Đình Thử {number}", "theme": SiteTheme.HISTORY}
    return services.add_site(**{**values, **changed})


def cut_panorama(folder: Path, *, shade: int = 0) -> Panorama:
    """A real picture, really cut; another shade is another picture."""
    source = folder / f"vong-{shade}.png"
    Image.radial_gradient("L").resize((2048, 1024)).point(lambda light: (light + shade) % 256).save(source)
    return services.keep_panorama(source, views=[], credit={"author": "Người Chụp", "licence": "CC0"})


def make_sound() -> Sound:
    """A sound row (no files)."""
    sound = Sound(
        key=secrets.token_hex(8), name="trống.mp3", seconds=2.5, weights=[9_000, 16_000], made_at=now(),
        credit={"author": "Người Thu", "licence": "CC0"},
    )  # fmt: skip
    db.session.add(sound)
    db.session.flush()
    return sound


def make_film() -> Video:
    """A film row with its still (no files)."""
    film = Video(
        key=secrets.token_hex(8), name="vong.mp4", seconds=4.0, widths=[1280, 1920], weights=[900_000, 1_770_000],
        is_silent=False, panorama_id=make_panorama().id, made_at=now(), credit={"author": "Người Quay", "licence": "CC0"},
    )  # fmt: skip
    db.session.add(film)
    db.session.flush()
    return film


def make_claim(site_id: int | None = None, **changed: Any) -> Claim:
    """A sentence that somebody wrote and another signed."""
    values: dict[str, Any] = {"text": "Đình dựng từ đời trước.", "kind": ClaimKind.DOCUMENT}
    if "source_title" not in changed:
        values["source_url"] = SOURCE
    claim = services.add_claim(site_id, **{**values, **changed})
    services.sign_claim(claim, by=make_user(name="Người Ký").as_actor(), is_reviewer=True)
    return claim


def make_route(*stops: dict[str, Any], published: bool = True, **changed: Any) -> Route:
    """A route of two plain places, or of these stops."""
    values: dict[str, Any] = {"title": f"Tuyến Thử {next(_numbers)}", "theme": SiteTheme.CULTURE, "by": SYSTEM}
    route = routes.begin_route(**{**values, **changed})
    for stop in stops or ({"name": "Đầu làng"}, {"name": "Cuối làng"}):
        routes.add_stop(route, **stop)
    if published:
        routes.publish_route(route, by=make_user(name="Người Ký").as_actor(), is_reviewer=True)
    return queries.route_to_write(route.slug)


def told_part(text: str = "Đình dựng năm 1683.", **changed: Any) -> StoryPart:
    """A paragraph that claims something."""
    return StoryPart(text=text, **{"kind": ClaimKind.STELE, "source_title": "Bia đình, mặt trước", **changed})


def make_story(*parts: StoryPart, published: bool = True, title: str = "", **changed: Any) -> Story:
    """A story of one claim, or of these paragraphs, written by one and signed by another."""
    content = StoryContent(title=title or f"Chuyện Thử {next(_numbers)}", parts=parts or (told_part(),))
    story = stories.begin_story(content, by=make_user().as_actor(), **changed)
    if published:
        version = stories.send_story_for_review(story)
        reviewer = make_user(name="Người Ký").as_actor()
        stories.sign_story(story, number=version.number, by=reviewer, is_reviewer=True)
    return story


def make_panorama() -> Panorama:
    """A panorama row (no files)."""
    panorama = Panorama(
        key=secrets.token_hex(8),
        width=4096,
        levels=[2048, 4096],
        made_at=now(),
        credit={"author": "Người Chụp", "licence": "CC BY 4.0"},
    )
    db.session.add(panorama)
    db.session.flush()
    return panorama


def info(yaw: float = 10.0, pitch: float = 0.0, **changed: Any) -> NewPin:
    """A pin that tells one sourced sentence."""
    values: dict[str, Any] = {
        "kind": HotspotKind.INFO,
        "text": "Cột đình bằng gỗ lim, dựng từ đời trước.",
        "claim_kind": ClaimKind.DOCUMENT,
        "source_url": SOURCE,
    }
    return NewPin(yaw=yaw, pitch=pitch, **{**values, **changed})


def door(to: str, yaw: float = 90.0, **changed: Any) -> NewPin:
    """A door to another scene."""
    return NewPin(kind=HotspotKind.DOOR, yaw=yaw, pitch=-5.0, to=to, **changed)


def goods(product: Product, yaw: float = -90.0, **changed: Any) -> NewPin:
    """A pin on a product."""
    return NewPin(kind=HotspotKind.PRODUCT, yaw=yaw, pitch=-10.0, product_id=product.id, **changed)


def stall(shop: Shop, yaw: float = 180.0, **changed: Any) -> NewPin:
    """A pin on a shop."""
    return NewPin(kind=HotspotKind.SHOP, yaw=yaw, pitch=-10.0, shop_id=shop.id, **changed)


def scene(slug: str, *pins: NewPin, yaw: float = 0.0, **changed: Any) -> NewScene:
    """A scene that looks straight ahead."""
    values: dict[str, Any] = {
        "title": f"Cảnh {slug}",
        "title_en": f"The {slug}",
        "view": View(yaw=yaw, pitch=0.0, hfov=100.0),
    }
    if "panorama_id" not in changed:
        values["panorama_id"] = make_panorama().id
    return NewScene(slug=slug, pins=pins, **{**values, **changed})


def new_tour(*scenes: NewScene, **changed: Any) -> NewTour:
    """A tour of these scenes, starting in the first."""
    values: dict[str, Any] = {
        "slug": f"dao-{next(_numbers)}",
        "title": "Dạo đình",
        "start": scenes[0].slug,
        "author": "Người Chụp",
        "licence": "CC BY 4.0",
    }
    return NewTour(scenes=scenes, **{**values, **changed})


def make_tour(*pins: NewPin, site: Site | None = None, state: TourState = TourState.PUBLISHED, **changed: Any) -> Tour:
    """A tour of two linked scenes, yard and hall; the pins stand in the yard."""
    scenes: Sequence[NewScene] = (
        scene("san", door("hau-cung", 80.0), *pins),
        scene("hau-cung", info(), door("san", -80.0)),
    )
    tour = services.add_tour((site or make_site()).id, new_tour(*scenes, **changed))
    tour.state = state
    db.session.flush()
    return tour
