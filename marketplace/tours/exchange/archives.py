"""Opening a stranger's ZIP.

The list of contents is checked whole before the first byte is unpacked; what cannot be known before (real sizes, sums)
is counted while reading. Files are unpacked under names of our own, so no name of theirs ever reaches the disk. Sources:
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (6.3.10), https://www.bamsoftware.com/hacks/zipbomb/
"""

import hashlib
import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from marketplace.tours.exchange.errors import (
    ArchiveInArchive,
    ArchiveTooLarge,
    BadArchive,
    BadEntryName,
    Encrypted,
    EntriesOverlap,
    NameTwice,
    NotAFile,
    TooManyEntries,
    UnpacksTooLarge,
    UnusualCompression,
    WrongSum,
)  # fmt: skip

MOST_BYTES: Final = 500_000_000
# Marzipano's tool writes some hundreds of tiles a scene.
MOST_ENTRIES: Final = 20_000
MOST_UNPACKED: Final = 2_000_000_000
LARGEST_FILE: Final = 60_000_000
# Three minutes in the widest size of media/films.py take 135 MB.
LARGEST_FILM: Final = 200_000_000
LONGEST_NAME: Final = 200
# Twenty thousand names of ordinary length, with what programs write beside them.
LARGEST_LIST: Final = 8_000_000
# Deflate gives at most 1,032 for 1; a picture is packed already, and text gives 10.
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 1_000_000
PIECE: Final = 1 << 16

_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x07"
_LOCAL: Final = struct.Struct("<4s5H3I2H")
# Encrypted, patched, strongly encrypted, masked.
_LOCKED: Final = 0x1 | 0x40 | 0x2000
_PATCHED: Final = 0x20
_SIZES_FOLLOW: Final = 0x8
_UTF8: Final = 0x800
_LINKING_EXTRAS: Final = {0x000D: 12, 0x756E: 14}
_PACKED_NAMES: Final = (
    ".zip",
    ".jar",
    ".7z",
    ".rar",
    ".tar",
    ".gz",
    ".tgz",
    ".bz2",
    ".xz",
    ".zst",
    ".lz",
    ".cab",
    ".iso",
)
_PACKED_BYTES: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_HIDDEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
# What machines put into archives by themselves.
_LITTER: Final = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
# What the standard library's reader raises at bytes that are no ZIP.
_BROKEN: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, IndexError, KeyError, OverflowError, OSError, MemoryError,
)  # fmt: skip


