"""What the matching takes and gives. Sums are whole đồng."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# No transfer is larger; what claims to be is a mistake in reading it (C24).
LARGEST_AMOUNT_VND: Final = 10**12


class Verdict(StrEnum):
    """What should be done with a credit: book it, ask about a likely request, or keep it for a person."""

    SETTLE = "settle"
    SUGGEST = "suggest"
    PARK = "park"


class Cause(StrEnum):
    """Why a decision came out as it did."""

    ONE_CODE = "one_code"
    SPLIT = "split"
    REPAIRED = "repaired"
    NEARLY_A_CODE = "nearly_a_code"
    SAME_AMOUNT = "same_amount"
    CODES_AND_AMOUNT_DIFFER = "codes_and_amount_differ"
    NOT_OPEN = "not_open"
    WRONG_ACCOUNT = "wrong_account"
    SAME_CODE_TWICE = "same_code_twice"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True)
class OpenRequest:
    """A request that waits for money: `amount_vnd` is what is still to come, above zero.

    Raises ValueError for an amount that is no whole number of đồng from 1 to 10¹².
    """

    code: str
    account: str
    amount_vnd: int

    def __post_init__(self) -> None:
        _check_amount(self.amount_vnd)


@dataclass(frozen=True)
class Credit:
    """Money that came into an account, with the memo as the bank printed it.

    Raises ValueError for an amount that is no whole number of đồng from 1 to 10¹².
    """

    account: str
    amount_vnd: int
    memo: str

    def __post_init__(self) -> None:
        _check_amount(self.amount_vnd)


@dataclass(frozen=True)
class Allocation:
    """This much of a credit pays the request with this code."""

    code: str
    amount_vnd: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do with a credit, and why, in a sentence for a shopkeeper.

    Only a verdict to settle has allocations; their sum never passes the credit. `suggested` are codes a person
    should look at, `found` are the codes read in the memo, in order, open or not.
    """

    verdict: Verdict
    cause: Cause
    reason: str
    allocations: tuple[Allocation, ...] = ()
    suggested: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    surplus_vnd: int = 0


def _check_amount(amount_vnd: int) -> None:
    # True is an int to Python, and would pay one đồng.
    if type(amount_vnd) is not int or not 0 < amount_vnd <= LARGEST_AMOUNT_VND:
        message = f"not a sum in đồng: {amount_vnd!r}"
        raise ValueError(message)
