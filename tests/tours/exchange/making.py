"""Tours of other programs, small and whole, for tests."""

import functools
import io
import json
import math
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageChops, ImageStat

from marketplace.accounts.actor import Actor
from marketplace.config import ROOT
from marketplace.db import db, transaction
from marketplace.media.panoramas import View, flat_view
from marketplace.tours import handlers
from marketplace.tours.content import TourContent, read_content
from marketplace.tours.exchange.joining import FACES
from marketplace.tours.models import TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries.writing import open_version
from marketplace.tours.services import files

WORDS: Any = {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}


@functools.cache
def pixels(name: str = "peabody-library", width: int = 2048) -> Image.Image:
    """A real picture of the whole turn, this wide."""
    with Image.open(ROOT / "demo" / "panoramas" / f"{name}.jpg") as picture:
        return picture.convert("RGB").resize((width, width // 2), Image.Resampling.LANCZOS)


@functools.cache
def sphere(name: str = "peabody-library", width: int = 2048, quality: int = 60) -> bytes:
    """The same as a small JPEG."""
    return as_jpeg(pixels(name, width), quality=quality)


def broken_at_the_seam() -> bytes:
    """The same as a small JPEG, its right edge another's: nobody can be sure that it is a whole turn."""
    whole_turn = pixels()
    broken = whole_turn.copy()
    broken.paste(whole_turn.crop((700, 0, 1100, 1024)), (1648, 0))
    return as_jpeg(broken, quality=30)


def as_jpeg(picture: Image.Image, *, quality: int = 60, **more: Any) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality, **more)
    return kept.getvalue()


@functools.cache
def faces(size: int = 512) -> Mapping[str, Image.Image]:
    """Six faces around the middle of the library."""
    whole = pixels(width=2048 if size <= 652 else 4096)
    return {name: flat_view(whole, View(yaw, pitch, 90), size=(size, size)) for name, (yaw, pitch) in FACES.items()}


def decibels(one: Image.Image, other: Image.Image) -> float:
    """How alike two pictures are (PSNR)."""
    difference = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB")))
    return 10 * math.log10(255**2 / (sum(difference.sum2) / (3 * one.width * one.height)))


def marzipano(size: int = 512, step: int = 256, **changed: Any) -> dict[str, bytes]:
    """What the Marzipano Tool exports of two scenes, by path."""
    levels = [
        {"tileSize": 256, "size": 256, "fallbackOnly": True},
        {"tileSize": step, "size": size},
    ]

    def scene(known: str, name: str, other: str) -> dict[str, Any]:
        return {
            "id": known, "name": name, "levels": levels, "faceSize": size,
            "initialViewParameters": {"pitch": 0.1, "yaw": -1.5, "fov": 1.0},
            "linkHotspots": [{"yaw": 1.0, "pitch": 0.2, "rotation": 0.785, "target": other}],
            "infoHotspots": [{"yaw": -3.0, "pitch": -0.25, "title": "Cột <b>lim</b>", "text": "Cao&nbsp;4&nbsp;m.<script>alert(1)</script>"}],
        }  # fmt: skip

    told = {
        "scenes": [scene("0-san", "Sân đình", "1-hau"), scene("1-hau", "Hậu cung", "0-san")],
        "name": "Dạo đình", "settings": {"mouseViewMode": "drag"}, **changed,
    }  # fmt: skip
    made = {"app-files/data.js": b"var APP_DATA = " + json.dumps(told, ensure_ascii=False).encode() + b";\n"}
    for name, face in faces(size).items():
        for row in range(math.ceil(size / step)):
            for column in range(math.ceil(size / step)):
                box = (column * step, row * step, min(size, (column + 1) * step), min(size, (row + 1) * step))
                for scene_id in ("0-san", "1-hau"):
                    path = f"app-files/tiles/{scene_id}/1/{name}/{row}/{column}.jpg"
                    made[path] = as_jpeg(face.crop(box), quality=90, comment=scene_id.encode())
    return {"index.html": b"<script src='app-files/data.js'></script>", **made}


PANNELLUM: Mapping[str, Any] = {
    "default": {"firstScene": "circle", "author": "Matthew Petroff", "sceneFadeDuration": 1000, "title": "Campus"},
    "scenes": {
        "circle": {
            "title": "Mason Circle", "hfov": 110, "pitch": -3, "yaw": 117, "type": "equirectangular",
            "panorama": "/images/from-tree.jpg", "northOffset": -71,
            "hotSpots": [
                {"pitch": -2.1, "yaw": 132.9, "type": "scene", "text": "Spring House", "sceneId": "house"},
                {"pitch": 14.1, "yaw": 1.5, "type": "info", "text": "<i>Art</i> Museum", "URL": "https://artbma.org/"},
            ],
        },
        "house": {
            "title": "Spring House", "hfov": 110, "yaw": 5, "type": "equirectangular", "panorama": "/images/bma-0.jpg",
            "hotSpots": [
                {"pitch": -0.6, "yaw": 37.1, "type": "scene", "sceneId": "circle", "targetYaw": -23, "targetPitch": 2}
            ],
        },
    },
}  # fmt: skip


def pannellum_files(**changed: Any) -> dict[str, bytes]:
    """That tour with its pictures, by path."""
    return {
        "tour.json": json.dumps({**PANNELLUM, **changed}).encode(),
        "images/from-tree.jpg": sphere("peabody-gallery"),
        "images/bma-0.jpg": sphere("peabody-library"),
    }


def bring(site_id: int, body: bytes, *, by: Actor, name: str = "dao.zip") -> TourFile:
    """The file has come, and its job has been at it."""
    with transaction():
        file = files.begin_import(site_id, name=name, size_bytes=len(body), by=by, **WORDS)
        files.take_whole(file, io.BytesIO(body))
    handlers.import_file(file_id=file.id)
    return fresh(file)


def fresh(file: TourFile) -> TourFile:
    db.session.expire_all()
    with transaction():
        return queries.lock_file(file.id)


def jobs_of(name: str) -> int:
    return db.session.scalar(sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :n"), {"n": name}) or 0


def said(file: TourFile) -> str:
    """Everything the curator is told of it."""
    told = [remark["sentence"] % remark["facts"] for remark in file.remarks]
    return " ".join([*told, file.refusal % file.facts if file.refusal else ""])


def photo() -> bytes:
    kept = io.BytesIO()
    pixels("peabody-gallery").crop((300, 300, 900, 700)).save(kept, "JPEG")
    return kept.getvalue()


def draft(tour_id: int | None) -> TourContent:
    assert tour_id is not None
    version = open_version(tour_id)
    assert version is not None
    return read_content(version.content)
