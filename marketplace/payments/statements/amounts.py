"""Amounts as banks print them, into whole đồng with their sign."""

import re
from typing import Final

from marketplace.payments.feeds.notice import LARGEST_VND
from marketplace.payments.statements import errors
from marketplace.payments.statements.errors import BadRow
from marketplace.payments.statements.rows import Cell

_SHOWN: Final = 40
_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
# The sign may stand before the currency or after it, and accountants write (50,000) for what went out.
# VND, ₫, đ and đồng; also "d", as it is typed without marks.
_CURRENCY: Final = re.compile(
    r"(?:vnd|vn\u0111|\u0111\u1ed3ng|\u20ab|\u0111|d)\.?\Z|\A(?:vnd|vn\u0111|\u20ab)", re.IGNORECASE
)
_MINUS: Final = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{FULLWIDTH PLUS SIGN}": "+"})
# Never \d: it also takes digits of other scripts.
_PLAIN: Final = re.compile(r"0|[1-9][0-9]*")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*")
_NO_HUNDREDTHS: Final = re.compile(r"(.*[0-9])([.,])0{1,2}", re.DOTALL)
_SOME_HUNDREDTHS: Final = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:[.,' ][0-9]{3})+)[.,][0-9]+")


def amount_of(cell: Cell) -> int | None:
    """The đồng of a cell with their sign; None for an empty cell, "-" and zero, which all mean: nothing here.

    "1.234.567", "1,234,567", "1 234 567,00", "+50000", "(50,000)" and "50000 VND" are read. Raises BadRow for
    anything else, and never guesses: decimals other than zeros are refused, since a đồng has no smaller unit.
    """
    return balance_of(cell) or None


def balance_of(cell: Cell) -> int | None:
    """As amount_of, but zero is an amount."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        raise BadRow(errors.BAD_AMOUNT, found=_shown(cell))
    amount = _of_text(cell) if isinstance(cell, str) else _of_number(cell)
    if amount is not None and abs(amount) > LARGEST_VND:
        raise BadRow(errors.LARGER_THAN_ANY, found=_shown(cell))
    return amount


def says_sign(cell: Cell) -> bool:
    """Whether the amount says by itself which way the money went: an explicit sign, or a number below zero."""
    if isinstance(cell, str):
        bare = _bare(cell)
        return bare[:1] in ("+", "-", "(") or bare.endswith("-")
    return isinstance(cell, (int, float)) and cell < 0


def _of_number(number: float) -> int:
    # inf and nan are no whole numbers either.
    if isinstance(number, float) and not number.is_integer():
        raise BadRow(errors.HAS_DECIMALS, found=_shown(number))
    return int(number)


def _of_text(text: str) -> int | None:
    bare = _bare(text)
    if bare in ("", "-"):
        return None
    if len(bare) > _SHOWN:
        raise BadRow(errors.BAD_AMOUNT, found=_shown(text))
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        bare, sign = bare[1:-1].strip(), -1
    elif bare[0] in "+-":
        bare, sign = bare[1:].strip(), -1 if bare[0] == "-" else 1
    elif bare[-1] == "-":
        bare, sign = bare[:-1].strip(), -1
    bare = _CURRENCY.sub("", bare).strip()
    return sign * _digits_of(bare, text)


def _digits_of(bare: str, text: str) -> int:
    whole = bare
    if not (_PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare)):
        without = _NO_HUNDREDTHS.fullmatch(bare)
        if not without:
            is_fraction = _SOME_HUNDREDTHS.fullmatch(bare)
            raise BadRow(errors.HAS_DECIMALS if is_fraction else errors.BAD_AMOUNT, found=_shown(text))
        whole = without[1]
        grouped = _GROUPED.fullmatch(whole)
        # "1.234.00": the same sign cannot part thousands and hundredths.
        if not (_PLAIN.fullmatch(whole) or (grouped and grouped[1] != without[2])):
            raise BadRow(errors.BAD_AMOUNT, found=_shown(text))
    return int(re.sub(r"[^0-9]", "", whole))


def _bare(text: str) -> str:
    spaced = _SPACES.sub(" ", text.translate(_MINUS)).strip()
    return _CURRENCY.sub("", spaced).strip()


def _shown(cell: object) -> str:
    return str(cell).strip()[:_SHOWN]
