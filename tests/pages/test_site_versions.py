"""What was written of a site is kept, told apart, and taken back; its page can be seen before anybody signed it."""

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.db import db
from marketplace.tours import queries, services
from marketplace.tours.models import SiteVersion
from marketplace.tours.states import ClaimKind, SiteState
from tests.factories import make_place, make_user
from tests.pages.test_showing_sites import post
from tests.people import open_browser, sign_in
from tests.tours.making import SOURCE, make_claim, make_site, make_tour

FACTS: dict[str, Any] = {"name": "Đình Cả", "theme": "history", "place": ""}


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(name="Cán Bộ", role=Role.CURATOR))
    return browser


def versions() -> list[tuple[int, dict[str, Any]]]:
    db.session.expire_all()
    return [(one.number, one.facts) for one in db.session.scalars(sa.select(SiteVersion).order_by(SiteVersion.number))]


def main_of(html: str) -> str:
    return html.split("<main", 1)[1]


def test_each_saving_that_changes_something_is_a_version(curator: FlaskClient) -> None:
    post(curator, "di-tich/moi", **FACTS)
    post(curator, "di-tich/dinh-ca", **FACTS, opening_hours="7:00–17:00")
    post(curator, "di-tich/dinh-ca", **FACTS, opening_hours="7:00–17:00")

    assert [(number, facts["opening_hours"]) for number, facts in versions()] == [(1, ""), (2, "7:00–17:00")]
    page = curator.get("/di-san/di-tich/dinh-ca/cac-ban").text
    assert page.index("Bản số 2") < page.index("Bản số 1")
    assert re.search(r"Giờ mở cửa</dt><dd[^>]*><del>chưa rõ</del><br><ins>7:00–17:00</ins>", page)
    assert "Cán Bộ" in page


# As every site of the demo village is on the first day.
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_site_that_nobody_has_changed_has_no_versions_yet(curator: FlaskClient, language: str) -> None:
    site = make_site()
    db.session.commit()

    page = curator.get(f"{language}/di-san/di-tich/{site.slug}/cac-ban")

    assert (page.status_code, "card stack" in main_of(page.text)) == (200, False)


def test_a_change_is_told_in_words(curator: FlaskClient) -> None:
    place = make_place(name="Thôn Tháp")
    db.session.commit()
    post(curator, "di-tich/moi", **FACTS)

    post(
        curator, "di-tich/dinh-ca", name="Đình Cả", theme="revolution", nature="modelled", place=place.slug,
        rank_needs_review="y", latitude="21.1", longitude="105.6", position_source="bản đồ",
    )  # fmt: skip

    page = curator.get("/di-san/di-tich/dinh-ca/cac-ban").text
    assert page.index("Đây là nơi nào</dt>") < page.index("Vĩ độ</dt>") < page.index("Kinh độ</dt>")
    for words in (
        "Thôn Tháp",
        "Hình dựng, không phải ảnh thật",
        "<ins>21.1</ins>",
        "<del>không</del><br><ins>có</ins>",
    ):
        assert words in page, words


def test_an_old_version_is_taken_back_and_is_a_new_one(curator: FlaskClient) -> None:
    post(curator, "di-tich/moi", **FACTS, intro="Lời đầu.")
    post(curator, "di-tich/dinh-ca", **FACTS, intro="Lời sau.", opening_hours="7:00")

    post(curator, "di-tich/dinh-ca/cac-ban/1/lay-lai")

    site = queries.site_to_write("dinh-ca")
    assert (site.intro, site.opening_hours) == ("Lời đầu.", "")
    assert [number for number, _ in versions()] == [1, 2, 3]
    assert versions()[2][1] == versions()[0][1]
    assert curator.post("/di-san/di-tich/dinh-ca/cac-ban/9/lay-lai").status_code == 404
    assert curator.post("/di-san/di-tich/khong-co/cac-ban/1/lay-lai").status_code == 404


# What visitors read is what a reviewer signed: taking back is writing, too.
def test_what_is_told_of_a_shown_site_waits_for_a_reviewer_when_it_is_taken_back(curator: FlaskClient) -> None:
    site = make_site(intro="Lời đã ký.", opening_hours="7:00")
    db.session.commit()
    facts: dict[str, Any] = {"name": site.name, "theme": site.theme.value, "place": ""}
    post(curator, f"di-tich/{site.slug}", **facts, intro="Lời mới.", opening_hours="8:00")
    # How it stood before versions were kept is the first of them.
    assert [(told["intro"], told["opening_hours"]) for _, told in versions()] == [
        ("Lời đã ký.", "7:00"),
        ("Lời mới.", "8:00"),
    ]

    post(curator, f"di-tich/{site.slug}/cac-ban/1/lay-lai")

    db.session.expire_all()
    assert (site.intro, site.proposed, site.opening_hours) == ("Lời đã ký.", {}, "7:00")
    post(curator, f"di-tich/{site.slug}/cac-ban/2/lay-lai")
    db.session.expire_all()
    assert (site.intro, site.proposed, site.opening_hours) == ("Lời đã ký.", {"intro": "Lời mới."}, "8:00")


