"""360° films: looking at one, and making the files that a viewer plays.

    <folder>/<key>/<width>.mp4     H.264, yuv420p, a key picture every 60, AAC; 1280 and 1920 points wide

The key is made of the film's content and our recipe, so the same film is encoded once. Nothing of its notes (place,
camera, time) is written. Sizes and levels are those that cheap phones play; what they cost is in docs/speed.md.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from marketplace.media import ffmpeg, storage
from marketplace.media.cutting import look_in_child
from marketplace.media.errors import BrokenFilm, RawFromCamera
from marketplace.media.ffmpeg import Source
from marketplace.media.looking import LEANS, TOO_DARK, Kind, Look
from marketplace.media.probing import LONGEST, Probed
from marketplace.media.states import UploadKind
from marketplace.text import N_

RECIPE: Final = b"film 1"  # Change it with anything that makes other files from the same film.
BRIGHT_RECIPE: Final = b"bright film 1"  # The same for films that are brought down to a screen's light.


@dataclass(frozen=True)
class Rung:
    """One size that a film is shown in: H.264's level, its quality, and the most bits a second it may take."""

    width: int
    level: str
    crf: int
    most_kbit: int


LADDER: Final = (Rung(1280, "3.1", 24, 2_500), Rung(1920, "4.0", 23, 6_000))
MOST_FRAMES_A_SECOND: Final = 30
LEAST_FRAMES_A_SECOND: Final = 5
KEY_PICTURE_EVERY: Final = 60
# Of the processor, for a second of film: the widest film there may be takes half of it.
CPU_SECONDS_A_SECOND: Final = 30
# Where a film is looked at, in parts of its length.
LOOKED_AT: Final = (0.15, 0.85, 0.5)
FRAME: Final = (1280, 640)
# A film longer than this, in seconds, is looked through by its key pictures alone.
LONG: Final = 40
# A picture of a scene is so wide at least, and a film's picture gives no more than so much.
STILL_WIDTHS: Final = (2048, 4096)

_BY_CAMERA: Final = N_("Máy quay ghi trong tệp: đây là phim 360° trọn vòng.")
_BY_LOOKS: Final = N_("Hai mép trái phải nối liền nhau, chân hình tụ về một điểm: đây là phim 360° trọn vòng.")
_NO_SEAM: Final = N_(
    "Khung hình là khung 360°, nhưng hai mép không nối liền hoặc chân hình không tụ về một điểm. "
    "Xin xem mép nối rồi cho biết."
)
_DARK: Final = N_("Phim tối. Xin quay lại khi đủ sáng, hoặc chỉnh sáng trước khi đăng.")


@dataclass(frozen=True)
class FilmFiles:
    """What was made: `widths` are the files there are, `weights` their bytes in the same order."""

    key: str
    seconds: float
    widths: tuple[int, ...]
    weights: tuple[int, ...]
    is_silent: bool


def look_at_film(probed: Probed, folder: Path) -> Look:
    """Whether the film shows whole turns; preview.webp and seam.webp of its middle are in the folder.

    The camera's word counts; without it, two of three pictures must look like a sphere. Raises RawFromCamera,
    BrokenFilm.
    """
    looks: list[Look] = []
    with storage.workspace() as space:
        for part in LOOKED_AT:
            frame = Path(space) / "frame.png"
            draw_frame(probed, frame, at=probed.seconds * part, size=FRAME)
            # The middle one is the last: its previews stay.
            looks.append(look_in_child(frame, folder)[0])
            frame.unlink()
    if sum(look.kind is Kind.ORDINARY for look in looks) >= 2:
        raise RawFromCamera
    is_sure = probed.is_spherical or sum(look.kind is Kind.FULL for look in looks) >= 2
    reason = _BY_CAMERA if probed.is_spherical else _BY_LOOKS if is_sure else _NO_SEAM
    middle, light = looks[-1], max(look.light for look in looks)
    # A camera that stands stands askew the whole film long.
    leans = middle.leans if all(look.leans for look in looks) else None
    return Look(
        kind=Kind.FULL if is_sure else Kind.UNSURE,
        reasons=(reason,),
        warnings=(*((_DARK,) if light < TOO_DARK else ()), *((LEANS,) if leans else ())),
        leans=leans,
        seam=middle.seam,
        pole=middle.pole,
        light=light,
    )


