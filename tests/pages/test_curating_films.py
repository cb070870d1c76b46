"""The curator's page of films and sounds, over HTTP."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.db import db, transaction
from marketplace.media import handlers, queries
from marketplace.media.models import Upload
from marketplace.media.services import uploads
from marketplace.media.states import UploadKind, UploadState
from tests.factories import make_user
from tests.media import clips
from tests.media.conftest import a_tone, a_turn
from tests.people import browser_of, open_browser, sign_in

__all__ = ["a_tone", "a_turn"]
pytestmark = clips.needs_ffmpeg

WORDS: dict[str, Any] = {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}
PAGE = "/di-san/anh-360"


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    return browser_of(app, make_user(role=Role.CURATOR))


def newest(browser: Any) -> Upload:
    return queries.uploads_of(browser.person.id)[0]


def send(browser: FlaskClient, name: str, data: bytes) -> Any:
    """In pieces, as the script does: until it is here or is refused."""
    told = browser.post(PAGE + "/bat-dau", data={**WORDS, "name": name, "size": str(len(data))}).get_json()
    while told["state"] == "coming":
        at = told["received"]
        told = browser.post(f"{told['piece']}?tu={at}", data=data[at : at + uploads.LARGEST_PIECE]).get_json()
    return told


def test_a_film_comes_in_pieces_and_can_be_played_when_it_is_made(curator: FlaskClient, a_turn: Path) -> None:
    told = send(curator, "hội làng.mp4", a_turn.read_bytes())
    assert (told["state"], told["said"]) == ("arrived", "Đã tới, chợ đang xem phim")
    upload = newest(curator)

    handlers.look_at(upload_id=upload.id)
    assert curator.get(told["state_url"]).get_json()["said"] == "Sắp làm phim"
    handlers.make_film(upload_id=upload.id)

    page = curator.get(PAGE).text
    video = newest(curator).video
    assert video is not None
    assert f'src="{video.src(1280)}"' in page
    assert "controls" in page
    assert "0:02" in page
    assert "Xong, dùng làm cảnh được" in page


def test_a_sound_comes_without_a_script_and_can_be_heard(curator: FlaskClient, a_tone: Path) -> None:
    small = clips.shoot(a_tone.parent / "small.mp3", "-i", str(a_tone))
    answer = curator.post(PAGE, data={**WORDS, "file": (io.BytesIO(small.read_bytes()), "trống.mp3")})
    assert answer.status_code == 303
    assert "chợ đang nghe" in curator.get(PAGE).text

    handlers.look_at(upload_id=newest(curator).id)
    handlers.make_sound(upload_id=newest(curator).id)

    page = curator.get(PAGE).text
    sound = newest(curator).sound
    assert sound is not None
    assert all(f'<source src="{file.src}"' in page for file in sound.files)
    assert "0:04" in page


# L01 L12: the rest of it is not even asked for.
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"#EXTM3U\n" + b"http://example.org/a.ts\n" * 50_000, "không phải ảnh, phim hay tiếng"),
        (b"\xff\xd8\xff\xe0" + b"x" * 60_000_000, "nặng nhất 60 MB"),
        (b"OggS\x00\x02" + b"x" * 30_000_000, "nặng nhất 30 MB"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_first_piece(curator: FlaskClient, data: bytes, sentence: str) -> None:
    told = send(curator, "phim.mp4", data)

    assert (told["state"], told["received"] <= uploads.LARGEST_PIECE) == ("refused", True)
    assert sentence in curator.get(PAGE).text
    assert not uploads.file_of(newest(curator)).exists()
    again = curator.post(f"{told['piece']}?tu={told['received']}", data=b"x")
    assert (again.status_code, again.get_json()["state"]) == (409, "refused")


def test_without_a_script_the_refusal_stands_on_the_page(curator: FlaskClient) -> None:
    answer = curator.post(
        PAGE, data={**WORDS, "file": (io.BytesIO(b"ffconcat version 1.0\n" * 9), "phim.mp4")}, follow_redirects=True
    )

    assert "không phải ảnh, phim hay tiếng" in answer.text


class Counting(io.BytesIO):
    """A file that remembers how much of it was asked for at once."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.most = max(self.most, size)
        return super().read(size)


# L12: half a gigabyte is never in memory.
def test_a_file_without_a_script_is_copied_a_piece_at_a_time(curator: Any, a_turn: Path) -> None:
    data = a_turn.read_bytes() + b"\0" * 5_000_000
    file = Counting(data)

    with transaction():
        upload = uploads.begin_upload(name="a", size_bytes=len(data), by=curator.person.as_actor(), **WORDS)
        uploads.add_file(upload, file)

    assert (upload.state, file.most) == (UploadState.ARRIVED, uploads.LARGEST_PIECE)
    assert uploads.file_of(upload).read_bytes() == data


def test_how_far_it_is_and_how_many_are_before_it(curator: Any) -> None:
    rows = [_in_line(curator) for _ in range(3)]
    rows[0].done, rows[0].of = 42, 100
    db.session.commit()

    page = curator.get(PAGE).text
    part = curator.get(f"{PAGE}/{rows[0].public_id}/phan")

    assert "đã xong 42%" in page
    assert "còn 1 phim làm trước" in page
    assert "còn 2 phim làm trước" in page
    assert 'value="42"' in part.text
    version = part.text.split('data-version="')[1].split('"')[0]
    assert curator.get(f"{PAGE}/{rows[0].public_id}/phan?v={version}").status_code == 204
    assert "data-final" not in part.text
    assert "made first" in curator.get("/en" + PAGE).text


def _in_line(curator: Any) -> Upload:
    upload = uploads.begin_upload(name="phim", size_bytes=10, by=curator.person.as_actor(), **WORDS)
    upload.kind, upload.state = UploadKind.VIDEO, UploadState.CUTTING
    db.session.flush()
    return upload


# L11
def test_another_curators_film_is_not_there(app: Flask, curator: Any) -> None:
    upload = _in_line(curator)
    db.session.commit()
    other = open_browser(app)
    sign_in(other, make_user(role=Role.CURATOR))

    assert other.get(f"{PAGE}/{upload.public_id}/phan").status_code == 404
