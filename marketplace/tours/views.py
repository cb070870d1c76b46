"""The village's sites, and walks through them: as pages to read and as JSON for the 360° viewer."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace import config
from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import POSTERS, TILE, View, poster_name
from marketplace.money import write_dong
from marketplace.shops.models import Product, Shop
from marketplace.shown import either, stock_left
from marketplace.tours import queries
from marketplace.tours.directions import direction
from marketplace.tours.models import Hotspot, Scene, Site, Tour
from marketplace.tours.queries import TourOnShow
from marketplace.tours.states import CLAIM_WORDS, THEME_WORDS, HotspotKind, is_written
from marketplace.web import open_to

bp = Blueprint("tours", __name__)

# A pin without a name of its own is called by the beginning of what it tells.
LONGEST_LABEL: Final = 32


@dataclass(frozen=True)
class PinShown:
    """A pin in the reader's language, the same in the readable list and in the viewer."""

    id: str
    kind: HotspotKind
    label: str
    text: str
    href: str
    where: str
    price: str
    note: str
    picture: str
    pin: Hotspot


@dataclass(frozen=True)
class SceneShown:
    """A scene in the reader's language."""

    slug: str
    title: str
    credit: str
    scene: Scene
    pins: list[PinShown]


@bp.get("/di-tich")
@open_to("anyone")
def sites() -> ResponseReturnValue:
    return render_template("tours/sites.html", cards=queries.site_cards(), theme_words=THEME_WORDS, poster=poster)


@bp.get("/di-tich/<slug>")
@open_to("anyone")
def site(slug: str) -> ResponseReturnValue:
    shown = queries.site_on_show(slug)
    return render_template(
        "tours/site.html",
        site=shown.site,
        shops=shown.shops,
        tours=shown.tours,
        claim_words=CLAIM_WORDS,
        theme_words=THEME_WORDS,
        is_written=is_written,
        host=host,
        poster=poster,
        linked_data=linked_data(shown.site),
    )


@bp.get("/tham-quan/<slug>")
@open_to("anyone")
def tour(slug: str) -> ResponseReturnValue:
    shown = queries.tour_on_show(slug)
    return render_template(
        "tours/tour.html",
        tour=shown.tour,
        site=shown.site,
        first=shown.first,
        scenes=scenes_shown(shown),
        claim_words=CLAIM_WORDS,
        host=host,
        poster=poster,
    )


@bp.get("/tham-quan/<slug>/canh.json")
@open_to("anyone")
def scenes_json(slug: str) -> ResponseReturnValue:
    shown = queries.tour_on_show(slug)
    return {
        "start": shown.tour.start,
        "lang": viewer_words(),
        "scenes": [for_viewer(scene) for scene in scenes_shown(shown)],
    }


def scenes_shown(shown: TourOnShow) -> list[SceneShown]:
    """The scenes of a tour with their open pins, told in the reader's language."""
    return [
        SceneShown(
            slug=part.scene.slug,
            title=either(part.scene.title, part.scene.title_en),
            credit=credit_of(part.scene.panorama, shown.tour),
            scene=part.scene,
            pins=[pin_shown(pin, part.scene, shown.tour) for pin in part.pins],
        )
        for part in shown.scenes
    ]


def pin_shown(pin: Hotspot, scene: Scene, tour: Tour) -> PinShown:
    """One pin: what it is called, where it is, where it leads and what must be known of it."""
    text = either(pin.text, pin.text_en)
    label = either(pin.label, pin.label_en)
    href, price, picture = "", "", None
    notes: list[str] = []
    if pin.to_scene is not None:
        label = label or either(pin.to_scene.title, pin.to_scene.title_en)
        href = f"#{pin.to_scene.slug}"
    elif pin.product is not None:
        label, href, price = (
            label or name_of(pin.product),
            # An order remembers the pin its buyer came from.
            url_for("shops.product", slug=pin.product.slug, tu=f"{tour.slug}/{scene.slug}/{pin.number}"),
            price_of(pin.product),
        )
        picture = pin.product.pictures[0].picture if pin.product.pictures else None
        if pin.product.offer.sold_out:
            notes.append(stock_left(pin.product.offer))
    elif pin.shop is not None:
        label, href, picture = label or name_of(pin.shop), url_for("shops.shop", slug=pin.shop.slug), pin.shop.picture
    else:
        label, href = label or beginning_of(text), pin.source_url
    if pin.claim_kind is not None:
        notes.append(
            gettext("%(kind)s. Nguồn: %(source)s", kind=gettext(CLAIM_WORDS[pin.claim_kind]), source=source_of(pin))
        )
    if pin.needs_review:
        notes.append(gettext("đang kiểm lại nguồn"))
    if pin.is_demo:
        notes.append(gettext("Ghim mẫu: bán ở gian hàng trong làng, không có ở nơi này."))
    return PinShown(
        id=f"{scene.slug}-{pin.number}",
        kind=pin.kind,
        label=label,
        text=text,
        href=href,
        where=where(pin, scene),
        price=price,
        note=" · ".join(notes),
        picture=picture.src(640) if picture is not None else "",
        pin=pin,
    )


