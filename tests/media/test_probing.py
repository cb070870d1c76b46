"""Films and sounds of strangers: what is taken, and what is refused before anything of it is shown."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from marketplace.config import ROOT
from marketplace.errors import Refusal
from marketplace.media import errors, ffmpeg, kinds, probing
from marketplace.media.ffmpeg import Source
from marketplace.media.probing import probe
from marketplace.media.states import UploadKind
from tests.media import clips

pytestmark = [clips.needs_ffmpeg, pytest.mark.usefixtures("app")]


# L01
@pytest.mark.parametrize(
    ("head", "kind", "reader"),
    [
        (b"\xff\xd8\xff\xe0", UploadKind.PICTURE, None),
        (b"\x89PNG\r\n\x1a\n", UploadKind.PICTURE, None),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", UploadKind.PICTURE, None),
        (b"\x00\x00\x00\x1cftypheic", UploadKind.PICTURE, "mov"),
        (b"\x00\x00\x00\x1cftypisom", UploadKind.VIDEO, "mov"),
        (b"\x00\x00\x00\x14ftypqt  ", UploadKind.VIDEO, "mov"),
        (b"\x00\x00\x00\x08wide\x00\x00", UploadKind.VIDEO, "mov"),
        (b"\x1a\x45\xdf\xa3\x9f", UploadKind.VIDEO, "matroska"),
        (b"\x00\x00\x00\x1cftypM4A ", UploadKind.SOUND, "mov"),
        (b"OggS\x00\x02", UploadKind.SOUND, "ogg"),
        (b"fLaC\x00", UploadKind.SOUND, "flac"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", UploadKind.SOUND, "wav"),
        (b"ID3\x04", UploadKind.SOUND, "mp3"),
        (b"\xff\xfb\x90\x64", UploadKind.SOUND, "mp3"),
        (b"#EXTM3U\n#EXT-X-VERSION", None, None),
        (b"ffconcat version 1.0\nfile", None, None),
        (b"<?xml version='1.0'?><MPD", None, None),
        (b"v=0\r\no=- 0 0 IN IP4 127.", None, None),
        (b"%PDF-1.7", None, None),
        (b"MZ\x90\x00", None, None),
        (b"PK\x03\x04", None, None),
        (b"\x00\x00\x01\xba", None, None),
        (b"", None, None),
    ],
)
def test_the_first_bytes_tell_what_it_is(head: bytes, kind: UploadKind | None, reader: str | None) -> None:
    assert (kinds.kind_of(head), kinds.reader_of(head)) == (kind, reader)


def test_a_film_is_measured_as_it_is_shown(a_turn: Path) -> None:
    probed = probe(a_turn)

    assert (probed.kind, probed.width, probed.height) == (UploadKind.VIDEO, 1920, 960)
    assert probed.seconds == pytest.approx(2, abs=0.3)
    assert (probed.audio, probed.is_spherical) == (1, False)
    assert float(probed.frames_a_second) == 5.0


# A command is given a name in the folder it is called from, and a film may be called what looks like an address.
def test_a_film_is_found_by_whatever_name(a_turn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(a_turn, "http:film.mp4")

    assert probe(Path("http:film.mp4")).kind is UploadKind.VIDEO


# The clip of a real camera is 640 × 322 points that are a little wider than high: shown, exactly two to one.
def test_points_need_not_be_square(tmp_path: Path) -> None:
    film = clips.flat(tmp_path / "a.mp4", size="640x322", codec=("-vf", "setsar=161/160:max=1000", *clips.QUICK))

    probed = probe(film)

    assert (probed.width, probed.height) == (644, 322)


def test_the_cameras_word_is_read(tmp_path: Path, a_turn: Path) -> None:
    film = clips.said_to_be_spherical(Path(shutil.copy(a_turn, tmp_path / "a.mp4")))

    assert probe(film).is_spherical


Maker = Callable[[Path], Path]


def named(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def cut_short(path: Path) -> Path:
    film = clips.flat(path)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    return film


def of_two_lenses(path: Path) -> Path:
    two = ("-map", "0", "-map", "0", *clips.QUICK)
    return clips.shoot(path, "-f", "lavfi", "-i", "testsrc2=size=640x640:rate=5", "-t", "1", *two)


def without_end(path: Path) -> Path:
    """Nothing but a long run of what may be a sound."""
    return named(path, b"ID3\x04" + b"\xff" * 200_000)


# L17
@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda path: named(path, b"ffconcat version 1.0\nfile /etc/passwd\n"), errors.UnknownFile),
        (lambda path: named(path, b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), errors.UnknownFile),
        (lambda path: named(path, "Phim này hay lắm, xin xem.".encode() * 20), errors.UnknownFile),
        (lambda path: named(path, b"\x00\x00\x00\x18ftypisom" + b"#EXTM3U\nhttp://x/\n" * 9), errors.BrokenFilm),
        (lambda path: named(path, b"\x1a\x45\xdf\xa3" + b"\xff" * 90_000), errors.BrokenFilm),
        (without_end, errors.FilmRefused),
        (cut_short, errors.BrokenFilm),
        (lambda path: clips.flat(path, codec=("-c:v", "mpeg4")), errors.UnknownCodec),
        (lambda path: clips.flat(path, codec=("-c:v", "prores", "-f", "mov")), errors.UnknownCodec),
        (lambda path: clips.flat(path, size="1280x720"), errors.OrdinaryFilm),
        (lambda path: clips.flat(path, size="720x1280"), errors.OrdinaryFilm),
        (lambda path: clips.flat(path, size="4096x1344", rate=2), errors.OrdinaryFilm),
        (of_two_lenses, errors.RawFromCamera),
        (lambda path: clips.flat(path, size="320x160"), errors.FilmTooSmall),
        (lambda path: clips.flat(path, size="8400x4200", rate=2), errors.FilmTooWide),
        (lambda path: clips.flat(path, size="640x320", seconds=190, rate=1), errors.FilmTooLong),
        (lambda path: clips.flat(path, size="640x320", seconds=0.2), errors.TooShort),
        (lambda path: clips.flat(path, size="640x320", rate=120), errors.TooManyFrames),
        (lambda path: clips.with_million_samples(clips.flat(path, size="640x320")), errors.FilmRefused),
    ],
)  # fmt: skip
def test_what_is_no_good_film_is_refused_in_time(tmp_path: Path, make: Maker, refusal: type[Refusal]) -> None:
    film = make(tmp_path / "phim.mp4")
    began = time.monotonic()

    with pytest.raises(refusal) as refused:
        probe(film)

    assert str(refused.value)
    assert time.monotonic() - began < 10


# L17: the pictures of a QuickTime film may lie in another file, which would then be read in its name.
def test_a_film_that_names_another_file_gets_nothing_of_it(tmp_path: Path) -> None:
    secret = clips.flat(tmp_path / "secret.mp4")
    film = clips.with_its_pictures_elsewhere(tmp_path / "film.mov", secret)
    # It would work: a reader that follows such names finds the pictures.
    assert "h264" in clips.asked(film, "-enable_drefs", "1", "-show_entries", "packet=size:stream=codec_name")
    assert "size=" in clips.asked(film, "-enable_drefs", "1", "-show_entries", "packet=size")

    with pytest.raises(errors.FilmRefused):
        probe(film)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a machine that writes down who knocks."""
    knocks: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            knocks.append(self.path)
            self.send_error(404)

        def log_message(self, *words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", knocks
    server.shutdown()
    server.server_close()


# L17 L21: no reader that would fetch something is started, and none could reach it.
@pytest.mark.parametrize("reader", ["mov", "matroska", "ogg", "mp3", "wav", "flac"])
def test_nothing_is_fetched(tmp_path: Path, listener: tuple[str, list[str]], reader: str) -> None:
    site, knocks = listener
    playlist = named(tmp_path / "a.mp4", f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{site}/a.ts\n".encode())

    for path in (playlist, Path(f"{site}/film.mp4"), Path(f"concat:{site}/a.mp4|{site}/b.mp4")):
        with suppress(errors.BrokenFilm):
            ffmpeg.probe(Source(path, reader), "-show_streams")
        with pytest.raises(errors.BrokenFilm):
            ffmpeg.run(Source(path, reader), [], ["-f", "null", "-"], seconds=5)

    assert knocks == []


def child(limits: dict[str, int], *words: str) -> "subprocess.CompletedProcess[str]":
    whole = {"seconds": 5, "memory_bytes": 800_000_000, "file_bytes": 1_000_000, **limits}
    tool = shutil.which(words[0])
    assert tool
    return subprocess.run(
        [sys.executable, "-m", "marketplace.media.film_child", json.dumps(whole), tool, *words[1:]],
        cwd=ROOT, env={**os.environ, "MARKETPLACE_SECRET_KEYS": "a secret"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


# L17
def test_the_child_has_limits_of_time_memory_and_files_and_knows_no_secret(tmp_path: Path) -> None:
    assert child({"seconds": 1}, "sh", "-c", "while :; do :; done").returncode == -signal.SIGKILL
    assert child({"memory_bytes": 200_000_000}, "python3", "-c", "bytearray(400_000_000)").returncode == 1
    assert child({"memory_bytes": 800_000_000}, "python3", "-c", "bytearray(400_000_000)").returncode == 0
    assert child({}, "dd", "if=/dev/zero", f"of={tmp_path}/big", "bs=1M", "count=3").returncode != 0
    assert (tmp_path / "big").stat().st_size <= 1_000_000
    assert child({}, "env").stdout == "LC_ALL=C\n"
    assert int(child({}, "nice").stdout) >= 15


def test_a_worker_that_is_killed_leaves_no_encoder_behind(tmp_path: Path) -> None:
    limits = json.dumps({"seconds": 60, "memory_bytes": 800_000_000, "file_bytes": 1_000_000})
    told = tmp_path / "pid"
    worker = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])", sys.executable, "-m",
         "marketplace.media.film_child", limits, "/bin/sh", "-c", f"echo $$ > {told}; exec sleep 60"],
        cwd=ROOT,
    )  # fmt: skip
    until = time.monotonic() + 20
    while not (told.exists() and told.read_text().strip()) and time.monotonic() < until:
        time.sleep(0.05)
    encoder = int(told.read_text())

    worker.kill()
    worker.wait()

    while Path(f"/proc/{encoder}").exists() and time.monotonic() < until:
        state = Path(f"/proc/{encoder}/stat").read_text().rsplit(")", 1)[1].split()[0]
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{encoder}").exists()


# A player shows what there is of it, and nobody sees that the rest is missing.
@pytest.mark.parametrize("part", [0.3, 0.99])
def test_a_webm_that_was_not_sent_to_its_end_is_refused(tmp_path: Path, part: float) -> None:
    film = clips.flat(tmp_path / "a.webm", seconds=4, codec=VP8)
    assert probe(film).seconds == pytest.approx(4, abs=0.2)
    whole = film.read_bytes()
    film.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(errors.BrokenFilm):
        probe(film)


def test_a_webm_that_was_sent_while_it_was_recorded_says_nothing_of_its_size(tmp_path: Path) -> None:
    film = clips.flat(tmp_path / "a.webm", seconds=2, codec=(*VP8, "-f", "webm", "-live", "1"))

    assert probe(film).seconds == pytest.approx(2, abs=0.2)


VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-pix_fmt", "yuv420p")


@pytest.mark.parametrize(
    "head", [b"", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\x00", b"\x1a\x45\xdf\xa3\xff" + b"\0" * 9]
)
def test_a_head_that_says_no_size_is_not_cut_off(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "a.webm").write_bytes(head)

    assert not probing._is_cut_off(tmp_path / "a.webm")
