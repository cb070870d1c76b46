"""Visitors see a site, a route or a story, and each change of what it tells, when another than its writer has read it."""

from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.actor import SYSTEM
from marketplace.accounts.models import AuditEvent, Role
from marketplace.db import db
from marketplace.tours import queries
from marketplace.tours.errors import HistoryHere, PicturesNotDrawn, SiteIsHidden
from marketplace.tours.services import signing, sites, writing
from marketplace.tours.states import SiteNature, SiteState, TourState
from tests.factories import make_user
from tests.people import as_read, open_browser, sign_in
from tests.tours.making import SOURCE, make_claim, make_route, make_site, make_story, make_tour

FALSE: dict[str, Any] = {
    "name": "Đình Vua", "theme": "history", "place": "", "rank": "di tích quốc gia đặc biệt",
    "intro": "Chỉ vua mới được vào đình này.",
}  # fmt: skip


def someone(app: Flask, role: Role, name: str) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(name=name, role=role))
    return browser


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    return someone(app, Role.CURATOR, "Cán Bộ")


@pytest.fixture
def reviewer(app: Flask, session: Any) -> FlaskClient:
    return someone(app, Role.REVIEWER, "Người Duyệt")


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return open_browser(app)


def post(browser: FlaskClient, address: str, *, status: int = 303, **data: Any) -> str:
    answer = browser.post(f"/di-san/{address}", data=as_read(browser, f"/di-san/{address}") | data)
    assert answer.status_code == status, answer.text
    return answer.text


def acts(thing: str) -> list[str]:
    return list(db.session.scalars(sa.select(AuditEvent.what).where(AuditEvent.thing == thing).order_by(AuditEvent.id)))


def test_a_rank_says_from_where(curator: FlaskClient) -> None:
    refused = post(curator, "di-tich/moi", status=422, **FALSE)

    assert "field-error" in refused
    assert not queries.is_site_slug_taken("dinh-vua")


