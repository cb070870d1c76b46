"""Serving what is kept, and how much may be sent."""

import gc
import io
import secrets
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.media import storage
from marketplace.media.views import _PICTURE

FORM = "/dang-nhap"


@pytest.fixture
def kept(app: Flask) -> str:
    """The name of a file in the media folder."""
    name = f"{secrets.token_urlsafe(12)}-320.webp"
    (storage.folder() / name).write_bytes(b"RIFF....WEBP")
    return name


# L10
def test_a_picture_is_served_as_what_it_is_for_ever_and_runs_nothing(client: FlaskClient, kept: str) -> None:
    answer = client.get(f"/media/{kept}")
    answer.close()

    assert answer.status_code == 200
    assert answer.content_type == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


# L10
def test_every_key_that_is_made_can_be_served() -> None:
    names = [f"{secrets.token_urlsafe(12)}-{width}.webp" for width in (200, 320, 640, 1280) for _ in range(500)]

    assert all(_PICTURE.fullmatch(name) for name in names)


# L09, L11
@pytest.mark.parametrize(
    "path",
    [
        "/media/notes.txt",
        "/media/../secret-key",
        "/media/..%2fsecret-key",
        "/media/tmp",
        "/media/tmp/x-320.webp",
        "/media/aaaaaaaaaaaaaaaa-320.webp%00",
        "/media/aaaaaaaaaaaaaaaa-320.webp%0a",
        "/media/aaaaaaaaaaaaaaaa-320.svg",
        "/media/aaaaaaaaaaaaaaaa-320.webp",
        "/media/pano/../../secret-key",
        "/media/pano/0123456789abcdef/../base.webp",
    ],
)
def test_nothing_else_can_be_asked_for(client: FlaskClient, path: str) -> None:
    for file in (storage.folder() / "notes.txt", storage.folder().parent / "secret-key"):
        file.write_text("a secret")

    answer = client.get(path)
    shown = answer.data
    answer.close()

    # No address may hold a NUL: that one is refused before it is looked for.
    assert answer.status_code == (400 if "%00" in path else 404)
    assert b"a secret" not in shown
    assert "immutable" not in answer.headers.get("Cache-Control", "")


# L12
def test_a_body_over_the_limit_is_refused_by_its_announced_length(client: FlaskClient) -> None:
    answer = client.post(FORM, data={"name": "x" * 300_000})

    assert answer.status_code == 413


# L12
def test_a_body_without_an_announced_length_is_read_no_further_than_the_limit(app: Flask, client: FlaskClient) -> None:
    body = io.BytesIO(b"phone=" + b"1" * 3_000_000)

    answer = client.post(
        FORM,
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    # Werkzeug cuts such a body off instead of answering 413; what is left of it is no phone number.
    assert answer.status_code in (413, 422)
    assert body.tell() <= app.config["MAX_CONTENT_LENGTH"]


# L13
@pytest.mark.parametrize("data", [{f"part{number}": "x" for number in range(1000)}, {"phone": "1" * 220_000}])
def test_too_many_parts_or_too_large_a_field_are_refused(client: FlaskClient, data: dict[str, Any]) -> None:
    answer = client.post(FORM, data=data, content_type="multipart/form-data")

    assert answer.status_code == 413


# L13
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_hundreds_of_files_are_refused(client: FlaskClient) -> None:
    files = [(io.BytesIO(b"x"), f"{number}.jpg") for number in range(300)]

    answer = client.post(FORM, data={"photos": files}, content_type="multipart/form-data")
    gc.collect()

    assert answer.status_code == 413
