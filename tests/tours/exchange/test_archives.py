"""Opening a stranger's ZIP: refused before anything is unpacked, or by counting while reading."""

import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.tours.exchange import archives
from marketplace.tours.exchange.archives import opened
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
)
from tests.tours.exchange.hostile import DEVICE, LINK, PIPE, Entry, changed, many, packed, quine_bomb, raw, with_mode


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tour.zip"


def unpack_all(path: Path, target: Path) -> dict[str, bytes]:
    """Everything in the archive, unpacked as an import does."""
    target.mkdir(exist_ok=True)
    found = {}
    with opened(path) as archive:
        for number, name in enumerate(archive.files):
            place = target / f"{number:05}"
            archive.unpack(name, place)
            found[name] = place.read_bytes()
    return found


def test_an_ordinary_archive_is_unpacked_under_names_of_ours(file: Path, tmp_path: Path) -> None:
    told = {"tour.json": b"{}", "anh/sân đình.jpg": b"\xff\xd8" * 9000, "__MACOSX/._x": b"?", "anh/.DS_Store": b"?"}
    file.write_bytes(packed(told))

    found = unpack_all(file, tmp_path / "out")

    assert found == {"tour.json": b"{}", "anh/sân đình.jpg": b"\xff\xd8" * 9000}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"00000", "00001"}


def test_a_film_may_weigh_more_than_a_picture(file: Path, tmp_path: Path) -> None:
    film = bytes(61_000_000)
    file.write_bytes(packed({"dao/tour.json": b"{}", "dao/films/ab/1920.mp4": film}, method=zipfile.ZIP_STORED))

    assert len(unpack_all(file, tmp_path / "out")["dao/films/ab/1920.mp4"]) == len(film)


def test_names_written_as_utf8_without_saying_so_are_read(file: Path) -> None:
    file.write_bytes(raw(Entry("đình.jpg".encode(), b"x", flags=0)))

    with opened(file) as archive:
        assert list(archive.files) == ["đình.jpg"]


# L09 L15
@pytest.mark.parametrize(
    "name",
    [
        "../a", "a/../../b", "/etc/passwd", "C:\\a", "C:a", "a\\b", "..\\..\\x", "a//b", "./a", "a/./b", "a\x00.jpg", "a\nb", "a\r\nb", "\u202egpj.exe",
        "a\u200bb", "x" * 201, "a /b", " a", "", "a\u2028b",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_or_misleads_is_refused(file: Path, name: str) -> None:
    file.write_bytes(raw(Entry(name.encode())))

    with pytest.raises(BadEntryName), opened(file):
        pass


# L15
@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (with_mode("a", LINK), NotAFile),
        (with_mode("a", DEVICE), NotAFile),
        (with_mode("a", PIPE), NotAFile),
        # Hard and soft links as PKWARE's and ASi's Unix notes write them.
        (raw(Entry(b"a", extra=struct.pack("<2H", 0x000D, 18) + bytes(12) + b"/etc/p")), NotAFile),
        (raw(Entry(b"a", extra=struct.pack("<2H", 0x756E, 20) + bytes(20))), NotAFile),
        (raw(Entry(b"a"), Entry(b"a")), NameTwice),
        (raw(Entry(b"A.JPG"), Entry(b"a.jpg")), NameTwice),
        (raw(Entry("\u0061\u0301".encode()), Entry("\u00e1".encode())), NameTwice),
        (raw(Entry(b"a"), Entry(b"a/b")), NameTwice),
        (raw(Entry(b"a", flags=0x801)), Encrypted),
        (raw(Entry(b"a", flags=0x840)), Encrypted),
        (raw(Entry(b"a", flags=0x2800)), Encrypted),
        (raw(Entry(b"a", method=12)), UnusualCompression),
        (raw(Entry(b"a", method=99)), UnusualCompression),
        (raw(Entry(b"a.zip")), ArchiveInArchive),
        (raw(Entry(b"tiles.TAR.GZ")), ArchiveInArchive),
        (raw(Entry(b"a", bytes(2_000_000), method=8)), UnpacksTooLarge),
        (raw(Entry(b"a", b"x", said=60_000_001, method=8)), UnpacksTooLarge),
        (raw(Entry(b"films/a/1920.jpg", b"x", said=60_000_001, method=8)), UnpacksTooLarge),
        (raw(Entry(b"films/a/1920.mp4", b"x", said=200_000_001, method=8)), UnpacksTooLarge),
        (quine_bomb(300), EntriesOverlap),
        (raw(Entry(b"0", b"abc"), Entry(b"1", b"abc", at=0)), EntriesOverlap),
        # The first reaches over the second.
        (raw(Entry(b"a", b"x", said=40), Entry(b"b", b"y")), EntriesOverlap),
        # Something in front: a picture or a program that is also an archive (L08).
        (b"\xff\xd8\xff\xe0" + raw(Entry(b"a"), before=b"\xff\xd8\xff\xe0"), BadArchive),
        (raw(Entry(b"a"), before=b"PK\x03\x04junk"), EntriesOverlap),
        (raw(Entry(b"a"), count=2), BadArchive),
        (raw(Entry(b"a"), Entry(b"b"), count=1), BadArchive),
        (raw(Entry(b"a")) + b"behind", BadArchive),
        (raw(Entry(b"a"))[:-1], BadArchive),
        (raw(Entry(b"a"))[:60], BadArchive),
        (many(20_001), TooManyEntries),
        (b"", BadArchive),
        (b"no archive at all", BadArchive),
        (b"PK\x05\x06" + bytes(18), BadArchive),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{len(value)} bytes",
)  # fmt: skip
def test_a_hostile_archive_is_refused_before_anything_is_unpacked(
    file: Path, body: bytes, refusal: type[BadArchive]
) -> None:
    file.write_bytes(body)

    with pytest.raises(BadArchive) as refused, opened(file):
        pass

    assert type(refused.value) is refusal
    assert "%(" not in str(refused.value)


# L15
def test_sixty_five_thousand_entries_are_refused_at_once(file: Path) -> None:
    file.write_bytes(many(65_535))
    began = time.monotonic()

    with pytest.raises(TooManyEntries), opened(file):
        pass

    assert time.monotonic() - began < 0.5


# L15: what only reading can show.
@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (Entry(b"a", b"hello", crc=1), WrongSum),
        (Entry(b"a", b"hello" * 100, said=3, method=8), WrongSum),
        (Entry(b"a", b"hello", said=5000, method=8), WrongSum),
        (Entry(b"a.jpg", packed({"b": b"c"})), ArchiveInArchive),
        (Entry(b"a.jpg", b"\x1f\x8b\x08" + bytes(20)), ArchiveInArchive),
    ],
)
def test_what_was_not_packed_so_is_found_while_reading(
    file: Path, tmp_path: Path, entry: Entry, refusal: type[BadArchive]
) -> None:
    file.write_bytes(raw(entry))

    with pytest.raises(refusal):
        unpack_all(file, tmp_path / "out")


