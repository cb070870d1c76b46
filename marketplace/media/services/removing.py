"""Taking back what a curator brought and the market made of it."""

from dataclasses import dataclass
from typing import Final

from marketplace.db import db
from marketplace.jobs import later
from marketplace.media import queries
from marketplace.media.errors import WrongUploadMoment
from marketplace.media.models import Upload
from marketplace.media.states import UploadState


@dataclass(frozen=True)
class Folder:
    """Where the files of one thing lie: the kind names a folder of the media room, the key one in it."""

    kind: str
    key: str


# Nobody makes the same thing at the moment its files go: both wait for the same lock.
LOCKS: Final = {"pano": "cutting", "video": "encoding", "sound": "evening-out"}


def made_of(upload: Upload) -> tuple[Folder, ...]:
    """What was made of the file: of a film its picture too."""
    if upload.video is not None:
        return Folder("video", upload.video.key), Folder("pano", upload.video.panorama.key)
    if upload.sound is not None:
        return (Folder("sound", upload.sound.key),)
    return (Folder("pano", upload.panorama.key),) if upload.panorama is not None else ()


def remove(upload: Upload) -> None:
    """The file is gone, and what was made of it unless another upload or film stands on it too.

    Whoever calls has made sure that no tour shows it. Jobs take the files away when this is saved. The upload must be
    locked. Raises WrongUploadMoment.
    """
    if upload.state is not UploadState.READY:
        raise WrongUploadMoment(before=upload.state.value, after=UploadState.DROPPED.value)
    panorama, video, sound, folders = upload.panorama, upload.video, upload.sound, made_of(upload)
    upload.become(UploadState.DROPPED)
    upload.panorama = upload.video = upload.sound = None
    db.session.flush()
    for thing in (video, sound, panorama or (video.panorama if video is not None else None)):
        if thing is not None and not queries.is_needed(thing):
            db.session.delete(thing)
            # Gone before it is asked whether its picture is needed.
            db.session.flush()
    later("media.remove_original", upload_id=upload.id)
    for folder in folders:
        later("media.remove_made", kind=folder.kind, key=folder.key, lock=LOCKS[folder.kind])
