"""Sounds: a voice, a drum, a loom, as files that every browser plays.

    <folder>/<key>/sound.webm     Opus, one channel, 24 kbit/s
    <folder>/<key>/sound.m4a      AAC, one channel, 48 kbit/s, for phones that do not play the other

As loud as the others, silence at both ends left as it was, nothing of its notes. The key is made of the content.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from marketplace.media import ffmpeg, storage
from marketplace.media.errors import BrokenFilm
from marketplace.media.films import key_of, length_of
from marketplace.media.probing import LONGEST, Probed
from marketplace.media.states import UploadKind

RECIPE: Final = b"sound 1"  # Change it with anything that makes other files from the same sound.
CPU_SECONDS: Final = 600
# Loudness as broadcasters measure it (EBU R 128), louder than theirs: phones have small loudspeakers.
LOUDNESS: Final = "loudnorm=I=-16:TP=-1.5:LRA=11"


@dataclass(frozen=True)
class SoundFiles:
    """What was made: `weights` are the bytes of sound.webm and sound.m4a."""

    key: str
    seconds: float
    weights: tuple[int, int]


def make_sound(probed: Probed, folder: Path) -> SoundFiles:
    """The sound's files are in `folder/<key>`, both or none; made already, they are left alone.

    For commands and jobs: a quarter of an hour of sound takes half a minute. Raises BrokenFilm.
    """
    key = key_of(probed.source.path, RECIPE)
    home = folder / key
    if not home.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
        try:
            _encode(probed, unfinished)
            storage.settle(unfinished, home)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    webm, m4a = home / "sound.webm", home / "sound.m4a"
    return SoundFiles(
        key=key, seconds=length_of(m4a), weights=(webm.stat().st_size, m4a.stat().st_size)
    )  # fmt: skip


def _encode(probed: Probed, folder: Path) -> None:
    drawn = (
        f"[0:{probed.audio}]aformat=channel_layouts=mono,{LOUDNESS},aresample=48000,asplit=2[opus][aac]"
    )  # fmt: skip
    plain = [
        "-map_metadata", "-1", "-map_chapters", "-1", "-vn", "-dn", "-sn", "-fflags", "+bitexact",
        "-flags:a", "+bitexact", "-t", str(LONGEST[UploadKind.SOUND]),
    ]  # fmt: skip
    words = [
        "-filter_complex", drawn,
        "-map", "[opus]", "-c:a", "libopus", "-b:a", "24k", *plain, "-f", "webm", str(folder / "sound.webm"),
        "-map", "[aac]", "-c:a", "aac", "-b:a", "48k", *plain, "-movflags", "+faststart", "-f", "ipod",
        str(folder / "sound.m4a"),
    ]  # fmt: skip
    ffmpeg.run(probed.source, [], words, seconds=CPU_SECONDS)
    if length_of(folder / "sound.m4a") < 0.9 * probed.seconds - 1:
        raise BrokenFilm
