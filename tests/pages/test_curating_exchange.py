"""The curators' pages of files: taking a tour out, bringing one in, over HTTP."""

import io
import re
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import AuditEvent, Role
from marketplace.db import db
from marketplace.tours import handlers
from marketplace.tours.errors import TourFileTooLarge
from marketplace.tours.exchange import archives
from marketplace.tours.models import Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.services import files
from marketplace.tours.states import TourFileKind, TourFileState, TourState
from tests.factories import make_user
from tests.people import open_browser, sign_in
from tests.tours.exchange.hostile import Entry, packed, raw
from tests.tours.exchange.making import WORDS, bring, broken_at_the_seam, pannellum_files, sphere
from tests.tours.making import make_site, make_tour

PAGE = "/di-san/nhap"
BODY = packed(pannellum_files())


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    browser = open_browser(app)
    person = make_user(role=Role.CURATOR)
    sign_in(browser, person)
    browser.person = person  # type: ignore[attr-defined]
    return browser


@pytest.fixture
def site(session: Any) -> str:
    return make_site(name="Đình Thử").slug


def newest(browser: Any) -> TourFile:
    db.session.expire_all()
    return queries.imports_of(browser.person.id)[0]


def whole(site: str, *brought: tuple[bytes, str]) -> dict[str, Any]:
    """The form of a browser without script. Small: of larger forms the test's own browser leaves a file open."""
    assert sum(len(body) for body, _ in brought) < 450_000
    return {**WORDS, "site": site, "file": [(io.BytesIO(body), name) for body, name in brought]}


# L18
def test_an_archive_comes_in_pieces_goes_on_after_a_break_and_becomes_a_draft(curator: FlaskClient, site: str) -> None:
    words = {**WORDS, "site": site, "name": "đình.zip", "size": str(len(BODY))}
    told = curator.post(PAGE + "/bat-dau", data=words).get_json()
    half = len(BODY) // 2
    told = curator.post(f"{told['piece']}?tu=0", data=BODY[:half]).get_json()
    assert (told["received"], told["state"]) == (half, "coming")
    again = curator.post(f"{told['piece']}?tu=0", data=BODY[:half])
    assert (again.status_code, again.get_json()["received"]) == (409, half)
    assert "đình.zip" in curator.get(PAGE).text

    told = curator.post(f"{told['piece']}?tu={half}", data=BODY[half:]).get_json()

    assert told["state"] == "waiting"
    assert files.path_of(newest(curator)).read_bytes() == BODY
    assert "Chợ đang đọc" in curator.get(PAGE).text
    handlers.import_file(file_id=newest(curator).id)
    page = curator.get(PAGE).text
    assert "Thành bản nháp “Campus”" in page and "Pannellum" in page


# L18
def test_a_file_that_is_half_here_is_known_by_its_name_size_and_time(curator: FlaskClient, site: str) -> None:
    words = {**WORDS, "site": site, "name": "đình.zip", "size": str(len(BODY)), "modified": "1764000000"}
    first = curator.post(PAGE + "/bat-dau", data=words).get_json()
    curator.post(f"{first['piece']}?tu=0", data=BODY[:100])

    again = curator.post(PAGE + "/bat-dau", data=words).get_json()
    assert (again["piece"], again["received"]) == (first["piece"], 100)

    for other in ({"name": "chùa.zip"}, {"size": str(len(BODY) + 1)}, {"modified": "1764000001"}, {"modified": ""}):
        assert curator.post(PAGE + "/bat-dau", data={**words, **other}).get_json()["received"] == 0


def test_without_a_script_a_file_comes_at_once(curator: FlaskClient, site: str) -> None:
    body = packed({"1.jpg": sphere(quality=30)})

    answer = curator.post(PAGE, data=whole(site, (body, "anh.zip")))

    assert answer.status_code == 303
    handlers.import_file(file_id=newest(curator).id)
    assert newest(curator).state is TourFileState.DONE


def test_several_pictures_become_one_file_with_names_of_ours(curator: FlaskClient, site: str) -> None:
    one = sphere(quality=15)
    names = ["../../etc/sân.jpg", "cong.jpg", "SÂN.jpg"]
    answer = curator.post(PAGE, data=whole(site, *((one, name) for name in names)))
    assert answer.status_code == 303

    with zipfile.ZipFile(files.path_of(newest(curator))) as archive:
        assert archive.namelist() == ["sân.jpg", "cong.jpg", "3-SÂN.jpg"]
    handlers.import_file(file_id=newest(curator).id)

    assert newest(curator).state is TourFileState.DONE
    assert newest(curator).name == "3 ảnh"