def test_a_version_that_may_not_be_written_any_more_says_why(curator: FlaskClient) -> None:
    post(curator, "di-tich/moi", **FACTS)
    post(curator, "di-tich/dinh-ca", **FACTS, way="Theo bờ kênh.")
    version = db.session.scalars(sa.select(SiteVersion).where(SiteVersion.number == 1)).one()
    version.facts = {**version.facts, "rank": "di tích quốc gia"}
    db.session.commit()

    answer = curator.post("/di-san/di-tich/dinh-ca/cac-ban/1/lay-lai", follow_redirects=True)

    assert "di tích quốc gia" in answer.text
    assert queries.site_to_write("dinh-ca").way == "Theo bờ kênh."


def test_the_page_is_seen_as_visitors_will_read_it(app: Flask, curator: FlaskClient) -> None:
    site = make_site(name="Đình Xem", intro="Lời đã ký.")
    signed, other = make_claim(site.id, text="Câu đã ký."), make_claim(site.id, text="Câu sẽ thay.")
    services.add_claim(site.id, text="Câu chờ ký.", kind=ClaimKind.ORAL, source_url=SOURCE)
    change = services.add_claim(site.id, text="Câu thay.", kind=ClaimKind.ORAL, source_url=SOURCE)
    change.replaces_id = other.id
    db.session.commit()
    post(curator, f"di-tich/{site.slug}", name="Đình Xem", theme="history", place="", intro="Lời chờ ký.")

    answer = curator.get(f"/di-san/di-tich/{site.slug}/xem-thu")

    assert answer.headers["Cache-Control"] == "private, no-store"
    for words in ("Bản xem thử", "Lời chờ ký.", signed.text, "Câu chờ ký.", "Câu thay."):
        assert words in main_of(answer.text), words
    assert "Câu sẽ thay." not in answer.text
    db.session.expire_all()
    assert site.intro == "Lời đã ký."
    visitor = open_browser(app).get(f"/di-tich/{site.slug}").text
    assert "Lời đã ký." in visitor
    assert "Câu sẽ thay." in visitor
    assert "Bản xem thử" not in visitor


def test_a_draft_is_seen_before_anybody_else_sees_it(app: Flask, curator: FlaskClient) -> None:
    site = make_site(name="Đình Nháp", state=SiteState.DRAFT, era="thế kỷ XVII", era_source="Bia đình")
    site.era_en, site.era_source_en = "17th century", "The stele"
    db.session.commit()

    assert "thế kỷ XVII" in curator.get(f"/di-san/di-tich/{site.slug}/xem-thu").text
    english = curator.get(f"/en/di-san/di-tich/{site.slug}/xem-thu").text
    assert "Source: The stele" in english
    assert json.dumps("Đình Nháp")[1:-1] in english or "Đình Nháp" in english
    assert open_browser(app).get(f"/di-tich/{site.slug}").status_code == 404
    assert curator.get("/di-san/di-tich/khong-co/xem-thu").status_code == 404


def test_words_that_were_dropped_can_be_taken_back(curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả", intro="Lời đã ký.")
    db.session.commit()
    post(curator, f"di-tich/{site.slug}", **FACTS, intro="Lời mới.")

    post(curator, f"di-tich/{site.slug}/bo-sua")

    assert [facts["intro"] for _, facts in versions()] == ["Lời đã ký.", "Lời mới.", "Lời đã ký."]
    post(curator, f"di-tich/{site.slug}/cac-ban/2/lay-lai")
    db.session.expire_all()
    assert queries.site_to_write(site.slug).proposed == {"intro": "Lời mới."}


def test_the_preview_calls_a_place_what_it_will_be_called(curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả")
    make_tour(site=site)
    db.session.commit()
    post(curator, f"di-tich/{site.slug}", **FACTS, nature="modelled")

    page = main_of(curator.get(f"/di-san/di-tich/{site.slug}/xem-thu").text)

    assert page.count("Hình dựng, không phải ảnh thật") == 2  # above, and under the tour's picture


def test_a_site_cannot_take_the_address_of_the_form_for_new_ones(curator: FlaskClient) -> None:
    assert post(curator, "di-tich/moi", status=422, **{**FACTS, "name": "Mới"})
    assert queries.is_site_slug_taken("moi") is False
