"""Which open request a credit pays, read from the memo that came with it. Pure: nothing is saved here.

A memo passes through several banks, each of which changes case, drops separators and adds words of its own. So the
memo is reduced to letters and digits first, and a code is found by its prefix, length and check symbol, never by its
neighbours. An amount alone never pays anything: two villagers pay 50,000 at once.

Source: the team's fact sheet on statements (2026-11-23), section 3; cases C04 to C17.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from marketplace.money import write_dong
from marketplace.payments.codes import BODY_LENGTH, CODE_LENGTH, PREFIX_LENGTH, is_body
from marketplace.payments.vietqr.memo import without_marks
from marketplace.text import masked

# No transfer is larger; what claims to be is a mistake in reading it (C24).
LARGEST_AMOUNT_VND: Final = 10**12

# A shorter beginning of a code, cut off by a bank, could be anybody's.
_LEAST_OF_A_CUT_BODY: Final = 4
_NOT_A_SYMBOL: Final = re.compile(r"[^A-Za-z0-9]+")
_ANY: Final = "?"
# A sentence that names more codes than this is not read.
_MOST_NAMED: Final = 5


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


def codes_in(memo: str, *, prefix: str) -> tuple[str, ...]:
    """Read the payment codes of one prefix in a memo, each once, in order.

    Case, marks, spaces, line breaks and separators do not matter, nor what is glued on before or behind. What begins
    inside a code already found is not a second one.
    """
    return _read_codes(_symbols(memo), prefixes=frozenset({prefix}), known=frozenset())


def match(requests: Sequence[OpenRequest], credit: Credit) -> Decision:
    """Decide which of the open requests a credit pays. Saves nothing.

    Codes are taken as given: their first three letters are their prefix, and a code that stands in the memo exactly
    counts even if its check symbol is wrong.
    """
    case = _Case(requests, credit)
    if not case.found:
        return _by_near_code(case) or _by_amount(case)
    order = {code: place for place, code in enumerate(case.found)}
    waiting_here = [request for request in case.here if request.code.upper() in order]
    codes_here = {request.code.upper() for request in waiting_here}
    elsewhere = [code for code in case.found if code in case.known - codes_here]
    if elsewhere:
        return _parked(
            case,
            Cause.WRONG_ACCOUNT,
            f"{write_dong(credit.amount_vnd)} vào tài khoản {masked(case.account)}, nhưng mã {_named(elsewhere)} "
            f"chờ tiền ở tài khoản khác. Cần người xem lại.",
        )
    closed = [code for code in case.found if code not in codes_here]
    if closed:
        return _parked(
            case,
            Cause.NOT_OPEN,
            f"{write_dong(credit.amount_vnd)} ghi mã {_named(case.found)}, nhưng mã {_named(closed)} không còn chờ "
            f"tiền. Cần người xem lại.",
        )
    if len(codes_here) < len(waiting_here):
        return _parked(case, Cause.SAME_CODE_TWICE, f"Có hai đơn cùng mang mã {_named(case.found)}. Cần người xem lại.")
    return _by_codes(case, sorted(waiting_here, key=lambda request: order[request.code.upper()]))


class _Case:
    """One credit and the requests it may pay, with what is looked up more than once."""

    def __init__(self, requests: Sequence[OpenRequest], credit: Credit) -> None:
        self.credit = credit
        self.account = _plain_account(credit.account)
        self.symbols = _symbols(credit.memo)
        # A bank that names no account tells us nothing: an empty account equals no other.
        self.here = [each for each in requests if self.account and _plain_account(each.account) == self.account]
        self.known = frozenset(each.code.upper() for each in requests if len(each.code) == CODE_LENGTH)
        self.prefixes = frozenset(code[:PREFIX_LENGTH] for code in self.known)
        self.found = _read_codes(self.symbols, prefixes=self.prefixes, known=self.known)


def _by_codes(case: _Case, named: Sequence[OpenRequest]) -> Decision:
    credit_vnd = case.credit.amount_vnd
    codes = [request.code for request in named]
    if len(named) == 1:
        return _settled(case, named, Cause.ONE_CODE, f"Lời nhắn ghi đúng mã {_named(codes)}.")
    asked_vnd = sum(request.amount_vnd for request in named)
    if asked_vnd == credit_vnd:
        return _settled(case, named, Cause.SPLIT, f"Một lần chuyển trả đủ cho các mã {_named(codes)}.")
    return _parked(
        case,
        Cause.CODES_AND_AMOUNT_DIFFER,
        f"Lời nhắn ghi các mã {_named(codes)}, cộng lại {write_dong(asked_vnd)}, nhưng tiền vào là "
        f"{write_dong(credit_vnd)}. Cần người chia.",
    )


def _by_near_code(case: _Case) -> Decision | None:
    """Decide by something that is almost a code; None when there is nothing of the kind."""
    one_wrong = _one_symbol_wrong(case)
    exact = [
        request
        for request in one_wrong
        if request.amount_vnd == case.credit.amount_vnd and is_body(request.code[PREFIX_LENGTH:].upper())
    ]
    if len(one_wrong) == 1 and exact:
        return _settled(
            case,
            exact,
            Cause.REPAIRED,
            f"Mã trong lời nhắn sai một ký tự; tài khoản và số tiền khớp với đúng một đơn, mã {exact[0].code}.",
        )
    near = one_wrong or _body_without_its_prefix(case) or _cut_at_the_end(case)
    if not near:
        return None
    codes = _codes_of(near)
    return Decision(
        verdict=Verdict.SUGGEST,
        cause=Cause.NEARLY_A_CODE,
        reason=f"Mã trong lời nhắn không trọn, gần giống {_named(codes)}; "
        f"tiền vào {write_dong(case.credit.amount_vnd)}. Xin xem lại rồi xác nhận.",
        suggested=codes,
    )


def _by_amount(case: _Case) -> Decision:
    amount_vnd = case.credit.amount_vnd
    codes = _codes_of(request for request in case.here if request.amount_vnd == amount_vnd)
    if codes:
        return Decision(
            verdict=Verdict.SUGGEST,
            cause=Cause.SAME_AMOUNT,
            reason=f"Không thấy mã trong lời nhắn. Có đơn cũng đang chờ {write_dong(amount_vnd)}: {_named(codes)}. "
            f"Chỉ ghép khi có người xác nhận.",
            suggested=codes,
        )
    return _parked(
        case,
        Cause.NOTHING_FOUND,
        f"Không thấy mã trong lời nhắn, và không có đơn nào chờ đúng {write_dong(amount_vnd)} ở tài khoản này.",
    )


def _settled(case: _Case, named: Sequence[OpenRequest], cause: Cause, why: str) -> Decision:
    """Give each request what it waits for, as far as the credit reaches; the rest is surplus."""
    left_vnd = case.credit.amount_vnd
    allocations: list[Allocation] = []
    missing_vnd = 0
    for request in named:
        given_vnd = min(request.amount_vnd, left_vnd)
        allocations.append(Allocation(request.code, given_vnd))
        left_vnd -= given_vnd
        missing_vnd += request.amount_vnd - given_vnd
    told = f"{why} Đã ghi {write_dong(case.credit.amount_vnd - left_vnd)}"
    if missing_vnd:
        told += f", còn thiếu {write_dong(missing_vnd)}"
    if left_vnd:
        told += f", thừa {write_dong(left_vnd)}"
    return Decision(
        verdict=Verdict.SETTLE,
        cause=cause,
        reason=f"{told}.",
        allocations=tuple(allocations),
        found=case.found,
        surplus_vnd=left_vnd,
    )


def _parked(case: _Case, cause: Cause, reason: str) -> Decision:
    return Decision(verdict=Verdict.PARK, cause=cause, reason=reason, found=case.found)


def _one_symbol_wrong(case: _Case) -> list[OpenRequest]:
    """Find the requests here whose code stands in the memo with exactly one wrong symbol behind its prefix."""
    windows = set(_like_a_code(case.prefixes).findall(case.symbols))
    if not windows:
        return []
    # Eight patterns for each code, each with one place left open: a look into this set is all that a place in the
    # memo costs, so neither a long memo nor many open requests make it slow.
    seen = {pattern for window in windows for pattern in _patterns(window)}
    return [request for request in case.here if not seen.isdisjoint(_patterns(request.code.upper()))]


def _body_without_its_prefix(case: _Case) -> list[OpenRequest]:
    """Find the requests here whose eight symbols stand in the memo, though not behind their prefix."""
    symbols = case.symbols
    bodies = {symbols[start : start + BODY_LENGTH] for start in range(len(symbols) - BODY_LENGTH + 1)}
    return [request for request in case.here if request.code[PREFIX_LENGTH:].upper() in bodies]


def _cut_at_the_end(case: _Case) -> list[OpenRequest]:
    """Find the requests here whose code begins as the memo ends, with at least four symbols behind the prefix."""
    shortest = PREFIX_LENGTH + _LEAST_OF_A_CUT_BODY
    ends = [case.symbols[-length:] for length in range(shortest, CODE_LENGTH) if length <= len(case.symbols)]
    beginnings = tuple(end for end in ends if end.startswith(tuple(case.prefixes)))
    return [request for request in case.here if request.code.upper().startswith(beginnings)]


def _patterns(code: str) -> list[str]:
    return [f"{code[:place]}{_ANY}{code[place + 1 :]}" for place in range(PREFIX_LENGTH, len(code))]


def _read_codes(symbols: str, *, prefixes: frozenset[str], known: frozenset[str]) -> tuple[str, ...]:
    """Read the codes in letters and digits, each once, in order: the known ones, and those that check.

    The known ones go first: by chance a prefix glued on before can check together with the beginning of a real code,
    and must not hide it.
    """
    pattern = _like_a_code(prefixes)
    # Each different text is checked once: a hostile memo repeats one a thousand times.
    codes = {text for text in set(pattern.findall(symbols)) if text in known or is_body(text[PREFIX_LENGTH:])}
    if not codes:
        return ()
    places = [(place.start(), place[1]) for place in pattern.finditer(symbols) if place[1] in codes]
    places.sort(key=lambda place: place[1] not in known)
    taken: set[int] = set()
    kept: list[tuple[int, str]] = []
    for start, code in places:
        end = start + CODE_LENGTH
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            kept.append((start, code))
    return tuple(dict.fromkeys(code for _, code in sorted(kept)))


def _like_a_code(prefixes: Collection[str]) -> re.Pattern[str]:
    """Make the pattern of all that begins with a prefix and is as long as a code; of nothing without a prefix."""
    either = "|".join(re.escape(prefix) for prefix in sorted(prefixes)) or "(?!)"
    # The look-ahead takes nothing away, so places that overlap are all seen.
    return re.compile(f"(?=((?:{either})[A-Z0-9]{{{BODY_LENGTH}}}))")


def _symbols(memo: str) -> str:
    """Reduce a memo to its letters and digits, in upper case and without marks."""
    return _NOT_A_SYMBOL.sub("", without_marks(memo)).upper()


def _plain_account(account: str) -> str:
    return "".join(account.split()).upper()


def _codes_of(requests: Iterable[OpenRequest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(request.code for request in requests))


def _named(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:_MOST_NAMED])
    return f"{shown} và {len(codes) - _MOST_NAMED} mã khác" if len(codes) > _MOST_NAMED else shown


def _check_amount(amount_vnd: int) -> None:
    # True is an int to Python, and would pay one đồng.
    if type(amount_vnd) is not int or not 0 < amount_vnd <= LARGEST_AMOUNT_VND:
        message = f"not a sum in đồng: {amount_vnd!r}"
        raise ValueError(message)
