"""Deciding what a credit pays."""

from collections.abc import Iterable, Sequence
from typing import Final

from marketplace.money import write_dong
from marketplace.payments.codes import BODY_LENGTH, CODE_LENGTH, PREFIX_LENGTH, is_body
from marketplace.payments.matching.reading import like_a_code, read_codes, symbols_of
from marketplace.payments.matching.values import Allocation, Cause, Credit, Decision, OpenRequest, Verdict
from marketplace.payments.matching.waiting import LEAST_OF_A_CUT_BODY, NOBODY, Waiting, patterns_of, plain_account
from marketplace.text import masked

# A sentence that names more codes than this is not read.
_MOST_NAMED: Final = 5


def match(requests: Sequence[OpenRequest], credit: Credit) -> Decision:
    """Decide which of the open requests a credit pays. Saves nothing. For many credits, see Waiting and match_one()."""
    return match_one(Waiting(requests), credit)


def match_one(waiting: Waiting, credit: Credit) -> Decision:
    """Decide which of the waiting requests a credit pays. Saves nothing.

    Codes are taken as given: their first three letters are their prefix, and a code that stands in the memo exactly
    counts even if its check symbol is wrong.
    """
    case = _Case(waiting, credit)
    if not case.found:
        return _by_near_code(case) or _by_amount(case)
    order = {code: place for place, code in enumerate(case.found)}
    waiting_here = [request for code in case.found for request in case.here.by_code.get(code, ())]
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

    def __init__(self, waiting: Waiting, credit: Credit) -> None:
        self.credit = credit
        self.account = plain_account(credit.account)
        self.symbols = symbols_of(credit.memo)
        self.here = waiting.by_account.get(self.account, NOBODY)
        self.known = waiting.known
        self.prefixes = waiting.prefixes
        self.found = read_codes(self.symbols, prefixes=self.prefixes, known=self.known)


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
    codes = _codes_of(case.here.by_amount.get(amount_vnd, ()))
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
    windows = set(like_a_code(case.prefixes).findall(case.symbols))
    if not windows:
        return []
    # Eight patterns for each code, each with one place left open: a look into this index is all that a place in the
    # memo costs, so neither a long memo nor many open requests make it slow.
    seen = {pattern for window in windows for pattern in patterns_of(window)}
    return case.here.in_order(found for pattern in seen for found in case.here.by_pattern.get(pattern, ()))


def _body_without_its_prefix(case: _Case) -> list[OpenRequest]:
    """Find the requests here whose eight symbols stand in the memo, though not behind their prefix."""
    symbols = case.symbols
    bodies = {symbols[start : start + BODY_LENGTH] for start in range(len(symbols) - BODY_LENGTH + 1)}
    return case.here.in_order(found for body in bodies for found in case.here.by_body.get(body, ()))


def _cut_at_the_end(case: _Case) -> list[OpenRequest]:
    """Find the requests here whose code begins as the memo ends, with at least four symbols behind the prefix."""
    shortest = PREFIX_LENGTH + LEAST_OF_A_CUT_BODY
    ends = [case.symbols[-length:] for length in range(shortest, CODE_LENGTH) if length <= len(case.symbols)]
    beginnings = [end for end in ends if end.startswith(tuple(case.prefixes))]
    return case.here.in_order(found for end in beginnings for found in case.here.by_beginning.get(end, ()))


def _codes_of(requests: Iterable[OpenRequest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(request.code for request in requests))


def _named(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:_MOST_NAMED])
    return f"{shown} và {len(codes) - _MOST_NAMED} mã khác" if len(codes) > _MOST_NAMED else shown
