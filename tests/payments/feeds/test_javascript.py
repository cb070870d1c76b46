"""Numbers and objects are written as Node 20 wrote them."""

import math

import pytest

from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.javascript import in_order, number_text, stringify


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (599000, "599000"),
        (599000.0, "599000"),
        (-599000.5, "-599000.5"),
        (1e5, "100000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (123456789012345680000.0, "123456789012345680000"),
        (0.1, "0.1"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2**53, "9007199254740992"),
        (2**53 + 1, "9007199254740992"),
        (2**60, "1152921504606847000"),
        (-(10**22), "-1e+22"),
    ],
)
def test_numbers_are_written_as_javascript_writes_them(number: float, written: str) -> None:
    assert number_text(number) == written


@pytest.mark.parametrize("number", [math.inf, -math.inf, 10**400])
def test_a_number_that_javascript_has_not_is_refused(number: float) -> None:
    with pytest.raises(BadNotice):
        number_text(number)


def test_objects_are_compact_and_escape_nothing_that_need_not_be() -> None:
    value = {"b": ["/", "gạo", None, True, False, 1.0, "\x00\x1f\x7f\u2028"], 'a"': {"😀": {}, "\uffff": []}}

    written = stringify(in_order(value))

    # JavaScript sorts by UTF-16 units: the two halves of 😀 come before U+FFFF.
    assert written == ('{"a\\"":{"😀":{},"\uffff":[]},"b":["/","gạo",null,true,false,1,"\\u0000\\u001f\x7f\u2028"]}')


def test_without_in_order_names_stay_as_they_came() -> None:
    assert stringify({"b": 1, "a": 2}) == '{"b":1,"a":2}'
