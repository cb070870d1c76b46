"""Bytes into Vietnamese letters, or a clear no: text in the wrong letters is never handed on.

Old programs write Vietnamese in one byte a letter: windows-1258, or TCVN3, whose fonts (.VnTime) draw Vietnamese over
other letters. Nothing in the file says which. The right one is that in which the words are Vietnamese syllables.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import UnreadableStatement

# TCVN 5712:1993, VN3, the bytes above ASCII. The fonts draw capitals with the same bytes as small letters.
_TCVN3_BYTES: Final = bytes.fromhex(
    "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde"
    "dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
_TCVN3_LETTERS: Final = (
    "ĂÂÊÔƠƯĐ" "ăâêôơưđ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị"
    "òỏõóọ" "ồổỗốộ" "ờởỡớợ" "ùủũúụ" "ừửữứự" "ỳỷỹýỵ"
)  # fmt: skip
_TCVN3: Final = dict(zip(_TCVN3_BYTES, _TCVN3_LETTERS, strict=True))

# Runs of letters, and of what stands for letters in another encoding; quotes and currency signs are no part of words.
_WORD: Final = re.compile(r"[A-Za-z\u00a1-\u1fff]+")
_BEGINNINGS: Final = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_MIDDLES: Final = (
    "a ai ao au ay âu ây ă â e eo ê êu i ia iê iêu o oa oai oao oay oă oe oeo oi oo ô ôi ơ ơi u ua uâ uây uê ui uô uôi uơ "
    "uy uya uyê uyu ư ưa ưi ươ ươi ươu ưu y yê yêu"
)
_ENDINGS: Final = "c ch m n ng nh p t"
_SYLLABLE: Final = re.compile(
    "(?:{})?(?:{})(?:{})?".format(*("|".join(parts.split()) for parts in (_BEGINNINGS, _MIDDLES, _ENDINGS)))
)
_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
# Memos also hold names and shortened words, so not every single word must be a syllable.
_ENOUGH: Final = 0.85
# One foreign name can look like a Vietnamese word in TCVN3, several cannot.
_LEAST_TO_REMAKE: Final = 4
_SAMPLE: Final = 2_000


def decode(data: bytes) -> str:
    """The text of a file. Raises UnreadableStatement when its letters cannot be told, or are not text at all."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _text(data, encoding)
    if b"\0" in data:
        return _text(data, _which_utf_16(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte_text(data)


def remade(texts: Iterable[str]) -> Callable[[str], str]:
    """How to mend every text of a table: old TCVN3 files keep their letters when Excel saves them anew."""
    sample = _sample("\n".join(texts))
    if len(sample) < _LEAST_TO_REMAKE or _share_of_syllables(sample) >= _ENOUGH:
        return _as_it_is
    if all(ord(letter) < 256 for word in sample for letter in word):
        as_tcvn3 = [_from_tcvn3(word) for word in sample]
        if _share_of_syllables(as_tcvn3) >= _ENOUGH:
            return _from_tcvn3
    return _as_it_is


def _one_byte_text(data: bytes) -> str:
    candidates = [_from_tcvn3(data.decode("latin-1"))]
    # Some bytes mean nothing in windows-1258: a file that has them is in something else.
    with suppress(UnicodeDecodeError):
        candidates.append(unicodedata.normalize("NFC", data.decode("cp1258")))
    fitting = [text for text in candidates if _share_of_syllables(_sample(text)) >= _ENOUGH]
    # Two readings that both look Vietnamese would be a guess.
    if len(fitting) != 1:
        raise UnreadableStatement(errors.UNKNOWN_LETTERS)
    return fitting[0]


def _text(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableStatement(errors.UNKNOWN_LETTERS) from None
    if "\0" in text:
        raise UnreadableStatement(errors.NO_TABLE)
    return text.removeprefix("\ufeff")


def _which_utf_16(data: bytes) -> str:
    # Separators and digits are ASCII, so every second byte of most letters is zero.
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) < len(data) // 8 or min(even, odd) * 4 > max(even, odd):
        raise UnreadableStatement(errors.NO_TABLE)
    return "utf-16-le" if odd > even else "utf-16-be"


def _as_it_is(text: str) -> str:
    return text


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _sample(text: str) -> list[str]:
    """The words with letters beyond ASCII, each once: one payer's name a thousand times decides nothing."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(word for word in words if not word.isascii()))[:_SAMPLE]


def _share_of_syllables(words: list[str]) -> float:
    if not words:
        return 0.0
    return sum(_is_syllable(word) for word in words) / len(words)


def _is_syllable(word: str) -> bool:
    toneless = unicodedata.normalize("NFD", word.lower()).translate(_TONES)
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)))
