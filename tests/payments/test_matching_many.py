"""Twenty-five thousand memos: none goes to a wrong order, and hardly any is lost."""

import random
from collections import Counter

from marketplace.payments.codes import draw_code
from marketplace.payments.matching import Credit, OpenRequest, Verdict, Waiting, match_one
from tests.payments.credits import HERE, PREFIX
from tests.payments.mangling import SHAPES, mangled

_WORDS = [
    "chuyen",
    "tien",
    "mua",
    "rau",
    "cho",
    "me",
    "ba",
    "hai",
    "tra",
    "no",
    "tien",
    "dien",
    "thang",
    "muoi",
    "mot",
    "cam",
    "on",
    "anh",
    "chi",
    "thanh",
    "toan",
    "don",
    "hang",
    "so",
    "dep",
]
_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def waiting(count: int, chance: random.Random) -> list[OpenRequest]:
    # Of one account codes stay three symbols apart; drawing so many with that check would take the test's whole time.
    codes = {draw_code(PREFIX, taken=(), choose=chance.randrange) for _ in range(count)}
    return [
        OpenRequest(code=code, account=HERE, amount_vnd=chance.randrange(10, 900) * 1_000) for code in sorted(codes)
    ]


def foreign(chance: random.Random) -> str:
    """A memo of somebody else's business: words, numbers, things that look like codes."""
    parts = [chance.choice(_WORDS) for _ in range(chance.randrange(2, 9))]
    parts.insert(0, "".join(chance.choice(_SYMBOLS) for _ in range(chance.randrange(6, 16))))
    if chance.random() < 0.2:
        parts.append(PREFIX + "".join(chance.choice(_SYMBOLS) for _ in range(8)))
    return mangled(" ".join(parts), shape=chance.choice(list(SHAPES)), chance=chance)


# C08 C09 C10: the aim is none wrong of 25,000, all unmangled ones found, 97 % of the mangled ones.
def test_of_twenty_five_thousand_memos_none_pays_a_wrong_order() -> None:
    chance = random.Random(20261123)
    requests = waiting(5_000, chance)
    book = Waiting(requests)
    found: Counter[str] = Counter()

    for number in range(20_000):
        request = chance.choice(requests)
        shape = "plain" if number % 20 == 0 else list(SHAPES)[number % len(SHAPES)]
        memo = request.code if shape == "plain" else mangled(request.code, shape=shape, chance=chance)
        decision = match_one(book, Credit(account=HERE, amount_vnd=request.amount_vnd, memo=memo))
        paid = [allocation.code for allocation in decision.allocations]
        assert paid in ([], [request.code]), (shape, memo, decision)
        found[f"{'plain' if shape == 'plain' else 'mangled'} {bool(paid)}"] += 1
    for _ in range(5_000):
        decision = match_one(
            book, Credit(account=HERE, amount_vnd=chance.choice(requests).amount_vnd, memo=foreign(chance))
        )
        assert decision.verdict is not Verdict.SETTLE, decision

    assert found["plain False"] == 0
    assert found["mangled True"] >= 0.97 * (found["mangled True"] + found["mangled False"])


# C11: the index gives what a look at each request would give.
def test_the_order_of_the_requests_and_of_the_index_do_not_matter() -> None:
    chance = random.Random(7)
    requests = waiting(200, chance)
    shuffled = requests[:]
    chance.shuffle(shuffled)
    for request in requests[:50]:
        wrong = request.code[:5] + ("A" if request.code[5] != "A" else "B") + request.code[6:]
        credit = Credit(account=HERE, amount_vnd=request.amount_vnd, memo=f"ct {wrong} x")
        one, other = match_one(Waiting(requests), credit), match_one(Waiting(shuffled), credit)
        assert (one.verdict, one.allocations, sorted(one.suggested)) == (
            other.verdict,
            other.allocations,
            sorted(other.suggested),
        )
