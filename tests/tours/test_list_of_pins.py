"""The tour's list of pins tells of every kind what it is, and where it is seen or heard."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.tours import queries
from marketplace.tours.services import NewPin
from marketplace.tours.states import ClaimKind, HotspotKind
from marketplace.tours.views.telling import scenes_shown
from marketplace.tours.views.walking import tour_page
from tests.tours.making import SOURCE, info, make_tour


def line(html: str, pin: str) -> str:
    """The one line of the list that tells of this pin."""
    return unescape(html[html.index(f'<li id="{pin}"') :].split("</li>", 1)[0])


CORNERS = [{"yaw": 0, "pitch": 0}, {"yaw": 9, "pitch": 0}, {"yaw": 9, "pitch": 9}, {"yaw": 0, "pitch": 9}]
MORE: dict[HotspotKind, dict[str, Any]] = {
    HotspotKind.SOUND: {"sound": "ab12"},
    HotspotKind.PHOTO: {"pictures": ["cd34"]},
    HotspotKind.THEN: {"pictures": ["cd34"], "year": "1935", "corners": CORNERS},
    HotspotKind.AREA: {"corners": CORNERS},
}


def told(kind: HotspotKind, **changed: Any) -> NewPin:
    values: dict[str, Any] = {"yaw": 10, "pitch": 0, "label": "Bia cũ", "text": "Bia dựng năm ấy.", "more": MORE[kind]}
    if kind is not HotspotKind.SOUND:
        values |= {"claim_kind": ClaimKind.STELE, "source_url": SOURCE}
    return NewPin(kind=kind, **{**values, **changed})


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (HotspotKind.SOUND, "Nghe"),
        (HotspotKind.PHOTO, "Xem ảnh"),
        (HotspotKind.THEN, "Xem ảnh xưa đặt lên cảnh nay"),
    ],
)
def test_what_is_seen_or_heard_leads_to_its_place_on_the_page_of_the_scene(
    client: FlaskClient, session: Any, kind: HotspotKind, words: str
) -> None:
    tour = make_tour(told(kind))
    page = client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True)
    scene = client.get(f"/tham-quan/{tour.slug}/san").get_data(as_text=True)

    own = line(page, "san-2")

    assert f'href="/tham-quan/{tour.slug}/san#san-2"' in own
    assert words in own
    assert "Bia cũ" in own
    assert 'id="san-2"' in scene


@pytest.mark.parametrize("kind", [HotspotKind.SOUND, HotspotKind.PHOTO, HotspotKind.THEN, HotspotKind.AREA])
def test_only_goods_and_shops_look_like_shops(client: FlaskClient, session: Any, kind: HotspotKind) -> None:
    tour = make_tour(told(kind))

    own = line(client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True), "san-2")

    assert "#shop" not in own
    assert 'href=""' not in own
    # A source is a source, and not where the name leads.
    assert not re.search(r'href="https://www.luutru[^>]*>(?!luutru)', own)
    assert "Bia dựng năm ấy." in own
    assert ("Nguồn:" in own) is (kind is not HotspotKind.SOUND)


def test_a_sound_without_any_words_has_a_name(client: FlaskClient, session: Any) -> None:
    tour = make_tour(told(HotspotKind.SOUND, label="", text=""))

    assert "Âm thanh" in line(client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True), "san-2")


def test_a_preview_shows_a_sentence_that_does_not_yet_say_how_it_is_known(app: Any, session: Any) -> None:
    shown = queries.tour_on_show(make_tour(info(text="Chưa rõ từ đâu.")).slug)
    pin = next(each.pin for each in scenes_shown(shown)[0].pins if each.kind is HotspotKind.INFO)
    with session.no_autoflush, app.test_request_context("/"):
        pin.claim_kind = None
        html = tour_page(replace(shown), preview="Bản xem thử", scenes_url="/x")
    session.expire_all()

    own = line(html, "san-2")

    assert "Chưa rõ từ đâu." in own
    assert "/tham-quan/" not in own


def test_a_clipped_name_stands_beside_its_text_once(client: FlaskClient, session: Any) -> None:
    tour = make_tour(info(text="Cột đình bằng gỗ lim to bằng hai người ôm và dựng từ đời trước."))

    own = line(client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True), "san-2")

    assert own.count("Cột đình bằng gỗ lim") == 1
