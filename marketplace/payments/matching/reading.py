"""Payment codes in memos, read by their prefix, length and check symbol, never by their neighbours."""

import re
from collections.abc import Collection
from typing import Final

from marketplace.payments.codes import BODY_LENGTH, CODE_LENGTH, PREFIX_LENGTH, is_body
from marketplace.payments.vietqr.memo import without_marks

_NOT_A_SYMBOL: Final = re.compile(r"[^A-Za-z0-9]+")


def codes_in(memo: str, *, prefix: str) -> tuple[str, ...]:
    """Read the payment codes of one prefix in a memo, each once, in order.

    Case, marks, spaces, line breaks and separators do not matter, nor what is glued on before or behind. What begins
    inside a code already found is not a second one.
    """
    return read_codes(symbols_of(memo), prefixes=frozenset({prefix}), known=frozenset())


def read_codes(symbols: str, *, prefixes: frozenset[str], known: frozenset[str]) -> tuple[str, ...]:
    """Read the codes in letters and digits, each once, in order: the known ones, and those that check.

    The known ones go first: by chance a prefix glued on before can check together with the beginning of a real code,
    and must not hide it.
    """
    pattern = like_a_code(prefixes)
    # Each different text is checked once: a hostile memo repeats one a thousand times.
    codes = {text for text in set(pattern.findall(symbols)) if text in known or is_body(text[PREFIX_LENGTH:])}
    if not codes:
        return ()
    places = [(place.start(), place[1]) for place in pattern.finditer(symbols) if place[1] in codes]
    places.sort(key=lambda place: place[1] not in known)
    taken: set[int] = set()
    kept: list[tuple[int, str]] = []
    for start, code in places:
        end = start + CODE_LENGTH
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            kept.append((start, code))
    return tuple(dict.fromkeys(code for _, code in sorted(kept)))


def like_a_code(prefixes: Collection[str]) -> re.Pattern[str]:
    """Make the pattern of all that begins with a prefix and is as long as a code; of nothing without a prefix."""
    either = "|".join(re.escape(prefix) for prefix in sorted(prefixes)) or "(?!)"
    # The look-ahead takes nothing away, so places that overlap are all seen.
    return re.compile(f"(?=((?:{either})[A-Z0-9]{{{BODY_LENGTH}}}))")


def symbols_of(memo: str) -> str:
    """Reduce a memo to its letters and digits, in upper case and without marks."""
    return _NOT_A_SYMBOL.sub("", without_marks(memo)).upper()
