"""360° pictures of strangers, looked at and cut by a limited child."""

import io
import json
import os
import signal
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from marketplace.config import ROOT
from marketplace.media import cutting, ending, pano_child, panoramas
from marketplace.media.cutting import cut_in_child, look_in_child
from marketplace.media.gpano import Placing
from marketplace.media.looking import Kind
from marketplace.media.panoramas import NotTwoToOne, PanoramaRefused, PanoramaTooWide, View
from tests.media.measuring import cost_of
from tests.tours.test_panoramas import apart

DATA = ROOT / "tests" / "data" / "panoramas"
LIBRARY = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
CHILD = "marketplace.media.pano_child"


def test_the_child_says_what_a_picture_is(tmp_path: Path) -> None:
    look, width, height = look_in_child(LIBRARY, tmp_path)

    assert (look.kind, width, height) == (Kind.FULL, 4096, 2048)
    with Image.open(tmp_path / "preview.webp") as whole, Image.open(tmp_path / "seam.webp") as seam:
        assert whole.size == seam.size == (640, 320)
        # The left half of one is the right half of the other.
        left, right = whole.convert("RGB").crop((40, 0, 280, 320)), seam.convert("RGB").crop((360, 0, 600, 320))
    assert apart(left, right) < 6


def with_xmp(packet: bytes) -> bytes:
    """A photo whose camera wrote this packet."""
    written = io.BytesIO()
    with Image.open(DATA / "cerro-toco-gpano.jpg") as picture:
        picture.save(written, "JPEG", quality=85, xmp=packet)
    return written.getvalue()


def test_the_cameras_word_comes_through_the_child(tmp_path: Path) -> None:
    source = tmp_path / "toco.jpg"
    source.write_bytes(with_xmp((DATA / "cerro-toco-gpano.xmp").read_bytes()))

    look, *_ = look_in_child(source, tmp_path)

    assert (look.north, look.pitch, look.roll) == (337.5, -1.8, 1.3)
    assert look.placing == Placing(1024, 512, 0, 0)


def test_the_child_cuts_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    files = cut_in_child(LIBRARY, tmp_path, views=[View(0, 0, 90)], progress=lambda done, of: told.append((done, of)))

    assert files == panoramas.PanoramaFiles(key=panoramas.key_of(LIBRARY), width=4096, levels=(2048, 4096))
    assert told == [(number, 40) for number in range(1, 41)]
    assert len(list((tmp_path / files.key).glob("poster-*"))) == len(panoramas.POSTERS)


def test_a_part_is_cut_where_it_lies(tmp_path: Path) -> None:
    source = tmp_path / "part.jpg"
    with Image.open(LIBRARY) as picture:
        picture.crop((0, 500, 2048, 1500)).save(source, "JPEG")

    files = cut_in_child(source, tmp_path / "pano", views=[], placing=Placing(4096, 2048, 0, 500))

    assert files.part == pytest.approx((0, 500 / 2048, 0.5, 1500 / 2048))


# L04
def test_the_widest_picture_is_cut_as_wide_as_it_is_shown(tmp_path: Path) -> None:
    source = tmp_path / "widest.jpg"
    Image.linear_gradient("L").resize((16_384, 8_192)).save(source, "JPEG", quality=40)

    files = cut_in_child(source, tmp_path / "pano", views=[])

    assert files.levels == (2048, 4096, 8192)


# L04
@pytest.mark.parametrize(
    ("size", "refusal"), [((3000, 2000), NotTwoToOne), ((20_000, 10_000), PanoramaTooWide)], ids=str
)
def test_a_refusal_comes_back_with_its_facts(
    tmp_path: Path, size: tuple[int, int], refusal: type[PanoramaRefused]
) -> None:
    source = tmp_path / "x.png"
    Image.new("1", size).save(source)

    with pytest.raises(refusal):
        cut_in_child(source, tmp_path / "pano", views=[])


