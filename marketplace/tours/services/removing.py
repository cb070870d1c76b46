"""Taking back a picture, film or sound that nothing stands on."""

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.db import db
from marketplace.media.models import Picture, Upload
from marketplace.media.services import forget_picture
from marketplace.media.services import removing as media
from marketplace.tours.errors import StillInTour
from marketplace.tours.queries.pictures import is_picture_shown
from marketplace.tours.queries.writing import tour_naming


def remove_upload(upload: Upload, *, by: Actor) -> None:
    """The curator's file and all that was made of it are gone. The upload must be locked and ready.

    Raises StillInTour (a tour names it, if only in a version of long ago: what was signed stays whole),
    WrongUploadMoment.
    """
    keys = [folder.key for folder in media.made_of(upload)]
    if title := tour_naming(keys):
        raise StillInTour(tour=title)
    media.remove(upload)
    accounts.record("upload.removed", thing=f"upload:{upload.public_id}", by=by, before={"name": upload.name})


def forget_if_unshown(picture: Picture) -> bool:
    """The flat picture and its files are gone, unless something shows it or it came with the demo; says whether."""
    if picture.made_by_id is None or is_picture_shown(picture):
        return False
    forget_picture(picture)
    db.session.flush()
    return True
