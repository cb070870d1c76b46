"""A curator mends what was said of a file: its name, who made it, what others may do with it."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace.accounts.models import AuditEvent, Role
from marketplace.config import ROOT
from marketplace.db import db
from marketplace.media import handlers, queries
from marketplace.media.models import Upload
from tests.factories import make_user
from tests.media import clips
from tests.media.conftest import a_tone
from tests.people import browser_of, open_browser, sign_in

__all__ = ["a_tone"]

LIBRARY = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
PAGE = "/di-san/anh-360"
WORDS = {"author": "Ai đó", "licence": "©"}
RIGHT = {"name": "Thư viện Peabody", "author": "Lê Văn Quang", "licence": "CC BY 4.0"}


@pytest.fixture
def curator(app: Flask, session: Any) -> FlaskClient:
    return browser_of(app, make_user(role=Role.CURATOR))


def newest(browser: Any) -> Upload:
    return queries.uploads_of(browser.person.id)[0]


def bring(browser: FlaskClient, name: str, data: bytes) -> Upload:
    browser.post(PAGE, data={**WORDS, "file": (io.BytesIO(data), name)})
    upload = newest(browser)
    handlers.look_at(upload_id=upload.id)
    return upload


def small(part: tuple[int, int, int, int] | None = None, **options: Any) -> bytes:
    """Of larger forms the test's own browser leaves a file open."""
    written = io.BytesIO()
    with Image.open(LIBRARY) as picture:
        picture.resize((2048, 1024)).crop(part or (0, 0, 2048, 1024)).save(written, "JPEG", quality=50, **options)
    return written.getvalue()


def test_a_pictures_author_and_licence_are_mended(curator: FlaskClient) -> None:
    upload = bring(curator, "dinh.jpg", small())
    handlers.cut(upload_id=upload.id)
    address = f"{PAGE}/{upload.public_id}/ghi-cong"
    assert address in curator.get(PAGE).text
    assert 'value="Ai đó"' in curator.get(address).text
    assert curator.post(address, data={**RIGHT, "author": ""}).status_code == 422

    assert "Đã lưu." in curator.post(address, data=RIGHT, follow_redirects=True).text

    page = curator.get(PAGE).text
    assert all(words in page for words in ("Thư viện Peabody", "Lê Văn Quang, CC BY 4.0"))
    db.session.expire_all()
    panorama = newest(curator).panorama
    assert panorama is not None
    assert panorama.credit == {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}
    event = db.session.query(AuditEvent).filter_by(what="upload.credited").one()
    assert (event.before, event.after) == ({**WORDS, "name": "dinh.jpg", "nature": ""}, {**RIGHT, "nature": ""})


def test_a_picture_that_no_camera_took_is_said_to_be_modelled(curator: FlaskClient) -> None:
    upload = bring(curator, "dinh.jpg", small())
    handlers.cut(upload_id=upload.id)
    address = f"{PAGE}/{upload.public_id}/ghi-cong"

    curator.post(address, data={**RIGHT, "modelled": "y"})

    db.session.expire_all()
    panorama = newest(curator).panorama
    assert panorama is not None
    assert panorama.credit == {"author": "Lê Văn Quang", "licence": "CC BY 4.0", "nature": "modelled"}
    assert re.search(r'name="modelled"[^>]*checked|checked[^>]*name="modelled"', curator.get(address).text)
    curator.post(address, data=RIGHT)
    db.session.expire_all()
    assert "nature" not in panorama.credit


# The same picture brought by another keeps what was said first: that is what stands there, and can be mended.
def test_what_another_said_first_is_shown_and_mended(app: Flask, curator: FlaskClient) -> None:
    other = open_browser(app)
    other.person = make_user(role=Role.CURATOR)  # type: ignore[attr-defined]
    sign_in(other, other.person)  # type: ignore[attr-defined]
    for browser, words in ((other, WORDS), (curator, RIGHT)):
        browser.post(PAGE, data={**words, "file": (io.BytesIO(small()), "dinh.jpg")})
        handlers.look_at(upload_id=newest(browser).id)
        handlers.cut(upload_id=newest(browser).id)
    assert "Ai đó, ©" in curator.get(PAGE).text

    curator.post(f"{PAGE}/{newest(curator).public_id}/ghi-cong", data=RIGHT)

    db.session.expire_all()
    assert "Lê Văn Quang, CC BY 4.0" in other.get(PAGE).text


@clips.needs_ffmpeg
def test_a_sounds_name_is_mended(curator: FlaskClient, a_tone: Path) -> None:
    file = clips.shoot(a_tone.parent / "small-again.mp3", "-i", str(a_tone))
    upload = bring(curator, "a.mp3", file.read_bytes())
    handlers.make_sound(upload_id=upload.id)

    curator.post(f"{PAGE}/{upload.public_id}/ghi-cong", data={**RIGHT, "name": "Tiếng trống"})

    db.session.expire_all()
    sound = newest(curator).sound
    assert sound is not None
    assert (sound.name, sound.credit["author"]) == ("Tiếng trống", "Lê Văn Quang")


def test_what_is_not_ready_has_nothing_to_mend(app: Flask, curator: FlaskClient) -> None:
    upload = bring(curator, "dinh.jpg", small())
    stranger = open_browser(app)
    sign_in(stranger, make_user(role=Role.CURATOR))

    assert curator.get(f"{PAGE}/{upload.public_id}/ghi-cong").status_code == 409
    handlers.cut(upload_id=upload.id)
    assert stranger.get(f"{PAGE}/{upload.public_id}/ghi-cong").status_code == 404


# Why it was taken for what it is, and that it is a part, stands there too.
def test_the_reason_is_shown_when_it_is_ready(curator: FlaskClient) -> None:
    gpano = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:ProjectionType="equirectangular" '
        b'GPano:FullPanoWidthPixels="2048" GPano:FullPanoHeightPixels="1024" GPano:CroppedAreaImageWidthPixels="2048" '
        b'GPano:CroppedAreaImageHeightPixels="500" GPano:CroppedAreaLeftPixels="0" GPano:CroppedAreaTopPixels="250"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    whole = bring(curator, "dinh.jpg", small())
    handlers.cut(upload_id=whole.id)
    page = curator.get(PAGE).text
    assert ("đây là ảnh 360° trọn vòng" in page, "một phần vòng" in page) == (True, False)

    part = bring(curator, "phan.jpg", small((0, 250, 2048, 750), xmp=gpano))
    handlers.cut(upload_id=part.id)

    page = curator.get(PAGE).text
    assert all(words in page for words in ("đây là một phần của vòng 360°", "· một phần vòng"))
