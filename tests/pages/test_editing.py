"""The culture officer's desk and editor, over HTTP: begin, save, see mistakes, send, sign, go back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace.accounts.models import AuditEvent, Role
from marketplace.db import db
from marketplace.media.models import Panorama
from marketplace.tours import handlers
from marketplace.tours.models import Site, Tour
from marketplace.tours.states import TourState
from tests.factories import make_user
from tests.people import open_browser, sign_in
from tests.tours.making import cut_panorama, make_site, make_tour

DESK = "/di-san/chuyen-dao"


@pytest.fixture
def open_as(app: Flask, session: Any) -> Callable[[Role], FlaskClient]:
    """A browser of somebody with this role."""

    def opened(role: Role) -> FlaskClient:
        browser = open_browser(app)
        sign_in(browser, make_user(role=role, name=role.value))
        return browser

    return opened


@pytest.fixture
def curator(open_as: Callable[[Role], FlaskClient]) -> FlaskClient:
    return open_as(Role.CURATOR)


@pytest.fixture
def site(session: Any) -> Site:
    return make_site(name="Đình Thử")


@pytest.fixture
def panorama(session: Any, tmp_path: Path) -> Panorama:
    return cut_panorama(tmp_path, shade=40)


def document(panorama: Panorama, **changed: Any) -> dict[str, Any]:
    """A tour that may be signed, as the editor writes it."""
    claim = {"kind": "stele", "source_title": "Bia đình", "source_url": "", "needs_review": False}
    pin = {
        "number": 1,
        "kind": "info",
        "yaw": 5,
        "pitch": 0,
        "text": {"vi": "Bia dựng năm ấy.", "en": ""},
        "claim": claim,
    }
    scene = {"slug": "san", "panorama": panorama.key, "title": {"vi": "Sân", "en": "Yard"}, "pins": [pin]}
    return {
        "format": "chothon-tour", "version": 1, "title": {"vi": "Dạo đình", "en": ""}, "author": "A", "licence": "CC0",
        "start": "san", "scenes": [scene], **changed,
    }  # fmt: skip


def begun(curator: FlaskClient, site: Site, *, title: str = "Dạo đình Thử") -> str:
    """The address of a new tour's desk."""
    answer = curator.post(DESK, data={"site": site.slug, "title": title})
    assert answer.status_code == 303, answer.text
    return str(answer.location).removesuffix("/soan")


def saved(curator: FlaskClient, home: str, told: dict[str, Any], *, revision: int = 1) -> Any:
    return curator.post(f"{home}/soan.json?ban={revision}", json=told)


def test_a_tour_is_begun_saved_sent_signed_and_walked(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    opened = curator.get(home + "/soan.json").get_json()
    assert (opened["revision"], opened["content"]["scenes"]) == (1, [])
    assert {mistake["kind"] for mistake in opened["mistakes"]} >= {"no_scene", "no_credit"}
    assert curator.get(home + "/soan").status_code == 200

    told = saved(curator, home, document(panorama)).get_json()
    assert told["revision"] == 2
    assert [m["kind"] for m in told["mistakes"] if m["stops"]] == []
    assert "Xem như khách" in curator.get(home).text
    assert curator.post(home + "/gui-duyet").status_code == 303

    tour = db.session.query(Tour).filter_by(slug="dao-dinh-thu").one()
    handlers.draw_views_of(tour_id=tour.id)
    refused = curator.post(home + "/ky/1", data={"ban": 2}, follow_redirects=True)
    assert "phải do người duyệt" in refused.text
    reviewer = open_as(Role.REVIEWER)
    page = reviewer.get(home).text
    assert "Ký: công bố bản này" in page
    assert "Bia dựng năm ấy." in page
    assert "Bia đình" in page
    assert "đã đổi từ khi bạn mở trang" in reviewer.post(home + "/ky/1", follow_redirects=True).text
    assert 'name="ban" value="2"' in page
    assert reviewer.post(home + "/ky/1", data={"ban": 2}).status_code == 303

    visitor = open_browser(curator.application)
    assert "Bia dựng năm ấy." in visitor.get("/tham-quan/dao-dinh-thu").text


def test_what_another_tab_saved_is_not_written_over(curator: FlaskClient, site: Site, panorama: Panorama) -> None:
    home = begun(curator, site)
    saved(curator, home, document(panorama))

    late = saved(curator, home, document(panorama, author="B"))

    assert late.status_code == 409
    assert late.get_json()["kind"] == "SavedMeanwhile"
    assert "curator" in late.get_json()["error"]
    assert curator.get(home + "/soan.json").get_json()["content"]["author"] == "A"


# L16 L22
@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"nonsense", 422), (b'{"format": NaN}', 422), (b"[" * 50_000, 422), (b"x" * 1_100_000, 413)],
)
def test_a_document_that_is_none_is_refused_in_words(
    curator: FlaskClient, site: Site, body: bytes, status: int
) -> None:
    answer = curator.post(begun(curator, site) + "/soan.json?ban=1", data=body, content_type="application/json")

    assert answer.status_code == status
    if status == 422:
        assert "không đọc được" in answer.get_json()["error"]


