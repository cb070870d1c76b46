"""Words that are missing, that cannot be read, or that tell history without a source."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from marketplace.media.captions import BadCaptions, read_captions
from marketplace.text import N_
from marketplace.tours.content import ClaimContent, PinContent, SceneContent, StopContent, TourContent, Words
from marketplace.tours.mistakes.parts import DocumentWords, Mistake, named, write
from marketplace.tours.states import TELLING, HotspotKind
from marketplace.tours.telling_history import history_in

HISTORY_HERE: Final = N_("“%(text)s” kể chuyện xưa. Xin kể ở một ghim kể chuyện có nguồn; chỗ này chỉ nói về ngày nay.")
HISTORY_THERE: Final = N_("“%(text)s” kể chuyện xưa mà chưa ghi biết từ đâu.")
NO_SOURCE: Final = N_("Một câu trong cảnh “%(scene)s” chưa ghi biết từ đâu.")
NO_KIND: Final = N_(
    "Một câu trong cảnh “%(scene)s” có nguồn mà chưa chọn là tài liệu, bia, sắc phong, lời kể hay truyền thuyết."
)
# The same two, of a stop of the walk.
STOP_CLAIM: Final = (
    N_("Chặng %(stop)s của lời dẫn chưa ghi biết từ đâu."),
    N_("Chặng %(stop)s của lời dẫn có nguồn mà chưa chọn là tài liệu, bia, sắc phong, lời kể hay truyền thuyết."),
)

_LACKING_IN_SCENE: Final = (
    N_("Cảnh “%(scene)s” còn chỗ chưa có tiếng Anh."),
    N_("Cảnh “%(scene)s” còn chỗ có tiếng Anh mà chưa có tiếng Việt."),
)
_LACKING: Final[Mapping[type, tuple[str, str]]] = {
    TourContent: (N_("Còn chỗ chưa có tiếng Anh."), N_("Còn chỗ có tiếng Anh mà chưa có tiếng Việt.")),
    StopContent: (
        N_("Chặng %(stop)s của lời dẫn còn chỗ chưa có tiếng Anh."),
        N_("Chặng %(stop)s của lời dẫn còn chỗ có tiếng Anh mà chưa có tiếng Việt."),
    ),
}


def untranslated(
    thing: TourContent | SceneContent | PinContent | StopContent, *names: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is missing in a language, once for several texts of one thing, with the fields where it can be written.

    The title of its source is one of them.
    """
    texts: dict[str, Words] = {name: getattr(thing, name) for name in names}
    claim: ClaimContent | None = getattr(thing, "claim", None)
    if claim is not None:
        texts["claim"] = Words(claim.source_title, claim.source_title_en)
    no_english, no_vietnamese = _LACKING.get(type(thing), _LACKING_IN_SCENE)
    if lacking := [name for name, words in texts.items() if words.vi and not words.en]:
        yield no_english, write(*lacking)
    if lacking := [name for name, words in texts.items() if words.en and not words.vi]:
        yield no_vietnamese, write(*lacking)


def of_captions(tour: TourContent) -> Iterator[Mistake]:
    written: list[tuple[dict[str, Any], Words]] = [({"scene": scene.slug}, scene.captions) for scene in tour.scenes]
    written += [({"scene": scene.slug, "pin": pin.number}, pin.captions) for scene in tour.scenes for pin in scene.pins]
    written += [({"stop": number}, stop.captions) for number, stop in enumerate(tour.walk, start=1)]
    for where, captions in written:
        for text in (captions.vi, captions.en):
            try:
                read_captions(text)
            except BadCaptions as refusal:
                facts = {name: str(fact) for name, fact in refusal.facts.items()}
                yield Mistake("bad_captions", refusal.sentence, stops=True, facts=facts, **where)


def of_documents(tour: TourContent, documents: Mapping[str, DocumentWords]) -> Iterator[Mistake]:
    """What is not said of the document pictures, each where it is seen first."""
    places: dict[str, dict[str, Any]] = {}
    for scene in tour.scenes:
        for pin in scene.pins:
            for key in pin.pictures:
                places.setdefault(key, {"scene": scene.slug, "pin": pin.number, "facts": named(scene)})
    if tour.plan is not None:
        places.setdefault(tour.plan.picture, {"tab": "plan"})
    for key, where in places.items():
        if key not in documents:
            continue
        said = documents[key]
        mend = {"do": "describe", "picture": key}
        if not said.alt.vi and not said.alt.en:
            yield Mistake("no_alt", N_("Một ảnh tư liệu chưa có câu tả ảnh chụp gì."), stops=False, mend=mend, **where)
        elif not said.alt.en:
            sentence = N_("Câu tả một ảnh tư liệu chưa có tiếng Anh.")
            yield Mistake("no_english", sentence, stops=False, mend=mend, **where)
        elif not said.alt.vi:
            sentence = N_("Câu tả một ảnh tư liệu chưa có tiếng Việt.")
            yield Mistake("no_english", sentence, stops=False, mend=mend, **where)
        if not said.is_credited:
            sentence = N_("Một ảnh tư liệu chưa ghi của ai và cho dùng thế nào.")
            yield Mistake("no_credit", sentence, stops=False, mend=mend, **where)


def of_history(tour: TourContent) -> Iterator[Mistake]:
    """What tells history where no source is named: there it must not, or name one where that can be done."""
    for name, words in (("title", tour.title), ("note", tour.note)):
        if told := _told(words):
            yield Mistake("history", HISTORY_HERE, stops=True, tab="tour", facts={"text": told}, mend=write(name))
    for scene in tour.scenes:
        # What a picture shows may be a board with a year on it: said, and left to the reviewer.
        for name, words, stops in (("title", scene.title, True), ("alt", scene.alt, False)):
            if told := _told(words):
                facts = {**named(scene), "text": told}
                yield Mistake("history", HISTORY_HERE, stops=stops, scene=scene.slug, facts=facts, mend=write(name))
        if scene.video and scene.claim is None and (told := _told(scene.captions)):
            facts = {**named(scene), "text": told}
            yield Mistake("no_source", HISTORY_THERE, stops=True, scene=scene.slug, facts=facts, mend=write("claim"))
        for pin in scene.pins:
            # What tells wants a source anyway.
            if pin.kind in TELLING or pin.claim is not None or not (told := _told(pin.label, pin.text, pin.captions)):
                continue
            sentence, mend = HISTORY_HERE, write("label", *(["text"] if pin.text.vi or pin.text.en else []))
            if pin.kind is HotspotKind.SOUND:
                sentence, mend = HISTORY_THERE, write("claim")
            facts = {**named(scene), "text": told}
            yield Mistake("history", sentence, stops=True, scene=scene.slug, pin=pin.number, facts=facts, mend=mend)


def _told(*texts: Words) -> str:
    return history_in(*(text for words in texts for text in (words.vi, words.en)))
