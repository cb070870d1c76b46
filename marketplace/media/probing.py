"""What is in a film or sound, before anything of it is shown: read by ffprobe, and walked through once by ffmpeg.

What a file says of its own length is not believed: the walk finds where it ends, and how many pictures it has.
Widths and heights are in points as they are shown, times in seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from marketplace.media import ffmpeg
from marketplace.media.errors import (
    BrokenFilm,
    FilmForTwoEyes,
    FilmTooLong,
    FilmTooSmall,
    FilmTooWide,
    NothingInside,
    OrdinaryFilm,
    RawFromCamera,
    SoundTooLong,
    TooManyFrames,
    TooShort,
    UnknownCodec,
    UnknownFile,
)
from marketplace.media.ffmpeg import Source
from marketplace.media.kinds import HEAD_BYTES, reader_of
from marketplace.media.states import UploadKind

LONGEST: Final[Mapping[UploadKind, int]] = {UploadKind.VIDEO: 180, UploadKind.SOUND: 900}
# As the walk finds it: up to the beginning of the last picture.
SHORTEST: Final = 0.4
WIDEST: Final = (8192, 4096)
NARROWEST: Final = 640
MOST_FRAMES_A_SECOND: Final = 60
TWO_TO_ONE: Final = (1.98, 2.02)
# A file that holds more says so at once; no camera writes so many.
MOST_STREAMS: Final = 16


@dataclass(frozen=True, kw_only=True)
class Probed:
    """A film or sound that we can work on. `video` and `audio` number its streams; a sound has no `video`."""

    source: Source
    seconds: float
    audio: int | None
    video: int | None = None
    width: int = 0
    height: int = 0
    frames_a_second: Fraction = Fraction(30)
    # The camera wrote that each picture is a whole turn, laid out as longitude and latitude.
    is_spherical: bool = False
    channels: int = 1
    # How a film with more light than a screen has says so (HDR): smpte2084 or arib-std-b67, else "".
    bright: str = ""

    @property
    def kind(self) -> UploadKind:
        """Whether it is a film or a sound."""
        return UploadKind.SOUND if self.video is None else UploadKind.VIDEO


def open_source(path: Path) -> Source:
    """The file with the reader that its first bytes name. Raises UnknownFile, BrokenFilm."""
    # The tools run in another folder, and take a name with a colon for an address.
    path = path.resolve()
    with path.open("rb") as file:
        reader = reader_of(file.read(HEAD_BYTES))
    if reader is None:
        raise UnknownFile
    if reader == "matroska" and _is_cut_off(path):
        raise BrokenFilm
    return Source(path, reader)


# Of Matroska and WebM (RFC 8794, RFC 9559): all that a film holds lies in one segment, which follows a short header.
_SEGMENT: Final = b"\x18\x53\x80\x67"


def _is_cut_off(path: Path) -> bool:
    """Whether a WebM is shorter than it says: it was not sent to its end, though a player shows what there is of it."""
    with path.open("rb") as file:
        head = file.read(4096)
    header, at = _size_in(head, 4)
    if header is None or head[at + header :][:4] != _SEGMENT:
        return False
    # What is recorded and sent at once says nothing of its size.
    size, begins = _size_in(head, at + header + 4)
    return size is not None and begins + size > path.stat().st_size


def _size_in(head: bytes, at: int) -> tuple[int | None, int]:
    """The size that is written here in one to eight bytes, None if it is unknown; and where they end."""
    first = head[at] if at < len(head) else 0
    width = 9 - first.bit_length()
    unknown = (1 << 7 * width) - 1
    size = int.from_bytes(head[at : at + width]) & unknown
    return (None if first == 0 or size == unknown else size), at + width


def probe(path: Path) -> Probed:
    """What the file holds, checked against all limits.

    Raises UnknownFile, NoFilmTools, BrokenFilm and the other kinds of FilmRefused.
    """
    source = open_source(path)
    told = ffmpeg.probe(source, "-show_streams", "-show_entries", _ENTRIES)
    streams = told.get("streams", [])
    if len(streams) > MOST_STREAMS:
        raise RawFromCamera
    # A cover of a song is a stream of pictures too, with one of them.
    pictures = [s for s in streams if s.get("codec_type") == "video" and not s["disposition"]["attached_pic"]]
    sounds = [s for s in streams if s.get("codec_type") == "audio"]
    if source.reader not in ("mov", "matroska"):
        pictures = []
    if not pictures and not sounds:
        raise NothingInside
    if len(pictures) > 1:
        # One for each lens.
        raise RawFromCamera
    audio = sounds[0] if sounds else None
    if audio is not None and audio.get("codec_name") not in ffmpeg.SOUND_CODECS:
        if not pictures:
            raise UnknownCodec(codec=str(audio.get("codec_name", "?"))[:20])
        # A camera's four microphones, as a rule: the film is shown without them.
        audio = None
    if not pictures:
        assert audio is not None
        length, _ = _walk(source, audio, most=LONGEST[UploadKind.SOUND])
        _check_length(length, UploadKind.SOUND)
        return Probed(source=source, seconds=length, audio=audio["index"], channels=_channels(audio))
    return _film(source, pictures[0], audio)


_ENTRIES: Final = (
    "stream=index,codec_name,codec_type,width,height,sample_aspect_ratio,avg_frame_rate,channels,duration,color_transfer"
    ":stream_disposition=attached_pic:stream_side_data=side_data_type,projection,type,rotation"
)


def _film(source: Source, picture: Mapping[str, Any], audio: Mapping[str, Any] | None) -> Probed:
    if picture.get("codec_name") not in ffmpeg.VIDEO_CODECS:
        raise UnknownCodec(codec=str(picture.get("codec_name", "?"))[:20])
    told = {str(one.get("side_data_type")): one for one in picture.get("side_data_list", [])}
    width, height = _shown_size(picture, told)
    if width > WIDEST[0] or height > WIDEST[1]:
        raise FilmTooWide(width=width, height=height)
    projection = told.get("Spherical Mapping", {}).get("projection", "")
    if told.get("Stereo 3D", {}).get("type", "2D") not in ("2D", "unspecified"):
        raise FilmForTwoEyes
    if projection not in ("", "equirectangular"):
        raise RawFromCamera
    if not TWO_TO_ONE[0] <= width / height <= TWO_TO_ONE[1]:
        raise OrdinaryFilm
    if width < NARROWEST:
        raise FilmTooSmall(width=width)
    length, frames = _walk(source, picture, most=LONGEST[UploadKind.VIDEO])
    _check_length(length, UploadKind.VIDEO)
    # One picture more than fits: those at both ends count.
    if frames > MOST_FRAMES_A_SECOND * length + 2:
        raise TooManyFrames
    return Probed(
        source=source,
        seconds=length,
        audio=audio["index"] if audio else None,
        video=picture["index"],
        width=width,
        height=height,
        frames_a_second=_frames_a_second(picture),
        is_spherical=projection == "equirectangular",
        channels=_channels(audio) if audio else 1,
        bright=_told_brightness(picture),
    )


def _told_brightness(picture: Mapping[str, Any]) -> str:
    told = str(picture.get("color_transfer", ""))
    return told if told in ("smpte2084", "arib-std-b67") else ""


def _shown_size(picture: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[int, int]:
    """Width and height as a player shows them: points need not be square, and a phone is held upright."""
    width, height = int(picture.get("width", 0)), int(picture.get("height", 0))
    if width <= 0 or height <= 0:
        raise BrokenFilm
    wide, _, high = str(picture.get("sample_aspect_ratio", "1:1")).partition(":")
    if wide.isdigit() and high.isdigit() and int(wide) and int(high):
        width = round(width * int(wide) / int(high))
    turned = told.get("Display Matrix", {}).get("rotation", 0)
    return (height, width) if int(turned) % 180 else (width, height)


def _frames_a_second(picture: Mapping[str, Any]) -> Fraction:
    try:
        return Fraction(str(picture.get("avg_frame_rate", "0/0")))
    except (ValueError, ZeroDivisionError):
        return Fraction(30)


def _channels(audio: Mapping[str, Any]) -> int:
    return min(2, max(1, int(audio.get("channels", 1))))


def _walk(source: Source, stream: Mapping[str, Any], *, most: int) -> tuple[float, int]:
    """Where the stream really ends, and how many packets it has; nothing is decoded. A little beyond `most` it stops.

    Raises BrokenFilm, also when it ends long before the file says.
    """
    last = {"out_time_us": "0", "frame": "0"}
    ffmpeg.run(
        source, [], ["-map", f"0:{stream['index']}", "-c", "copy", "-t", str(most + 5), "-f", "null", "-"],
        seconds=60, heard=last.__setitem__,
    )  # fmt: skip
    time, frames = last["out_time_us"], last["frame"]
    # "N/A" where nothing could be read.
    if not time.isdigit():
        raise BrokenFilm
    length, told = int(time) / 1_000_000, str(stream.get("duration", ""))
    if source.reader == "mov" and length < min(most, 0.9 * float(told or 0) - 1):
        raise BrokenFilm
    return length, int(frames) if frames.isdigit() else 0


def _check_length(length: float, kind: UploadKind) -> None:
    # Half a second for containers that round up.
    if length > LONGEST[kind] + 0.5:
        too_long = FilmTooLong if kind is UploadKind.VIDEO else SoundTooLong
        raise too_long(most=LONGEST[kind] // 60)
    if length < SHORTEST:
        raise TooShort
