"""The curator's page of 360° pictures, over HTTP."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace.accounts.models import Role
from marketplace.config import ROOT
from marketplace.db import db
from marketplace.media import handlers, queries
from marketplace.media.models import Upload
from marketplace.media.services import uploads
from marketplace.media.states import UploadState
from tests.factories import make_user
from tests.people import browser_of, open_browser, sign_in

LIBRARY = (ROOT / "demo" / "panoramas" / "peabody-library.jpg").read_bytes()
WORDS = {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}
PAGE = "/di-san/anh-360"


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    return browser_of(app, make_user(role=Role.CURATOR))


def newest(browser: Any) -> Upload:
    return queries.uploads_of(browser.person.id)[0]


# L18
def test_a_file_comes_in_pieces_and_goes_on_after_a_break(curator: FlaskClient) -> None:
    told = curator.post(PAGE + "/bat-dau", data={**WORDS, "name": "đình.jpg", "size": str(len(LIBRARY))}).get_json()
    half = len(LIBRARY) // 2
    step = 1024 * 1024
    for at in range(0, half, step):
        told = curator.post(f"{told['piece']}?tu={at}", data=LIBRARY[at : min(at + step, half)]).get_json()
    assert (told["received"], told["state"]) == (half, "coming")

    # The page was closed; a new one asks where to go on, and an old piece comes once more.
    again = curator.post(f"{told['piece']}?tu=0", data=LIBRARY[:step])
    assert (again.status_code, again.get_json()["received"]) == (409, half)
    assert curator.get(told["state_url"]).get_json()["received"] == half
    for at in range(half, len(LIBRARY), step):
        told = curator.post(f"{told['piece']}?tu={at}", data=LIBRARY[at : at + step]).get_json()

    assert told["state"] == "arrived"
    assert uploads.file_of(newest(curator)).read_bytes() == LIBRARY


def test_without_a_script_the_file_comes_at_once_and_is_shown_when_cut(curator: FlaskClient) -> None:
    # Small: of larger forms the test's own browser leaves a file open.
    small = io.BytesIO()
    with Image.open(io.BytesIO(LIBRARY)) as picture:
        picture.resize((2048, 1024)).save(small, "JPEG", quality=50)
    assert small.tell() < 450_000
    small.seek(0)
    answer = curator.post(PAGE, data={**WORDS, "file": (small, "dinh.jpg")})
    assert answer.status_code == 303
    assert "chợ đang xem ảnh" in curator.get(PAGE).text

    handlers.look_at(upload_id=newest(curator).id)
    handlers.cut(upload_id=newest(curator).id)

    page = curator.get(PAGE).text
    assert "Xong, dùng làm cảnh được" in page
    panorama = newest(curator).panorama
    assert panorama is not None
    with curator.get(f"/media/pano/{panorama.key}/base.webp") as picture:
        assert picture.status_code == 200


def test_a_ready_picture_is_taken_back(curator: FlaskClient) -> None:
    small = io.BytesIO()
    with Image.open(io.BytesIO(LIBRARY)) as picture:
        picture.resize((2048, 1024)).save(small, "JPEG", quality=50)
    curator.post(PAGE, data={**WORDS, "file": (io.BytesIO(small.getvalue()), "dinh.jpg")})
    upload = newest(curator)
    handlers.look_at(upload_id=upload.id)
    handlers.cut(upload_id=upload.id)
    assert "Xóa hẳn" in curator.get(PAGE).text

    answer = curator.post(f"{PAGE}/{upload.public_id}/bo", follow_redirects=True)

    assert "Đã bỏ tệp." in answer.text
    assert "dinh.jpg" not in answer.text


# L11: another curator's picture, its previews and its pieces are as good as none; its original has no address.
def test_another_curators_picture_is_not_there(app: Flask, curator: FlaskClient) -> None:
    told = curator.post(PAGE + "/bat-dau", data={**WORDS, "name": "a.jpg", "size": "10"}).get_json()
    upload = newest(curator)
    other = open_browser(app)
    sign_in(other, make_user(role=Role.CURATOR))

    home = f"{PAGE}/{upload.public_id}"
    assert [other.get(home + end).status_code for end in ("/tinh-trang", "/preview.webp", "/seam.webp")] == [404] * 3
    assert [
        other.post(home + end).status_code for end in ("/bo", "/tron-vong", "/khong-phai", "/mot-phan", "/thu-lai")
    ] == [404] * 5
    assert other.post(f"{told['piece']}?tu=0", data=b"x").status_code == 404
    for path in (
        f"/media/originals/{upload.public_id}",
        f"/media/{upload.public_id}",
        f"/media/pano/../originals/{upload.public_id}",
    ):
        assert curator.get(path).status_code == 404


# L12 S02
@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"name": "a.jpg", "size": "500000001"}, 413),
        ({"name": "a.jpg", "size": "10", "modified": "-1"}, 422),
        ({"name": "x" * 400 + ".jpg", "size": "10", "modified": "1700000123"}, 201),
        ({"name": "a.jpg", "size": "1e3"}, 422),
        ({"name": "", "size": "10"}, 422),
        ({"name": "a.jpg", "size": "10", "licence": "mine"}, 422),
        ({"name": "a.jpg", "size": "10"}, 201),
    ],
)
def test_what_is_announced_is_checked(curator: FlaskClient, words: dict[str, str], status: int) -> None:
    assert curator.post(PAGE + "/bat-dau", data={**WORDS, **words}).status_code == status


def test_a_no_to_what_is_announced_says_what_it_is_about(curator: FlaskClient) -> None:
    heavy = curator.post(PAGE + "/bat-dau", data={**WORDS, "name": "a.mp4", "size": "600000000"})
    long = curator.post(PAGE + "/bat-dau", data={**WORDS, "author": "x" * 90, "name": "a.mp4", "size": "6"})

    assert "600 MB" in heavy.get_json()["error"]
    assert "nặng nhất 500 MB" in heavy.get_json()["error"]
    assert long.get_json()["error"].startswith("Ai chụp, quay, thu: Dài quá")


# A script that sends a file shows what it is told: a page would be a riddle.
def test_a_script_is_told_no_in_json(app: Flask, curator: FlaskClient) -> None:
    script = {"Accept": "application/json"}
    stranger = open_browser(app)

    asked = [stranger.post(PAGE + "/bat-dau", headers=script), stranger.get(f"{PAGE}/a/tinh-trang", headers=script)]
    gone = curator.post(f"{PAGE}/gone/doan?tu=0", data=b"x", headers=script)

    assert [(answer.status_code, answer.get_json()["error"]) for answer in asked] == [
        (401, "Bạn cần đăng nhập để làm việc này.")
    ] * 2
    assert (gone.status_code, gone.mimetype) == (404, "application/json")
    assert stranger.get(f"{PAGE}/a/tinh-trang").status_code == 303
    assert curator.post(f"{PAGE}/gone/doan?tu=0", data=b"x").mimetype == "text/html"


# L12
def test_a_piece_too_large_or_nowhere_is_refused(curator: FlaskClient) -> None:
    told = curator.post(PAGE + "/bat-dau", data={**WORDS, "name": "a.jpg", "size": "2000000"}).get_json()

    assert curator.post(f"{told['piece']}?tu=0", data=b"x" * (1024 * 1024 + 1)).status_code == 413
    assert curator.post(f"{told['piece']}?tu=-1", data=b"x").status_code == 404
    assert curator.post(f"{told['piece']}?tu=9999999999", data=b"x").status_code == 409
    assert curator.post(PAGE, data={**WORDS}).status_code == 422
    assert newest(curator).received_bytes == 0


def test_the_curator_is_asked_and_answers(curator: FlaskClient) -> None:
    photo = (ROOT / "tests" / "data" / "panoramas" / "charles-street-partial.jpg").read_bytes()
    curator.post(PAGE, data={**WORDS, "file": (io.BytesIO(photo), "pho.jpg")})
    upload = newest(curator)
    handlers.look_at(upload_id=upload.id)
    page = curator.get(PAGE).text
    assert "có phải ảnh 360° trọn vòng không" in page
    with curator.get(f"{PAGE}/{upload.public_id}/seam.webp") as seam:
        assert (seam.status_code, seam.headers["Cache-Control"]) == (200, "private, no-store")

    assert curator.post(f"{PAGE}/{upload.public_id}/khong-phai").status_code == 303

    assert "không phải ảnh 360°" in curator.get(PAGE).text
    assert curator.post(f"{PAGE}/{upload.public_id}/bo").status_code == 303
    assert "pho.jpg" not in curator.get(PAGE).text


def test_what_the_machine_failed_at_is_tried_again_by_a_button(curator: FlaskClient) -> None:
    curator.post(PAGE, data={**WORDS, "file": (io.BytesIO(b"\xff\xd8\xff" + b"x" * 90), "dinh.jpg")})
    upload = newest(curator)
    assert "Bỏ tệp này" in curator.get(PAGE).text
    upload.become(UploadState.UNDONE)
    db.session.commit()
    page = curator.get(PAGE).text
    assert all(words in page for words in ("Chưa làm được", "Tệp gốc vẫn còn nguyên", "Thử lại", "Bỏ tệp này"))

    answer = curator.post(f"{PAGE}/{upload.public_id}/thu-lai", follow_redirects=True)

    assert "Chợ đang thử lại." in answer.text
    db.session.refresh(upload)
    assert upload.state is UploadState.ARRIVED
    assert "sang bước khác" in curator.post(f"{PAGE}/{upload.public_id}/thu-lai", follow_redirects=True).text


# A phone's half turn has no word of a camera in it: its curator says how much of a turn it shows.
def test_a_part_of_a_turn_is_cut_around_the_horizon(curator: FlaskClient) -> None:
    half = io.BytesIO()
    with Image.open(io.BytesIO(LIBRARY)) as picture:
        picture.crop((1000, 600, 3048, 1400)).save(half, "JPEG", quality=40)
    curator.post(PAGE, data={**WORDS, "file": (io.BytesIO(half.getvalue()), "nua-vong.jpg")})
    upload = newest(curator)
    handlers.look_at(upload_id=upload.id)
    home = f"{PAGE}/{upload.public_id}"
    assert "Ngang khoảng mấy độ" in curator.get(PAGE).text
    for wrong in ("", "360", "1e2"):
        assert "Xin " in curator.post(f"{home}/mot-phan", data={"degrees": wrong}, follow_redirects=True).text

    assert curator.post(f"{home}/mot-phan", data={"degrees": "180"}).status_code == 303

    handlers.cut(upload_id=upload.id)
    db.session.refresh(upload)
    panorama = newest(curator).panorama
    assert panorama is not None
    assert panorama.part == pytest.approx([0.25, (2048 - 800) / 2 / 2048, 0.75, (2048 + 800) / 2 / 2048])
    assert "một phần vòng" in curator.get(PAGE).text
    assert "sang bước khác" in curator.post(f"{home}/mot-phan", data={"degrees": "90"}, follow_redirects=True).text
