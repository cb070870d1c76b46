"""Taking back a picture, film or sound that no tour stands on."""

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.media.models import Upload
from marketplace.media.services import removing as media
from marketplace.tours.errors import StillInTour
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
