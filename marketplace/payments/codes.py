"""Payment codes: eleven characters in a transfer's memo that say which order is being paid.

A prefix of three letters, the same for the whole market, then seven symbols drawn at random and
one check symbol. The symbols leave out I, L, O, 0 and 1, which people mix up. The weighted sum of
the eight symbols is divisible by 31, which is prime, so every single wrong symbol and every swap
of unequal neighbours shows.
"""

import re
import secrets
from collections.abc import Callable, Collection
from typing import Final

from marketplace.codes import ALPHABET, BODY_LENGTH, check_symbol, draw_body, is_body

__all__ = [
    "ALPHABET",
    "APART",
    "BODY_LENGTH",
    "CODE_LENGTH",
    "PREFIX_LENGTH",
    "NoCodeFree",
    "check_symbol",
    "distance",
    "draw_code",
    "is_body",
    "is_code",
]

PREFIX_LENGTH: Final = 3
CODE_LENGTH: Final = PREFIX_LENGTH + BODY_LENGTH
# With three symbols between any two open codes, one wrong symbol still points at one of them only.
APART: Final = 3

_PREFIX: Final = re.compile(r"[A-Z]{3}")
_MOST_TRIES: Final = 1_000


class NoCodeFree(Exception):
    """No code far enough from the open ones was found in a thousand tries."""


def is_code(text: str, *, prefix: str) -> bool:
    """Say whether a text is exactly one payment code of this prefix, in upper case."""
    return len(text) == CODE_LENGTH and text.startswith(prefix) and is_body(text[PREFIX_LENGTH:])


def distance(one: str, other: str) -> int:
    """Count the places at which two codes of equal length differ.

    Raises ValueError when the lengths differ.
    """
    return sum(left != right for left, right in zip(one, other, strict=True))


def draw_code(
    prefix: str,
    *,
    taken: Collection[str],
    choose: Callable[[int], int] = secrets.randbelow,
) -> str:
    """Draw a new payment code, at least three symbols away from every code that is taken.

    `choose(n)` gives a number below n. The code holds no bad word, and its prefix only once, so
    that nobody reading a memo can take its middle for a beginning.

    Raises NoCodeFree after a thousand tries, ValueError for a prefix that is not three letters A-Z.
    """
    if not _PREFIX.fullmatch(prefix):
        message = f"not three letters A-Z: {prefix!r}"
        raise ValueError(message)
    # Bodies are compared, not whole codes: two prefixes must not make two equal bodies look apart.
    bodies = {code[-BODY_LENGTH:] for code in taken if len(code) >= BODY_LENGTH}
    for _ in range(_MOST_TRIES):
        body = draw_body(choose)
        code = prefix + body
        if code.find(prefix, 1) != -1:
            continue
        if all(distance(body, other) >= APART for other in bodies):
            return code
    message = f"no free payment code with prefix {prefix} beside {len(bodies)} open ones"
    raise NoCodeFree(message)
