"""Films and sounds for tests, made by ffmpeg; and a small hand for the boxes of an MP4."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from marketplace.config import ROOT
from marketplace.media import ffmpeg

LIBRARY: Final = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
needs_ffmpeg = pytest.mark.skipif(not ffmpeg.are_there(), reason="ffmpeg could not be installed")

# The real turn, panned slowly: its left edge always goes on at its right edge.
SMALL: Final = ROOT / "tests" / "data" / "panoramas" / "peabody-library.jpg"
PAN: Final = ("-loop", "1", "-framerate", "5", "-i", str(SMALL))
QUICK: Final = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
TONE: Final = ("-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000")


def shoot(path: Path, *words: str) -> Path:
    """ffmpeg makes this file of these words."""
    tool = shutil.which("ffmpeg")
    assert tool
    subprocess.run([tool, "-nostdin", "-v", "error", "-y", *words, str(path)], check=True, stdin=subprocess.DEVNULL)
    return path


def turn(
    path: Path, *, width: int = 1920, seconds: float = 2, rate: int = 5, drawn: str = "", more: Sequence[str] = ()
) -> Path:
    """A film of whole turns with a tone."""
    shown = f"scale={width}:{width // 2},scroll=h=0.004{drawn}"
    return shoot(
        path, *PAN, *TONE, "-vf", shown, "-r", str(rate), "-t", str(seconds), *QUICK, "-c:a", "aac", *more,
    )  # fmt: skip


def flat(
    path: Path, *, size: str = "1280x640", seconds: float = 1, rate: int = 10, codec: Sequence[str] = QUICK
) -> Path:
    """A film of no turn at all."""
    return shoot(path, "-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}", "-t", str(seconds), *codec)


def asked(path: Path, *words: str) -> str:
    """What ffprobe says of a file of ours."""
    tool = shutil.which("ffprobe")
    assert tool
    return subprocess.run(
        [tool, "-v", "error", "-of", "compact=p=0", *words, str(path)], check=True, capture_output=True, text=True
    ).stdout


def loudness(path: Path) -> float:
    """How loud it is as a whole, in LUFS."""
    tool = shutil.which("ffmpeg")
    assert tool
    told = subprocess.run(
        [tool, "-nostdin", "-hide_banner", "-i", str(path), "-af", "ebur128", "-f", "null", "-"],
        check=True, capture_output=True, text=True,
    ).stderr  # fmt: skip
    return float(told.rsplit("I:", 1)[1].split("LUFS")[0])


_PARENTS: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf")
Change = Callable[[bytes, bytes], bytes | None]


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each box."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        assert size >= 8
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def box(name: bytes, content: bytes) -> bytes:
    """One box."""
    return (len(content) + 8).to_bytes(4) + name + content


def rebox(data: bytes, change: Change) -> bytes:
    """The file with each box as `change` wants it, told name and content; None leaves it out."""
    made = b""
    for name, content in boxes(data):
        inner = rebox(content, change) if name in _PARENTS else content
        wanted = change(name, inner)
        if wanted is not None:
            made += box(name, wanted)
    return made


# What cameras write into a film's track: https://github.com/google/spatial-media/blob/master/docs/spherical-video-rfc.md
SPHERICAL: Final = bytes.fromhex("ffcc8263f8554a938814587a02521fdd") + (
    b'<?xml version="1.0"?><rdf:SphericalVideo xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:GSpherical="http://ns.google.com/videos/1.0/spherical/"><GSpherical:Spherical>true</GSpherical:Spherical>'
    b"<GSpherical:Stitched>true</GSpherical:Stitched><GSpherical:StitchingSoftware>a camera"
    b"</GSpherical:StitchingSoftware><GSpherical:ProjectionType>equirectangular"
    b"</GSpherical:ProjectionType></rdf:SphericalVideo>"
)


def said_to_be_spherical(path: Path) -> Path:
    """The same film with the camera's word that it is a whole turn."""

    def change(name: bytes, content: bytes) -> bytes:
        return content + box(b"uuid", SPHERICAL) if name == b"trak" and b"vmhd" in content else content

    path.write_bytes(rebox(path.read_bytes(), change))
    return path


def with_million_samples(path: Path) -> Path:
    """The same film, its tables saying that it has a million pictures of one byte."""
    million = 1_000_000
    tables: dict[bytes, bytes | None] = {
        b"stsz": b"\0\0\0\0" + (1).to_bytes(4) + million.to_bytes(4),
        b"stts": b"\0\0\0\0" + (1).to_bytes(4) + million.to_bytes(4) + (1).to_bytes(4),
        b"stsc": b"\0\0\0\0" + (1).to_bytes(4) + (1).to_bytes(4) + million.to_bytes(4) + (1).to_bytes(4),
        b"ctts": None, b"stss": None, b"edts": None,
    }  # fmt: skip
    path.write_bytes(rebox(path.read_bytes(), lambda name, content: tables.get(name, content)))
    return path


def with_its_pictures_elsewhere(path: Path, elsewhere: Path) -> Path:
    """A film that holds no pictures itself and names another file, in the same folder, that does."""
    name = ("/" + elsewhere.name).encode()
    alias = (
        b"\0\0\0\0" + bytes(10) + bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12)
        + bytes([len(name) - 1]) + name[1:].ljust(63, b"\0") + bytes(16) + (1).to_bytes(2) + (1).to_bytes(2) + bytes(16)
        + (2).to_bytes(2) + len(name).to_bytes(2) + name + bytes(len(name) % 2) + b"\xff\xff\0\0"
    )  # fmt: skip
    dref = b"\0\0\0\0" + (1).to_bytes(4) + box(b"alis", alias)

    def change(box_name: bytes, content: bytes) -> bytes | None:
        if box_name == b"mdat":
            return None
        return dref if box_name == b"dref" else content

    whole: Any = elsewhere.read_bytes()
    path.write_bytes(rebox(whole, change))
    return path
