"""What stands in the make-believe VNPay's book, and how it is written into its file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from marketplace.money import Dong
from marketplace.payments.vnpay.tables import Outcome, outcome_of_notice
from marketplace.sandbox.vnpay.states import Answering, Stage, Telling

# With these the market has heard it, and no call is made again.
_FINAL_CODES: Final = frozenset({"00", "02"})
_STAGES: Final[Mapping[Outcome, Stage]] = {
    Outcome.PAID: Stage.PAID,
    Outcome.SUSPICIOUS: Stage.SUSPICIOUS,
    Outcome.PENDING: Stage.PENDING,
}


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """A shop's terminal, and where its payments are told."""

    tmn_code: str
    secret: str = field(repr=False)
    ipn_url: str = field(repr=False)
    name: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a payment link asks for. `create_date` is as the link told it: 14 digits on Vietnam's clock."""

    tmn_code: str
    txn_ref: str
    amount_vnd: Dong
    order_info: str
    bank_code: str
    return_url: str
    create_date: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A call that is still to be made, `tries` calls after its first, with the same signed query each time."""

    number: int
    due: datetime
    query: str = field(repr=False)
    tries: int = 0


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One call to the market and what it answered. `told` are the codes it told, `code` the RspCode answered.

    Without an answer `status` is None and `answer` says why.
    """

    at: datetime
    told: str
    status: int | None
    code: str
    answer: str

    @property
    def is_final(self) -> bool:
        return self.status == 200 and self.code in _FINAL_CODES


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money on its way back. `kind` is VNPay's transaction type (02 all, 03 a part), `ends` its last status."""

    number: int
    kind: str
    amount_vnd: Dong
    at: datetime
    order_info: str
    ends: str

    def status_at(self, at: datetime, *, step_seconds: float) -> str:
        """05 in work, then 06 sent to the bank, then 00 done or 09 refused."""
        steps = (at - self.at) / timedelta(seconds=step_seconds)
        if steps < 1:
            return "05"
        return "06" if steps < 2 else self.ends


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One attempt to pay. `key` is in its page's form; `number` is VNPay's own, its vnp_TransactionNo.

    From `turns_at` on it is paid, whatever its codes told before. `told_vnd` is the amount that is told, by IPN,
    return and query.
    """

    key: str
    number: int
    link: Link
    opened_at: datetime
    telling: Telling
    answering: Answering
    told_vnd: Dong
    done_at: datetime | None = None
    way: str = ""
    response_code: str = ""
    status: str = ""
    turns_at: datetime | None = None
    waiting: tuple[Parcel, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    refunds: tuple[Refund, ...] = ()

    def codes_at(self, at: datetime) -> tuple[str, str]:
        """Its response code and status at this instant."""
        if self.done_at is None:
            return ("11", "08") if at >= self.link.expires_at else ("", "01")
        if self.turns_at is not None and at >= self.turns_at:
            return "00", "00"
        return self.response_code, self.status

    def stage_at(self, at: datetime) -> Stage:
        if self.done_at is None:
            return Stage.EXPIRED if at >= self.link.expires_at else Stage.WAITING
        code, status = self.codes_at(at)
        return _STAGES.get(outcome_of_notice(response_code=code, transaction_status=status), Stage.FAILED)

    def refunded_vnd(self, at: datetime, *, step_seconds: float) -> Dong:
        """What was sent back or is on its way; refused refunds are not counted."""
        return Dong(sum(r.amount_vnd for r in self.refunds if r.status_at(at, step_seconds=step_seconds) != "09"))


def row_of(paper: Terminal | Payment) -> dict[str, Any]:
    """The paper as it is kept in the file."""
    row: dict[str, Any] = _written(asdict(paper))
    return row


def paper_of(row: Mapping[str, Any]) -> Payment:
    """The payment that a row of the file is. Raises ValueError, KeyError, TypeError for what is none."""
    values = dict(row)
    values["link"] = Link(**(row["link"] | {"expires_at": _instant(row["link"]["expires_at"])}))
    values["telling"], values["answering"] = Telling(row["telling"]), Answering(row["answering"])
    for name in ("opened_at", "done_at", "turns_at"):
        values[name] = _instant(row[name]) if row[name] else None
    values["waiting"] = tuple(Parcel(**(p | {"due": _instant(p["due"])})) for p in row["waiting"])
    values["attempts"] = tuple(Attempt(**(a | {"at": _instant(a["at"])})) for a in row["attempts"])
    values["refunds"] = tuple(Refund(**(r | {"at": _instant(r["at"])})) for r in row["refunds"])
    return Payment(**values)


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _written(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_written(part) for part in value]
    return value


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
