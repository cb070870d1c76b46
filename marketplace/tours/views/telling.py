"""Scenes and pins in the reader's language: the same words in the readable pages and in the viewer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext

from marketplace.media.models import Panorama
from marketplace.media.panoramas import POSTERS, View, poster_name
from marketplace.money import write_dong
from marketplace.shops.models import Product, Shop
from marketplace.shown import either, stock_left
from marketplace.tours.captions import spoken
from marketplace.tours.content import ClaimContent, StopContent, Words, read_claim, read_walk
from marketplace.tours.directions import direction
from marketplace.tours.labels import beginning_of
from marketplace.tours.models import Hotspot, Scene, Site, Tour
from marketplace.tours.queries import TourOnShow
from marketplace.tours.shares import DRAWN_WORDS, credit_in_force, nature_of
from marketplace.tours.states import CLAIM_WORDS, HOTSPOT_WORDS, HotspotKind, SiteNature


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
    """A scene in the reader's language: with what is said in its film, and how that is known."""

    slug: str
    title: str
    credit: str
    nature: SiteNature
    scene: Scene
    pins: list[PinShown]
    film_spoken: list[str]
    film_claim: ClaimContent | None


@dataclass(frozen=True)
class StopShown:
    """A stop of the narrated walk in the reader's language. `note` says how it is known and from where."""

    number: int
    scene: SceneShown
    text: str
    note: str
    stop: StopContent


def scenes_shown(shown: TourOnShow) -> list[SceneShown]:
    """The scenes of a tour with their open pins, told in the reader's language."""
    return [
        SceneShown(
            slug=part.scene.slug,
            title=either(part.scene.title, part.scene.title_en),
            credit=credit_of(part.scene.panorama, shown.tour, shown.site),
            nature=nature_in(part.scene, shown.site),
            scene=part.scene,
            pins=[pin_shown(pin, part.scene, shown.tour) for pin in part.pins],
            film_spoken=spoken(either(part.scene.captions, part.scene.captions_en)) if part.scene.video else [],
            film_claim=read_claim(part.scene.claim) if part.scene.video else None,
        )
        for part in shown.scenes
    ]


def stops_shown(tour: Tour, scenes: list[SceneShown]) -> list[StopShown]:
    """The narrated walk: those of its stops whose scene is still there, and that say something."""
    by_slug = {scene.slug: scene for scene in scenes}
    told = [(stop, by_slug[stop.scene], in_words(stop.text)) for stop in read_walk(tour.walk) if stop.scene in by_slug]
    return [
        StopShown(number=number, scene=scene, text=text, note=known_from(stop.claim), stop=stop)
        for number, (stop, scene, text) in enumerate([one for one in told if one[2]], start=1)
    ]


def drawn_words(nature: SiteNature) -> str:
    """What every picture of this nature says that is sent on; "" for the village's own."""
    return either(*DRAWN_WORDS[nature])


def nature_in(scene: Scene, site: Site) -> SiteNature:
    """What the scene's picture shows, here."""
    return nature_of(scene.panorama.credit, site.nature)


def in_words(words: Words) -> str:
    """The text in the reader's language, where there is one."""
    return either(words.vi, words.en)


def known_from(claim: ClaimContent | None) -> str:
    """ "Tài liệu. Nguồn: …", and whether it is being checked again."""
    if claim is None:
        return ""
    notes = [gettext("%(kind)s. Nguồn: %(source)s", kind=gettext(CLAIM_WORDS[claim.kind]), source=source_of(claim))]
    if claim.needs_review:
        notes.append(gettext("đang kiểm lại nguồn"))
    return " · ".join(notes)


