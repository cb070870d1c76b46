"""Keeping pictures."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.media import queries, storage
from marketplace.media.errors import (
    BrokenPicture,
    NotAPicture,
    PicturesTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
    TooManyPictures,
)
from marketplace.media.models import Picture
from marketplace.text import clean_line

MOST_PICTURES: Final = 400
# Bytes of all that one person's pictures became.
MOST_WEIGHT: Final = 200_000_000
# Bytes of all files that one person's document pictures were made of: a hundred scans of 20 MB.
MOST_ORIGINALS: Final = 2_000_000_000
CHILD_SECONDS: Final = 30


def keep_picture(
    data: bytes,
    *,
    name: str,
    by: Actor,
    alt: str = "",
    alt_en: str = "",
    credit: dict[str, Any] | None = None,
    key: str = "",
    keeps_original: bool = False,
) -> Picture:
    """The picture is kept upright, in three WebP sizes, with nothing but its pixels.

    `name` is what the uploader called it, only for the sentence of a refusal. Decoded in a child
    process with limits. `key` is the one it had on another market; else it gets a random one. `keeps_original`: the file lies
    beside them as it is, where no address leads (original_of). Raises NotAPicture, BrokenPicture, PictureTooLarge, PictureTooSmall, TooManyPictures, PicturesTooHeavy.
    """
    original = len(data) if keeps_original else 0
    _check_quota(by, originals=original)
    shown_name = clean_line(name)[-60:] or "?"
    with storage.workspace() as space:
        made = _decode(data, Path(space), shown_name)
        # Asked again when all that takes long is done: of two that come at once, the second counts the first.
        files = [(Path(space) / f"{width}.webp", width) for width in made["widths"]]
        weight = sum(file.stat().st_size for file, _ in files)
        _check_quota(by, more=weight, originals=original, one_by_one=True)
        key = key or secrets.token_urlsafe(12)
        kept = sum(storage.keep(file, f"{key}-{width}.webp") for file, width in files)
        if keeps_original:
            storage.add_piece(_original(key), data, at=0)
    picture = Picture(
        key=key,
        width=made["width"],
        height=made["height"],
        widths=made["widths"],
        made_at=now(),
        made_by_id=by.user_id,
        bytes_kept=kept,
        original_bytes=original,
        alt=alt,
        alt_en=alt_en,
        credit=credit,
    )
    db.session.add(picture)
    db.session.flush()
    return picture


def original_of(picture: Picture) -> Path | None:
    """The file that was brought, as it was: with whatever a camera wrote into it. None where it was not kept."""
    file = _original(picture.key)
    return file if picture.original_bytes and file.is_file() else None


def _original(key: str) -> Path:
    return storage.folder() / "originals" / f"picture-{key}"


def _check_quota(by: Actor, *, more: int = 0, originals: int = 0, one_by_one: bool = False) -> None:
    """This person may keep one more, of so many bytes. Raises TooManyPictures, PicturesTooHeavy."""
    if by.user_id is None:
        return
    if one_by_one:
        word = f"pictures of {by.user_id}"
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(word, 0))))
    kept = queries.kept_of(by.user_id)
    if kept.pictures >= MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    if kept.weight + more > MOST_WEIGHT:
        raise PicturesTooHeavy(most=MOST_WEIGHT // 1_000_000)
    if originals and kept.originals + originals > MOST_ORIGINALS:
        raise PicturesTooHeavy(most=MOST_ORIGINALS // 1_000_000)


def _decode(data: bytes, space: Path, name: str) -> dict[str, Any]:
    try:
        child = subprocess.run(
            [sys.executable, "-m", "marketplace.media.child", str(space)],
            input=data,
            # Nothing of our environment: whoever breaks out of a decoder finds no secret there.
            env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
            cwd=config.ROOT,
            capture_output=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BrokenPicture(name=name) from None
    if child.returncode != 0 or not child.stdout:
        # The child ran into its own limits: whatever it was, it is not a photo.
        raise BrokenPicture(name=name)
    answer: dict[str, Any] = json.loads(child.stdout)
    match answer.get("refused"):
        case None:
            return answer
        case "not_a_picture":
            raise NotAPicture(name=name)
        case "too_large":
            raise PictureTooLarge(name=name, width=answer["width"], height=answer["height"])
        case "too_small":
            raise PictureTooSmall(name=name)
        case _:
            raise BrokenPicture(name=name)


def forget_picture(picture: Picture) -> None:
    """The picture and its files are gone."""
    storage.forget([f"{picture.key}-{width}.webp" for width in picture.widths])
    _original(picture.key).unlink(missing_ok=True)
    db.session.delete(picture)
