"""Symbols that people can read aloud and copy: order codes and payment codes are made of them.

31 symbols, without I, L, O, 0 and 1. Seven are drawn, the eighth checks them: the weighted sum is
divisible by 31, which is prime, so every single wrong symbol and every swap of unequal neighbours shows.
"""

import secrets
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
BODY_LENGTH: Final = 8

_VALUE: Final = {symbol: number for number, symbol in enumerate(ALPHABET)}
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2)

# What nobody wants to read in their order, in the letters that the alphabet has.
_BAD_WORDS: Final = (
    *("ASS", "CAC", "CAVE", "CHET", "CUT", "DAMN", "DCM", "DKM", "DMM", "DUMA", "FUCK", "GAY"),
    *("NGU", "PHAN", "SEX", "SHT", "THUA", "VCC"),
)


def check_symbol(seven: str) -> str:
    """The symbol that closes seven symbols. Raises ValueError for anything but seven of the alphabet."""
    if len(seven) != len(_WEIGHTS) or any(symbol not in _VALUE for symbol in seven):
        raise ValueError(f"not seven symbols of the alphabet: {seven!r}")
    total = sum(weight * _VALUE[symbol] for weight, symbol in zip(_WEIGHTS, seven, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def is_body(text: str) -> bool:
    """Whether these are eight symbols of which the last checks the others."""
    return len(text) == BODY_LENGTH and all(symbol in _VALUE for symbol in text) and check_symbol(text[:-1]) == text[-1]


def draw_body(choose: Callable[[int], int] = secrets.randbelow) -> str:
    """Eight symbols at random, without bad words; `choose(n)` gives a number below n."""
    while True:
        seven = "".join(ALPHABET[choose(len(ALPHABET))] for _ in _WEIGHTS)
        body = seven + check_symbol(seven)
        if not any(word in body for word in _BAD_WORDS):
            return body
