"""The demo's photographs, drawings and 360° pictures, each with author and licence."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from marketplace import config
from marketplace.clock import now
from marketplace.db import db
from marketplace.demo.decoding import Decoded, decode
from marketplace.demo.village import Village
from marketplace.media import storage
from marketplace.media.models import Picture
from marketplace.media.panoramas import View

_CREDIT: Final = ("author", "licence", "licence_url", "credit_line", "changes", "share_alike", "file")


def read_credits(folder: Path) -> dict[str, dict[str, Any]]:
    """Author, licence and the rest by file, as SOURCES.json tells."""
    told = json.loads((folder / "SOURCES.json").read_text(encoding="utf-8"))["files"]
    return {row["file"]: {name: row[name] for name in _CREDIT} for row in told if row["kind"] != "tour"}


@contextmanager
def decoded_pictures(told: Mapping[str, Any], folder: Path) -> Iterator[Mapping[str, Decoded]]:
    """What shops, goods and scenes are shown with is decoded, by file name. Takes seconds: not in a transaction."""
    scenes = [
        (folder / tour["pictures"] / scene["file"], view_of(scene))
        for tour in told["tours"]
        for scene in tour["scenes"]
    ]
    with storage.workspace() as space:
        pictures = [folder / "pictures" / name for name in _shown(told)]
        yield decode(pictures, scenes, space=Path(space), home=config.current().media_dir / "pano")


def add_pictures(village: Village, decoded: Mapping[str, Decoded], credits_: Mapping[str, dict[str, Any]]) -> None:
    """Every decoded picture is kept, as media.keep_picture() would keep it."""
    for name, shown in _shown(village.told).items():
        made, key = decoded[name], secrets.token_urlsafe(12)
        village.pictures[name] = Picture(
            key=key,
            width=made.width,
            height=made.height,
            widths=made.widths,
            made_at=now(),
            bytes_kept=sum(storage.keep(made.folder / f"{width}.webp", f"{key}-{width}.webp") for width in made.widths),
            alt=shown["alt_vi"],
            alt_en=shown["alt_en"],
            credit=credits_[f"pictures/{name}"],
        )
    db.session.add_all(village.pictures.values())
    db.session.flush()


def _shown(told: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The pictures of shops and goods by file name, each once."""
    photos = [shop["photo"] for shop in told["shops"]]
    photos += [photo for shop in told["shops"] for product in shop["products"] for photo in product["photos"]]
    # The last one counts: one picture has one alternative text, and that of the goods says more.
    return {photo["file"]: photo for photo in photos}


def view_of(scene: Mapping[str, Any]) -> View:
    """The start view of a scene."""
    told = scene["view"]
    return View(yaw=told["yaw"], pitch=told["pitch"], hfov=told["hfov"])
