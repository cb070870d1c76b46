import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.payments.codes import ALPHABET, APART, NoCodeFree, check_symbol, distance, draw_code, is_body, is_code

SEVENS = st.text(ALPHABET, min_size=7, max_size=7)


def dealt(*bodies: str) -> Callable[[int], int]:
    """A choice that draws these symbols one after another."""
    numbers = iter([ALPHABET.index(symbol) for symbol in "".join(bodies)])
    return lambda _below: next(numbers)


def by_dice(seed: int) -> Callable[[int], int]:
    return random.Random(seed).randrange


def test_the_alphabet_leaves_out_what_people_mix_up() -> None:
    assert ALPHABET == "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def test_check_symbol_by_hand() -> None:
    # 7=28, K=9, 2=23, M=10, Q=13, 4=25, X=20: 8·28+7·9+6·23+5·10+4·13+3·25+2·20 = 642; 642+9 = 21·31, and 9 is K.
    assert check_symbol("7K2MQ4X") == "K"
    assert check_symbol("AAAAAAA") == "A"
    assert is_code("HQX7K2MQ4XK", prefix="HQX")


@pytest.mark.parametrize("seven", ["", "AAAAAA", "AAAAAAAA", "AAAAAA0", "AAAAAAI", "aaaaaaa", "ÁAAAAAA"])
def test_check_symbol_of_anything_else_is_refused(seven: str) -> None:
    with pytest.raises(ValueError, match="not seven symbols"):
        check_symbol(seven)


@pytest.mark.parametrize(
    "text",
    [
        *("", "HQX", "HQX7K2MQ4X", "HQX7K2MQ4XKA", "HQX7K2MQ4XD", "QVX7K2MQ4XK", "hqx7k2mq4xk"),
        *(" HQX7K2MQ4XK", "HQX7K2MQ4XK\n", "HQX7K2MQ4X０"),
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert not is_code(text, prefix="HQX")


@given(SEVENS)
@settings(max_examples=50)
def test_every_single_wrong_symbol_shows(seven: str) -> None:
    body = seven + check_symbol(seven)

    assert is_body(body)
    assert not any(
        is_body(body[:place] + wrong + body[place + 1 :])
        for place, right in enumerate(body)
        for wrong in set(ALPHABET) - {right}
    )


@given(SEVENS)
def test_every_swap_of_unequal_neighbours_shows(seven: str) -> None:
    body = seven + check_symbol(seven)

    for place in range(len(body) - 1):
        left, right = body[place], body[place + 1]
        swapped = body[:place] + right + left + body[place + 2 :]
        assert is_body(swapped) == (left == right)


def test_a_thousand_open_codes_stay_three_symbols_apart() -> None:
    choose = by_dice(20261123)
    taken: set[str] = set()
    for _ in range(1_000):
        taken.add(draw_code("HQX", taken=taken, choose=choose))

    codes = sorted(taken)
    assert len(codes) == 1_000
    assert all(is_code(code, prefix="HQX") for code in codes)
    assert min(distance(one, other) for place, one in enumerate(codes) for other in codes[:place]) >= APART


def test_what_is_too_near_to_an_open_code_is_drawn_again() -> None:
    taken = {"HQX" + "BCDEFGH" + check_symbol("BCDEFGH")}

    # The same but for one symbol, and so but for two with the check.
    code = draw_code("HQX", taken=taken, choose=dealt("BCDEFGJ", "RSTUVWX"))

    assert code == "HQXRSTUVWX" + check_symbol("RSTUVWX")


def test_three_symbols_apart_is_far_enough() -> None:
    near = "BCDEFJK"
    taken = {"HQX" + "BCDEFGH" + check_symbol("BCDEFGH")}

    code = draw_code("HQX", taken=taken, choose=dealt(near, "RSTUVWX"))

    assert code == "HQX" + near + check_symbol(near)
    assert distance(code, *taken) == APART


def test_codes_of_another_prefix_keep_their_distance_too() -> None:
    taken = {"QVX" + "BCDEFGH" + check_symbol("BCDEFGH")}

    code = draw_code("HQX", taken=taken, choose=dealt("BCDEFGH", "RSTUVWX"))

    assert code.startswith("HQXRSTUVWX")


@pytest.mark.parametrize(
    ("prefix", "unwanted"),
    [
        ("HQX", "ABHQXCD"),
        # Together with the prefix before it: QXQ begins again at its own last letter.
        ("QXQ", "XQRSTUV"),
        *(("HQX", seven) for seven in ("RSNGUTV", "RSDCMTV", "FUCKRST")),
    ],
)
def test_bad_words_and_the_prefix_inside_are_drawn_again(prefix: str, unwanted: str) -> None:
    code = draw_code(prefix, taken=(), choose=dealt(unwanted, "BCDEFGH"))

    assert code.startswith(prefix + "BCDEFGH")


def test_with_no_code_left_the_search_ends() -> None:
    taken = {"HQX" + "AAAAAAA" + check_symbol("AAAAAAA")}

    with pytest.raises(NoCodeFree):
        draw_code("HQX", taken=taken, choose=lambda _below: 0)


@pytest.mark.parametrize("prefix", ["", "HQ", "HQXX", "hqx", "H1X", "HĐX", "HQX\n"])
def test_a_prefix_is_three_letters(prefix: str) -> None:
    with pytest.raises(ValueError, match="three letters"):
        draw_code(prefix, taken=())


def test_distance_counts_places() -> None:
    assert distance("HQXA", "HQXA") == 0
    assert distance("HQXA", "QHXB") == 3
    with pytest.raises(ValueError, match="longer"):
        distance("HQX", "HQXA")