def test_a_picture_that_may_be_no_whole_turn_is_asked_about_with_its_seam(curator: FlaskClient, site: str) -> None:
    photos = [(sphere(quality=30), "a-sân.jpg"), (broken_at_the_seam(), "b-bếp.jpg")]
    curator.post(PAGE, data=whole(site, *photos))
    handlers.import_file(file_id=newest(curator).id)

    page = curator.get(PAGE).text
    (seam,) = re.findall(r'src="(/di-san/anh-360/[0-9a-f]+/seam.webp)"', page)
    assert "Cảnh “b-bếp”: chợ không chắc" in page
    with curator.get(seam) as shown:
        assert shown.mimetype == "image/webp"
    home = f"/di-san/chuyen-dao/{newest(curator).tour.slug}"  # type: ignore[union-attr]
    assert [scene["slug"] for scene in curator.get(home + "/soan.json").get_json()["content"]["scenes"]] == [
        "a-san",
        "b-bep",
    ]
    answer = re.search(r'action="([^"]+/khong-phai)"', page)
    assert answer is not None

    assert curator.post(answer[1]).status_code == 303
    # Twice is once.
    assert curator.post(answer[1]).status_code == 303

    assert "không chắc" not in curator.get(PAGE).text
    # The draft with it can be taken up again.
    assert curator.get(home + "/so-sanh/1/2").status_code == 200
    left = curator.get(home + "/soan.json").get_json()["content"]
    assert [scene["slug"] for scene in left["scenes"]] == ["a-san"]
    assert left["start"] == "a-san"


def test_a_scene_that_has_another_picture_by_now_stays_whatever_is_said_of_the_old_one(
    curator: FlaskClient, site: str
) -> None:
    curator.post(PAGE, data=whole(site, (broken_at_the_seam(), "bếp.jpg"), (sphere(quality=15), "sân.jpg")))
    handlers.import_file(file_id=newest(curator).id)
    home = f"/di-san/chuyen-dao/{newest(curator).tour.slug}"  # type: ignore[union-attr]
    told = curator.get(home + "/soan.json").get_json()
    kitchen, yard = told["content"]["scenes"]
    kitchen["panorama"] = yard["panorama"]
    assert curator.post(f"{home}/soan.json?ban={told['revision']}", json=told["content"]).status_code == 200
    answer = re.search(r'action="([^"]+/khong-phai)"', curator.get(PAGE).text)
    assert answer is not None

    curator.post(answer[1])

    assert len(curator.get(home + "/soan.json").get_json()["content"]["scenes"]) == 2


def test_a_remark_that_asks_nothing_is_only_read(curator: FlaskClient, site: str) -> None:
    photos = [(sphere(quality=15), "sân.jpg"), (b"no picture", "hỏng.jpg")]
    curator.post(PAGE, data=whole(site, *photos))
    handlers.import_file(file_id=newest(curator).id)

    page = curator.get(PAGE)

    assert page.status_code == 200
    assert "chợ bỏ cảnh này" in page.text
    assert "vet-noi" not in page.text


# L15: the refusal's sentence stands on the page, whatever the archive called its entries.
def test_a_refused_archive_says_why_and_can_be_dropped(curator: FlaskClient, site: str) -> None:
    body = raw(Entry(b"<img src=x onerror=alert(1)>/../a.jpg"))
    curator.post(PAGE, data=whole(site, (body, "<b>x</b>.zip")))
    handlers.import_file(file_id=newest(curator).id)

    page = curator.get(PAGE).text

    assert "mang tên không dùng được" in page
    assert "<img src=x" not in page and "<b>x</b>" not in page
    assert curator.post(f"{PAGE}/{newest(curator).public_id}/bo").status_code == 303
    assert "mang tên không dùng được" not in curator.get(PAGE).text


# L12 S02
@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"size": "500000001"}, 422),
        ({"size": "0"}, 422),
        ({"size": "1e3"}, 422),
        ({"name": ""}, 422),
        ({"site": "nowhere"}, 422),
        ({"licence": "mine"}, 422),
        ({"author": ""}, 422),
        ({}, 201),
    ],
)
def test_what_is_announced_is_checked(curator: FlaskClient, site: str, words: dict[str, str], status: int) -> None:
    told = {**WORDS, "site": site, "name": "a.zip", "size": "10", **words}

    assert curator.post(PAGE + "/bat-dau", data=told).status_code == status


