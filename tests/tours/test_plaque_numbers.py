"""Numbers on plaques: what one slip of the finger does to them."""

import itertools

import pytest

from marketplace.tours.plaque_numbers import (
    check_digit,
    checks,
    draw_number,
    read_digits,
    show_number,
    slips_of,
    wrong_groups,
)

BODIES = [str(body) for body in range(10_000, 100_000, 7)]


def test_every_wrong_digit_and_every_swap_of_neighbours_shows() -> None:
    for body in BODIES:
        number = body + check_digit(body)
        assert checks(number)
        for at in range(6):
            wrong = {number[:at] + digit + number[at + 1 :] for digit in "0123456789"} - {number}
            assert not any(checks(other) for other in wrong)
        for at in range(5):
            swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            assert swapped == number or not checks(swapped)


def test_a_drawn_number_checks_and_does_not_begin_with_nought() -> None:
    drawn = {draw_number() for _ in range(500)}

    assert len(drawn) > 400
    assert all(checks(number) and number[0] != "0" and len(number) == 6 for number in drawn)


@pytest.mark.parametrize(
    "typed", ["123456", "12 34 56", " 12-34-56 ", "12.34.56", "1 2 3 4 5 6", "12–34–56", "12\u00a034\u00a056"]
)
def test_grouping_does_not_matter(typed: str) -> None:
    assert read_digits(typed) == "123456"


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12a456", "１２３４５６", "12345" + " " * 100 + "6", "١٢٣٤٥٦"]
)
def test_what_is_not_six_plain_digits_is_no_number(typed: str) -> None:
    assert read_digits(typed) is None


def test_a_slip_leads_back_to_what_was_meant() -> None:
    number = "12345" + check_digit("12345")
    slips = [number[:at] + digit + number[at + 1 :] for at, digit in itertools.product(range(6), "0123456789")]

    for typed in slips:
        if typed != number:
            assert number in slips_of(typed)
    assert show_number("123456") == "12 34 56"
    assert wrong_groups("123456", "123156") == [2]
    assert wrong_groups("123456", "132456") == [1, 2]
