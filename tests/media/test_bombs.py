"""Pictures that are small to send and would be large to open: they cost hardly more than a photo."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from marketplace.media.errors import PictureTooLarge
from tests.media import measuring
from tests.media.test_services import RED, corners, is_like, keep, saved_as, shown


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def one_bit_png(side: int) -> bytes:
    """A whole, valid PNG of side² black pixels, some hundred kilobytes."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (side + 7) // 8)
    rows = b"".join(packer.compress(row * 1000) for _ in range(side // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# L03
def test_a_picture_bomb_is_refused_before_it_is_decoded(session: Any) -> None:
    bomb = one_bit_png(50_000)
    assert len(bomb) < 400_000

    with pytest.raises(PictureTooLarge) as refusal:
        keep(bomb)

    assert "50000 × 50000" in str(refusal.value)


def cost_of(data: bytes, folder: Path) -> tuple[dict[str, Any], int, float]:
    """What the child answers to this picture, and what it cost: KB and seconds."""
    cost = measuring.cost_of("marketplace.media.child", folder, data=data)
    return json.loads(cost.answer), cost.kilobytes, cost.seconds


# L03: seconds of the processor, so that a busy machine does not count.
def test_a_picture_bomb_costs_less_than_a_second_and_100_mb(tmp_path: Path) -> None:
    answer, kilobytes, seconds = cost_of(one_bit_png(50_000), tmp_path)

    assert answer["refused"] == "too_large"
    assert kilobytes < 100_000
    assert seconds < 1


def webp_of(frames: int, *, side: int = 240, canvas: int = 240) -> bytes:
    """A moving WebP of so many frames, each of `side`² pixels on a ground of `canvas`² (RIFF container, as libwebp reads it)."""
    still = saved_as("WEBP", Image.new("RGB", (side, side), RED), lossless=True)
    pixels = still[still.index(b"VP8L") :]

    def riff(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    def three(number: int) -> bytes:
        return struct.pack("<I", number)[:3]

    frame = riff(b"ANMF", three(0) * 2 + three(side - 1) * 2 + three(10) + b"\2" + pixels)
    head = riff(b"VP8X", b"\2\0\0\0" + three(canvas - 1) * 2) + riff(b"ANIM", b"\0" * 6)
    return riff(b"RIFF", b"WEBP" + head + frame * frames)


def apng_of(frames: int, *, side: int = 240, canvas: int = 240) -> bytes:
    """A moving PNG of so many frames, each of `side`² pixels on a ground of `canvas`²; its still picture is the ground's."""

    def rows(of: int) -> bytes:
        return zlib.compress((b"\0" + bytes(RED) * of) * of)

    moving, number = [], 0
    for _ in range(frames):
        control = struct.pack(">IIIIIHHBB", number, side, side, 0, 0, 1, 100, 0, 0)
        moving += [chunk(b"fcTL", control), chunk(b"fdAT", struct.pack(">I", number + 1) + rows(side))]
        number += 2
    header = struct.pack(">IIBBBBB", canvas, canvas, 8, 2, 0, 0, 0)
    first = chunk(b"IHDR", header) + chunk(b"acTL", struct.pack(">II", frames, 0)) + chunk(b"IDAT", rows(canvas))
    return b"\x89PNG\r\n\x1a\n" + first + b"".join(moving) + chunk(b"IEND", b"")


MOVING: dict[str, Callable[..., bytes]] = {"WEBP": webp_of, "PNG": apng_of}


# L07
@pytest.mark.parametrize("kind", MOVING)
def test_ten_thousand_frames_cost_no_more_than_one(tmp_path: Path, kind: str) -> None:
    one, least, first = cost_of(MOVING[kind](1), tmp_path)

    many, most, all_of_them = cost_of(MOVING[kind](10_000), tmp_path)

    assert many == one == {"width": 240, "height": 240, "widths": [240]}
    assert most < least + 30_000
    assert all_of_them < first + 1


# L07: a frame that is larger than the picture it belongs to. Of a PNG the still picture is whole without it.
@pytest.mark.parametrize(
    ("kind", "answer"),
    [("WEBP", {"refused": "broken"}), ("PNG", {"width": 240, "height": 240, "widths": [240]})],
)
def test_a_frame_beyond_its_picture_is_never_opened(tmp_path: Path, kind: str, answer: dict[str, Any]) -> None:
    found, kilobytes, _ = cost_of(MOVING[kind](2, side=6_000, canvas=240), tmp_path)

    assert found == answer
    assert kilobytes < 100_000


# L07
@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame_is_kept(session: Any, kind: str) -> None:
    frames = [Image.new("RGB", (240, 240), (frame % 256, frame // 256, 200)) for frame in range(1, 301)]

    picture = keep(saved_as(kind, Image.new("RGB", (240, 240), RED), save_all=True, append_images=frames, duration=10))

    assert picture.widths == [240]
    assert is_like(corners(shown(picture))[0], RED)
    assert getattr(shown(picture), "n_frames", 1) == 1