# L12
def test_pieces_too_large_or_nowhere_are_refused(
    curator: FlaskClient, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {**WORDS, "site": site, "name": "a.zip", "size": "2000000"}
    told = curator.post(PAGE + "/bat-dau", data=words).get_json()

    assert curator.post(f"{told['piece']}?tu=0", data=b"x" * (1024 * 1024 + 1)).status_code == 413
    assert curator.post(f"{told['piece']}?tu=-1", data=b"x").status_code == 404
    assert curator.post(f"{told['piece']}?tu=9999999999", data=b"x").status_code == 409
    assert curator.post(PAGE, data={**WORDS, "site": site}).status_code == 422
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    answer = curator.post(PAGE, data=whole(site, (b"PK\x03\x04" + b"x" * 200, "a.zip")))
    assert answer.status_code == TourFileTooLarge.status == 413
    assert archives.MOST_BYTES == 500_000_000


def test_one_person_has_so_many_files_on_their_way(curator: FlaskClient, site: str) -> None:
    words = {**WORDS, "site": site, "name": "a.zip", "size": "10"}

    answers = [curator.post(PAGE + "/bat-dau", data=words).status_code for _ in range(files.MOST_UNFINISHED + 1)]

    assert answers == [201] * files.MOST_UNFINISHED + [422]


# L11
def test_another_curators_import_is_not_there(app: Flask, curator: FlaskClient, site: str) -> None:
    words = {**WORDS, "site": site, "name": "a.zip", "size": "10"}
    told = curator.post(PAGE + "/bat-dau", data=words).get_json()
    other = open_browser(app)
    sign_in(other, make_user(role=Role.CURATOR))

    home = f"{PAGE}/{newest(curator).public_id}"

    assert other.get(home + "/tinh-trang").status_code == 404
    assert other.post(home + "/bo").status_code == 404
    assert other.post(f"{told['piece']}?tu=0", data=b"x").status_code == 404
    assert other.get(f"/media/exchange/{newest(curator).public_id}").status_code == 404


def fetches_of(tour: Tour) -> int:
    """How often the audit log says that somebody took the original pictures."""
    fetched = sa.select(sa.func.count()).where(
        AuditEvent.what == "tour.originals_fetched", AuditEvent.thing == f"tour:{tour.slug}"
    )
    return db.session.scalar(fetched) or 0


# L10 L11
def test_a_file_is_made_shown_with_size_and_date_and_fetched_by_curators_only(app: Flask, curator: Any) -> None:
    brought = bring(make_site().id, BODY, by=curator.person.as_actor())
    tour = db.session.get_one(Tour, brought.tour_id)
    page = f"/di-san/chuyen-dao/{tour.slug}/tep"
    assert "đã bỏ vị trí" in curator.get(page).text
    assert "nguyên vẹn (có thể chứa vị trí chụp)" in curator.get(page).text
    assert curator.get(page + "/luu-tru.zip").status_code == 404

    assert curator.post(page + "/luu-tru").status_code == 303
    assert "Đang làm" in curator.get(page).text
    assert "Chợ đang làm tệp này" in curator.post(page + "/luu-tru", follow_redirects=True).text
    handlers.export_file(file_id=queries.exports_of(tour.id, TourFileKind.ARCHIVE)[0].id)

    shown = curator.get(page).text
    assert "Tải về (" in shown and "bản số 1" in shown
    with curator.get(page + "/luu-tru.zip") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert answer.headers["Content-Disposition"] == "attachment; filename=chothon-tour-campus.zip"
        assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert fetches_of(tour) == 0

    # What may tell where a picture was taken is written down with who fetched it.
    curator.post(page + "/luu-tru-nguyen-ven")
    handlers.export_file(file_id=queries.exports_of(tour.id, TourFileKind.WHOLE_ARCHIVE)[0].id)
    with curator.get(page + "/luu-tru-nguyen-ven.zip") as answer:
        assert answer.status_code == 200
    assert fetches_of(tour) == 1
    buyer = open_browser(app)
    sign_in(buyer, make_user())
    assert buyer.get(page + "/luu-tru-nguyen-ven.zip").status_code == 403
    assert fetches_of(tour) == 1
    assert buyer.get(page + "/luu-tru.zip").status_code == 403


def test_an_open_page_is_told_only_what_is_new(curator: FlaskClient, site: str) -> None:
    curator.post(PAGE + "/bat-dau", data={**WORDS, "site": site, "name": "a.zip", "size": "10"})
    first = curator.get(PAGE + "/phan")
    version = first.text.split('data-version="')[1].split('"')[0]
    tour = make_tour()

    assert curator.get(f"{PAGE}/phan?v={version}").status_code == 204
    assert "data-final" in first.text
    assert curator.get(f"/di-san/chuyen-dao/{tour.slug}/tep/phan").status_code == 200


def test_a_tour_from_before_there_were_versions_can_be_taken_out(curator: Any) -> None:
    tour = make_tour(state=TourState.PUBLISHED)

    assert curator.post(f"/di-san/chuyen-dao/{tour.slug}/tep/luu-tru").status_code == 303

    assert [file.version for file in queries.exports_of(tour.id, TourFileKind.ARCHIVE)] == [0]
    assert "bản chạy riêng chỉ làm từ bản" not in curator.get(f"/di-san/chuyen-dao/{tour.slug}/tep").text


def test_what_is_being_made_or_read_can_be_called_off(curator: FlaskClient, site: str) -> None:
    slug = make_tour().slug
    page = f"/di-san/chuyen-dao/{slug}/tep"
    curator.post(f"{page}/luu-tru")
    assert "Thôi làm tệp này" in curator.get(page).text

    assert curator.post(f"{page}/luu-tru/thoi").status_code == 303

    assert "Thôi làm tệp này" not in curator.get(page).text
    curator.post(f"{page}/luu-tru")
    assert "Thôi làm tệp này" in curator.get(page).text
    curator.post(PAGE, data=whole(site, (packed({"1.jpg": sphere(quality=30)}), "anh.zip")))
    assert newest(curator).state is TourFileState.WAITING
    assert f"{newest(curator).public_id}/bo" in curator.get(PAGE).text
    curator.post(f"{PAGE}/{newest(curator).public_id}/bo")
    assert queries.imports_of(curator.person.id) == []  # type: ignore[attr-defined]
