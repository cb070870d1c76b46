"""Integer đồng: made, written and read."""

import random
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.money import Dong, line_amount, price_per_kg, read_dong, write_dong, write_number


# S01
def test_a_line_is_rounded_once_half_up_to_the_dong() -> None:
    chance = random.Random(1)

    for _ in range(10_000):
        price, quantity = Dong(chance.randrange(10**9)), chance.randrange(10**6)
        per = chance.choice([1, 2, 3, 7, 100, 250, 500, 1000])
        amount = line_amount(price_vnd=price, quantity=quantity, per=per)
        assert type(amount) is int
        assert amount == floor(Fraction(price * quantity, per) + Fraction(1, 2))


# S01
def test_half_a_dong_goes_to_the_seller() -> None:
    assert line_amount(price_vnd=Dong(1), quantity=500, per=1000) == 1
    assert line_amount(price_vnd=Dong(1), quantity=499, per=1000) == 0
    assert line_amount(price_vnd=Dong(35_001), quantity=700, per=1000) == 24_501
    assert price_per_kg(price_vnd=Dong(25_000), grams=300) == 83_333


# S01
def test_a_line_of_nothing_or_less_is_a_bug() -> None:
    for price, quantity, per in ((-1, 1, 1), (1, -1, 1), (1, 1, 0)):
        with pytest.raises(AssertionError):
            line_amount(price_vnd=Dong(price), quantity=quantity, per=per)


# S03
def test_every_amount_that_is_written_is_read_back() -> None:
    chance = random.Random(3)

    for number in (
        0,
        1,
        999,
        1000,
        10**13 - 1,
        *(chance.randrange(10 ** chance.randint(1, 13)) for _ in range(10_000)),
    ):
        assert read_dong(write_dong(number)) == read_dong(write_number(number)) == read_dong(str(number)) == number


# S03
def test_an_amount_is_written_as_people_here_write_it() -> None:
    assert write_dong(1_234_567) == "1.234.567\N{NO-BREAK SPACE}₫"
    assert write_dong(-50_000) == "-50.000\N{NO-BREAK SPACE}₫"


# S02
@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("45000", 45_000),
        (" 5 ", 5),
        ("45.000", 45_000),
        ("45,000", 45_000),
        ("45 000", 45_000),
        ("45.000đ", 45_000),
        ("45.000 VND", 45_000),
        ("45.000 vnđ", 45_000),
        ("1.234.567 đồng", 1_234_567),
        ("0", 0),
    ],
)
def test_usual_spellings_of_an_amount_are_understood(typed: str, amount: int) -> None:
    assert read_dong(typed) == amount


# S02, B11
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "1_000",
            "１２３",
            "1e5",
            "NaN",
            "Infinity",
            "+5",
            "-5",
            "",
            " ",
            "₫",
            "đ",
            "5đ₫",
            "1.5",
            "1,5",
            "45.00",
            "45.0000",
        ),
        *("1.234,567", "1.234 567", "1..234", ".234", "1.", "45k", "45 nghìn", "0x10", "٤٥", "²", "5\0", "1\n000"),
        *("0.500", "007", "0312345678", "1" * 14, "9" * 5000),
    ],
)
def test_what_is_not_one_clear_amount_is_refused(typed: str) -> None:
    assert read_dong(typed) is None


# S02
@given(st.text())
def test_whatever_is_typed_is_an_amount_or_nothing(typed: str) -> None:
    amount = read_dong(typed)

    assert amount is None or (type(amount) is int and 0 <= amount < 10**13)
