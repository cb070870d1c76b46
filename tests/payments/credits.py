"""Open requests and credits as the matching tests need them: whole and ordinary unless a test says otherwise."""

import random

from marketplace.payments.codes import check_symbol, draw_code
from marketplace.payments.matching import Credit, Decision, OpenRequest, Verdict

PREFIX = "HQX"
HERE = "0123456789"
ELSEWHERE = "9876543210"


def code_of(seven: str, *, prefix: str = PREFIX) -> str:
    return prefix + seven + check_symbol(seven)


ONE = code_of("7K2MQ4X")
TWO = code_of("RSTUVWX")
THREE = code_of("BCDEFGH")


def request(code: str = ONE, *, amount_vnd: int = 150_000, account: str = HERE) -> OpenRequest:
    return OpenRequest(code=code, account=account, amount_vnd=amount_vnd)


def credit(memo: str = ONE, *, amount_vnd: int = 150_000, account: str = HERE) -> Credit:
    return Credit(account=account, amount_vnd=amount_vnd, memo=memo)


def paid(decision: Decision) -> dict[str, int]:
    """Give what a decision books, by code; one that does not settle must book nothing."""
    assert (decision.verdict is Verdict.SETTLE) == bool(decision.allocations)
    return {allocation.code: allocation.amount_vnd for allocation in decision.allocations}


def with_wrong_symbol(code: str, *, place: int, wrong: str) -> str:
    return code[:place] + wrong + code[place + 1 :]


def open_requests(count: int, *, seed: int) -> list[OpenRequest]:
    chance = random.Random(seed)
    codes: list[str] = []
    for _ in range(count):
        codes.append(draw_code(PREFIX, taken=codes, choose=chance.randrange))
    return [request(code, amount_vnd=1_000 * (place // 2 + 1)) for place, code in enumerate(codes)]
