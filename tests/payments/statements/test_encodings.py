"""E05: right Vietnamese text, or a clear refusal; never text in the wrong letters."""

import unicodedata
from typing import Final

import pytest

from marketplace.payments.statements import errors
from marketplace.payments.statements.encodings import _TCVN3, decode
from marketplace.payments.statements.errors import UnreadableStatement
from tests.payments.statements.files import RICE, credit_row, read, simple, text, told, xlsx

PAGE = text(simple(credit_row(memo=RICE), credit_row(memo="Đặng Văn Ưởng mua đậu phụ, thịt bò và rượu quê")))
TO_TCVN3 = {letter: chr(byte) for byte, letter in _TCVN3.items()}


def in_tcvn3(page: str) -> str:
    """The text in the letters of .VnTime; its capitals with marks are small letters in a font of capitals."""
    return "".join(TO_TCVN3.get(letter) or TO_TCVN3.get(letter.lower(), letter) for letter in page)


def in_windows_1258(page: str) -> bytes:
    """Hats stay on the letter, tones come behind it."""
    pieces = []
    for letter in page:
        for candidate in (letter, *_apart(letter)):
            try:
                pieces.append(candidate.encode("cp1258"))
                break
            except UnicodeEncodeError:
                continue
        else:
            raise AssertionError(letter)
    return b"".join(pieces)


def _apart(letter: str) -> list[str]:
    marks = unicodedata.normalize("NFD", letter)
    return [unicodedata.normalize("NFC", marks.replace(tone, "")) + tone for tone in marks[1:]]


# E05
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_unicode_files_read_alike(encoding: str, ends: str) -> None:
    statement = read(PAGE.replace("\r\n", ends).encode(encoding))

    assert [row.memo for row in statement.rows] == [RICE, "Đặng Văn Ưởng mua đậu phụ, thịt bò và rượu quê"]
    assert statement.account == "0123456789"


# E05
def test_windows_1258_reads_alike() -> None:
    data = in_windows_1258(PAGE)

    assert data != PAGE.encode()
    assert [row.memo for row in read(data).rows] == [row.memo for row in read(PAGE.encode()).rows]


# E05
def test_tcvn3_reads_alike() -> None:
    data = in_tcvn3(PAGE).encode("latin-1")

    assert [row.memo.lower() for row in read(data).rows] == [row.memo.lower() for row in read(PAGE.encode()).rows]


# E05
def test_tcvn3_saved_again_as_unicode_is_mended() -> None:
    rows = [[in_tcvn3(str(cell)) for cell in row] for row in simple(credit_row(memo=RICE))]

    for data in (xlsx(rows), text(rows).encode()):
        assert told(read(data)) == told(read(PAGE.encode()))[:1]


# E05
@pytest.mark.parametrize(
    "data",
    [
        "Ngày giao dịch;Nội dung;Ghi có\n".encode().decode("latin-1").encode("utf-8") * 3,  # read as Latin-1 once
        "日付;摘要;入金\n".encode("shift-jis"),
        b"Ng\xe0y;N\xee\xae\xbe\xbei\xff\xfe\xa7\xb1 dung;\x81\x82\x83\n",
    ],
)
def test_other_letters_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableStatement) as refusal:
        read(data)

    assert refusal.value.sentence in (errors.UNKNOWN_LETTERS, errors.NO_HEADER)


# E05
def test_bytes_that_are_no_text_are_refused() -> None:
    for data in (b"\xff\xfe\x00\xd8", b"GIF89a\0\0\1\2\3\0" * 9, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        with pytest.raises(UnreadableStatement):
            decode(data)


PLAIN: Final = ("Ngay", "So CT", "Ghi no", "Ghi co", "Noi dung")


# E05
@pytest.mark.parametrize("memos", [["Bä"], ["Zoë Müller Übersee", "François Lefèvre", "Ñandú Peña", "Bäckerei"]])
def test_foreign_names_stay_as_they_are(memos: list[str]) -> None:
    statement = read(text([PLAIN, *(credit_row(memo=memo) for memo in memos)]).encode())

    assert [row.memo for row in statement.rows] == memos


# E05
def test_text_that_is_vietnamese_in_both_old_encodings_is_not_guessed() -> None:
    data = text([PLAIN, credit_row(memo="b\xe2n")]).encode("latin-1")

    with pytest.raises(UnreadableStatement) as refusal:
        read(data)

    assert refusal.value.sentence == errors.UNKNOWN_LETTERS