def where(pin: Hotspot, scene: Scene) -> str:
    """ "Bên phải (2 giờ), trên cao", seen from the scene's start view."""
    found = direction(pin.yaw, pin.pitch, facing=scene.view_yaw)
    return f"{gettext(found.words)}, {gettext(found.height)}" if found.height else str(gettext(found.words))


def name_of(thing: Product | Shop) -> str:
    """What a product or shop is called in the reader's language."""
    return either(thing.name, thing.name_en)


def price_of(product: Product) -> str:
    """ "45.000 ₫ / bó"."""
    return f"{write_dong(product.offer.price_vnd)} / {either(product.offer.unit, product.offer.unit_en)}"


def beginning_of(text: str) -> str:
    """The first words of a text, to call it by: up to its first stop, or as many words as fit."""
    short = text
    for stop in (". ", ", ", "; ", ": ", "\n"):
        short = short.split(stop, 1)[0]
    short = short.rstrip(".")
    if len(short) > LONGEST_LABEL:
        short = short[: LONGEST_LABEL + 1].rsplit(" ", 1)[0]
    return short


def source_of(claim: Any) -> str:
    """How a source is called: by its title, or by whose site it is."""
    return claim.source_title or host(claim.source_url)


def host(address: str) -> str:
    """Whose site an address is: "https://www.luutru.gov.vn/…" is luutru.gov.vn."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def credit_of(panorama: Panorama, tour: Tour) -> str:
    """Whose picture a scene is, and under which licence; the tour's where the picture itself does not say."""
    author, licence = panorama.credit.get("author") or tour.author, panorama.credit.get("licence") or tour.licence
    return str(gettext("Ảnh: %(author)s, %(licence)s", author=author, licence=licence))


def poster(panorama_key: str, view: View, shape: str) -> dict[str, Any]:
    """The flat picture of a view: address and size."""
    width, height = POSTERS[shape]
    return {"src": f"/media/pano/{panorama_key}/{poster_name(shape, view)}", "width": width, "height": height}


def for_viewer(shown: SceneShown) -> dict[str, Any]:
    """One scene in the words of frontend/js/tour/scenes.js."""
    scene, home = shown.scene, f"/media/pano/{shown.scene.panorama.key}"
    return {
        "slug": shown.slug,
        "title": shown.title,
        "credit": shown.credit,
        "panorama": {
            "base": f"{home}/base.webp",
            "levels": [
                {
                    "width": width,
                    "cols": width // TILE,
                    "rows": width // 2 // TILE,
                    "tiles": f"{home}/{width}/{{col}}_{{row}}.webp",
                }
                for width in sorted(scene.panorama.levels)
            ],
        },
        "north": scene.north,
        "view": {"yaw": scene.view_yaw, "pitch": scene.view_pitch, "hfov": scene.view_hfov},
        "hotspots": [
            {
                "id": told.id,
                "kind": told.kind.value,
                "yaw": told.pin.yaw,
                "pitch": told.pin.pitch,
                "label": told.label,
                "text": told.text,
                "href": told.href or None,
                "to": told.pin.to_scene.slug if told.pin.to_scene else None,
                "arrive_yaw": told.pin.arrive_yaw,
                "picture": told.picture or None,
                "price": told.price or None,
                "note": told.note or None,
            }
            for told in shown.pins
        ],
    }


def viewer_words() -> dict[str, str]:
    """What the viewer's own buttons say."""
    return {
        "viewer": gettext("Cảnh 360°: kéo để nhìn quanh, phím mũi tên cũng được"),
        "you_are_in": gettext("Bạn đang ở"),
        "places": gettext("Các cảnh và ghim"),
        "go": gettext("Đi tới"),
        "see_goods": gettext("Xem món hàng"),
        "see_shop": gettext("Xem gian hàng"),
        "more": gettext("Xem nguồn"),
        "close": gettext("Đóng"),
        "zoom_in": gettext("Phóng to"),
        "zoom_out": gettext("Thu nhỏ"),
        "fullscreen": gettext("Toàn màn hình"),
        "leave_fullscreen": gettext("Thôi toàn màn hình"),
        "loading": gettext("Đang mở…"),
        "trouble": gettext("Không mở được cảnh 360°. Danh sách các cảnh ở ngay dưới."),
    }


def linked_data(site: Site) -> dict[str, Any]:
    """The site in schema.org's words, for search engines: only what we know."""
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "TouristAttraction",
        "name": either(site.name, site.name_en),
        "url": config.current().site_url + url_for("tours.site", slug=site.slug),
        "description": either(site.intro, site.intro_en),
        "image": _whole_address(site.picture),
        "hasMap": site.map_url,
        "containedInPlace": {"@type": "Place", "name": site.place.name} if site.place else None,
    }
    return {key: value for key, value in known.items() if value}


def _whole_address(picture: Picture | None) -> str:
    return config.current().site_url + picture.src(1280) if picture is not None else ""