@pytest.mark.parametrize("revision", ["", "x", "-1", "１", "9" * 30])
def test_a_revision_that_is_no_number_is_refused(
    curator: FlaskClient, site: Site, panorama: Panorama, revision: str
) -> None:
    answer = curator.post(begun(curator, site) + f"/soan.json?ban={revision}", json=document(panorama))

    assert answer.status_code == 422


def test_the_reviewer_sends_it_back_with_words_and_the_writer_goes_on(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    saved(curator, home, document(panorama))
    curator.post(home + "/gui-duyet")
    assert saved(curator, home, document(panorama), revision=2).status_code == 409
    reviewer = open_as(Role.REVIEWER)
    assert reviewer.post(home + "/tra-lai", data={"answer": ""}).status_code == 422

    refused = curator.post(home + "/tra-lai", data={"answer": "Không phải người duyệt."}, follow_redirects=True)
    assert "phải do người duyệt" in refused.text
    assert "Không phải người duyệt." not in refused.text
    reviewer.post(home + "/tra-lai", data={"answer": "Xin ghi dòng bia."})

    assert "Xin ghi dòng bia." in curator.get(home).text
    assert saved(curator, home, document(panorama, author="B"), revision=2).get_json()["revision"] == 3


def test_versions_are_compared_and_an_older_one_is_taken_up(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    saved(curator, home, document(panorama))
    other = open_as(Role.CURATOR)
    changed = document(panorama, title={"vi": "Dạo đình Mới", "en": ""})
    assert other.post(f"{home}/soan.json?ban=2", json=changed).get_json()["number"] == 2

    page = curator.get(home + "/so-sanh/1/2").text
    assert "Chuyến dạo: đổi tên." in page
    assert "<del>Dạo đình</del>" in page
    curator.post(home + "/lay-lai/1")

    again = curator.get(home + "/soan.json").get_json()
    assert (again["number"], again["content"]["title"]["vi"]) == (3, "Dạo đình")


def test_a_document_picture_comes_decoded_and_credited(curator: FlaskClient, site: Site) -> None:
    home = begun(curator, site)
    photo = io.BytesIO()
    Image.effect_mandelbrot((800, 600), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(photo, "JPEG")
    words = {"alt": "Cổng năm 1935", "author": "Nhà Từ", "licence": "được phép"}

    told = curator.post(home + "/anh", data={**words, "file": (io.BytesIO(photo.getvalue()), "cong.jpg")})

    assert told.status_code == 201
    assert told.get_json()["alt"] == "Cổng năm 1935"
    assert curator.get(home + "/soan.json").get_json()["pictures"][0]["key"] == told.get_json()["key"]
    for wrong in ({**words, "alt": ""}, {**words, "author": ""}):
        assert curator.post(home + "/anh", data={**wrong, "file": (io.BytesIO(b"x"), "x")}).status_code == 422
    nonsense = curator.post(home + "/anh", data={**words, "file": (io.BytesIO(b"<svg/>"), "x.jpg")})
    assert nonsense.status_code == 415
    assert nonsense.get_json()["error"]


def test_what_is_said_of_a_document_picture_is_mended(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    photo = io.BytesIO()
    Image.effect_mandelbrot((800, 600), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(photo, "JPEG")
    words = {"alt": "Cổng năm 1935", "author": "Nhà Từ", "licence": "được phép"}
    sent = curator.post(home + "/anh", data={**words, "file": (io.BytesIO(photo.getvalue()), "cong.jpg")})
    key = sent.get_json()["key"]
    told = document(panorama)
    told["scenes"][0]["pins"][0]["pictures"] = [key]
    wrong = saved(curator, home, told).get_json()["mistakes"]
    assert [one["mend"] for one in wrong if one["mend"] and one["mend"]["do"] == "describe"] == [
        {"do": "describe", "picture": key}
    ]

    answer = curator.post(f"{home}/anh/{key}", data={**words, "alt_en": "The gate in 1935"}).get_json()

    assert answer["picture"]["alt_en"] == "The gate in 1935"
    assert [one for one in answer["mistakes"] if one["mend"] and one["mend"]["do"] == "describe"] == []
    record = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.what == "picture.described")).one()
    assert record.before is not None and record.before["alt_en"] == ""
    # Nothing to say is refused, another's picture that no tour of hers shows is not there.
    assert curator.post(f"{home}/anh/{key}", data={**words, "alt": ""}).status_code == 422
    other = begun(open_as(Role.CURATOR), site, title="Dạo khác")
    assert open_as(Role.CURATOR).post(f"{other}/anh/{key}", data=words).status_code == 404
    assert curator.post(f"{home}/anh/khong-co", data=words).status_code == 404


def test_a_tour_is_put_away(curator: FlaskClient, session: Any) -> None:
    tour = make_tour(title="Dạo chùa cũ")
    db.session.commit()

    curator.post(f"{DESK}/{tour.slug}/cat-di")

    assert open_browser(curator.application).get(f"/tham-quan/{tour.slug}").status_code == 404
    listed = curator.get(DESK).text
    assert listed.index(tour.title) > listed.index("Đã cất (1)")
    assert "khách không thấy" in curator.get(f"{DESK}/{tour.slug}").text

    curator.post(f"{DESK}/{tour.slug}/lay-ra")

    assert "Đã cất (" not in curator.get(DESK).text
    db.session.expire_all()
    assert tour.state is TourState.DRAFT


def test_what_visitors_saw_is_brought_back_by_a_reviewer_only(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    saved(curator, home, document(panorama))
    curator.post(home + "/gui-duyet")
    tour = db.session.query(Tour).filter_by(slug="dao-dinh-thu").one()
    handlers.draw_views_of(tour_id=tour.id)
    reviewer = open_as(Role.REVIEWER)
    reviewer.post(home + "/ky/1", data={"ban": 2})
    curator.post(home + "/cat-di")

    assert "phải do người duyệt" in curator.post(home + "/lay-ra", follow_redirects=True).text
    visitor = open_browser(curator.application)
    assert visitor.get("/tham-quan/dao-dinh-thu").status_code == 404
    reviewer.post(home + "/lay-ra")
    assert visitor.get("/tham-quan/dao-dinh-thu").status_code == 200


def test_a_refused_document_says_where_in_words(curator: FlaskClient, site: Site, panorama: Panorama) -> None:
    told = document(panorama)
    told["scenes"][0]["pins"][0]["claim"]["source_url"] = "www.thanglong.vn"

    answer = saved(curator, begun(curator, site), told)

    assert answer.status_code == 422
    assert "cảnh thứ 1, ghim thứ 1, nguồn, địa chỉ nguồn" in answer.get_json()["error"]


def test_the_reviewer_reads_what_is_heard_and_what_is_noted_too(
    curator: FlaskClient, site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    told = document(panorama, note={"vi": "Mời bạn dạo.", "en": ""})
    claim = {"kind": "oral", "source_title": "Cụ Bách kể"}
    told["scenes"][0]["pins"] += [
        {"number": 2, "kind": "sound", "yaw": 40, "pitch": 0, "text": {"vi": "Trống đánh ba hồi.", "en": ""}, "claim": claim},
        {"number": 3, "kind": "sound", "yaw": 80, "pitch": 0, "text": {"vi": "Tiếng gà.", "en": ""}},
    ]  # fmt: skip
    saved(curator, home, told)

    page = curator.get(home).text

    claims, others = page.index("Các câu sẽ công bố"), page.index("Lời khác sẽ công bố")
    assert claims < page.index("Trống đánh ba hồi.") < page.index("Cụ Bách kể") < others
    assert others < page.index("Mời bạn dạo.")
    assert others < page.index("Tiếng gà.")


def test_a_preview_without_scenes_says_so(curator: FlaskClient, site: Site) -> None:
    page = curator.get(begun(curator, site) + "/xem-thu/1", follow_redirects=True)

    assert page.status_code == 200
    assert "chưa có cảnh nào để xem" in page.text


def test_a_title_that_names_nothing_new_is_refused_on_the_page(curator: FlaskClient, site: Site) -> None:
    begun(curator, site)

    again = curator.post(DESK, data={"site": site.slug, "title": "Dạo đình Thử"})
    empty = curator.post(DESK, data={"site": "khong-co", "title": ""})

    assert (again.status_code, empty.status_code) == (422, 422)
    assert "Đã có nơi mang tên này" in again.text
