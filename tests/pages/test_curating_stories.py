"""Curators write stories and answer corrections over HTTP."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace.db import db
from marketplace.tours import queries
from marketplace.tours.services import corrections
from marketplace.tours.states import CorrectionState
from tests.pages.test_curating_sites import curator, post, reviewer
from tests.people import open_browser
from tests.tours.making import make_site

__all__ = ["curator", "reviewer"]

PART: dict[str, Any] = {
    "text": "Hội mở ngày 14.",
    "kind": "document",
    "source_url": "https://bao.example/hoi",
    "licence": "©",
}


def test_a_story_is_written_sent_signed_and_read(app: Flask, curator: FlaskClient, reviewer: FlaskClient) -> None:
    site = make_site(name="Miếu Hội")
    db.session.commit()
    visitor = open_browser(app)

    post(curator, "chuyen", title="Hội làng", site=site.slug, lead="Ba ngày.")
    home = "chuyen/hoi-lang"
    post(curator, f"{home}/gui-duyet")
    assert "Bài chưa có đoạn nào" in curator.get(f"/di-san/{home}").text
    post(curator, f"{home}/doan/moi", status=422, **{**PART, "source_url": ""})
    post(curator, f"{home}/doan/moi", **PART)
    post(curator, f"{home}/doan/moi", text="Mời về dự.", kind="", licence="©")
    post(curator, f"{home}/gui-duyet")
    assert visitor.get("/chuyen/hoi-lang").status_code == 404

    assert "Ký: cho khách đọc bài này" not in curator.get(f"/di-san/{home}").text
    post(curator, f"{home}/ky/1")
    assert visitor.get("/chuyen/hoi-lang").status_code == 404
    post(curator, f"{home}/doan/0", **{**PART, "text": "Sửa lén."}, status=409)
    assert "Ký: cho khách đọc bài này" in reviewer.get(f"/di-san/{home}").text
    post(reviewer, f"{home}/tra-lai", status=422, because="")
    post(reviewer, f"{home}/tra-lai", because="Thêm một nguồn nữa.")
    assert "Thêm một nguồn nữa." in curator.get(f"/di-san/{home}").text
    post(curator, f"{home}/gui-duyet")
    post(reviewer, f"{home}/ky/1")

    html = visitor.get("/chuyen/hoi-lang").text
    assert "Hội mở ngày 14." in html
    assert "Lời của làng" in html
    assert "Người Duyệt đã đọc và ký" in html
    assert 'href="/chuyen/hoi-lang"' in visitor.get(f"/di-tich/{site.slug}").text


def test_paragraphs_and_the_head_are_changed(curator: FlaskClient) -> None:
    post(curator, "chuyen", title="Chuyện Kẹo", site="")
    home = "chuyen/chuyen-keo"
    for text in ("Một.", "Hai.", "Ba."):
        post(curator, f"{home}/doan/moi", **{**PART, "text": text})

    post(curator, f"{home}/doan/2/len")
    post(curator, f"{home}/doan/0/bo")
    post(curator, f"{home}/doan/1", **{**PART, "text": "Hai, sửa."})
    post(curator, home, title="Chuyện Kẹo Lạc", site="", lead="Ngọt.")

    page = curator.get(f"/di-san/{home}").text
    assert page.index("Ba.") < page.index("Hai, sửa.")
    assert "Một." not in page
    assert "Chuyện Kẹo Lạc" in page
    assert curator.get(f"/di-san/{home}/doan/2").status_code == 404
    assert curator.post(f"/di-san/{home}/doan/9/bo").status_code == 404


def jpeg() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, "JPEG")
    file.seek(0)
    return file


def test_a_photo_of_a_paragraph_stays_until_it_is_dropped(curator: FlaskClient) -> None:
    post(curator, "chuyen", title="Có Ảnh", site="")
    home = "chuyen/co-anh"
    photo: dict[str, Any] = {"alt": "Cánh diều", "author": "Lê Văn Quang", "licence": "CC0"}

    post(curator, f"{home}/doan/moi", status=422, **{**PART, **photo, "alt": ""}, file=(jpeg(), "a.jpg"))
    post(curator, f"{home}/doan/moi", **{**PART, **photo}, file=(jpeg(), "a.jpg"))
    assert 'alt="Cánh diều"' in curator.get(f"/di-san/{home}").text
    post(curator, f"{home}/doan/0", **PART)
    assert 'alt="Cánh diều"' in curator.get(f"/di-san/{home}/doan/0").text

    post(curator, f"{home}/doan/0", **PART, drop_picture="y")

    assert 'alt="Cánh diều"' not in curator.get(f"/di-san/{home}").text


@pytest.fixture
def correction(session: Any) -> str:
    site = make_site(name="Đình Sai")
    found = corrections.send_correction(
        queries.subject_of(f"site/{site.slug}"), wrong="Sai năm.", right="1684.", contact="0912 345 678"
    )
    db.session.commit()
    return found.public_id


def state(public_id: str) -> CorrectionState:
    db.session.expire_all()
    return queries.correction_named(public_id).state


def test_a_correction_is_taken_and_mended(curator: FlaskClient, correction: str) -> None:
    assert "Đình Sai" in curator.get("/di-san/gop-y").text
    page = curator.get(f"/di-san/gop-y/{correction}").text
    assert "0912 345 678" in page
    assert "1684." in page

    post(curator, f"gop-y/{correction}/nhan")
    post(curator, f"gop-y/{correction}/da-sua", status=422, answer="")
    post(curator, f"gop-y/{correction}/da-sua", answer="Đã đổi năm.")

    assert state(correction) is CorrectionState.DONE
    page = curator.get(f"/di-san/gop-y/{correction}").text
    assert "Cán Bộ: Đã đổi năm." in page
    assert "Đã sửa xong" not in page


def test_a_correction_is_declined_with_a_reason_and_only_once(curator: FlaskClient, correction: str) -> None:
    post(curator, f"gop-y/{correction}/tu-choi", status=422, answer=" ")
    post(curator, f"gop-y/{correction}/tu-choi", answer="Bia ghi đúng thế.")
    post(curator, f"gop-y/{correction}/nhan")

    assert state(correction) is CorrectionState.DECLINED
    assert "Góp ý này đã được giải quyết" in curator.get(f"/di-san/gop-y/{correction}").text
