"""The number on a plaque: six digits, the last of which checks the others, written "12 34 56".

The check is H. Michael Damm's (On the existence of totally anti-symmetric quasigroups of order 4k+2, 2003): every
single wrong digit and every swap of neighbours shows. No number begins with 0, which people leave out.
"""

import re
import secrets
from typing import Final

DIGITS: Final = 6

_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
# What people put between groups, and phones in place of it.
_BETWEEN: Final = re.compile(r"[\s.,_\-\u2010-\u2015\u00b7]+")


def draw_number() -> str:
    """A number that checks, by chance. Whether it is taken is the caller's affair."""
    body = str(10_000 + secrets.randbelow(90_000))
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """The digit that makes these digits a number that checks."""
    row = 0
    for digit in body:
        row = int(_DAMM[row][int(digit)])
    return str(row)


def read_digits(text: str) -> str | None:
    """The six digits somebody typed, however grouped; None when they are not six."""
    digits = _BETWEEN.sub("", text[:40])
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def checks(number: str) -> bool:
    """Whether the last digit fits the others."""
    return check_digit(number[:-1]) == number[-1]


def show_number(number: str) -> str:
    """ "12 34 56", as it stands on the plaque."""
    return f"{number[:2]} {number[2:4]} {number[4:]}"


def slips_of(number: str) -> set[str]:
    """The numbers that check and that one wrong digit, or one swap of neighbours, would have made into this one."""
    near = {number[:at] + digit + number[at + 1 :] for at in range(DIGITS) for digit in "0123456789"}
    near |= {number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(DIGITS - 1)}
    return {other for other in near - {number} if checks(other) and other[0] != "0"}


def wrong_groups(typed: str, meant: str) -> list[int]:
    """Which of the three groups of two digits differ: 1, 2 or 3."""
    return [at // 2 + 1 for at in range(0, DIGITS, 2) if typed[at : at + 2] != meant[at : at + 2]]
