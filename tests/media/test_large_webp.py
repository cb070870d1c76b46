"""WebP pictures that Pillow alone has no memory for."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.viewing.pictures import decibels
from marketplace.config import ROOT
from marketplace.media import large_webp
from marketplace.media.cutting import cut_in_child, look_in_child
from marketplace.media.looking import Kind
from marketplace.media.panoramas import WHOLE
from marketplace.media.pixels import PanoramaRefused, WebpTooLarge, pixels_of
from tests.media import clips

LIBRARY = ROOT / "demo" / "panoramas" / "peabody-library.jpg"


def test_a_webp_that_there_is_no_memory_for_is_refused_by_its_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_webp, "tool", lambda: None)
    Image.new("RGB", (11_000, 5_500)).save(tmp_path / "a.webp", "WEBP", quality=1, method=0)

    with pytest.raises(WebpTooLarge, match="Xin xuất lại dạng JPEG"):
        pixels_of(tmp_path / "a.webp", (1280, 640))


# 16,383 is the widest that there is: the format has fourteen bits for it.
@clips.needs_ffmpeg
def test_the_widest_webp_is_looked_at_and_cut_as_any_other(tmp_path: Path) -> None:
    packet = b'<x xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:PoseHeadingDegrees="40"/>'
    with Image.open(LIBRARY) as picture:
        wide = picture.convert("RGB").resize((16_383, 8_192), Image.Resampling.BILINEAR)
    wide.save(tmp_path / "a.webp", "WEBP", quality=60, method=0, xmp=packet)

    look, width, height = look_in_child(tmp_path / "a.webp", tmp_path)
    files = cut_in_child(tmp_path / "a.webp", tmp_path / "pano", views=())

    assert (look.kind, width, height, look.north) == (Kind.FULL, 16_383, 8_192, 40.0)
    assert (files.levels, files.part) == ((2048, 4096, 8192), WHOLE)
    assert decibels(pixels_of(tmp_path / "a.webp", (2048, 1024)), wide.resize((2048, 1024), Image.Resampling.BOX)) > 35


# A good picture is not refused, and its original not thrown away, because the machine had no memory for a moment.
def test_a_reader_that_the_machine_ended_says_nothing_of_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = tmp_path / "ffmpeg"
    ended.write_text("#!/bin/sh\nkill -9 $$\n")
    ended.chmod(0o700)
    monkeypatch.setattr(large_webp, "tool", lambda: str(ended))
    Image.new("RGB", (11_000, 5_500)).save(tmp_path / "a.webp", "WEBP", quality=1, method=0)

    with pytest.raises(InterruptedError, match="SIGKILL"):
        pixels_of(tmp_path / "a.webp", (1280, 640))


# What needs more of the processor than any picture does is ended by the kernel too, and refused.
def test_a_reader_that_used_up_its_time_says_that_the_picture_is_none(tmp_path: Path) -> None:
    Image.new("RGB", (11_000, 5_500)).save(tmp_path / "a.webp", "WEBP", quality=1, method=0)
    program = (
        "import resource, sys; from pathlib import Path; from marketplace.media import large_webp, pixels;"
        "large_webp.tool = lambda: sys.argv[2]; resource.setrlimit(resource.RLIMIT_CPU, (4, 4));"
        "pixels.pixels_of(Path(sys.argv[1]), (1280, 640))"
    )
    endless = tmp_path / "ffmpeg"
    endless.write_text("#!/bin/sh\nwhile :; do :; done\n")
    endless.chmod(0o700)

    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.webp"), str(endless)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    assert b"PanoramaRefused" in ran.stderr, ran.stderr


@clips.needs_ffmpeg
def test_a_large_webp_that_is_torn_is_refused_in_words(tmp_path: Path) -> None:
    Image.effect_noise((11_000, 5_500), 60).convert("RGB").save(tmp_path / "a.webp", "WEBP", quality=1, method=0)
    data = (tmp_path / "a.webp").read_bytes()
    (tmp_path / "torn.webp").write_bytes(data[: len(data) // 3])

    with pytest.raises(PanoramaRefused, match="không đọc được"):
        look_in_child(tmp_path / "torn.webp", tmp_path)


def test_the_largest_webp_is_cut_in_the_childs_memory(tmp_path: Path) -> None:
    with Image.open(LIBRARY) as picture:
        picture.resize((10_000, 5_000)).save(tmp_path / "a.webp", "WEBP", quality=40, method=0)

    assert cut_in_child(tmp_path / "a.webp", tmp_path / "pano", views=()).width == 8192
