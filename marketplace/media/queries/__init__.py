"""Reading what the media room keeps."""

from marketplace.media.queries.moving import (
    find_sound,
    find_video,
    sounds_by_key,
    sounds_to_use,
    videos_by_key,
    videos_to_use,
)
from marketplace.media.queries.pictures import (
    count_of,
    credited,
    credited_panoramas,
    find_panorama,
    picture_keys,
    pictures_by_key,
    pictures_to_use,
)
from marketplace.media.queries.uploads import (
    films_in_line,
    forgotten_uploads,
    is_known,
    is_needed,
    lock_upload,
    names_of_panoramas,
    unfinished_uploads_of,
    upload_for_curator,
    uploads_of,
    uploads_without_job,
)

__all__ = [
    "count_of",
    "credited",
    "credited_panoramas",
    "films_in_line",
    "find_panorama",
    "find_sound",
    "find_video",
    "forgotten_uploads",
    "is_known",
    "is_needed",
    "lock_upload",
    "names_of_panoramas",
    "picture_keys",
    "pictures_by_key",
    "pictures_to_use",
    "sounds_by_key",
    "sounds_to_use",
    "unfinished_uploads_of",
    "upload_for_curator",
    "uploads_of",
    "uploads_without_job",
    "videos_by_key",
    "videos_to_use",
]
