"""Serving what we keep: pictures and panorama tiles."""

import re
from typing import Final

from flask import Blueprint, Response, send_from_directory
from flask.typing import ResponseReturnValue

from marketplace.errors import NotFound
from marketplace.media import storage
from marketplace.web import open_to

bp = Blueprint("media", __name__)

_PICTURE: Final = re.compile(r"[A-Za-z0-9_-]{16}-[0-9]{2,4}\.webp")
_TILE: Final = re.compile(
    r"[0-9a-f]{16}/(([0-9]{4,5}/[0-9]{1,2}_[0-9]{1,2}|base|thumb|poster[a-z0-9-]*)\.webp|poster-share-[0-9-]+\.jpg)"
)


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


def _kept_for_ever(response: Response) -> Response:
    """The name holds a random key or a hash of the content: it never changes."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
