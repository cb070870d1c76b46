import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.payments.codes import ALPHABET, check_symbol
from marketplace.payments.matching import (
    Cause,
    Verdict,
    match,
)
from tests.payments.credits import (
    ELSEWHERE,
    ONE,
    THREE,
    TWO,
    code_of,
    credit,
    open_requests,
    paid,
    request,
    with_wrong_symbol,
)
from tests.payments.mangling import SHAPES, mangled


# C10
@pytest.mark.parametrize("kept", range(11))
@pytest.mark.parametrize("before", ["", "NGUYEN VAN A "])
def test_a_cut_code_never_pays(kept: int, before: str) -> None:
    decision = match([request(), request(TWO)], credit(before + ONE[:kept], amount_vnd=99_000))

    assert paid(decision) == {}
    assert decision.suggested == ((ONE,) if kept >= 7 else ())


# C11
@given(st.integers(3, 10), st.sampled_from(ALPHABET + "01ILO"), st.sampled_from(sorted(SHAPES)), st.integers(0, 9))
def test_one_wrong_symbol_is_repaired_with_the_exact_amount(place: int, wrong: str, shape: str, seed: int) -> None:
    requests = [request(), request(TWO), request(THREE, amount_vnd=1)]
    memo = mangled(with_wrong_symbol(ONE, place=place, wrong=wrong), shape=shape, chance=random.Random(seed))

    decision = match(requests, credit(memo))

    assert paid(decision) == {ONE: 150_000}
    if wrong != ONE[place]:
        assert decision.cause is Cause.REPAIRED
        assert ONE in decision.reason


# C11
@pytest.mark.parametrize("amount_vnd", [149_999, 150_001, 1])
def test_one_wrong_symbol_with_another_amount_is_only_suggested(amount_vnd: int) -> None:
    memo = with_wrong_symbol(ONE, place=5, wrong="0")

    decision = match([request(), request(TWO)], credit(memo, amount_vnd=amount_vnd))

    assert decision.verdict is Verdict.SUGGEST
    assert decision.cause is Cause.NEARLY_A_CODE
    assert decision.suggested == (ONE,)


# C11
def test_one_wrong_symbol_on_another_account_does_nothing() -> None:
    decision = match([request(account=ELSEWHERE)], credit(with_wrong_symbol(ONE, place=5, wrong="0")))

    assert decision.verdict is Verdict.PARK
    assert decision.suggested == ()


# C11
def test_one_wrong_symbol_between_two_orders_is_only_suggested() -> None:
    # Two open codes two symbols apart, as the market never draws them.
    other = next(
        code_of("7K" + symbol + "MQ4X")
        for symbol in ALPHABET
        if symbol != "2" and check_symbol("7K" + symbol + "MQ4X") != ONE[-1]
    )
    memo = with_wrong_symbol(ONE, place=10, wrong=other[-1])

    decision = match([request(), request(other)], credit(memo))

    assert decision.verdict is Verdict.SUGGEST
    assert set(decision.suggested) == {ONE, other}


# C11
def test_two_wrong_symbols_are_not_repaired() -> None:
    memo = with_wrong_symbol(with_wrong_symbol(ONE, place=4, wrong="0"), place=8, wrong="O")

    decision = match([request()], credit(memo))

    assert decision.cause is Cause.SAME_AMOUNT


# C11
def test_a_code_that_does_not_check_itself_is_not_repaired() -> None:
    given_so = ONE[:-1] + "D"

    decision = match([request(given_so)], credit(with_wrong_symbol(given_so, place=5, wrong="0")))

    assert decision.verdict is Verdict.SUGGEST


# C11
@pytest.mark.parametrize("memo", ["HQY7K2MQ4XK", "H0X7K2MQ4XK", "7K2MQ4XK", "AQX 7K2 MQ4XK"])
def test_a_wrong_prefix_is_only_suggested(memo: str) -> None:
    decision = match([request(), request(TWO)], credit(memo))

    assert decision.verdict is Verdict.SUGGEST
    assert decision.suggested == (ONE,)


# C11
@given(st.integers(0, 39), st.integers(3, 10), st.sampled_from(ALPHABET + "01ILO"), st.integers(1, 30))
def test_a_wrong_symbol_never_pays_another_order(place: int, at: int, wrong: str, thousands: int) -> None:
    requests = open_requests(40, seed=7)
    right = requests[place]

    decision = match(
        requests, credit(with_wrong_symbol(right.code, place=at, wrong=wrong), amount_vnd=1_000 * thousands)
    )

    assert set(paid(decision)) <= {right.code}
