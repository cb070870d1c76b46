"""Sites with what is known of them, and the tours."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from marketplace.accounts.actor import SYSTEM
from marketplace.demo.pictures import view_of
from marketplace.demo.village import Village
from marketplace.media.errors import NoFilmTools
from marketplace.media.probing import probe
from marketplace.media.services import moving as media
from marketplace.media.sounds import SoundFiles
from marketplace.tours import services
from marketplace.tours.content import ClaimContent, StopContent, TourContent, Words, write_content
from marketplace.tours.services import NewPin, NewScene, NewTour, signing, writing
from marketplace.tours.states import CLAIM_WORDS, ClaimKind, HotspotKind, SiteNature, SiteTheme

# By file name: where a scene's picture lies, and whose it is.
Pictures = Mapping[str, tuple[Path, Mapping[str, Any]]]

KINDS: Final[Mapping[str, ClaimKind]] = {word.lower(): kind for kind, word in CLAIM_WORDS.items()}


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
            era=told.get("era_vi", ""),
            era_en=told.get("era_en", ""),
            era_source=told.get("era_source", ""),
            era_source_en=told.get("era_source_en", ""),
            opening_hours=told["opening_hours"] or "",
            opening_hours_en=told["opening_hours_en"] if told["opening_hours"] else "",
            map_url=told["map_link"],
            map_x=told["x"],
            map_y=told["y"],
            nature=SiteNature(told["nature"]),
            position=position,
        )
        for claim in told["claims"]:
            add_claim(village, claim, site_id=site.id)
        services.put_shops_near(site.id, [village.shops[slug].id for slug in told["links"]])
        ids[told["slug"]] = site.id
    return ids


def make_sounds(told: Mapping[str, Any], folder: Path) -> dict[str, SoundFiles]:
    """The files of every sound that a tour plays, by file name; none where nothing can make them.

    Takes a second: not in a transaction.
    """
    made = {}
    for tour in told["tours"]:
        for pin in (pin for scene in tour["scenes"] for pin in scene["hotspots"] if pin["kind"] == HotspotKind.SOUND):
            try:
                made[pin["file"]] = media.make_sound(probe(folder / tour["sounds"] / pin["file"]))
            except NoFilmTools:
                return {}
    return made


def add_claim(
    village: Village, told: Mapping[str, Any], *, site_id: int | None = None, stop_id: int | None = None
) -> None:
    """The sentence is written by its writer and, where one is told, signed by its reviewer."""
    claim = services.add_claim(
        site_id,
        stop_id=stop_id,
        text=told["text_vi"],
        text_en=told["text_en"],
        kind=KINDS[told["kind"]],
        source_url=village.source(told["source"]),
        needs_review=told["needs_review"],
        by=village.person(told["writer"]),
    )
    if told["reviewer"]:
        services.sign_claim(claim, by=village.person(told["reviewer"]), is_reviewer=True)


def add_tours(
    village: Village,
    site_ids: Mapping[str, int],
    folder: Path,
    credits_: Mapping[str, dict[str, Any]],
    sounds: Mapping[str, SoundFiles],
) -> None:
    """The tours can be walked through. A pin whose sound could not be made is left out."""
    for told in village.told["tours"]:
        for name, files in sounds.items():
            sound = media.note_sound(files, name=name, credit={"author": told["author"], "licence": told["licence"]})
            village.sounds[name] = sound.key
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
            walk=write_content(TourContent(walk=tuple(_stop(village, stop) for stop in told.get("walk", ()))))["walk"],
        ),
    )
    writing.save_draft(tour, writing.content_to_write(tour)[0], revision=0, by=SYSTEM)
    signing.send_for_review(tour)
    reviewer = village.people[told["reviewer"]]
    signing.sign_version(tour, number=1, revision=1, by=reviewer.as_actor(), is_reviewer=True)


def _scene(village: Village, told: Mapping[str, Any], pictures: Pictures) -> NewScene:
    view = view_of(told)
    picture, credit = pictures[told["file"]]
    panorama = services.keep_panorama(picture, views=[view], credit=credit)
    return NewScene(
        slug=told["slug"],
        title=told["title_vi"],
        title_en=told["title_en"],
        panorama_id=panorama.id,
        alt=told.get("alt_vi", ""),
        alt_en=told.get("alt_en", ""),
        view=view,
        north=told["north"],
        pins=[
            _pin(village, pin)
            for pin in told["hotspots"]
            if pin["kind"] != HotspotKind.SOUND or pin["file"] in village.sounds
        ],
    )


def _stop(village: Village, told: Mapping[str, Any]) -> StopContent:
    claim = ClaimContent(
        kind=KINDS[told["claim_kind"]], source_title=told["source_title"],
        source_title_en=told.get("source_title_en", ""), source_url=village.source(told["source"]),
        needs_review=told["needs_review"],
    )  # fmt: skip
    return StopContent(
        scene=told["scene"], yaw=told["yaw"], pitch=told["pitch"], hfov=float(told["hfov"]),
        text=Words(**told["text"]), claim=claim,
    )  # fmt: skip


def _pin(village: Village, told: Mapping[str, Any]) -> NewPin:
    kind = HotspotKind(told["kind"])
    yaw, pitch, vi, en = told["yaw"], told["pitch"], told["text_vi"], told["text_en"]
    name, name_en = told.get("label_vi", ""), told.get("label_en", "")
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
        case HotspotKind.SOUND:
            more = {"sound": village.sounds[told["file"]], "is_from_there": True}
            return NewPin(
                kind=kind, yaw=yaw, pitch=pitch, label=name, label_en=name_en, text=vi, text_en=en, more=more
            )  # fmt: skip
        case _:
            return NewPin(
                kind=kind,
                yaw=yaw,
                pitch=pitch,
                label=name,
                label_en=name_en,
                text=vi,
                text_en=en,
                claim_kind=KINDS[told["claim_kind"]],
                source_title=told.get("source_title", ""),
                source_title_en=told.get("source_title_en", ""),
                source_url=village.source(told["source"]),
                needs_review=told["needs_review"],
                more=told.get("more", {}),
            )
