"""Serving what we keep: pictures, panorama tiles, films and sounds."""

import re
from typing import Final

from flask import Blueprint, Response, send_from_directory
from flask.typing import ResponseReturnValue

from marketplace.errors import NotFound
from marketplace.media import storage
from marketplace.web import open_to

bp = Blueprint("media", __name__)

_PICTURE: Final = re.compile(r"[A-Za-z0-9_-]{16}-[0-9]{2,4}\.webp")
_SHARE: Final = re.compile(r"[0-9a-f]{16}\.jpg")
_TILE: Final = re.compile(
    r"[0-9a-f]{16}/(([0-9]{4,5}/[0-9]{1,2}_[0-9]{1,2}|base|thumb|poster[a-z0-9-]*)\.webp|poster-share-[a-z0-9-]+\.jpg)"
)
_FILM: Final = re.compile(r"[0-9a-f]{16}/[0-9]{3,4}\.mp4")
_SOUND: Final = re.compile(r"[0-9a-f]{16}/sound\.(webm|m4a)")
_SOUND_TYPES: Final = {"webm": "audio/webm", "m4a": "audio/mp4"}


@bp.get("/media/<name>")
@open_to("anyone")
def picture(name: str) -> ResponseReturnValue:
    if not _PICTURE.fullmatch(name):
        raise NotFound
    return _kept_for_ever(send_from_directory(storage.folder(), name, mimetype="image/webp"))


@bp.get("/media/pano/<path:name>")
@open_to("anyone")
def tile(name: str) -> ResponseReturnValue:
    if not _TILE.fullmatch(name):
        raise NotFound
    kind = "image/jpeg" if name.endswith(".jpg") else "image/webp"
    return _kept_for_ever(send_from_directory(storage.folder() / "pano", name, mimetype=kind))


@bp.get("/media/video/<path:name>")
@open_to("anyone")
def film(name: str) -> ResponseReturnValue:
    """One size of a film, or the part of it that a player asks for: 206, so that one can go to and fro in it."""
    if not _FILM.fullmatch(name):
        raise NotFound
    return _kept_for_ever(send_from_directory(storage.folder() / "video", name, mimetype="video/mp4", conditional=True))


@bp.get("/media/sound/<path:name>")
@open_to("anyone")
def sound(name: str) -> ResponseReturnValue:
    """One file of a sound, or a part of it."""
    found = _SOUND.fullmatch(name)
    if not found:
        raise NotFound
    kind = _SOUND_TYPES[found[1]]
    return _kept_for_ever(send_from_directory(storage.folder() / "sound", name, mimetype=kind, conditional=True))


@bp.get("/media/share/<name>")
@open_to("anyone")
def share(name: str) -> ResponseReturnValue:
    """The picture that a shared link shows."""
    if not _SHARE.fullmatch(name):
        raise NotFound
    return _kept_for_ever(send_from_directory(storage.folder() / "share", name, mimetype="image/jpeg"))


def _kept_for_ever(response: Response) -> Response:
    """The name holds a random key or a hash of the content: it never changes."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
