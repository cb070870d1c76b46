import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.payments.codes import ALPHABET, check_symbol
from marketplace.payments.matching import codes_in
from tests.payments.credits import ONE, PREFIX, TWO, code_of
from tests.payments.mangling import SHAPES, mangled


@pytest.mark.parametrize("shape", SHAPES)
@given(st.integers(0, 10_000), st.text(ALPHABET, min_size=7, max_size=7))
@settings(max_examples=20)
def test_a_code_is_read_in_every_shape(shape: str, seed: int, seven: str) -> None:
    code = code_of(seven)

    assert code in codes_in(mangled(code, shape=shape, chance=random.Random(seed)), prefix=PREFIX)


@pytest.mark.parametrize(
    ("memo", "found"),
    [
        ("", ()),
        ("chuyen tien", ()),
        (ONE, (ONE,)),
        (f"{TWO} {ONE}", (TWO, ONE)),
        (f"{TWO}{ONE}{TWO}", (TWO, ONE)),
        (f"HQ{ONE}", (ONE,)),
        (f"{PREFIX}{ONE}", (ONE,)),
        ("đơn hqx 7k2-mq4.xk ạ", (ONE,)),
        ("H\u0309QX7K2MQ4XK", (ONE,)),
        (ONE[:-1], ()),
        (ONE[:-1] + "D", ()),
        (ONE.replace("2", "0"), ()),
        (code_of("7K2MQ4X", prefix="QVX"), ()),
        ("\ud800" + ONE, (ONE,)),
    ],
)
def test_codes_in_a_memo(memo: str, found: tuple[str, ...]) -> None:
    assert codes_in(memo, prefix=PREFIX) == found


def test_what_begins_inside_a_code_is_not_a_second_one() -> None:
    # The body of the outer code ends in the prefix, and what follows would close an inner code as well.
    outer = next(code_of(f"ABCD{symbol}HQ") for symbol in ALPHABET if check_symbol(f"ABCD{symbol}HQ") == "X")
    inner = code_of("RSTUVWX")

    assert codes_in(outer + inner.removeprefix(PREFIX), prefix=PREFIX) == (outer,)
