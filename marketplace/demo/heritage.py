"""Sites with what is known of them, and the tours."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from marketplace.accounts.actor import SYSTEM
from marketplace.demo.pictures import view_of
from marketplace.demo.village import Village
from marketplace.tours import services
from marketplace.tours.services import NewPin, NewScene, NewTour, signing, writing
from marketplace.tours.states import CLAIM_WORDS, ClaimKind, HotspotKind, SiteNature, SiteTheme

# By file name: where a scene's picture lies, and whose it is.
Pictures = Mapping[str, tuple[Path, Mapping[str, Any]]]

_KINDS: Final[Mapping[str, ClaimKind]] = {word.lower(): kind for kind, word in CLAIM_WORDS.items()}


def add_sites(village: Village) -> dict[str, int]:
    """The sites are there with their sourced sentences and the shops near them; returns their row ids by slug."""
    ids: dict[str, int] = {}
    for position, told in enumerate(village.told["sites"]):
        site = services.add_site(
            slug=told["slug"],
            name=told["name"],
            name_en=told["name_en"],
            theme=SiteTheme(told["theme"]),
            place_id=village.places[told["place"]].id if told["place"] else None,
            rank=told["rank"],
            rank_en=told["rank_en"],
            rank_source=village.source(told["rank_source"]),
            rank_needs_review=told["rank_needs_review"],
            intro=told.get("sample_note_vi", ""),
            intro_en=told.get("sample_note_en", ""),
            opening_hours=told["opening_hours"] or "",
            map_url=told["map_link"],
            nature=SiteNature(told["nature"]),
            position=position,
        )
        for number, claim in enumerate(told["claims"]):
            services.add_claim(
                site.id,
                text=claim["text_vi"],
                text_en=claim["text_en"],
                kind=_KINDS[claim["kind"]],
                source_url=village.source(claim["source"]),
                needs_review=claim["needs_review"],
                position=number,
            )
        services.put_shops_near(site.id, [village.shops[slug].id for slug in told["links"]])
        ids[told["slug"]] = site.id
    return ids


def add_tours(
    village: Village, site_ids: Mapping[str, int], folder: Path, credits_: Mapping[str, dict[str, Any]]
) -> None:
    """The tours can be walked through."""
    for told in village.told["tours"]:
        pictures = {
            scene["file"]: (folder / told["pictures"] / scene["file"], credits_[f"{told['pictures']}/{scene['file']}"])
            for scene in told["scenes"]
        }
        _add_tour(village, site_ids, told, pictures)


def _add_tour(village: Village, site_ids: Mapping[str, int], told: Mapping[str, Any], pictures: Pictures) -> None:
    tour = services.add_tour(
        site_ids[told["site"]],
        NewTour(
            slug=told["slug"],
            title=told["title_vi"],
            title_en=told["title_en"],
            start=told["start"],
            author=told["author"],
            licence=told["licence"],
            licence_url=told["licence_url"],
            credit=told["credit_vi"],
            credit_en=told["credit_en"],
            graph_licence=told["graph_licence"],
            graph_licence_url=told["graph_licence_url"],
            note=told["demo_goods_note_vi"],
            note_en=told["demo_goods_note_en"],
            scenes=[_scene(village, scene, pictures) for scene in told["scenes"]],
            walk=[_stop(village, stop) for stop in told.get("walk", ())],
        ),
    )
    writing.save_draft(tour, writing.content_to_write(tour)[0], revision=0, by=SYSTEM)
    signing.send_for_review(tour)
    reviewer = village.people[told["reviewer"]]
    signing.sign_version(tour, number=1, by=reviewer.as_actor(), is_reviewer=True)


def _scene(village: Village, told: Mapping[str, Any], pictures: Pictures) -> NewScene:
    view = view_of(told)
    picture, credit = pictures[told["file"]]
    panorama = services.keep_panorama(picture, views=[view], credit=credit)
    return NewScene(
        slug=told["slug"],
        title=told["title_vi"],
        title_en=told["title_en"],
        panorama_id=panorama.id,
        view=view,
        north=told["north"],
        pins=[_pin(village, pin) for pin in told["hotspots"]],
    )


def _stop(village: Village, told: Mapping[str, Any]) -> dict[str, Any]:
    """A stop of the narrated walk, as a version's document has it. There is no sound: it is read."""
    return {
        "scene": told["scene"],
        "yaw": told["yaw"],
        "pitch": told["pitch"],
        "hfov": float(told["hfov"]),
        "text": told["text"],
        "claim": {
            "kind": _KINDS[told["claim_kind"]].value,
            "source_title": told["source_title"],
            "source_url": village.source(told["source"]),
            "needs_review": told["needs_review"],
        },
    }


def _pin(village: Village, told: Mapping[str, Any]) -> NewPin:
    kind = HotspotKind(told["kind"])
    yaw, pitch, vi, en = told["yaw"], told["pitch"], told["text_vi"], told["text_en"]
    match kind:
        case HotspotKind.DOOR:
            return NewPin(
                kind=kind, yaw=yaw, pitch=pitch, label=vi, label_en=en, to=told["to"], arrive_yaw=told["arrive_yaw"]
            )
        case HotspotKind.PRODUCT:
            product_id = village.products[told["product"]].id
            return NewPin(
                kind=kind, yaw=yaw, pitch=pitch, label=vi, label_en=en, product_id=product_id, is_demo=told["demo"]
            )
        case HotspotKind.SHOP:
            shop_id = village.shops[told["shop"]].id
            return NewPin(kind=kind, yaw=yaw, pitch=pitch, label=vi, label_en=en, shop_id=shop_id, is_demo=told["demo"])
        case _:
            return NewPin(
                kind=kind,
                yaw=yaw,
                pitch=pitch,
                text=vi,
                text_en=en,
                claim_kind=_KINDS[told["claim_kind"]],
                source_title=told.get("source_title", ""),
                source_url=village.source(told["source"]),
                needs_review=told["needs_review"],
                more=told.get("more", {}),
            )
