"""What banks make of a memo before anyone is told of it.

Shapes as seen in public parsers and statements: the team's fact sheet on statements, section 2 (2026-11-23).
"""

from enum import StrEnum
from typing import Final

# Who pays, as real notices name them: an invented account and name.
PAYER_ACCOUNT: Final = "1234500099"
PAYER_NAME: Final = "NGUYEN VAN AN"
# From this length on a word looks like a code, and gets a space in its middle.
_LONG_WORD: Final = 8


class Shape(StrEnum):
    """How the memo looks when the bank reports it."""

    PLAIN = "plain"
    LOWER = "lower"
    SPACED = "spaced"
    GLUED = "glued"
    MBVCB = "mbvcb"
    CT_DEN = "ct_den"
    IBFT = "ibft"
    MOMO = "momo"


def mangle(memo: str, *, shape: Shape, account: str, holder: str, trace: int) -> str:
    """Give the memo as a bank with this habit reports it. `trace` makes its running numbers."""
    match shape:
        case Shape.PLAIN:
            return memo
        case Shape.LOWER:
            return memo.lower()
        case Shape.SPACED:
            return "  ".join(_torn(word) for word in memo.split())
        case Shape.GLUED:
            return f"{memo}FT{trace % 10**14:014d}"
        case Shape.MBVCB:
            return (
                f"MBVCB.{trace % 10**10:010d}.{memo}.CT tu {PAYER_ACCOUNT} {PAYER_NAME} toi {account} {holder}".rstrip()
            )
        case Shape.CT_DEN:
            return f"CT DEN:{trace % 10**12:012d} SEVQR {memo}"
        case Shape.IBFT:
            return f"{trace % 10**6:06d}.100926.174901.{memo}"
        case Shape.MOMO:
            return f"{trace % 10**12:012d} 0900000099 {memo}"


def _torn(word: str) -> str:
    middle = (len(word) + 1) // 2
    return f"{word[:middle]} {word[middle:]}" if len(word) >= _LONG_WORD else word
