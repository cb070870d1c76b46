"""What the tour desk and its editor are told of a tour, its mistakes and the things it can point at."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from marketplace.media.models import Panorama, Picture
from marketplace.media.panoramas import TILE
from marketplace.media.queries import (
    names_of_panoramas,
    pictures_by_key,
    sounds_by_key,
    sounds_to_use,
    videos_by_key,
    videos_to_use,
)
from marketplace.shown import said
from marketplace.tours.captions import spoken
from marketplace.tours.content import SceneContent, TourContent, Words, keys_of
from marketplace.tours.differences import FIELD_WORDS, differences, facts_in
from marketplace.tours.mistakes import Mistake
from marketplace.tours.queries import writing as queries
from marketplace.tours.states import TELLING, HotspotKind


def changes_told(before: TourContent, after: TourContent) -> list[dict[str, str]]:
    """Each change from one version to the other, with its words before and after."""
    changed = differences(before, after, names=_names_in(before, after), translate=gettext)
    return [
        {"sentence": said(one.sentence, facts_in(one, gettext)), "before": one.before, "after": one.after}
        for one in changed
    ]


def _names_in(*versions: TourContent) -> dict[str, str]:
    """What people call the pictures, films and sounds of these versions, by key."""
    pictures, sounds, films = (set().union(*keys) for keys in zip(*map(keys_of, versions), strict=True))
    shown = queries.panoramas_by_key({scene.panorama for content in versions for scene in content.scenes})
    files = names_of_panoramas()
    names = {key: files[one.id] for key, one in shown.items() if files.get(one.id)}
    names |= {key: picture.alt for key, picture in pictures_by_key(pictures).items() if picture.alt}
    names |= {key: one.name for key, one in sounds_by_key(sounds).items()}
    names |= {key: one.name for key, one in videos_by_key(films).items()}
    # The still of a film is called as the film is.
    moving = [scene for content in versions for scene in content.scenes if scene.video in names]
    return names | {scene.panorama: names[scene.video] for scene in moving}


def claims_told(content: TourContent) -> list[dict[str, Any]]:
    """Every sentence of history that a signature stands for, with where it is said."""
    films = [
        {
            "where": gettext("%(scene)s: phụ đề của phim", scene=scene.title.vi or scene.slug),
            "text": _spoken(scene),
            "claim": scene.claim,
        }
        for scene in content.scenes
        if scene.video and scene.claim is not None
    ]
    pins = [
        {"where": scene.title.vi or scene.slug, "text": pin.text, "claim": pin.claim}
        for scene in content.scenes
        for pin in scene.pins
        if pin.claim is not None and (pin.kind in TELLING or pin.kind is HotspotKind.SOUND)
    ]
    stops = [
        {"where": gettext("Lời dẫn, chặng %(stop)s", stop=number), "text": stop.text, "claim": stop.claim}
        for number, stop in enumerate(content.walk, start=1)
        if stop.claim is not None
    ]
    return films + pins + stops


def _spoken(scene: SceneContent) -> Words:
    """What is said in the scene's film, without the times."""
    return Words(*(" ".join(spoken(text)) for text in (scene.captions.vi, scene.captions.en)))


def plain_words_told(
    content: TourContent, pictures: Mapping[str, Picture], panoramas: Mapping[str, Panorama]
) -> list[dict[str, Any]]:
    """What a signature makes public beside the claims: notes, what is heard, labels, what pictures show and whose they are;
    with where it stands.
    """
    words = [(gettext("Lời nhắn khách"), content.note), (gettext("Lời ghi công"), content.credit)]
    for scene in content.scenes:
        where = scene.title.vi or scene.slug
        words.append((gettext("%(scene)s: tên cảnh", scene=where), scene.title))
        words.append((gettext("%(scene)s: lời tả ảnh", scene=where), scene.alt))
        if scene.panorama in panoramas:
            words.append(
                (gettext("%(scene)s: ảnh của ai", scene=where), Words(_whose(panoramas[scene.panorama].credit)))
            )
        if scene.claim is None or not scene.video:
            words.append((gettext("%(scene)s: phụ đề của phim", scene=where), scene.captions))
        for pin in scene.pins:
            at = gettext("%(scene)s, ghim %(number)s", scene=where, number=pin.number)
            words.append((at, pin.label))
            if pin.claim is None or not (pin.kind in TELLING or pin.kind is HotspotKind.SOUND):
                words.append((at, pin.text))
            words.append((gettext("%(where)s: phụ đề", where=at), pin.captions))
            words += [(gettext("%(where)s: lời tả ảnh", where=at), _shows(pictures, key)) for key in pin.pictures]
    for number, stop in enumerate(content.walk, start=1):
        words.append((gettext("Lời dẫn, chặng %(stop)s: phụ đề", stop=number), stop.captions))
    if content.plan is not None:
        words.append((gettext("Bản vẽ: lời tả ảnh"), _shows(pictures, content.plan.picture)))
    return [{"where": where, "text": text} for where, text in words if text.vi or text.en]


