"""Mending what is said of a picture, film or sound: its name, who made it, what others may do with it."""

from collections.abc import Mapping
from typing import Any

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.media.errors import WrongUploadMoment
from marketplace.media.models import Panorama, Sound, Upload, Video
from marketplace.media.states import UploadState
from marketplace.text import clean_line


def made_from(upload: Upload) -> Panorama | Sound | Video | None:
    """What the file became; None before it is ready."""
    return upload.sound or upload.video or upload.panorama


def credit_in_force(upload: Upload) -> Mapping[str, Any]:
    """What visitors read: the same file may have been brought by somebody else before, who said it first."""
    made = made_from(upload)
    return made.credit if made is not None else {"author": upload.author, "licence": upload.licence}


def correct_credit(upload: Upload, *, name: str, author: str, licence: str, by: Actor) -> None:
    """Name, author and licence are these from now on, in every tour that shows it; the audit log knows the old ones.

    The upload must be locked. Raises WrongUploadMoment unless it is ready.
    """
    made = made_from(upload)
    if upload.state is not UploadState.READY or made is None:
        raise WrongUploadMoment(before=upload.state.value, after=UploadState.READY.value)
    before = {"name": upload.name, "author": made.credit.get("author", ""), "licence": made.credit.get("licence", "")}
    after = {"name": clean_line(name)[-120:] or upload.name, "author": clean_line(author), "licence": licence}
    if after == before:
        return
    credit = {**made.credit, "author": after["author"], "licence": licence}
    if licence != before["licence"]:
        # The address was the old licence's.
        credit.pop("licence_url", None)
    upload.name, upload.author, upload.licence = after["name"], after["author"], licence
    made.credit = credit
    if isinstance(made, Video):
        made.panorama.credit = dict(credit)
    if not isinstance(made, Panorama):
        made.name = after["name"]
    accounts.record("upload.credited", thing=f"upload:{upload.public_id}", by=by, before=before, after=after)
