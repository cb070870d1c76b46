"""The open requests, ordered for looking up."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar

from marketplace.payments.codes import CODE_LENGTH, PREFIX_LENGTH
from marketplace.payments.matching.values import OpenRequest

Key = TypeVar("Key", bound=Hashable)

# A shorter beginning of a code, cut off by a bank, could be anybody's.
LEAST_OF_A_CUT_BODY: Final = 4
_ANY: Final = "?"


class Waiting:
    """The open requests, ordered so that one of ten thousand is found as fast as one of ten.

    Made once for many credits; a change of the requests makes a new one.
    """

    def __init__(self, requests: Sequence[OpenRequest]) -> None:
        self.known = frozenset(each.code.upper() for each in requests if len(each.code) == CODE_LENGTH)
        self.prefixes = frozenset(code[:PREFIX_LENGTH] for code in self.known)
        self.by_account: dict[str, Account] = {}
        for each in requests:
            # A bank that names no account tells us nothing: an empty account equals no other.
            if account := plain_account(each.account):
                self.by_account.setdefault(account, Account()).requests.append(each)


class Account:
    """What waits at one account, by code, by amount and by what is looked for when a code is nearly right."""

    def __init__(self) -> None:
        self.requests: list[OpenRequest] = []

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[OpenRequest]]:
        return _grouped((request.code.upper(), request) for request in self.requests)

    @cached_property
    def by_amount(self) -> Mapping[int, Sequence[OpenRequest]]:
        return _grouped((request.amount_vnd, request) for request in self.requests)

    @cached_property
    def by_pattern(self) -> Mapping[str, Sequence[OpenRequest]]:
        return _grouped(
            (pattern, request) for request in self.requests for pattern in patterns_of(request.code.upper())
        )

    @cached_property
    def by_body(self) -> Mapping[str, Sequence[OpenRequest]]:
        return _grouped((request.code[PREFIX_LENGTH:].upper(), request) for request in self.requests)

    @cached_property
    def by_beginning(self) -> Mapping[str, Sequence[OpenRequest]]:
        shortest = PREFIX_LENGTH + LEAST_OF_A_CUT_BODY
        return _grouped(
            (request.code.upper()[:length], request)
            for request in self.requests
            for length in range(shortest, CODE_LENGTH)
        )

    def in_order(self, found: Iterable[OpenRequest]) -> list[OpenRequest]:
        """These requests, each once, as they stood in the list."""
        wanted = {id(request) for request in found}
        return [request for request in self.requests if id(request) in wanted] if wanted else []


NOBODY: Final = Account()


def _grouped(pairs: Iterable[tuple[Key, OpenRequest]]) -> dict[Key, list[OpenRequest]]:
    groups: dict[Key, list[OpenRequest]] = {}
    for key, request in pairs:
        groups.setdefault(key, []).append(request)
    return groups


def patterns_of(code: str) -> list[str]:
    return [f"{code[:place]}{_ANY}{code[place + 1 :]}" for place in range(PREFIX_LENGTH, len(code))]


def plain_account(account: str) -> str:
    return "".join(account.split()).upper()
