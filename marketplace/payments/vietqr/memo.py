"""Plain letters: what people write, in the characters every bank's system carries."""

import re
import unicodedata
from typing import Final

# NAPAS allows 25 characters in 62.08, the smallest limit that all bank apps were found to share.
MEMO_LIMIT: Final = 25

_NOT_FOR_A_MEMO: Final = re.compile(r"[^A-Za-z0-9 .,\-_:/]")
_SPACES: Final = re.compile(r" +")


def without_marks(text: str) -> str:
    """Give the text without Vietnamese marks: "Đặt cọc" becomes "Dat coc"; other letters stay.

    Takes time in proportion to the length, whatever the text: each different character is taken
    apart once. Normalising the whole text would sort long runs of marks, which a hostile memo could
    make slow.
    """
    if text.isascii():
        return text
    return text.translate({ord(character): _base(character) for character in set(text)})


def clean_memo(text: str) -> str:
    """Give the memo as a VietQR code can carry it: at most 25 plain ASCII characters.

    Marks go, every character but letters, digits, space and . , - _ : / becomes a space, runs of
    spaces become one, and what is too long is cut at the end. Cleaning twice changes nothing more.
    """
    plain = _NOT_FOR_A_MEMO.sub(" ", without_marks(text))
    return _SPACES.sub(" ", plain).strip()[:MEMO_LIMIT].strip()


def _base(character: str) -> str:
    # D with a bar is a letter of its own in Unicode, so taking marks off does not touch it.
    if character == "đ":
        return "d"
    if character == "Đ":
        return "D"
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if not unicodedata.combining(part))
