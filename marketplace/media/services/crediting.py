"""Mending what is said of a picture, film or sound: its name or what it shows, who made it, what others may do with it."""

from collections.abc import Mapping
from typing import Any

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.media.errors import WrongUploadMoment
from marketplace.media.models import Panorama, Picture, Sound, Upload, Video
from marketplace.media.natures import MODELLED, NATURE, as_modelled
from marketplace.media.states import UploadState
from marketplace.text import clean_line


def made_from(upload: Upload) -> Panorama | Sound | Video | None:
    """What the file became; None before it is ready."""
    return upload.sound or upload.video or upload.panorama


def credit_in_force(upload: Upload) -> Mapping[str, Any]:
    """What visitors read: the same file may have been brought by somebody else before, who said it first."""
    made = made_from(upload)
    return made.credit if made is not None else {"author": upload.author, "licence": upload.licence}


def correct_credit(
    upload: Upload, *, name: str, author: str, licence: str, by: Actor, is_modelled: bool | None = None
) -> None:
    """Name, author and licence are these from now on, in every tour that shows it; the audit log knows the old ones.

    `is_modelled`: no camera took it, and that is said wherever it is shown; None leaves that as it is. The upload must be
    locked. Raises WrongUploadMoment unless it is ready.
    """
    made = made_from(upload)
    if upload.state is not UploadState.READY or made is None:
        raise WrongUploadMoment(before=upload.state.value, after=UploadState.READY.value)
    before = {
        "name": upload.name, "author": made.credit.get("author", ""), "licence": made.credit.get("licence", ""),
        NATURE: made.credit.get(NATURE, ""),
    }  # fmt: skip
    after = {
        "name": clean_line(name)[-120:] or upload.name, "author": clean_line(author), "licence": licence,
        NATURE: made.credit.get(NATURE, "") if is_modelled is None else MODELLED if is_modelled else "",
    }  # fmt: skip
    if after == before:
        return
    credit = _credit(made.credit, author=after["author"], licence=licence)
    credit.pop(NATURE, None)
    if after[NATURE]:
        credit = as_modelled(credit)
    upload.name, upload.author, upload.licence = after["name"], after["author"], licence
    made.credit = credit
    if isinstance(made, Video):
        made.panorama.credit = dict(credit)
    if not isinstance(made, Panorama):
        made.name = after["name"]
    accounts.record("upload.credited", thing=f"upload:{upload.public_id}", by=by, before=before, after=after)


def describe_picture(picture: Picture, *, alt: str, alt_en: str, author: str, licence: str, by: Actor) -> None:
    """What the flat picture shows and whose it is reads so from now on, wherever it is seen; the audit log knows the old words."""
    credit = picture.credit or {}
    before = {
        "alt": picture.alt, "alt_en": picture.alt_en,
        "author": credit.get("author", ""), "licence": credit.get("licence", ""),
    }  # fmt: skip
    after = {
        "alt": clean_line(alt), "alt_en": clean_line(alt_en), "author": clean_line(author), "licence": clean_line(licence),
    }  # fmt: skip
    if after == before:
        return
    picture.alt, picture.alt_en = after["alt"], after["alt_en"]
    picture.credit = _credit(credit, author=after["author"], licence=after["licence"])
    accounts.record("picture.described", thing=f"picture:{picture.key}", by=by, before=before, after=after)


def _credit(before: Mapping[str, Any], *, author: str, licence: str) -> dict[str, Any]:
    """The credit with this author and licence; the address of another licence does not stay."""
    credit = {**before, "author": author, "licence": licence}
    if licence != before.get("licence", ""):
        credit.pop("licence_url", None)
    return credit