def _shows(pictures: Mapping[str, Picture], key: str) -> Words:
    """What a picture shows, with whose it is: both stand under it."""
    picture = pictures.get(key)
    if picture is None:
        return Words()
    credit = _whose(picture.credit)
    return Words(*(" · ".join(part for part in (text, credit) if part) for text in (picture.alt, picture.alt_en)))


def _whose(credit: Mapping[str, Any] | None) -> str:
    return ", ".join(str(part) for name in ("author", "licence") if (part := (credit or {}).get(name)))


def place_told(where: str) -> str:
    """A place in the document ("scenes.2.pins.0.yaw") in words: scene 3, pin 1, where it stands."""
    parts, told = where.split("."), []
    for part, number in zip(parts, [*parts[1:], ""], strict=True):
        count = int(number) + 1 if number.isdigit() else 0
        if part == "scenes" and count:
            told.append(gettext("cảnh thứ %(number)s", number=count))
        elif part == "pins" and count:
            told.append(gettext("ghim thứ %(number)s", number=count))
        elif part == "walk" and count:
            told.append(gettext("chặng thứ %(number)s của lời dẫn", number=count))
        elif part in FIELD_WORDS:
            told.append(gettext(FIELD_WORDS[part]))
    return ", ".join(told) or where or gettext("cả chuyến dạo")


def mistake_told(mistake: Mistake) -> dict[str, Any]:
    """A mistake in the words of frontend/js/editor/mistakes.js."""
    return {
        "kind": mistake.kind,
        "sentence": said(mistake.sentence, mistake.facts),
        "stops": mistake.stops,
        "scene": mistake.scene,
        "tab": mistake.tab,
        "pin": mistake.pin,
        "stop": mistake.stop,
        "mend": mistake.mend,
    }


def panoramas_told(content: TourContent) -> list[dict[str, Any]]:
    """The pictures a scene can be made of, the tour's own among them; a film's still brings its film along."""
    films = {video.panorama.key: video for video in videos_to_use(also=keys_of(content).films)}
    names = names_of_panoramas()
    told = []
    for panorama in queries.panoramas_to_use(also={scene.panorama for scene in content.scenes}):
        film = films.get(panorama.key)
        name = film.name if film else names.get(panorama.id, "")
        told.append({**panorama_told(panorama), "name": name, "video": film.key if film else ""})
    return told


def sounds_told(content: TourContent) -> list[dict[str, str]]:
    """The sounds a tour can play, its own among them."""
    own = sounds_to_use(also=keys_of(content).sounds)
    return [{"key": one.key, "name": one.name, "src": one.files[0].src} for one in own]


def panorama_told(panorama: Panorama) -> dict[str, Any]:
    """A 360° picture in the words of frontend/js/editor/sphere.js."""
    home = f"/media/pano/{panorama.key}"
    return {
        "key": panorama.key,
        "thumb": f"{home}/thumb.webp",
        "base": f"{home}/base.webp",
        "levels": [
            {
                "width": width,
                "cols": width // TILE,
                "rows": width // 2 // TILE,
                "tiles": f"{home}/{width}/{{col}}_{{row}}.webp",
            }
            for width in sorted(panorama.levels)
        ],
        "part": panorama.part,
        "author": panorama.credit.get("author", ""),
        "licence": panorama.credit.get("licence", ""),
        "facts": panorama.facts,
    }


def picture_told(picture: Picture) -> dict[str, Any]:
    """A document picture in the words of frontend/js/editor/picture-picker.js."""
    credit = picture.credit or {}
    return {
        "key": picture.key, "small": picture.src(320), "src": picture.src(1280), "alt": picture.alt,
        "alt_en": picture.alt_en, "author": credit.get("author", ""), "licence": credit.get("licence", ""),
        "width": picture.width, "height": picture.height,
    }  # fmt: skip
