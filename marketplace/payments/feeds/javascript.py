"""Values written as JavaScript writes them, because two feeds sign that text and not the bytes they send.

Source: ECMA-262, Number::toString and JSON.stringify; checked against Node 20.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplace.payments.errors import BadNotice

# Beyond this JavaScript has no exact whole numbers.
_LARGEST_EXACT = 2**53
_MOST_DIGITS = 21


def stringify(value: object) -> str:
    """Write a value read from JSON as JSON.stringify does: compact, nothing escaped that need not be.

    Raises BadNotice for a number that JavaScript has no number for.
    """
    if isinstance(value, dict):
        return "{" + ",".join(f"{stringify(name)}:{stringify(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(stringify(each) for each in value) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return number_text(value)
    assert isinstance(value, str)
    return json.dumps(value, ensure_ascii=False)


def in_order(value: Any) -> Any:
    """The same value with the names of every object in order, at every depth."""
    if isinstance(value, dict):
        return {name: in_order(each) for name, each in sorted_items(value)}
    if isinstance(value, list):
        return [in_order(each) for each in value]
    return value


def sorted_items(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values as JavaScript sorts names: by UTF-16 units."""
    return sorted(values.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))


def number_text(number: float) -> str:
    """Write a number as JavaScript does: 599000.0 is 599000. Raises BadNotice for one too large for it."""
    if isinstance(number, int) and abs(number) <= _LARGEST_EXACT:
        return str(number)
    try:
        shortest = Decimal(repr(float(number)))
    except OverflowError as wrong:
        raise BadNotice(why="a number is too large") from wrong
    if not shortest.is_finite():
        raise BadNotice(why="a number is too large")
    sign = "-" if shortest < 0 else ""
    digits = "".join(map(str, shortest.as_tuple().digits)).rstrip("0") or "0"
    if digits == "0":
        return "0"
    point = shortest.adjusted() + 1
    return sign + _laid_out(digits, point)


def _laid_out(digits: str, point: int) -> str:
    """The digits with a decimal point before the one at index `point`, or with an exponent when that is far away."""
    if len(digits) <= point <= _MOST_DIGITS:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _MOST_DIGITS:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{mantissa}e{point - 1:+d}"
