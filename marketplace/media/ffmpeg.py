"""Asking ffprobe and ffmpeg, each in a limited child, from jobs and commands. Times are seconds.

Files are opened by the one reader that their first bytes name (kinds.py), from the disk and from nowhere else.
A tool that is ended from outside says nothing of its file: that is an OSError, so that the job is tried again.
"""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from marketplace.config import ROOT
from marketplace.media import ending, storage
from marketplace.media.ending import Ending
from marketplace.media.errors import BrokenFilm, NoFilmTools, UnknownCodec

# The tools' libraries alone take 300 MB of addresses; a frame of 8192 × 4096 points takes 50 MB, and some are kept.
PROBE_BYTES: Final = 800_000_000
WORK_BYTES: Final = 1_600_000_000
LARGEST_FILE: Final = 400_000_000
# On a machine that is busy with other things, a second of the processor's takes longer than a second.
PATIENCE: Final = 4
# Below this, what failed failed for want of room, and not by the film's fault.
LEAST_ROOM: Final = 100_000_000
# What may be decoded. A film of anything else is exported anew by its owner.
VIDEO_CODECS: Final = ("h264", "hevc", "vp8", "vp9", "av1")
SOUND_CODECS: Final = (
    "aac", "alac", "mp3", "opus", "vorbis", "flac", "pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be",
    "pcm_s32le", "pcm_f32le",
)  # fmt: skip
# What may lie beside it: a song's cover, words to be shown. They are read over, and nothing is made of them.
_BESIDE: Final = ("mjpeg", "png", "mov_text", "srt", "subrip", "ass", "ssa", "webvtt")
# Some of their decoders have other names.
_DECODERS: Final = ",".join((*VIDEO_CODECS, *SOUND_CODECS, *_BESIDE, "libdav1d", "libaom-av1", "mp3float", "libopus"))
_NOT_OPENED: Final = re.compile(r"Codec \((\w{1,20})\) not on whitelist")
# What ffprobe complains of is read to here; it writes nothing else, and no more than this.
COMPLAINTS: Final = 20_000
MOST_COMPLAINED: Final = 1_000_000
# ffmpeg's exit code after a signal that it obeyed (fftools/ffmpeg.c: received_nb_signals).
STOPPED: Final = 255


Heard = Callable[[str, str], None]


@dataclass(frozen=True)
class Source:
    """A film or sound on our disk, and the reader that may open it."""

    path: Path
    reader: str

    @property
    def words(self) -> list[str]:
        """How the tools are told of it."""
        # A QuickTime file may name another file that holds its pictures: that one is not opened.
        apart = ["-enable_drefs", "0"] if self.reader == "mov" else []
        return [
            "-protocol_whitelist", "file", "-format_whitelist", _FORMATS[self.reader], "-codec_whitelist", _DECODERS,
            "-f", self.reader, *apart, "-i", str(self.path),
        ]  # fmt: skip


_FORMATS: Final = {
    "mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm", "ogg": "ogg", "flac": "flac", "wav": "wav",
    "mp3": "mp3",
}  # fmt: skip


def are_there() -> bool:
    """Whether this machine has both tools."""
    return all(shutil.which(tool) for tool in ("ffprobe", "ffmpeg"))


def probe(source: Source, *words: str) -> dict[str, Any]:
    """What ffprobe reads in the file. Raises BrokenFilm, UnknownCodec, NoFilmTools."""
    # One thread here too: on a machine of 32 cores they would take all addresses that the limit leaves.
    quiet = ["-v", "error", "-threads", "1", "-of", "json"]
    said = _run(
        "ffprobe", [*quiet, *words, *source.words],
        seconds=20, memory_bytes=PROBE_BYTES, file_bytes=MOST_COMPLAINED,
    )  # fmt: skip
    try:
        told: dict[str, Any] = json.loads(said)
    except ValueError:
        raise BrokenFilm from None
    return told


def run(
    source: Source,
    before: Sequence[str],
    after: Sequence[str],
    *,
    seconds: int,
    heard: Heard | None = None,
) -> str:
    """ffmpeg does with the file what the words say (before its name, and after); returns what it wrote.

    With `heard` its report is told while it works, name and value, and nothing is returned. Raises BrokenFilm,
    NoFilmTools.
    """
    # One thread of everything: the market's pages come first.
    quiet = ["-nostdin", "-hide_banner", "-v", "fatal", "-y"]
    one = ["-threads", "1", "-filter_threads", "1", "-filter_complex_threads", "1"]
    report = [] if heard is None else ["-progress", "pipe:1"]
    words = [*quiet, *report, *one, *before, *source.words, *after]
    return _run("ffmpeg", words, seconds=seconds, memory_bytes=WORK_BYTES, file_bytes=LARGEST_FILE, heard=heard)


def _run(
    tool: str,
    words: Sequence[str],
    *,
    seconds: int,
    memory_bytes: int,
    file_bytes: int,
    heard: Heard | None = None,
) -> str:
    path = shutil.which(tool)
    if path is None:
        raise NoFilmTools
    limits = {"seconds": seconds, "memory_bytes": memory_bytes, "file_bytes": file_bytes}
    with tempfile.TemporaryFile() as complaints:
        ended, said = _ask(path, limits, words, seconds=PATIENCE * seconds, heard=heard, complaints=complaints)
        complaints.seek(0)
        complained = complaints.read(COMPLAINTS).decode(errors="replace")
    if ended.is_by_limit(seconds):
        raise BrokenFilm
    if ended.code < 0 or ended.code == STOPPED:
        raise ending.interrupted(tool, ended)
    if ended.code != 0:
        _say_why(complained)
    return said


def _ask(
    path: str,
    limits: Mapping[str, int],
    words: Sequence[str],
    *,
    seconds: int,
    heard: Heard | None,
    complaints: IO[bytes],
) -> tuple[Ending, str]:
    """How the tool ended, and what it wrote."""
    child = subprocess.Popen(
        [sys.executable, "-m", "marketplace.media.film_child", json.dumps(limits), path, *words],
        env={"LC_ALL": "C.UTF-8"},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        errors="replace",
        # Ctrl+C ends the market; the job is begun anew, and its film must not pass for a broken one.
        start_new_session=True,
    )
    clock = threading.Timer(seconds, child.kill)
    clock.start()
    kept: list[str] = []
    try:
        assert child.stdout is not None
        for line in child.stdout:
            if heard is None:
                kept.append(line)
            else:
                name, _, value = line.strip().partition("=")
                heard(name, value)
        ended = ending.wait_for(child)
    finally:
        clock.cancel()
        if child.poll() is None:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()
    return ended, "".join(kept)


def _say_why(complained: str) -> None:
    """The tool gave up: for want of room, which passes and is tried again, or because of the film."""
    if shutil.disk_usage(storage.folder()).free < LEAST_ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    found = _NOT_OPENED.search(complained)
    if found:
        raise UnknownCodec(codec=found[1])
    raise BrokenFilm