def draw_frame(probed: Probed, file: Path, *, at: float, size: tuple[int, int]) -> None:
    """One picture of the film is in the file, this large. Raises BrokenFilm."""
    width, height = size
    ffmpeg.run(
        probed.source,
        ["-ss", f"{at:.3f}"],
        ["-map", f"0:{probed.video}", "-frames:v", "1", "-vf", f"scale={width}:{height}:flags=lanczos,setsar=1{_as_light(probed)}",
         "-pix_fmt", "rgb24", *_NOTHING_ELSE, "-f", "image2", "-c:v", "png", str(file)],
        seconds=60,
    )  # fmt: skip
    if not file.exists():
        raise BrokenFilm


def sizes_for(width: int) -> tuple[Rung, ...]:
    """The sizes a film of this width is made in: none is larger than it, and there is always one."""
    rungs = tuple(rung for rung in LADDER if rung.width <= width)
    # Both sides must be even, and the one is half of the other.
    return rungs or (Rung(width // 4 * 4, LADDER[0].level, LADDER[0].crf, LADDER[0].most_kbit),)


def make_film(
    probed: Probed,
    folder: Path,
    *,
    rungs: Collection[Rung] = (),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> FilmFiles:
    """The film's files are in `folder/<key>`, all of them or none; made already, they are left alone.

    `progress` hears how many seconds of how many are done. Takes three seconds of a processor for each of the film:
    for commands and jobs. Raises BrokenFilm.
    """
    key = key_of(probed.source.path, BRIGHT_RECIPE if probed.bright else RECIPE)
    home = folder / key
    if not home.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
        try:
            _encode(probed, unfinished, rungs or sizes_for(probed.width), progress)
            storage.settle(unfinished, home)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    widths = sorted(int(file.stem) for file in home.glob("*.mp4"))
    files = [home / f"{width}.mp4" for width in widths]
    return FilmFiles(
        key=key,
        seconds=length_of(files[0]),
        widths=tuple(widths),
        weights=tuple(file.stat().st_size for file in files),
        is_silent=probed.audio is None,
    )


def key_of(path: Path, recipe: bytes = RECIPE) -> str:
    """16 hexadecimal digits of the file's content and our recipe."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(recipe)
    return digest.hexdigest()[:16]


def length_of(ours: Path, reader: str = "mov") -> float:
    """How long a file that we made is, in seconds."""
    told: dict[str, Any] = ffmpeg.probe(Source(ours, reader), "-show_entries", "format=duration")
    return round(float(told["format"]["duration"]), 2)


# White on paper is as bright in such a film as on a screen (ITU-R BT.2408: 203 candela); what is brighter is bent under it.
_WHITE: Final = 203


def _as_light(probed: Probed) -> str:
    """The filters that bring a film of more light (HDR) down to what every phone shows; nothing for others."""
    if not probed.bright:
        return ""
    return (
        f",zscale=tin={probed.bright}:pin=bt2020:min=bt2020nc:t=linear:npl={_WHITE},format=gbrpf32le,zscale=p=bt709,"
        "tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
    )


# No notes, no chapters, no names of programs: they say where and when, and make other bytes of the same film.
_NOTHING_ELSE: Final = ("-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn", "-fflags", "+bitexact")


def _encode(probed: Probed, folder: Path, rungs: Collection[Rung], progress: Callable[[int, int], None]) -> None:
    rate = min(Fraction(MOST_FRAMES_A_SECOND), max(Fraction(LEAST_FRAMES_A_SECOND), probed.frames_a_second))
    steady = rate.limit_denominator(1001)
    # Decoded once for all sizes.
    names = "".join(f"[in{rung.width}]" for rung in rungs)
    widest = max(rung.width for rung in rungs)
    # What is done in floating point is done once, and no larger than it is shown.
    light = f"scale={widest}:{widest // 2}{_as_light(probed)}," if probed.bright else ""
    drawn = [f"[0:{probed.video}]fps={steady},{light}split={len(rungs)}{names}"]
    words: list[str] = []
    for rung in rungs:
        width, height = rung.width, rung.width // 2
        drawn.append(f"[in{width}]scale={width}:{height},setsar=1,format=yuv420p[out{width}]")
        words += ["-map", f"[out{width}]"]
        if probed.audio is not None:
            words += [
                "-map",
                f"0:{probed.audio}",
                "-c:a",
                "aac",
                "-b:a",
                "96k",
                "-ac",
                str(probed.channels),
                "-ar",
                "48000",
            ]
        if probed.bright:
            words += ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
        words += [
            "-c:v", "libx264", "-preset", "veryfast", "-crf", str(rung.crf), "-profile:v", "main",
            "-level:v", rung.level, "-maxrate", f"{rung.most_kbit}k", "-bufsize", f"{2 * rung.most_kbit}k",
            "-g", str(KEY_PICTURE_EVERY), "-keyint_min", str(KEY_PICTURE_EVERY), "-sc_threshold", "0",
            "-flags", "+cgop+bitexact", "-threads", "1", *_NOTHING_ELSE, "-t", str(LONGEST[UploadKind.VIDEO]),
            "-movflags", "+faststart", "-f", "mp4", str(folder / f"{width}.mp4"),
        ]  # fmt: skip
    of = max(1, round(probed.seconds))

    def heard(name: str, value: str) -> None:
        if name == "out_time_us" and value.isdigit():
            progress(min(of, int(value) // 1_000_000), of)

    cpu_seconds = 60 + round(CPU_SECONDS_A_SECOND * probed.seconds)
    ffmpeg.run(probed.source, [], ["-filter_complex", ";".join(drawn), *words], seconds=cpu_seconds, heard=heard)
    made = length_of(folder / f"{max(rung.width for rung in rungs)}.mp4")
    # What breaks off in the middle of its way was not sent to its end.
    if made < 0.9 * min(probed.seconds, LONGEST[UploadKind.VIDEO]) - 1:
        raise BrokenFilm


def draw_still(probed: Probed, files: FilmFiles, folder: Path, file: Path) -> None:
    """The picture that stands for the film is in the file: one like most of it, so none that is black.

    `folder` is the one given to make_film. A small film's picture is scaled up: it may be soft. Raises BrokenFilm.
    """
    shown = Source(folder / files.key / f"{files.widths[0]}.mp4", "mov")
    # Of a long film key pictures are enough: there is one every two seconds, and the rest need not be decoded.
    seldom = ["-skip_frame", "nokey"] if files.seconds > LONG else []
    told = ffmpeg.run(
        shown, seldom,
        ["-an", "-vf", f"fps=2,scale=256:128,{_NOT_DARK},thumbnail=n={2 * LONGEST[UploadKind.VIDEO]}", "-frames:v", "1",
         "-f", "framecrc", "-"],
        seconds=60,
    )  # fmt: skip
    found = _seconds_of_frame(told)
    at = min(probed.seconds / 2 if found is None else found, max(0.0, probed.seconds - 0.2))
    width = min(max(probed.width // 4 * 4, STILL_WIDTHS[0]), STILL_WIDTHS[1])
    draw_frame(probed, file, at=at, size=(width, width // 2))


# Its mean brightness, of 255, leaves the beginning out that is still dark.
_NOT_DARK: Final = "signalstats,metadata=select:key=lavfi.signalstats.YAVG:value=36:function=greater"


def _seconds_of_frame(told: str) -> float | None:
    """When the one picture of a framecrc report is shown; None if there is none: all of it is dark."""
    unit, ticks = Fraction(0), None
    for line in told.splitlines():
        if line.startswith("#tb 0:"):
            unit = Fraction(line.removeprefix("#tb 0:").strip())
        elif line and not line.startswith("#"):
            ticks = int(line.split(",")[2])
    return None if ticks is None else float(ticks * unit)
