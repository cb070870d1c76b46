"""What a file is, told by its first bytes and by nothing else: not by its name, not by what its sender says.

Which of ffmpeg's readers opens it is settled here too. A list of other files (a playlist, a script, a row of pictures)
is none of these, so no reader that would go and fetch them is ever started.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marketplace.media.panoramas import MOST_BYTES as MOST_PICTURE_BYTES
from marketplace.media.states import UploadKind

# So many bytes tell. A file that is shorter is none of ours.
HEAD_BYTES: Final = 64

MOST_BYTES: Final[Mapping[UploadKind, int]] = MappingProxyType(
    {UploadKind.PICTURE: MOST_PICTURE_BYTES, UploadKind.VIDEO: 500_000_000, UploadKind.SOUND: 30_000_000}
)
LARGEST: Final = max(MOST_BYTES.values())

_PICTURE_BRANDS: Final = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_SOUND_BRANDS: Final = (b"M4A ", b"M4B ")
# QuickTime files of old cameras begin with one of these boxes instead of naming a brand.
_MOV_BOXES: Final = (b"moov", b"mdat", b"wide", b"free", b"skip")
_MP3: Final = (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")
_EBML: Final = b"\x1a\x45\xdf\xa3"


def kind_of(head: bytes) -> UploadKind | None:
    """Picture, video or sound by the first bytes; None is none of them.

    A film's container may hold sound alone: then looking at it says so (probing.py).
    """
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return UploadKind.PICTURE
    if head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS:
        return UploadKind.PICTURE
    if head[4:8] == b"ftyp" and head[8:12] in _SOUND_BRANDS:
        return UploadKind.SOUND
    match reader_of(head):
        case None:
            return None
        case "mov" | "matroska":
            return UploadKind.VIDEO
        case _:
            return UploadKind.SOUND


def reader_of(head: bytes) -> str | None:
    """The one reader (demuxer) of ffmpeg that may open a film or sound that begins so; None if none may."""
    if head[4:8] == b"ftyp" or head[4:8] in _MOV_BOXES:
        return "mov"
    if head.startswith(_EBML):
        return "matroska"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"fLaC"):
        return "flac"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    return "mp3" if head.startswith(_MP3) else None
