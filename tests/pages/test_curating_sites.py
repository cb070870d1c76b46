"""Curators write sites, sentences and routes over HTTP; a reviewer signs."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from marketplace.accounts.models import Role
from marketplace.db import db
from marketplace.tours import queries
from marketplace.tours.models import Claim
from marketplace.tours.states import ClaimState
from tests.factories import make_pickup_point, make_place, make_shop, make_user
from tests.people import as_read, open_browser, sign_in
from tests.tours.making import SOURCE, make_claim, make_route, make_site

SAID: dict[str, Any] = {
    "text": "Đình dựng năm 1683.", "kind": "stele", "source_title": "Bia đình, mặt trước",
    "source_title_en": "The stele in the yard, front",
}  # fmt: skip


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    return someone(app, Role.CURATOR, "Cán Bộ")


@pytest.fixture
def reviewer(app: Flask, session: Any) -> FlaskClient:
    return someone(app, Role.REVIEWER, "Người Duyệt")


def test_only_plain_degrees_are_read(curator: FlaskClient) -> None:
    site = make_site()
    db.session.commit()

    for degrees in ("1e1", "nan", "inf", "0x10", "21.0886 N", "--1", "²"):
        post(
            curator, f"di-tich/{site.slug}", status=422, name="x", theme="history", place="", latitude=degrees,
            longitude="1", position_source="x",
        )  # fmt: skip


def someone(app: Flask, role: Role, name: str) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(name=name, role=role))
    return browser


def post(browser: FlaskClient, address: str, *, status: int = 303, **data: Any) -> TestResponse:
    answer = browser.post(f"/di-san/{address}", data=as_read(browser, f"/di-san/{address}") | data)
    assert answer.status_code == status, answer.text
    return answer


def claims() -> list[Claim]:
    db.session.expire_all()
    return sorted(db.session.query(Claim), key=lambda claim: (claim.position, claim.id))


def test_a_curator_writes_a_site_and_a_reviewer_signs_its_sentence(
    app: Flask, curator: FlaskClient, reviewer: FlaskClient
) -> None:
    place = make_place(name="Thôn Trung")
    db.session.commit()

    made = post(
        curator, "di-tich/moi", name="Đình Trung", theme="history", place=place.slug, opening_hours="7:00–17:00"
    )
    assert made.location == "/di-san/di-tich/dinh-trung"
    visitor = open_browser(app)
    assert visitor.get("/di-tich/dinh-trung").status_code == 404
    post(reviewer, "di-tich/dinh-trung/cho-khach-xem")
    assert "Thôn Trung" in visitor.get("/di-tich/dinh-trung").text

    post(curator, "di-tich/dinh-trung/cau-moi", **SAID)
    assert SAID["text"] not in visitor.get("/di-tich/dinh-trung").text
    (claim,) = claims()
    waiting = reviewer.get("/di-san/cau-cho-duyet").text
    # Who signs reads what the source is called in both languages.
    assert all(SAID[name] in waiting for name in ("text", "source_title", "source_title_en"))
    assert SAID["source_title_en"] in curator.get(f"/di-san/cau/{claim.public_id}").text
    # Who wrote it sees no button, and pressing one that is not there does nothing.
    assert "Ký: đúng như nguồn ghi" not in curator.get("/di-san/cau-cho-duyet").text
    post(curator, f"cau/{claim.public_id}/ky")
    assert claims()[0].state is ClaimState.WAITING

    post(reviewer, f"cau/{claim.public_id}/ky")

    page, english = (visitor.get(f"{language}/di-tich/dinh-trung").text for language in ("", "/en"))
    assert SAID["text"] in page
    assert (SAID["source_title"] in page, SAID["source_title"] in english) == (True, False)
    assert (SAID["source_title_en"] in page, SAID["source_title_en"] in english) == (False, True)
    assert "Không câu nào chờ duyệt" in reviewer.get("/di-san/cau-cho-duyet").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"source_title": ""},
        {"source_title": "", "source_url": "javascript:alert(1)"},
        {"text": ""},
        {"kind": "hearsay"},
    ],
)
def test_a_sentence_without_source_cannot_be_saved(curator: FlaskClient, wrong: dict[str, str]) -> None:
    site = make_site()
    db.session.commit()

    answer = post(curator, f"di-tich/{site.slug}/cau-moi", status=422, **{**SAID, **wrong})

    assert "field-error" in answer.text
    assert claims() == []


def test_a_reviewer_sends_back_with_a_reason(curator: FlaskClient, reviewer: FlaskClient) -> None:
    site = make_site()
    db.session.commit()
    post(curator, f"di-tich/{site.slug}/cau-moi", **SAID)
    (claim,) = claims()

    post(reviewer, f"cau/{claim.public_id}/tra-lai", status=422, because="")
    post(reviewer, f"cau/{claim.public_id}/tra-lai", because="Bia ghi 1684.")

    assert "Bia ghi 1684." in curator.get(f"/di-san/di-tich/{site.slug}").text
    assert "Bia ghi 1684." in curator.get(f"/di-san/cau/{claim.public_id}").text
    post(curator, f"cau/{claim.public_id}", **{**SAID, "text": "Đình dựng năm 1684."})
    post(reviewer, f"cau/{claim.public_id}/ky")
    assert claims()[0].state is ClaimState.SHOWN


def test_a_sentence_that_changed_after_it_was_read_is_not_signed(curator: FlaskClient, reviewer: FlaskClient) -> None:
    site = make_site()
    db.session.commit()
    post(curator, f"di-tich/{site.slug}/cau-moi", **SAID)
    (claim,) = claims()
    address = f"/di-san/cau/{claim.public_id}/ky"
    read = as_read(reviewer, address)
    post(curator, f"cau/{claim.public_id}", **{**SAID, "text": "Câu chưa ai đọc."})

    refused = reviewer.post(address, data=read, follow_redirects=True)

    assert "đã đổi từ khi bạn mở trang" in refused.text
    assert claims()[0].state is ClaimState.WAITING


def test_sentences_are_moved_changed_and_withdrawn(app: Flask, curator: FlaskClient) -> None:
    site = make_site()
    first, second = make_claim(site.id, text="Câu một."), make_claim(site.id, text="Câu hai.")
    db.session.commit()
    visitor = open_browser(app)

    def shown() -> list[str]:
        return re.findall(r"Câu (?:một|hai)[^<]*", visitor.get(f"/di-tich/{site.slug}").text)

    post(curator, f"cau/{second.public_id}/len")
    assert shown() == ["Câu hai.", "Câu một."]
    post(curator, f"cau/{second.public_id}", **{**SAID, "text": "Câu hai, sửa."})
    assert shown() == ["Câu hai.", "Câu một."]
    assert "Bản sửa của câu khách đang đọc." in curator.get(f"/di-san/di-tich/{site.slug}").text
    post(curator, f"cau/{first.public_id}/rut")

    assert shown() == ["Câu hai."]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Xin điền mục này."),
        ({"era": "thế kỷ XVII"}, "chưa có nguồn"),
        ({"latitude": "21.1"}, "Vị trí cần đủ vĩ độ, kinh độ và nguồn."),
        ({"latitude": "nan", "longitude": "1"}, "Xin ghi số độ"),
        ({"latitude": "91", "longitude": "1"}, "Xin ghi số độ"),
        ({"latitude": "٢١", "longitude": "1"}, "Xin ghi số độ"),
        ({"map_url": "javascript:alert(1)"}, "không phải địa chỉ trang web"),
        ({"map_x": "101"}, "số nguyên"),
        ({"place": "khong-co"}, "Xin chọn một mục trong danh sách."),
    ],
)
def test_facts_that_cannot_be_are_refused_with_a_sentence(
    curator: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    site = make_site(name="Đình Cũ")
    db.session.commit()

    answer = post(
        curator, f"di-tich/{site.slug}", status=422, **{"name": "Đình Mới", "theme": "history", "place": "", **wrong}
    )

    assert said in answer.text
    db.session.expire_all()
    assert queries.site_to_write(site.slug).name == "Đình Cũ"


def test_facts_are_kept_as_they_were_told(curator: FlaskClient) -> None:
    site = make_site()
    db.session.commit()

    post(
        curator, f"di-tich/{site.slug}", name="Đình Mới", theme="revolution", place="", keys_with="ban quản lý di tích",
        latitude="21,0886", longitude="105.66", position_source="vị trí do bản đồ ấy ghi", map_x="12", map_y="30",
        era="1683", era_source="Bia đình",
    )  # fmt: skip

    db.session.expire_all()
    found = queries.site_to_write(site.slug)
    assert (found.latitude, found.longitude, found.map_x) == (21.0886, 105.66, 12)
    assert found.proposed == {"era": "1683", "era_source": "Bia đình"}
    again = curator.get(f"/di-san/di-tich/{site.slug}").text
    assert 'value="21.0886"' in again
    assert 'value="ban quản lý di tích"' in again


def test_shops_and_festivals_of_a_site(app: Flask, curator: FlaskClient) -> None:
    site, near, far = make_site(), make_shop(name="Gần Đình"), make_shop(name="Xa Đình")
    db.session.commit()
    visitor = open_browser(app)

    post(curator, f"di-tich/{site.slug}/gian-hang", shop=[near.slug])
    post(
        curator, f"di-tich/{site.slug}/le-hoi", festival_name="Hội đình", calendar="lunar", month="3", first_day="14",
        last_day="", festival_source_url=SOURCE,
    )  # fmt: skip
    html = visitor.get(f"/di-tich/{site.slug}").text
    assert "Gần Đình" in html
    assert far.name not in html
    assert "14 tháng 3 âm lịch" in html

    for wrong in ({"festival_source_url": ""}, {"first_day": "31"}, {"month": ""}, {"festival_name": "Hội  đình"}):
        said: dict[str, Any] = {"festival_name": "Hội khác", "calendar": "lunar", "month": "3", "first_day": "14"}
        post(curator, f"di-tich/{site.slug}/le-hoi", status=422, **{**said, "festival_source_url": SOURCE, **wrong})
    other = make_site()
    db.session.commit()
    assert curator.post(f"/di-san/di-tich/{other.slug}/le-hoi/hoi-dinh/bo").status_code == 404
    post(curator, f"di-tich/{site.slug}/le-hoi/hoi-dinh/bo")
    assert "14 tháng 3 âm lịch" not in visitor.get(f"/di-tich/{site.slug}").text


def jpeg(size: tuple[int, int] = (640, 480)) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG")
    file.seek(0)
    return file


def test_a_photo_has_a_description_and_an_author(app: Flask, curator: FlaskClient) -> None:
    site = make_site()
    db.session.commit()
    said: dict[str, Any] = {"alt": "Cổng đình", "author": "Lê Văn Quang", "licence": "CC BY 4.0"}

    for wrong in ({"alt": ""}, {"author": ""}, {"licence": "mine"}):
        post(curator, f"di-tich/{site.slug}/anh", status=422, **{**said, **wrong}, file=(jpeg(), "a.jpg"))
    post(curator, f"di-tich/{site.slug}/anh", status=422, **said)
    answer = curator.post(f"/di-san/di-tich/{site.slug}/anh", data={**said, "file": (io.BytesIO(b"<svg/>"), "a.jpg")})
    assert answer.status_code == 415
    post(curator, f"di-tich/{site.slug}/anh", **said, file=(jpeg(), "../../a.jpg"))

    html = open_browser(app).get(f"/di-tich/{site.slug}").text
    assert 'alt="Cổng đình"' in html
    assert "Lê Văn Quang" in html
    assert open_browser(app).get("/nguon").status_code == 200


def test_a_photo_that_was_replaced_or_removed_is_not_served_any_more(app: Flask, curator: FlaskClient) -> None:
    site, visitor = make_site(), open_browser(app)
    db.session.commit()
    said: dict[str, Any] = {"alt": "Cổng đình", "author": "Lê Văn Quang", "licence": "CC BY 4.0"}

    def served() -> str:
        return re.findall(r'src="(/media/[^"]+\.webp)"', visitor.get(f"/di-tich/{site.slug}").text)[0]

    def status(address: str) -> int:
        with visitor.get(address) as answer:
            return answer.status_code

    post(curator, f"di-tich/{site.slug}/anh", **said, file=(jpeg(), "a.jpg"))
    first = served()
    assert status(first) == 200
    post(curator, f"di-tich/{site.slug}/anh", **said, file=(jpeg(), "b.jpg"))
    second = served()
    assert (status(first), status(second)) == (404, 200)

    post(curator, f"di-tich/{site.slug}/anh/bo")

    assert status(second) == 404
    assert "/media/" not in visitor.get(f"/di-tich/{site.slug}").text
    assert "Bỏ ảnh này" not in curator.get(f"/di-san/di-tich/{site.slug}").text


def test_a_route_is_laid_out_stop_by_stop(app: Flask, curator: FlaskClient, reviewer: FlaskClient) -> None:
    site, point = make_site(name="Đình Giữa"), make_pickup_point()
    db.session.commit()

    post(curator, "tuyen", title="Quanh làng", theme="culture", intro="Đi một buổi sáng.")
    home = "tuyen/quanh-lang"
    post(curator, f"{home}/chang", where="", name="Cổng làng")
    post(curator, f"{home}/chang", where=f"site:{site.slug}", minutes_on_foot="7")
    post(curator, f"{home}/chang", where=f"point:{point.slug}", name="tên thừa")
    post(curator, f"{home}/chang", status=422, where="", name="")
    post(curator, f"{home}/chang", status=422, where="site:khong-co")
    post(curator, f"{home}/chang", status=422, where="", name="x", minutes_on_foot="0")
    visitor = open_browser(app)
    assert visitor.get("/tuyen/quanh-lang").status_code == 404
    post(curator, f"{home}/dua-len")
    assert visitor.get("/tuyen/quanh-lang").status_code == 404
    post(reviewer, f"{home}/dua-len")

    db.session.expire_all()
    gate, middle, _ = queries.route_to_write("quanh-lang").stops
    post(curator, f"{home}/chang/{gate.public_id}/cau-moi", **SAID)
    assert SAID["text"] not in visitor.get("/tuyen/quanh-lang").text
    post(reviewer, f"cau/{claims()[0].public_id}/ky")
    assert SAID["text"] in visitor.get("/tuyen/quanh-lang").text

    post(curator, f"{home}/chang/{middle.public_id}/len")
    text = visitor.get("/tuyen/quanh-lang").text
    assert text.index("Đình Giữa") < text.index("Cổng làng") < text.index(point.name)
    post(curator, f"{home}/chang/{middle.public_id}", where=f"site:{site.slug}", minutes_on_foot="9")
    assert 'value="7"' in curator.get(f"/di-san/{home}/chang/{middle.public_id}").text
    post(curator, f"{home}/chang/{gate.public_id}/bo")
    assert SAID["text"] not in visitor.get("/tuyen/quanh-lang").text
    # Two are left: a shown route keeps them.
    post(curator, f"{home}/chang/{middle.public_id}/bo")
    assert "Đình Giữa" in visitor.get("/tuyen/quanh-lang").text
    post(curator, f"{home}/rut-xuong")
    assert visitor.get("/tuyen/quanh-lang").status_code == 404
    post(curator, f"{home}/chang/{middle.public_id}", where=f"site:{site.slug}", minutes_on_foot="9")
    assert 'value="9"' in curator.get(f"/di-san/{home}/chang/{middle.public_id}").text


def test_what_is_not_there_is_not_found(curator: FlaskClient) -> None:
    route, site = make_route(), make_site()
    other = make_route()
    db.session.commit()
    stop = other.stops[0].public_id

    for address in (
        "di-tich/khong-co", "tuyen/khong-co", "chuyen/khong-co", "cau/khong-co", "gop-y/khong-co",
        f"tuyen/{route.slug}/chang/{stop}", f"tuyen/{route.slug}/chang/{stop}/cau-moi",
    ):  # fmt: skip
        assert curator.get(f"/di-san/{address}").status_code == 404, address
    for address in (
        f"tuyen/{route.slug}/chang/{stop}/bo", "cau/khong-co/ky", "cau/khong-co/tra-lai", "gop-y/khong-co/nhan",
        f"di-tich/{site.slug}/le-hoi/khong-co/bo",
    ):  # fmt: skip
        assert curator.post(f"/di-san/{address}", data={"because": "x"}).status_code == 404, address
