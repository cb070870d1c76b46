"""What a curator types into a site's form and does not save is there again."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.tours import queries
from marketplace.tours.handlers import forgetting
from marketplace.tours.models import SiteUnsaved
from marketplace.tours.states import SiteState
from tests.factories import make_user
from tests.pages.test_showing_sites import post
from tests.people import open_browser, sign_in
from tests.tours.making import make_site

NEW = "/di-san/di-tich"


def someone(app: Flask, name: str) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(name=name, role=Role.CURATOR))
    return browser


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    return someone(app, "Cán Bộ")


def facts(**changed: str) -> dict[str, Any]:
    return {"name": "Đình Cả", "theme": "history", "nature": "ours", "place": "", **changed}


def test_what_is_typed_stands_in_the_form_again_until_it_is_saved(app: Flask, curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả", way="Theo đê.")
    db.session.commit()
    address = f"{NEW}/{site.slug}"

    answer = curator.post(f"{address}/dang-viet", data=facts(way="Theo bờ kênh,", latitude="hai mốt"))

    assert answer.status_code == 200
    assert len(answer.get_json()["at"]) == 5
    again = curator.get(address).text
    # As it was typed, though nobody could save it so.
    assert "Theo bờ kênh," in again
    assert 'value="hai mốt"' in again
    assert "Chữ bạn viết dở lúc" in again
    db.session.expire_all()
    assert queries.site_to_write(site.slug).way == "Theo đê."
    assert "Chữ bạn viết dở lúc" not in someone(app, "Người Khác").get(address).text
    post(curator, f"di-tich/{site.slug}", **facts(way="Theo bờ kênh, rẽ trái."))
    assert "Chữ bạn viết dở lúc" not in curator.get(address).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SiteUnsaved)) == 0


def test_a_site_that_is_not_there_yet_is_kept_too(curator: FlaskClient) -> None:
    curator.post(f"{NEW}/moi/dang-viet", data=facts(intro="Mời vào."))

    assert "Mời vào." in curator.get(f"{NEW}/moi").text

    post(curator, "di-tich/moi", **facts(intro="Mời vào."))
    assert "Mời vào." not in curator.get(f"{NEW}/moi").text


def test_what_was_typed_is_dropped(curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả")
    db.session.commit()
    for slug in ("moi", site.slug):
        curator.post(f"{NEW}/{slug}/dang-viet", data=facts(way="Nhầm."))

        assert curator.post(f"{NEW}/{slug}/dang-viet/bo").status_code == 303

        assert "Nhầm." not in curator.get(f"{NEW}/{slug}").text


def base_of(page: str) -> str:
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_whoever_saved_meanwhile_is_named_however_often_one_types(app: Flask, curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả")
    db.session.commit()
    address = f"{NEW}/{site.slug}"
    base = base_of(curator.get(address).text)
    curator.post(f"{address}/dang-viet", data=facts(way="Của", base=base))
    assert "Từ đó" not in curator.get(address).text

    post(someone(app, "Bà Khác"), f"di-tich/{site.slug}", **facts(way="Của bà."))

    for words in ("Của tôi", "Của tôi."):
        curator.post(f"{address}/dang-viet", data=facts(way=words, base=base))
        page = curator.get(address).text
        assert "Từ đó Bà Khác đã lưu bản số 2: xin so lại trước khi lưu." in page
        assert words in page
        assert base_of(page) == base


# Two people with the same form open: the second is told, and nothing of the first is lost in silence.
def test_saving_over_what_another_saved_meanwhile_asks_first(app: Flask, curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả", opening_hours="7:00")
    db.session.commit()
    base = base_of(curator.get(f"{NEW}/{site.slug}").text)
    post(someone(app, "Bà Khác"), f"di-tich/{site.slug}", **facts(opening_hours="8:00"))

    refused = post(curator, f"di-tich/{site.slug}", status=409, **facts(opening_hours="9:00", base=base))

    assert "Bà Khác đã lưu bản số 2 sau khi bạn mở mẫu này." in refused
    assert 'value="9:00"' in refused
    db.session.expire_all()
    assert queries.site_to_write(site.slug).opening_hours == "8:00"
    post(curator, f"di-tich/{site.slug}", **facts(opening_hours="9:00", base=base_of(refused)))
    db.session.expire_all()
    assert queries.site_to_write(site.slug).opening_hours == "9:00"


def test_what_is_written_back_to_what_it_was_is_forgotten(curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả", way="Theo đê.")
    db.session.commit()
    curator.post(f"{NEW}/{site.slug}/dang-viet", data=facts(way="Theo đê. x"))

    curator.post(f"{NEW}/{site.slug}/dang-viet", data=facts(way="Theo đê."))

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SiteUnsaved)) == 0


# A signature is for what was read: the form is not what stands there while it holds other words.
def test_nobody_signs_while_the_page_shows_words_of_their_own(app: Flask, session: Any) -> None:
    site = make_site(name="Đình Cả", state=SiteState.DRAFT)
    db.session.commit()
    reviewer = open_browser(app)
    sign_in(reviewer, make_user(role=Role.REVIEWER))
    assert "Ký: cho khách xem nơi này" in reviewer.get(f"{NEW}/{site.slug}").text

    reviewer.post(f"{NEW}/{site.slug}/dang-viet", data=facts(intro="Lời của tôi."))

    page = reviewer.get(f"{NEW}/{site.slug}").text
    assert "Ký: cho khách xem nơi này" not in page
    assert "Xin lưu hay bỏ chữ ấy rồi mới ký" in page


def test_what_says_nothing_else_than_the_site_is_nothing_unsaved(curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả")
    db.session.commit()

    curator.post(f"{NEW}/{site.slug}/dang-viet", data=facts())

    assert "Chữ bạn viết dở lúc" not in curator.get(f"{NEW}/{site.slug}").text


# L22: no more is kept than the form may hold, and nothing beside its fields.
def test_only_fields_of_the_form_are_kept_and_no_more_than_it_holds(curator: FlaskClient) -> None:
    site = make_site(name="Đình Cả")
    db.session.commit()

    assert curator.post(f"{NEW}/{site.slug}/dang-viet", data=facts(intro="x" * 30_000)).status_code == 422
    assert curator.post(f"{NEW}/khong-co/dang-viet", data=facts()).status_code == 404
    curator.post(f"{NEW}/{site.slug}/dang-viet", data=facts(way="Theo đê.", state="shown", csrf_token="x"))

    assert set(db.session.scalars(sa.select(SiteUnsaved)).one().fields) == {"name", "theme", "nature", "place", "way"}


def test_after_a_month_it_is_forgotten(curator: FlaskClient) -> None:
    curator.post(f"{NEW}/moi/dang-viet", data=facts())
    with pretend(now() + timedelta(days=29)):
        forgetting.forget_typed(timestamp=0)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SiteUnsaved)) == 1

    with pretend(now() + timedelta(days=31)):
        forgetting.forget_typed(timestamp=0)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(SiteUnsaved)) == 0