# L15: an entry may lie about its size in a way that its sum confirms; then no more is written than it said.
def test_no_more_is_written_than_was_declared(file: Path, tmp_path: Path) -> None:
    import_me = Entry(b"a", b"A" * 900_000, said=10, crc=0x0, method=8)
    file.write_bytes(raw(import_me))

    with pytest.raises(WrongSum):
        unpack_all(file, tmp_path / "out")

    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 10


# L15
def test_the_whole_is_counted_while_reading(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(packed({f"{number}.jpg": bytes([number]) * 50_000 for number in range(10)}))
    monkeypatch.setattr(archives, "MOST_UNPACKED", 320_000)
    with pytest.raises(UnpacksTooLarge), opened(file):
        pass
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2_000_000)

    with opened(file) as archive:
        monkeypatch.setattr(archives, "MOST_UNPACKED", 320_000)
        for name in list(archive.files)[:6]:
            archive.unpack(name, tmp_path / name)
        with pytest.raises(UnpacksTooLarge):
            archive.unpack("6.jpg", tmp_path / "6.jpg")


# L12
def test_an_archive_over_the_limit_is_not_even_listed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(packed({"a": b"x"}))
    monkeypatch.setattr(archives, "MOST_BYTES", 50)

    with pytest.raises(ArchiveTooLarge), opened(file):
        pass


def test_an_existing_file_is_never_written_over(file: Path, tmp_path: Path) -> None:
    file.write_bytes(packed({"a": b"x"}))
    (tmp_path / "there").write_bytes(b"mine")

    with opened(file) as archive, pytest.raises(FileExistsError):
        archive.unpack("a", tmp_path / "there")

    assert (tmp_path / "there").read_bytes() == b"mine"


SOUND = packed({"tour.json": b'{"a": 1}' * 30, "anh/1.jpg": bytes(range(256)) * 20})
fuzzed = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


# L15
@fuzzed
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", SOUND[:60]]))
def test_random_bytes_are_refused_in_our_own_words(tmp_path: Path, body: bytes, start: bytes) -> None:
    (tmp_path / "z").write_bytes(start + body)

    with pytest.raises(BadArchive), opened(tmp_path / "z"):
        pass


# L15
@fuzzed
@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, len(SOUND)),
)
def test_a_changed_archive_is_read_or_refused_in_our_own_words(
    tmp_path: Path, changes: list[tuple[int, int]], cut: int
) -> None:
    body = changed(SOUND, changes)
    (tmp_path / "z").write_bytes(body if cut % 3 else body[:cut])

    try:
        with opened(tmp_path / "z") as archive:
            for name in archive.files:
                assert len(archive.read(name, most=10_000)) <= 10_000
    except BadArchive:
        pass


def test_what_we_pack_ourselves_is_opened(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive, archive.open("big.bin", "w", force_zip64=True) as entry:
        entry.write(b"x" * 1000)

    with opened(file) as ours:
        assert ours.read("big.bin", most=1000) == b"x" * 1000
