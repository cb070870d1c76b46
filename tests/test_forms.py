"""Input to typed values: one strict reader for each kind."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from marketplace.forms import (
    DongField,
    EmailField,
    Form,
    LineField,
    LinesField,
    Needed,
    PhoneField,
    WholeNumberField,
    read_phone,
    show_phone,
)


class Asked(Form):
    """One field of each kind."""

    line = LineField("line", limit=10)
    lines = LinesField("lines", limit=20)
    number = WholeNumberField("number", most=1000)
    amount = DongField("amount")
    phone = PhoneField("phone")
    email = EmailField("email")
    needed = LineField("needed", [Needed()], default="có")


@pytest.fixture(autouse=True)
def page(app: Flask) -> Iterator[None]:
    """A request, because a form speaks its reader's language."""
    with app.test_request_context("/"):
        yield


def filled(**typed: Any) -> Asked:
    """The form as somebody sends it."""
    form = Asked(MultiDict({"needed": "có", **typed}))
    form.validate()
    return form


# M14
@pytest.mark.parametrize(
    "typed",
    [
        *("0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "(0912) 345 678", " 0912345678 "),
        *(
            "+84912345678",
            "+84 912 345 678",
            "84 912-345-678",
            "84912345678",
            "0084912345678",
            "0912\u00a0345\u00a0678",
        ),
    ],
)
def test_every_usual_spelling_of_a_phone_is_one_number(typed: str) -> None:
    form = filled(phone=typed)

    assert form.errors == {}
    assert form.value("phone") == "+84912345678"


# M14
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "０９１２３４５６７８",
            "٠٩١٢٣٤٥٦٧٨",
            "091234567",
            "09123456789",
            "1234567890",
            "+1 212 555 0100",
            "+8491234567a",
        ),
        *("+66812345678", "113", "0000000000", "0912345678,0912345679", "0912345678;ext=1", "tel:0912345678", "+" * 20),
    ],
)
def test_what_is_no_vietnamese_phone_is_refused(typed: str) -> None:
    form = filled(phone=typed)

    assert "0912 345 678" in form.errors["phone"][0]
    assert form.value("phone") is None
    assert read_phone(typed) is None


# M14
def test_a_phone_is_shown_as_it_is_read_aloud() -> None:
    assert show_phone("+84912345678") == "0912 345 678"
    assert read_phone(show_phone("+84912345678")) == "+84912345678"


BAD_NUMBERS = ("1_000", "１２３", "1e5", "NaN", "Infinity", "+5", "-5", "1.5", "0x10", "²", "٤", "5 5", "1" * 5000)


# S02, B11
@pytest.mark.parametrize("name", ["number", "amount"])
@pytest.mark.parametrize("typed", BAD_NUMBERS)
def test_a_number_that_is_not_plain_is_refused_and_shown_again(name: str, typed: str) -> None:
    form = filled(**{name: typed})

    assert len(form.errors[name]) == 1
    assert form.value(name) is None
    assert form[name]._value() == typed


# S02
def test_plain_numbers_are_read() -> None:
    form = filled(number=" 5 ", amount="45.000")

    assert form.errors == {}
    assert (form.value("number"), form.value("amount")) == (5, 45_000)
    assert type(form.value("number")) is int


# S02
@pytest.mark.parametrize(("name", "typed"), [("number", "1001"), ("amount", "0"), ("amount", "500.000.000")])
def test_a_number_outside_its_limits_is_refused(name: str, typed: str) -> None:
    assert "đến" in filled(**{name: typed}).errors[name][0]


# S03
def test_an_amount_is_shown_with_its_dots() -> None:
    form = Asked(formdata=None, data={"amount": 1_234_567})

    assert form.amount._value() == "1.234.567"


# O14
def test_of_a_field_sent_twice_the_first_counts() -> None:
    form = Asked(
        MultiDict([("amount", "1000"), ("amount", "999999"), ("line", "một"), ("line", "hai"), ("needed", "có")])
    )

    assert form.validate()
    assert (form.value("amount"), form.value("line")) == (1000, "một")


# L22
@pytest.mark.parametrize(("name", "limit"), [("line", 10), ("lines", 20)])
def test_a_text_is_limited_in_letters_as_a_person_counts_them(name: str, limit: int) -> None:
    just_fits = unicodedata.normalize("NFD", "ệ" * limit)

    assert filled(**{name: just_fits}).value(name) == "ệ" * limit
    assert str(limit) in filled(**{name: just_fits + "x"}).errors[name][0]


# L22
@pytest.mark.parametrize("flood", ["x" * 10_000_000, "\u0301" * 1_000_000, " " * 1_000_000, "\u200b" * 1_000_000])
def test_megabytes_of_anything_are_too_long(flood: str) -> None:
    form = filled(lines=flood)

    assert "nhiều nhất 20 chữ" in form.errors["lines"][0]


# L22
def test_what_shows_nothing_is_nothing() -> None:
    form = filled(needed="\u200b\u3164\u202e \u2800")

    assert form.errors == {"needed": ["Xin điền mục này."]}


# L22
def test_a_text_is_kept_clean() -> None:
    form = filled(line="Cho\u0323\u031b\u202e\ud800\0", lines=" một\r\n\r\n\r\n\r\nhai ")

    assert form.value("line") == "Chợ"
    assert form.value("lines") == "một\n\nhai"


# M15
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ten@Vidu.VN", "ten@vidu.vn"),
        (" a.b+c@vidu.com.vn ", "a.b+c@vidu.com.vn"),
        ("", ""),
        ("\u212aim@vidu.vn", "kim@vidu.vn"),
    ],
)
def test_an_email_is_kept_in_lower_case_with_its_dots(typed: str, kept: str) -> None:
    form = filled(email=typed)

    assert form.errors == {}
    assert form.value("email") == kept


# M15, O06
@pytest.mark.parametrize(
    "typed",
    [
        *(
            "tеn@vidu.vn",
            "ｔen@vidu.vn",
            "ten@ｖidu.vn",
            "tên@vidu.vn",
            "ten＠vidu.vn",
            "ten@vıdu.vn",
            "ten@",
            "@vidu.vn",
            "ten",
        ),
        *(
            "ten@vidu",
            "a b@vidu.vn",
            "ten@vidu.vn, khac@vidu.vn",
            "<ten@vidu.vn>",
            "ten@vidu..vn",
            "x" * 65 + "@vidu.vn",
        ),
        "x" * 60 + "@" + "y." * 90 + "vn",
    ],
)
def test_look_alike_and_broken_email_addresses_are_refused(typed: str) -> None:
    assert filled(email=typed).errors["email"]


# O06
def test_an_email_with_a_line_break_cannot_add_a_header() -> None:
    form = filled(email="ten@vidu.vn\r\nBcc: moi@nguoi.vn")

    assert form.errors["email"]
