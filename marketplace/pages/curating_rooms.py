"""What the curators' pages about sites, routes, stories and corrections share."""

from contextlib import closing
from typing import Any

from flask import Response, make_response, render_template, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from marketplace import config, limits
from marketplace.accounts.presence import actor
from marketplace.media.models import Picture
from marketplace.media.services import keep_picture
from marketplace.pages.selling.photos import HOURLY, MOST_MEGABYTES, PhotoTooHeavy
from marketplace.tours import queries


def page(template: str, status: int = 200, **shown: Any) -> Response:
    """A page of theirs, with what waits in each room. Never kept by a browser."""
    counts = {
        "sites": queries.count_sites_waiting(),
        "claims": queries.count_claims_waiting(),
        "stories": queries.count_stories_waiting(),
        "corrections": queries.count_new_corrections(),
    }
    response = make_response(render_template(f"curating/{template}.html", counts=counts, **shown), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def allow_photo() -> None:
    """A photo is larger than a plain form, of curators only. Before the CSRF check reads the form."""
    if request.method == "POST" and current_user.is_authenticated and current_user.is_curator:
        request.max_content_length = config.current().upload_megabytes * 1024 * 1024


def count_photo() -> None:
    """One more photo of this person is counted, before the work's transaction. Raises TooMany."""
    limits.count_try("photos", str(current_user.id), limit=HOURLY, seconds=3600)


def kept_photo(file: FileStorage, *, alt: str, alt_en: str, author: str, licence: str) -> Picture:
    """The photo is kept, with what it shows and whose it is. Raises PictureRefused, PhotoTooHeavy, TooManyPictures."""
    name = file.filename or ""
    with closing(file):
        data = file.stream.read(MOST_MEGABYTES * 1024 * 1024 + 1)
    if len(data) > MOST_MEGABYTES * 1024 * 1024:
        raise PhotoTooHeavy(name=name, most=MOST_MEGABYTES)
    credit = {"author": author, "licence": licence}
    return keep_picture(data, name=name, by=actor(), alt=alt, alt_en=alt_en, credit=credit)


def sent_file(name: str) -> FileStorage | None:
    """The file of the form, if one was chosen."""
    file = request.files.get(name)
    return file if file is not None and file.filename else None