def test_a_new_site_is_seen_when_a_reviewer_has_read_it(
    curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    make_site(name="Đình Khác")
    post(curator, "di-tich/moi", **FALSE, rank_source=SOURCE)

    for address in ("/di-tich", "/sitemap.xml", "/"):
        assert "dinh-vua" not in visitor.get(address).text
    assert visitor.get("/di-tich/dinh-vua").status_code == 404
    assert visitor.get("/gop-y?ve=site/dinh-vua").status_code == 404
    post(curator, "di-tich/dinh-vua/cho-khach-xem")
    assert visitor.get("/di-tich/dinh-vua").status_code == 404
    assert "Chỉ vua mới" in reviewer.get("/di-san/di-tich/dinh-vua").text

    post(reviewer, "di-tich/dinh-vua/cho-khach-xem")

    page = visitor.get("/di-tich/dinh-vua").text
    assert "Người Duyệt đã đọc và ký" in page
    assert "dinh-vua" in visitor.get("/sitemap.xml").text
    assert acts("site:dinh-vua") == ["site.added", "site.shown"]


def test_a_reviewer_does_not_show_a_site_of_his_or_her_own(reviewer: FlaskClient, visitor: FlaskClient) -> None:
    post(reviewer, "di-tich/moi", name="Đình Riêng", theme="history", place="")

    post(reviewer, "di-tich/dinh-rieng/cho-khach-xem")

    assert visitor.get("/di-tich/dinh-rieng").status_code == 404


def test_a_change_of_what_is_told_is_read_when_it_is_signed(
    curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    site = make_site(intro="Mời vào xem.")
    db.session.commit()
    told = {**FALSE, "name": site.name, "rank_source": SOURCE, "opening_hours": "7:00–17:00"}

    post(curator, f"di-tich/{site.slug}", **told)

    page = visitor.get(f"/di-tich/{site.slug}").text
    assert "Mời vào xem." in page
    assert "7:00–17:00" in page
    assert "Chỉ vua" not in page
    assert "đặc biệt" not in page
    assert "Chỉ vua mới" in curator.get(f"/di-san/di-tich/{site.slug}").text
    post(curator, f"di-tich/{site.slug}/cho-khach-xem")
    assert "Chỉ vua" not in visitor.get(f"/di-tich/{site.slug}").text

    post(reviewer, f"di-tich/{site.slug}/cho-khach-xem")

    assert "Chỉ vua mới" in visitor.get(f"/di-tich/{site.slug}").text
    assert acts(f"site:{site.slug}") == ["site.proposed", "site.changed", "site.shown"]


def test_a_change_may_be_forgotten(curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient) -> None:
    site = make_site(intro="Mời vào xem.")
    db.session.commit()
    post(curator, f"di-tich/{site.slug}", **{**FALSE, "name": site.name, "rank_source": SOURCE})

    post(curator, f"di-tich/{site.slug}/bo-sua")
    post(reviewer, f"di-tich/{site.slug}/cho-khach-xem")

    assert "Chỉ vua" not in visitor.get(f"/di-tich/{site.slug}").text
    assert "Chỉ vua" not in curator.get(f"/di-san/di-tich/{site.slug}").text


def test_history_is_a_claim_and_nothing_that_was_typed_is_lost(curator: FlaskClient, visitor: FlaskClient) -> None:
    site = make_site(intro="Mời vào xem.")
    story = make_story(title="Chuyện vua")
    db.session.commit()
    told = "Mời vào xem. Năm 1010 vua dựng đình này."

    answers = [
        post(curator, f"di-tich/{site.slug}", status=422, name=site.name, theme="history", place="", intro=told),
        post(curator, "di-tich/moi", status=422, name="Đình Mới", theme="history", place="", way="Đi từ cửa thời Lý."),
        post(curator, "tuyen", status=422, title="Tuyến Vua", theme="history", intro_en="Built in 1010."),
        post(curator, "chuyen", status=422, title="Chuyện", lead="Tương truyền vua ở đây."),
        post(curator, f"chuyen/{story.slug}/doan/moi", status=422, text="Đình có từ thế kỷ XI.", kind=""),
    ]

    for answer, words in zip(
        answers,
        (told, "Đi từ cửa thời Lý.", "Built in 1010.", "Tương truyền vua ở đây.", "Đình có từ thế kỷ XI."),
        strict=True,
    ):
        assert words in unescape(answer)
        assert "kể chuyện xưa. Xin ghi câu ấy thành một câu có nguồn" in unescape(answer)
    assert "“Năm 1010 vua dựng đình này.”" in unescape(answers[0])
    assert "1010" not in visitor.get(f"/di-tich/{site.slug}").text
    # As a claim, with its source, it is taken.
    post(
        curator,
        f"chuyen/{story.slug}/doan/moi",
        text="Đình có từ thế kỷ XI.",
        kind="document",
        source_title="Sổ đình",
        licence="©",
    )


@pytest.mark.parametrize("name", ["intro", "intro_en", "way", "access_en"])
def test_no_other_way_puts_history_where_no_source_is_named(session: Any, name: str) -> None:
    told: dict[str, Any] = {name: "Đình dựng năm 1683."}
    with pytest.raises(HistoryHere):
        make_site(**told)
    with pytest.raises(HistoryHere):
        sites.describe_site(make_site(), by=SYSTEM, **told)


def test_what_was_written_before_the_rule_can_be_mended(
    curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    site = make_site(name="Đình Cũ")
    site.intro = "Đình dựng năm 1683. Mời vào."
    db.session.commit()
    facts: dict[str, Any] = {"name": site.name, "theme": "history", "place": ""}

    post(curator, f"di-tich/{site.slug}", **facts, intro="Mời vào.", opening_hours="7:00–17:00")
    post(reviewer, f"di-tich/{site.slug}/cho-khach-xem")

    page = visitor.get(f"/di-tich/{site.slug}").text
    assert "Mời vào." in page and "7:00–17:00" in page and "1683" not in page
    site.intro = "Đình dựng năm 1683."
    db.session.commit()
    post(curator, f"di-tich/{site.slug}/cat")
    assert visitor.get(f"/di-tich/{site.slug}").status_code == 404


def test_a_site_is_hidden_and_shown_again(curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient) -> None:
    site = make_site(name="Đình Cất")
    make_claim(site.id, text="Câu của đình.")
    route = make_route({"site_id": site.id}, {"name": "Cuối làng"})
    make_story(site_id=site.id, title="Chuyện đình")
    db.session.commit()

    post(curator, f"di-tich/{site.slug}/cat")

    assert visitor.get(f"/di-tich/{site.slug}").status_code == 404
    for address in (f"/tuyen/{route.slug}", "/chuyen/chuyen-dinh"):
        page = visitor.get(address)
        assert page.status_code == 200
        assert f"/di-tich/{site.slug}" not in page.text
        assert "Câu của đình." not in page.text
    post(reviewer, f"di-tich/{site.slug}/cho-khach-xem")
    assert visitor.get(f"/di-tich/{site.slug}").status_code == 200
    assert acts(f"site:{site.slug}") == ["site.hidden", "site.shown"]


def test_a_site_stays_while_visitors_walk_through_it(curator: FlaskClient, visitor: FlaskClient) -> None:
    site = make_site()
    make_tour(site=site)
    db.session.commit()

    post(curator, f"di-tich/{site.slug}/cat")

    assert visitor.get(f"/di-tich/{site.slug}").status_code == 200
    assert "Xin cất chuyến dạo trước" in curator.get(f"/di-san/di-tich/{site.slug}").text


def test_a_curator_says_that_a_place_is_a_sample(
    curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    post(curator, "di-tich/moi", name="Đền Xa", theme="history", place="", nature="elsewhere")
    post(reviewer, "di-tich/den-xa/cho-khach-xem")

    assert "Mẫu ở nơi khác" in visitor.get("/di-tich/den-xa").text

    # To call it the village's own takes a reviewer again.
    post(curator, "di-tich/den-xa", name="Đền Xa", theme="history", place="", nature="ours")
    assert "Mẫu ở nơi khác" in visitor.get("/di-tich/den-xa").text
    post(reviewer, "di-tich/den-xa/cho-khach-xem")
    db.session.expire_all()
    site = queries.site_to_write("den-xa")
    assert (site.nature, site.state) == (SiteNature.OURS, SiteState.SHOWN)


def test_a_route_is_written_by_one_and_shown_by_another(
    app: Flask, curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    post(reviewer, "tuyen", title="Tuyến Vua", theme="history", intro="Vua đã đi đường này.")
    for name in ("Đầu", "Cuối"):
        post(reviewer, "tuyen/tuyen-vua/chang", where="", name=name)

    post(curator, "tuyen/tuyen-vua/dua-len")
    post(reviewer, "tuyen/tuyen-vua/dua-len")
    assert visitor.get("/tuyen/tuyen-vua").status_code == 404
    post(someone(app, Role.REVIEWER, "Người Duyệt Hai"), "tuyen/tuyen-vua/dua-len")
    assert visitor.get("/tuyen/tuyen-vua").status_code == 200

    post(curator, "tuyen/tuyen-vua", title="Tuyến Vua", theme="history", intro="Vua vẫn đi đường này.")
    assert "Vua vẫn đi" not in visitor.get("/tuyen/tuyen-vua").text
    assert "Xin rút tuyến về nháp" in curator.get("/di-san/tuyen/tuyen-vua").text


def test_a_story_is_taken_down_and_can_be_signed_again(
    curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    story = make_story(title="Chuyện sai")
    db.session.commit()

    post(curator, f"chuyen/{story.slug}/rut-xuong")

    assert visitor.get(f"/chuyen/{story.slug}").status_code == 404
    assert story.slug not in visitor.get("/sitemap.xml").text
    assert acts(f"story:{story.slug}")[-1] == "story.taken_down"
    # Its words are a draft now, and taken down twice it is still there.
    assert "Đình dựng năm 1683." in curator.get(f"/di-san/chuyen/{story.slug}").text
    assert curator.post(f"/di-san/chuyen/{story.slug}/rut-xuong").status_code == 404
    post(curator, f"chuyen/{story.slug}/gui-duyet")
    post(reviewer, f"chuyen/{story.slug}/ky/2")
    assert "Đình dựng năm 1683." in visitor.get(f"/chuyen/{story.slug}").text


def test_a_tour_is_signed_when_its_site_is_shown(session: Any) -> None:
    site = make_site(state=SiteState.DRAFT)
    tour = make_tour(site=site, state=TourState.DRAFT)
    writing.save_draft(tour, writing.content_to_write(tour)[0], revision=0, by=make_user().as_actor())
    signing.send_for_review(tour)

    with pytest.raises(SiteIsHidden):
        signing.sign_version(tour, number=1, revision=1, by=make_user().as_actor(), is_reviewer=True)
    site.become(SiteState.SHOWN)
    # The next thing that is looked at is the pictures, of which a test has none.
    with pytest.raises(PicturesNotDrawn):
        signing.sign_version(tour, number=1, revision=1, by=make_user().as_actor(), is_reviewer=True)


def test_who_signs_has_read_what_stands_there_now(
    curator: FlaskClient, reviewer: FlaskClient, visitor: FlaskClient
) -> None:
    site = make_site(name="Đình Giữa")
    db.session.commit()
    home = f"/di-san/di-tich/{site.slug}"
    facts: dict[str, Any] = {"name": "Đình Giữa", "theme": "history", "place": "", "nature": "ours"}
    post(curator, f"di-tich/{site.slug}", **facts, intro="Câu đã đọc.")
    read = as_read(reviewer, f"{home}/cho-khach-xem")
    post(curator, f"di-tich/{site.slug}", **facts, intro="Câu chưa ai đọc.")

    refused = reviewer.post(f"{home}/cho-khach-xem", data=read, follow_redirects=True)

    assert "đã đổi từ khi bạn mở trang" in refused.text
    assert "Câu chưa ai đọc." not in visitor.get(f"/di-tich/{site.slug}").text
    post(reviewer, f"di-tich/{site.slug}/cho-khach-xem")
    assert "Câu chưa ai đọc." in visitor.get(f"/di-tich/{site.slug}").text