@dataclass
class Archive:
    """An archive whose list is in order. `files` are its entries by the name as it is compared: NFC."""

    opened: zipfile.ZipFile
    files: Mapping[str, zipfile.ZipInfo]
    unpacked: int = field(default=0)
    # What the archive's own list says of its entries (SHA-256), and those that turned out otherwise when they were read.
    sums: Mapping[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def find(self, ending: str) -> str | None:
        """The entry nearest to the top whose path ends so, whatever its case."""
        wanted = ending.casefold()
        found = [name for name in self.files if f"/{name}".casefold().endswith(f"/{wanted}")]
        return min(found, key=lambda name: (name.count("/"), name), default=None)

    def read(self, name: str, *, most: int) -> bytes:
        """The whole entry. Raises WrongSum, UnpacksTooLarge."""
        if self.files[name].file_size > most:
            raise UnpacksTooLarge
        kept = io.BytesIO()
        self._pour(name, kept)
        return kept.getvalue()

    def unpack(self, name: str, target: Path) -> None:
        """The entry is the file `target`, which is a name of ours. Raises WrongSum, UnpacksTooLarge."""
        with target.open("xb") as file:
            self._pour(name, file)

    def _pour(self, name: str, target: IO[bytes]) -> None:
        """Counted while reading: what an archive declares is only its own word."""
        info = self.files[name]
        came, digest = 0, hashlib.sha256()
        try:
            with self.opened.open(info) as source:
                while piece := source.read(PIECE):
                    if came == 0 and piece.startswith(_PACKED_BYTES):
                        raise ArchiveInArchive(name=shown(name))
                    came += len(piece)
                    self.unpacked += len(piece)
                    if came > min(info.file_size, _most_of(name)) or self.unpacked > MOST_UNPACKED:
                        raise UnpacksTooLarge
                    target.write(piece)
                    digest.update(piece)
        except _BROKEN:
            raise WrongSum(name=shown(name)) from None
        if came != info.file_size:
            raise WrongSum(name=shown(name))
        if self.sums.get(name, digest.hexdigest()) != digest.hexdigest():
            self.changed.add(name)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive, checked. Raises the kinds of BadArchive, and nothing else whatever the bytes are."""
    with path.open("rb") as file:
        try:
            count, listed_at = _check_end(file)
            archive = zipfile.ZipFile(file)
        except BadArchive:
            raise
        except _BROKEN:
            raise BadArchive from None
        with archive:
            try:
                files = _checked(file, archive.infolist(), count=count, listed_at=listed_at)
            except BadArchive:
                raise
            except _BROKEN:
                raise BadArchive from None
            yield Archive(archive, files)


def is_archive(path: Path) -> bool:
    """Whether the file begins like a ZIP with something in it."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def shown(name: str) -> str:
    """A name that can stand in a sentence."""
    seen = "".join(c if unicodedata.category(c) not in _HIDDEN else "·" for c in name)
    return seen if len(seen) <= 60 else f"…{seen[-59:]}"


def _check_end(file: IO[bytes]) -> tuple[int, int]:
    """How many entries the archive says it has, and where its list begins. Read before the list itself is."""
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise ArchiveTooLarge(most=MOST_BYTES // 1_000_000)
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        # A picture or a program with an archive behind it is no archive (L08).
        raise BadArchive
    tail_at = max(0, size - 22 - 65_535)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise BadArchive
    disk, list_disk, here, count, list_size, list_at, comment = struct.unpack("<4x4H2IH", tail[at : at + 22])
    if at + 22 + comment != len(tail) or disk or list_disk or here != count:
        raise BadArchive
    if tail[max(0, at - 20) : at][:4] == _END_64 or count == 0xFFFF or count > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    if list_size > LARGEST_LIST:
        raise TooManyEntries(most=MOST_ENTRIES)
    if list_at + list_size != tail_at + at:
        raise EntriesOverlap
    return count, list_at


def _checked(
    file: IO[bytes], infos: list[zipfile.ZipInfo], *, count: int, listed_at: int
) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    if len(infos) != count:
        raise BadArchive
    files: dict[str, zipfile.ZipInfo] = {}
    seen: dict[str, bool] = {}
    for info in infos:
        name = _name(info)
        _check_kind(info, name)
        is_folder = name.endswith("/")
        known = name.rstrip("/").casefold()
        if known in seen:
            raise NameTwice(name=shown(name))
        seen[known] = is_folder
        if not is_folder and not _is_litter(name):
            files[name] = info
    for known in seen:
        parts = known.split("/")
        # A file that is a folder at the same time.
        if any(seen.get("/".join(parts[:depth])) is False for depth in range(1, len(parts))):
            raise NameTwice(name=shown(known))
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise UnpacksTooLarge
    _check_places(file, infos, listed_at)
    return files


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name in NFC. Raises BadEntryName."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        # Most programs write UTF-8 and forget to say so.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    name = unicodedata.normalize("NFC", name)
    parts = name.removesuffix("/").split("/")
    is_bad = (
        len(name) > LONGEST_NAME
        or "\\" in name
        or name[1:2] == ":"
        or any(unicodedata.category(c) in _HIDDEN for c in name)
        or any(part in ("", ".", "..") or part != part.strip() for part in parts)
    )
    if is_bad:
        raise BadEntryName(name=shown(name))
    return name


def _is_litter(name: str) -> bool:
    low = name.casefold()
    return low.startswith(_LITTER[0]) or low.rsplit("/", 1)[-1] in _LITTER[1:]


def _check_kind(info: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or _is_link(info.extra):
        raise NotAFile(name=shown(name))
    if info.flag_bits & (_LOCKED):
        raise Encrypted
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & _PATCHED:
        raise UnusualCompression
    if name.casefold().endswith(_PACKED_NAMES):
        raise ArchiveInArchive(name=shown(name))
    if info.compress_type == zipfile.ZIP_STORED and info.file_size != info.compress_size:
        raise WrongSum(name=shown(name))
    if name.endswith("/") and info.file_size:
        raise BadEntryName(name=shown(name))
    if info.file_size > _most_of(name):
        raise UnpacksTooLarge
    if info.file_size > RATIO_COUNTS_FROM and info.file_size > MOST_RATIO * info.compress_size:
        raise UnpacksTooLarge


def _most_of(name: str) -> int:
    """How many bytes an entry of this name may hold."""
    low = f"/{name}".casefold()
    return LARGEST_FILM if "/films/" in low and low.endswith((".mp4", "/original")) else LARGEST_FILE


def _is_link(extra: bytes) -> bool:
    """Whether the notes beside the name say where a link leads (Unix extras of PKWARE and of ASi)."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        if kind in _LINKING_EXTRAS and size > _LINKING_EXTRAS[kind]:
            return True
        extra = extra[4 + size :]
    return False


def _check_places(file: IO[bytes], infos: list[zipfile.ZipInfo], listed_at: int) -> None:
    """Entries lie one behind the other from the first byte on, and say there what the list says. Raises EntriesOverlap."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end or (end == 0 and info.header_offset):
            raise EntriesOverlap
        file.seek(info.header_offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            raise EntriesOverlap
        mark, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(header)
        agrees = mark == b"PK\x03\x04" and method == info.compress_type and not flags & (_LOCKED | _PATCHED)
        # Programs that write as they go say the sizes behind the file instead.
        if not flags & _SIZES_FOLLOW:
            sizes = (info.compress_size, info.file_size)
            agrees = agrees and crc == info.CRC and (packed, size) in (sizes, (0xFFFFFFFF, 0xFFFFFFFF))
        if not agrees:
            raise EntriesOverlap
        end = info.header_offset + _LOCAL.size + name_length + extra_length + info.compress_size
    if end > listed_at:
        raise EntriesOverlap
