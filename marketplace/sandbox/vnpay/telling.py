"""What VNPay tells of a payment that ended: the signed query of return and IPN, and which calls are to be made."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from marketplace.money import Dong
from marketplace.payments.vnpay.signing import signed_query
from marketplace.payments.vnpay.values import write_amount, write_time
from marketplace.sandbox.vnpay.paper import Parcel, Payment, Terminal
from marketplace.sandbox.vnpay.states import Pace, Telling
from marketplace.sandbox.vnpay.ways import CANCELLED, NO_WAY, PAID, WAYS, Way

_FAILURE = ("99", "02")
_LESS = 1_000


def ended(payment: Payment, *, way: Way, telling: Telling, terminal: Terminal, at: datetime, pace: Pace) -> Payment:
    """The payment as it is when this way was taken, with everything that is to be told of it."""
    code, status, turns_after = _codes(way, telling, pace)
    asked = payment.link.amount_vnd
    # One thousand less; of a tiny amount, half.
    told_vnd = Dong(max(asked - _LESS, asked // 2)) if telling is Telling.WRONG_AMOUNT else asked
    done = replace(
        payment,
        telling=telling,
        told_vnd=told_vnd,
        done_at=at,
        way=way.key,
        response_code=code,
        status=status,
        turns_at=None if turns_after is None else at + timedelta(seconds=turns_after),
    )
    queries = _calls(done, terminal, at=at, pace=pace)
    waiting = (Parcel(number=number, due=due, query=query) for number, (due, query) in enumerate(queries, 1))
    return replace(done, waiting=tuple(waiting))


def told_query(payment: Payment, terminal: Terminal, *, codes: tuple[str, str]) -> str:
    """The signed query that tells these codes of the payment. With BAD_HASH the hash is another's."""
    way = next((way for way in WAYS if way.key == payment.way), NO_WAY)
    code, status = codes
    params = {
        "vnp_Amount": write_amount(payment.told_vnd),
        "vnp_BankCode": way.bank,
        "vnp_CardType": way.card_type,
        "vnp_OrderInfo": payment.link.order_info,
        "vnp_PayDate": write_time(payment.done_at or payment.opened_at),
        "vnp_ResponseCode": code,
        "vnp_TmnCode": terminal.tmn_code,
        "vnp_TransactionNo": "0" if way is NO_WAY else str(payment.number),
        "vnp_TransactionStatus": status,
        "vnp_TxnRef": payment.link.txn_ref,
    }
    if way is not NO_WAY:
        params["vnp_BankTranNo"] = bank_number(payment.number)
    wrong = "?" if payment.telling is Telling.BAD_HASH else ""
    return signed_query(params.items(), secret=terminal.secret + wrong)


def bank_number(number: int) -> str:
    """The bank's own number of what VNPay numbers so."""
    return f"VNP{number}"


def with_query(url: str, query: str) -> str:
    """The address with one more query behind what it has."""
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"


def _codes(way: Way, telling: Telling, pace: Pace) -> tuple[str, str, float | None]:
    """Response code, status, and after how many seconds it is paid instead."""
    if way.code != PAID:
        return way.code, "02", None
    if telling is Telling.LATE_SUCCESS:
        return *_FAILURE, pace.turn_seconds
    if telling is Telling.PENDING:
        return PAID, "01", pace.turn_seconds
    return ("07", "07", None) if telling is Telling.SUSPICIOUS else (PAID, "00", None)


def _calls(payment: Payment, terminal: Terminal, *, at: datetime, pace: Pace) -> Iterator[tuple[datetime, str]]:
    """When to call, and with what."""
    right = told_query(payment, terminal, codes=(payment.response_code, payment.status))
    failure = told_query(payment, terminal, codes=(CANCELLED, "02"))
    step = timedelta(seconds=pace.step_seconds)
    match payment.telling:
        case Telling.LOST:
            return
        case Telling.LATE:
            yield at + timedelta(seconds=pace.late_seconds), right
        case Telling.DOUBLED:
            yield from [(at, right)] * 2
        case Telling.TEN_AT_ONCE:
            yield from [(at, right)] * 10
        case Telling.FAILURE_FIRST:
            yield at, failure
            yield at + step, right
        case Telling.FAILURE_LAST:
            yield at, right
            yield at + step, failure
        case _:
            yield at, right
    if payment.turns_at is not None:
        yield payment.turns_at, told_query(payment, terminal, codes=(PAID, "00"))
