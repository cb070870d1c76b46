"""Archives that nobody means well with, made byte by byte."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return kept.getvalue()


def with_mode(name: str, mode: int, data: bytes = b"/etc/passwd") -> bytes:
    """One entry that says it is a link, a device, a pipe."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (mode | 0o644) << 16
        archive.writestr(info, data)
    return kept.getvalue()


LINK, DEVICE, PIPE = stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO


@dataclass(frozen=True)
class Entry:
    """An entry as it is written, whatever is true. `said` is the size it claims."""

    name: bytes
    data: bytes = b"x"
    said: int | None = None
    crc: int | None = None
    method: int = 0
    flags: int = 0x800
    extra: bytes = b""
    # Another entry's place, to lie on it.
    at: int | None = None


def raw(*entries: Entry, count: int | None = None, before: bytes = b"") -> bytes:
    """An archive written without asking any library whether it makes sense."""
    body, lists = bytearray(before), []
    for entry in entries:
        stored = _squeezed(entry.data) if entry.method == 8 else entry.data
        size = len(entry.data) if entry.said is None else entry.said
        packed_size = size if entry.method == 0 and entry.said is not None else len(stored)
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        told = (20, entry.flags, entry.method, 0, 0x21, crc, packed_size, size, len(entry.name), len(entry.extra))
        at = len(body) if entry.at is None else entry.at
        if entry.at is None:
            body += struct.pack("<4s5H3I2H", b"PK\x03\x04", *told) + entry.name + entry.extra + stored
        lists.append(struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *told, 0, 0, 0, 0, at) + entry.name + entry.extra)
    listed = b"".join(lists)
    number = len(entries) if count is None else count
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, number, number, len(listed), len(body), 0)
    return bytes(body) + listed + end


def _squeezed(data: bytes) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(data) + squeezer.flush()


def many(count: int) -> bytes:
    """So many empty entries."""
    return raw(*(Entry(b"%d" % number, b"") for number in range(count)), count=min(count, 0xFFFF))


def quine_bomb(copies: int) -> bytes:
    """One megabyte of zeros, listed again and again (David Fifield's overlapping entries)."""
    first = Entry(b"0", bytes(1_000_000), method=8)
    return raw(first, *(Entry(b"%d" % number, bytes(1_000_000), method=8, at=0) for number in range(1, copies)))


def changed(data: bytes, changes: Sequence[tuple[int, int]]) -> bytes:
    """The bytes with some of them others."""
    body = bytearray(data)
    for at, value in changes:
        body[at % len(body)] = value
    return bytes(body)
