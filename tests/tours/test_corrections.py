"""A visitor says that something is wrong, and it does not get lost."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.tours import handlers, queries
from marketplace.tours.errors import WrongCorrectionMoment
from marketplace.tours.models import Correction
from marketplace.tours.services import corrections
from marketplace.tours.states import NEXT_CORRECTION, CorrectionState, TourState
from marketplace.tours.views.correcting import PER_HOUR
from tests.factories import SELLER
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


def test_what_waits_comes_before_what_is_closed() -> None:
    first, second, third = make_correction(), make_correction(), make_correction()
    corrections.decline_correction(first, answer="x", by=SELLER)
    corrections.accept_correction(third, by=SELLER)

    assert [one.public_id for one in queries.corrections()] == [second.public_id, third.public_id, first.public_id]
    assert queries.count_new_corrections() == 1
