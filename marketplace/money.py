"""Integer đồng: how an amount is made, split and written."""

import re
from typing import Final, NewType

Dong = NewType("Dong", int)  # 1 is one đồng: VND has no smaller unit (ISO 4217)

# What may stand behind an amount.
_CURRENCY: Final = re.compile(r"\s*(?:₫|đ|đồng|VND|VNĐ)\Z", re.IGNORECASE)

# One NAPAS 247 transfer must stay under this many đồng (facts: VietQR format document v1.0, 2021).
TRANSFER_LIMIT_VND = Dong(500_000_000)


def line_amount(*, price_vnd: Dong, quantity: int, per: int) -> Dong:
    """What `quantity` costs when `per` smallest units (grams, millilitres, pieces) cost `price_vnd`.

    Rounded once, half up, to the đồng: half a đồng goes to the seller.
    """
    assert price_vnd >= 0
    assert quantity >= 0
    assert per > 0
    return Dong((2 * price_vnd * quantity + per) // (2 * per))


def price_per_kg(*, price_vnd: Dong, grams: int) -> Dong:
    """The price of 1,000 g when `grams` cost `price_vnd`; rounded half up to the đồng."""
    return line_amount(price_vnd=price_vnd, quantity=1000, per=grams)


def write_dong(amount: int) -> str:
    """1234567 → "1.234.567 ₫", with a no-break space, as Vietnamese people write it."""
    return f"{write_number(amount)}\N{NO-BREAK SPACE}₫"


def write_number(number: int) -> str:
    """1234567 → "1.234.567"."""
    return f"{number:,}".replace(",", ".")


def read_dong(text: str) -> Dong | None:
    """What a person typed for an amount, or None when it is not one clear whole number of đồng.

    Reads back every amount `write_dong` writes (up to 13 digits), plain digits, and dots, commas or
    spaces between groups of three. "1.5", "1e5", "１２" and "1_000" are not numbers here; nor is what
    begins with a zero: "0.500" is half of something, and "0312345678" is a phone number.
    """
    shown = _CURRENCY.sub("", text.strip()).replace("\N{NO-BREAK SPACE}", " ")
    if not shown or not shown.isascii():
        return None
    for separator in (".", " ", ","):
        if separator in shown:
            head, *groups = shown.split(separator)
            if not (1 <= len(head) <= 3 and head.isdigit()):
                return None
            if any(len(group) != 3 or not group.isdigit() for group in groups):
                return None
            shown = head + "".join(groups)
            break
    if not shown.isdigit() or len(shown) > 13 or (shown.startswith("0") and shown != "0"):
        return None
    return Dong(int(shown))
