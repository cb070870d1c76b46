"""Whoever would take a 360° picture of a place reads how, and whom to tell."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.tours.states import SiteNature, SiteState
from tests.tours.making import make_site

pytestmark = pytest.mark.usefixtures("session")


def test_the_page_of_a_site_without_360_leads_to_how_and_whom(client: FlaskClient) -> None:
    site = make_site(name="Đình Chưa Chụp")
    address = f"/giup-do/anh-360?noi={site.slug}"
    assert f'href="{address}"' in client.get(f"/di-tich/{site.slug}").text

    answer = client.get(address)

    assert answer.status_code == 200
    assert f'href="/gop-y?ve=site/{site.slug}"' in answer.text
    assert "Nhắn về Đình Chưa Chụp" in answer.text


@pytest.mark.parametrize("asked", [{}, {"noi": "khong-co"}, {"noi": "nhap"}])
def test_without_a_place_one_is_chosen_first(client: FlaskClient, asked: dict[str, Any]) -> None:
    make_site(slug="nhap", state=SiteState.DRAFT)

    answer = client.get("/giup-do/anh-360", query_string=asked)

    assert answer.status_code == 200
    assert "Chọn nơi bạn chụp" in answer.text


def test_nobody_is_sent_to_take_pictures_of_an_invented_place(client: FlaskClient) -> None:
    site = make_site(nature=SiteNature.MODELLED)

    assert "/giup-do/anh-360" not in client.get(f"/di-tich/{site.slug}").text.split("<main", 1)[1].split("</main>")[0]