def pin_shown(pin: Hotspot, scene: Scene, tour: Tour) -> PinShown:
    """One pin: what it is called, where it is, where it leads and what must be known of it."""
    text = either(pin.text, pin.text_en)
    label = either(pin.label, pin.label_en)
    href, price, picture = "", "", None
    here = f"{tour.slug}/{scene.slug}/{pin.number}"
    notes: list[str] = []
    if pin.to_scene is not None:
        label = label or either(pin.to_scene.title, pin.to_scene.title_en)
        href = f"#{pin.to_scene.slug}"
    elif pin.product is not None:
        label, href, price = (
            label or name_of(pin.product),
            href_of(pin.product, here),
            price_of(pin.product),
        )
        picture = pin.product.pictures[0].picture if pin.product.pictures else None
        if pin.product.offer.sold_out:
            notes.append(stock_left(pin.product.offer))
    elif pin.shop is not None:
        label, href, picture = label or name_of(pin.shop), href_of(pin.shop, here), pin.shop.picture
    else:
        # What can only be heard or seen may have no words at all.
        label, href = label or beginning_of(text) or gettext(HOTSPOT_WORDS[pin.kind]), pin.source_url
    if pin.claim_kind is not None:
        notes.append(
            gettext("%(kind)s. Nguồn: %(source)s", kind=gettext(CLAIM_WORDS[pin.claim_kind]), source=source_of(pin))
        )
    if pin.needs_review:
        notes.append(gettext("đang kiểm lại nguồn"))
    if pin.is_demo:
        notes.append(sample_note())
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


def sample_note() -> str:
    """What is said of goods that are not to be had where they are shown."""
    return str(gettext("Ghim mẫu: bán ở gian hàng trong làng, không có ở nơi này."))


def where(pin: Hotspot, scene: Scene) -> str:
    """ "Bên phải (2 giờ), trên cao", seen from the scene's start view."""
    found = direction(pin.yaw, pin.pitch, facing=scene.view_yaw)
    return f"{gettext(found.words)}, {gettext(found.height)}" if found.height else str(gettext(found.words))


def name_of(thing: Product | Shop) -> str:
    """What a product or shop is called in the reader's language."""
    return either(thing.name, thing.name_en)


def href_of(thing: Product | Shop, pin: str) -> str:
    """The page of a product or shop. An order from there remembers the pin its buyer came from."""
    return url_for("shops.product" if isinstance(thing, Product) else "shops.shop", slug=thing.slug, tu=pin or None)


def season_of(product: Product) -> str:
    """ "Mùa vụ: tháng 9 đến tháng 12", where the maker says so."""
    told = either(product.season, product.season_en)
    return gettext("Mùa vụ: %(season)s", season=told) if told else ""


def price_of(product: Product) -> str:
    """ "45.000 ₫ / bó"."""
    return f"{write_dong(product.offer.price_vnd)} / {either(product.offer.unit, product.offer.unit_en)}"


def source_of(claim: Any) -> str:
    """How a source is called: by its title, or by whose site it is."""
    return either(claim.source_title, claim.source_title_en) or host(claim.source_url)


def host(address: str) -> str:
    """Whose site an address is: "https://www.luutru.gov.vn/…" is luutru.gov.vn."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def credit_of(panorama: Panorama, tour: Tour, site: Site) -> str:
    """Whose picture a scene is, and under which licence; the tour's where the picture itself does not say."""
    return whose(
        *credit_in_force(panorama.credit, (tour.author, tour.licence)), nature_of(panorama.credit, site.nature)
    )


def whose(author: str, licence: str, nature: SiteNature) -> str:
    """Whose a picture is; before that, that it shows no place of the village or was modelled."""
    if nature is SiteNature.MODELLED:
        return f"{drawn_words(nature)}. {author}, {licence}"
    told = gettext("Ảnh: %(author)s, %(licence)s", author=author, licence=licence)
    return told if nature is SiteNature.OURS else f"{drawn_words(nature)}. {told}"


def poster(panorama_key: str, view: View, shape: str) -> dict[str, Any]:
    """The flat picture of a view: address and size."""
    width, height = POSTERS[shape]
    return {"src": f"/media/pano/{panorama_key}/{poster_name(shape, view)}", "width": width, "height": height}
