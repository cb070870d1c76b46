"""A visitor says that something is wrong, and it does not get lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.tours import handlers, queries
from marketplace.tours.errors import WrongCorrectionMoment
from marketplace.tours.models import Correction
from marketplace.tours.services import corrections
from marketplace.tours.states import NEXT_CORRECTION, CorrectionState, TourState
from marketplace.tours.views import correcting
from marketplace.tours.views.correcting import PER_HOUR
from tests.factories import SELLER, make_user
from tests.people import open_browser, sign_in
from tests.tours.making import make_route, make_site, make_story, make_tour
from tests.tours.test_views import page

pytestmark = pytest.mark.usefixtures("session")

SAID = {"wrong": "Năm ấy sai.", "right": "Là năm 1684.", "how_known": "Bia sau đình", "contact": "0912 345 678"}


def send(client: FlaskClient, about: str, **changed: str) -> int:
    return client.post(f"/gop-y?ve={about}", data={**SAID, **changed}).status_code


def kept() -> list[Correction]:
    return list(queries.corrections())


def make_correction() -> Correction:
    site = make_site()
    return corrections.send_correction(queries.subject_of(f"site/{site.slug}"), wrong="a", right="b", contact="c@d.vn")


def test_what_a_visitor_sends_lies_before_the_curators(client: FlaskClient) -> None:
    site = make_site(name="Đình Sai")
    assert "Về: Đình Sai" in page(client, f"/gop-y?ve=site/{site.slug}")

    answer = client.post(f"/gop-y?ve=site/{site.slug}", data=SAID)

    assert (answer.status_code, answer.location) == (303, f"/di-tich/{site.slug}")
    (correction,) = kept()
    assert (correction.about, correction.about_name) == (f"site/{site.slug}", "Đình Sai")
    assert (correction.wrong, correction.right, correction.how_known) == (SAID["wrong"], SAID["right"], "Bia sau đình")
    assert correction.state is CorrectionState.NEW
    # Nothing of it is public.
    assert "1684" not in page(client, f"/di-tich/{site.slug}")


def test_a_scene_a_route_and_a_story_can_be_corrected_too(client: FlaskClient) -> None:
    tour, route, story = make_tour(), make_route(), make_story()

    for about, there in [
        (f"tour/{tour.slug}", f"/tham-quan/{tour.slug}"),
        (f"tour/{tour.slug}/san", f"/tham-quan/{tour.slug}#san"),
        (f"route/{route.slug}", f"/tuyen/{route.slug}"),
        (f"story/{story.slug}", f"/chuyen/{story.slug}"),
    ]:
        answer = client.post(f"/gop-y?ve={about}", data=SAID)
        assert (answer.status_code, answer.location) == (303, there)


@pytest.mark.parametrize(
    "about", ["", "site", "site/", "site/khong-co", "tour/x/y", "tour//", "site/x/y", "shop/a", "../etc", "%2e%2e/x"]
)
def test_nothing_can_be_said_of_what_is_not_there(client: FlaskClient, about: str) -> None:
    assert client.get(f"/gop-y?ve={about}").status_code == 404
    assert send(client, about) == 404


def test_what_is_not_shown_cannot_be_corrected(client: FlaskClient) -> None:
    draft = make_tour(state=TourState.DRAFT)
    for about in (
        f"tour/{draft.slug}",
        f"route/{make_route(published=False).slug}",
        f"story/{make_story(published=False).slug}",
        f"tour/{make_tour().slug}/khong-co-canh",
    ):
        assert client.get(f"/gop-y?ve={about}").status_code == 404


@pytest.mark.parametrize("wrong", [{"wrong": ""}, {"right": " "}, {"wrong": "x" * 1001}, {"contact": "x" * 121}])
def test_a_form_with_gaps_comes_back_with_what_was_typed(client: FlaskClient, wrong: dict[str, str]) -> None:
    site = make_site()

    answer = client.post(f"/gop-y?ve=site/{site.slug}", data={**SAID, **wrong})

    assert answer.status_code == 422
    assert SAID["how_known"] in answer.text
    assert kept() == []


# L22
def test_what_cannot_be_seen_is_not_kept(client: FlaskClient) -> None:
    site = make_site()

    send(client, f"site/{site.slug}", wrong="sai\u202e\u200b<script>", right="hoa\u0300" + "\u0300" * 50)

    (correction,) = kept()
    assert correction.wrong == "sai<script>"
    assert len(correction.right) < 12


def test_one_house_sends_only_so_many_an_hour(client: FlaskClient) -> None:
    about = f"site/{make_site().slug}"

    answers = [send(client, about) for _ in range(PER_HOUR + 1)]

    assert answers == [303] * PER_HOUR + [429]
    assert len(kept()) == PER_HOUR


def test_a_network_of_ipv6_is_one_house(client: FlaskClient) -> None:
    about = f"site/{make_site().slug}"

    def from_(address: str) -> int:
        return client.post(f"/gop-y?ve={about}", data=SAID, environ_base={"REMOTE_ADDR": address}).status_code

    assert [from_(f"2001:db8:1:2::{n:x}") for n in range(PER_HOUR + 1)] == [303] * PER_HOUR + [429]
    assert from_("2001:db8:1:3::1") == 303


@pytest.mark.parametrize(
    ("limit", "sentence"), [("PER_HOUR", "xin đợi một giờ"), ("PER_DAY", "không phải lỗi của bạn")]
)
def test_what_was_typed_is_not_lost_at_a_limit(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, limit: str, sentence: str
) -> None:
    monkeypatch.setattr(correcting, limit, 0)

    answer = client.post(f"/gop-y?ve=site/{make_site().slug}", data=SAID)

    assert answer.status_code == 429
    assert sentence in answer.text
    assert all(words in answer.text for words in SAID.values())
    assert kept() == []


def test_a_machine_that_fills_in_every_field_sends_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correcting, "PER_DAY", 1)
    about = f"site/{make_site().slug}"
    assert '<div hidden><div class="field' in client.get(f"/gop-y?ve={about}").text

    answer = client.post(f"/gop-y?ve={about}", data={**SAID, "website": "https://spam.example"})

    assert answer.status_code == 422
    assert "Xin xóa chữ trong ô" in answer.text and SAID["right"] in answer.text
    assert "<div hidden>" not in answer.text
    # It used up nobody's limit.
    assert send(client, about, website="") == 303


def test_a_correction_is_taken_up_and_mended() -> None:
    correction = make_correction()

    corrections.accept_correction(correction, by=SELLER)
    assert correction.closed_at is None
    corrections.finish_correction(correction, answer="Đã đổi năm.", by=SELLER)

    shown = queries.correction_named(correction.public_id)
    assert [(step.before, step.after, step.actor, step.because) for step in shown.history] == [
        ("new", "accepted", SELLER.label, ""),
        ("accepted", "done", SELLER.label, "Đã đổi năm."),
    ]
    assert shown.closed_at
    assert shown.answer == "Đã đổi năm."


def test_every_pair_of_states() -> None:
    for before in CorrectionState:
        for after in CorrectionState:
            correction = make_correction()
            correction.state = before
            if after in NEXT_CORRECTION[before]:
                correction.become(after, because="", by=SELLER)
                assert correction.state is after
            else:
                with pytest.raises(WrongCorrectionMoment):
                    correction.become(after, because="", by=SELLER)


def test_the_sender_is_forgotten_ninety_days_after_closing() -> None:
    closed, waiting = make_correction(), make_correction()
    corrections.decline_correction(closed, answer="Nguồn ghi đúng thế.", by=SELLER)
    db.session.commit()

    def contacts_after(days: int) -> list[Any]:
        with pretend(now() + timedelta(days=days)):
            handlers.forget_senders(0)
        db.session.expire_all()
        return [db.session.get_one(Correction, one.id).contact for one in (closed, waiting)]

    assert contacts_after(89) == ["c@d.vn", "c@d.vn"]
    assert contacts_after(91) == ["", "c@d.vn"]
    # Nobody answered the other one.
    assert contacts_after(179) == ["", "c@d.vn"]
    assert contacts_after(181) == ["", ""]


def test_several_are_closed_with_one_answer_and_what_came_later_stays(app: Flask, client: FlaskClient) -> None:
    first, second, third, taken = (make_correction() for _ in range(4))
    corrections.accept_correction(taken, by=SELLER)
    db.session.commit()
    curator = open_browser(app)
    sign_in(curator, make_user(role=Role.CURATOR))
    page_url = "/di-san/gop-y"
    read_at = re.findall(r'name="moi" value="([^"]+)"', curator.get(page_url).text)[0]
    with pretend(now() + timedelta(hours=1)):
        late = make_correction()
    db.session.commit()

    def states() -> list[str]:
        db.session.expire_all()
        return [db.session.get_one(Correction, one.id).state.value for one in (first, second, third, taken, late)]

    no_answer = curator.post(f"{page_url}/dong", data={"gop_y": [first.public_id], "buoc": "tu-choi"})
    assert (no_answer.status_code, states()[0]) == (422, "new")
    assert f'value="{first.public_id}" form="dong" checked' in no_answer.text

    words = {"buoc": "tu-choi", "answer": "Thư rác."}
    curator.post(f"{page_url}/dong", data={**words, "gop_y": [first.public_id, taken.public_id]})
    assert states() == ["declined", "new", "new", "accepted", "new"]
    curator.post(f"{page_url}/dong", data={**words, "moi": read_at})
    assert states() == ["declined", "declined", "declined", "accepted", "new"]
    curator.post(f"{page_url}/dong", data={**words, "buoc": "da-sua", "gop_y": [taken.public_id]})
    assert states()[3] == "done"
    assert queries.correction_named(third.public_id).history[0].because == "Thư rác."


@pytest.mark.parametrize("moment", ["", "x", "2026-11-29T12:00:00", "9" * 40])
def test_a_moment_that_cannot_be_read_closes_nothing(app: Flask, moment: str) -> None:
    one = make_correction()
    db.session.commit()
    curator = open_browser(app)
    sign_in(curator, make_user(role=Role.CURATOR))

    answer = curator.post("/di-san/gop-y/dong", data={"buoc": "tu-choi", "answer": "x", "moi": moment})

    assert answer.status_code == 303
    assert queries.correction_named(one.public_id).state is CorrectionState.NEW


def test_what_waits_comes_before_what_is_closed() -> None:
    first, second, third = make_correction(), make_correction(), make_correction()
    corrections.decline_correction(first, answer="x", by=SELLER)
    corrections.accept_correction(third, by=SELLER)

    assert [one.public_id for one in queries.corrections()] == [second.public_id, third.public_id, first.public_id]
    assert queries.count_new_corrections() == 1