# L01 L02: decided by content, whatever the name says.
@pytest.mark.parametrize(
    "content", [b"", b"<svg/>", b"%PDF-1.7", b"II*\0" + b"\0" * 60, b"SIMPLE  = T", b"\0\0\1\0", b"GIF89a" + b"\0" * 60]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "pano.jpg"
    source.write_bytes(content)

    with pytest.raises(PanoramaRefused):
        look_in_child(source, tmp_path)


# L03
def test_a_bomb_is_refused_by_its_header_in_little_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(6_251) * 1_000)
    chunks = [(b"IHDR", header), *[(b"IDAT", pixels)] * 50, (b"IEND", b"")]
    bomb.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            for name, body in chunks
        )
    )

    answer, kilobytes, _ = cost_of(CHILD, "look", bomb, tmp_path)

    assert "PanoramaTooWide" in answer
    assert kilobytes < 100_000


# L04: what takes too long is killed, and leaves nothing. A slow machine says nothing of the picture.
def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "CUT_SECONDS", 0.3)

    with pytest.raises(OSError, match="SIGKILL"):
        cut_in_child(LIBRARY, tmp_path / "pano", views=[])

    assert not [path for path in (tmp_path / "pano").glob("*") if not path.name.startswith("making-")]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The children that are begun from now on."""
    children: list[Any] = []
    begin = subprocess.Popen

    def begin_and_note(words: list[str], **options: Any) -> Any:
        children.append(begin(words, **options))
        return children[-1]

    monkeypatch.setattr(subprocess, "Popen", begin_and_note)
    return children


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_child_that_is_ended_from_outside_says_nothing_of_the_picture(
    tmp_path: Path, begun: list[Any], how: signal.Signals
) -> None:
    def end_it(done: int, of: int) -> None:
        if done == 1:
            begun[0].send_signal(how)

    with pytest.raises(OSError, match="said nothing"):
        cut_in_child(LIBRARY, tmp_path / "pano", views=[], progress=end_it)


# Ctrl+C reaches all processes of a terminal's session: the child is in one of its own.
def test_the_child_has_a_session_of_its_own(tmp_path: Path, begun: list[Any]) -> None:
    sessions: set[int] = set()

    def look_up(done: int, of: int) -> None:
        if done == 1:
            sessions.add(os.getsid(begun[0].pid))

    cut_in_child(LIBRARY, tmp_path, views=[], progress=look_up)

    assert sessions == {begun[0].pid}


def test_a_full_disk_is_not_the_pictures_fault(tmp_path: Path) -> None:
    (tmp_path / "pano").symlink_to("/dev/full")

    with pytest.raises(OSError, match=r"\[Errno"):
        cut_in_child(LIBRARY, tmp_path / "pano", views=[])


def test_a_picture_that_uses_up_the_childs_seconds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = ending.Ending(code=-9, cpu_seconds=float(pano_child.CPU_SECONDS))
    real = ending.wait_for
    monkeypatch.setattr(ending, "wait_for", lambda child: (child.kill(), real(child), ended)[-1])

    with pytest.raises(PanoramaRefused):
        cut_in_child(LIBRARY, tmp_path / "pano", views=[])


# L04: 8192 pixels, in the memory of a small machine. Wall time is nobody's promise; memory is.
def test_8192_pixels_are_cut_in_little_memory(tmp_path: Path) -> None:
    source = tmp_path / "wide.jpg"
    with Image.open(LIBRARY) as picture:
        picture.resize((8192, 4096), Image.Resampling.BICUBIC).save(source, "JPEG", quality=85)

    answer, kilobytes, _ = cost_of(CHILD, "cut", source, tmp_path / "pano", "{}")

    assert json.loads(answer)["levels"] == [2048, 4096, 8192]
    # Pillow keeps four bytes a pixel: read whole, the decoded picture alone would be 134 MB.
    assert kilobytes < 120_000
