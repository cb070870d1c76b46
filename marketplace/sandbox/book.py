"""The make-believe bank's book: who wants to be told of credits, and what was transferred.

It is kept whole in one small file, so that a restart loses nothing. One process writes it.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from marketplace import clock
from marketplace.money import Dong
from marketplace.payments.vietqr import Decoded
from marketplace.sandbox import kept
from marketplace.sandbox.errors import TransferNotFound
from marketplace.sandbox.memos import Shape, mangle
from marketplace.sandbox.notices import (
    Provider,
    another_account,
    bank_reference,
    casso_text,
    notice_text,
    payos_text,
)
from marketplace.sandbox.states import Mischief, Told
from marketplace.shops.banks import find_bank

MOST_TRANSFERS: Final = 500
# Told backwards, each notice comes this long after the one that should follow it.
_BACKWARDS_STEP: Final = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A receiving account and where its credits are told. `key` names the registration; "" when typed by hand.

    `secret` is what `provider` signs with. `settings` has what it is asked with: `pull_token` for SePay and Casso,
    `client_id` and `api_key` for payOS.
    """

    account: str
    holder: str
    hook_url: str = field(repr=False)
    secret: str = field(repr=False)
    key: str = ""
    provider: Provider = Provider.SEPAY
    settings: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A payment link of payOS: this amount on that account, with these words. The words tell its transfers."""

    account: str
    order_code: int
    link_id: str
    amount_vnd: Dong
    memo: str
    made_at: datetime
    expires_at: datetime | None = None
    cancelled_at: datetime | None = None
    because: str = ""
    return_url: str = ""
    cancel_url: str = ""

    def is_meant_by(self, *, account: str, memo: str) -> bool:
        return self.account == account and _folded(self.memo) == _folded(memo)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One call to the market and what it answered; without an answer `status` is None and `answer` says why."""

    at: datetime
    status: int | None
    answer: str

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A call that is still to be made, `tries` calls after its first. An honest one is signed rightly, whatever
    mischief the transfer was made for."""

    number: int
    due: datetime
    tries: int = 0
    honest: bool = False


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What the payer typed and ticked on the pay page."""

    code: Decoded
    amount_vnd: Dong
    memo: str
    times: int = 1
    delay_seconds: int = 0
    shape: Shape = Shape.PLAIN
    mischief: Mischief = Mischief.NONE
    form_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One transfer. `notice` is the body that is told, the same at every try; "" when there is nobody to tell."""

    id: int
    bank_bin: str
    account: str
    holder: str
    amount_vnd: Dong
    memo: str
    content: str
    reference: str
    paid_at: datetime
    mischief: Mischief
    form_key: str
    notice: str = field(repr=False)
    waiting: tuple[Parcel, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def told(self) -> Told:
        if self.waiting:
            return Told.WAITING
        if any(attempt.is_good for attempt in self.attempts):
            return Told.TOLD
        if self.attempts:
            return Told.FAILED
        return Told.SILENT if self.mischief is Mischief.SILENT and self.notice else Told.NO_ADDRESS


class Book:
    """Accounts, links and transfers, in memory and in the file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._accounts: dict[str, Account] = {}
        self._transfers: dict[int, Transfer] = {}
        self._links: dict[str, Link] = {}
        self._last_id = 0
        self.version = int(clock.now().timestamp() * 1000)
        try:
            self._read()
        except (ValueError, KeyError, TypeError, AttributeError):
            kept.put_aside(path)

    def accounts(self) -> Sequence[Account]:
        """Every registered account, by number."""
        with self._lock:
            return sorted(self._accounts.values(), key=lambda account: account.account)

    def find_account(self, number: str) -> Account | None:
        with self._lock:
            return self._accounts.get(number)

    def register(self, account: Account) -> None:
        """Credits on this account are told at its hook from now on. It takes the place of the registration with the
        same number or the same key."""
        with self._lock:
            for other in list(self._accounts.values()):
                if other.account == account.account or (account.key and other.key == account.key):
                    del self._accounts[other.account]
            self._accounts[account.account] = account
            self._write()

    def forget(self, number: str) -> None:
        """Nobody is told of credits on this account any more."""
        with self._lock:
            self._accounts.pop(number, None)
            self._write()

    def find_link(self, account: str, which: str) -> Link | None:
        """The link on this account with this link id or order code."""
        with self._lock:
            ours = [link for link in self._links.values() if link.account == account]
            return next((link for link in ours if which in (link.link_id, str(link.order_code))), None)

    def link_by_id(self, link_id: str) -> Link | None:
        """The link with this link id, on whichever account."""
        with self._lock:
            return self._links.get(link_id)

    def keep_link(self, link: Link) -> None:
        """The link is in the book as it is now; it takes the place of the one with the same link id."""
        with self._lock:
            self._links[link.link_id] = link
            self._write()

    def transfers_of(self, link: Link) -> Sequence[Transfer]:
        """What was paid by this link, newest first."""
        return [paid for paid in self.transfers() if link.is_meant_by(account=paid.account, memo=paid.memo)]

    def transfers(self) -> Sequence[Transfer]:
        """Every transfer that is still in the book, newest first."""
        with self._lock:
            return sorted(self._transfers.values(), key=lambda transfer: -transfer.id)

    def get_transfer(self, number: int) -> Transfer:
        """The transfer with this number. Raises TransferNotFound."""
        with self._lock:
            try:
                return self._transfers[number]
            except KeyError:
                raise TransferNotFound from None

    def pay(self, slip: Slip, *, at: datetime) -> Sequence[Transfer]:
        """The slip is paid as often as it says, and its notices wait for the courier.

        Gives the transfers made: none when the same form was paid before.
        """
        with self._lock:
            if slip.form_key and any(known.form_key == slip.form_key for known in self._transfers.values()):
                return []
            made = [self._transfer(slip, which=which, at=at) for which in range(slip.times)]
            self._transfers.update({transfer.id: transfer for transfer in made})
            for number in sorted(self._transfers)[:-MOST_TRANSFERS]:
                del self._transfers[number]
            self._write()
            return made

    def send_again(self, number: int, *, at: datetime) -> Parcel | None:
        """The same notice, with the same id, waits for the courier once more; rightly signed this time.

        Gives what waits: None when nobody wants to be told. Raises TransferNotFound.
        """
        with self._lock:
            transfer = self.get_transfer(number)
            account = self.find_account(transfer.account)
            if account is None:
                return None
            if not transfer.notice:
                # The account was registered after the transfer.
                transfer = replace(transfer, holder=account.holder, notice=self._notice(transfer, account))
            if not transfer.notice:
                return None
            fresh = Parcel(number=1 + max((p.number for p in transfer.waiting), default=0), due=at, honest=True)
            self._keep(replace(transfer, waiting=(*transfer.waiting, fresh)))
            return fresh

    def note(self, number: int, parcel: Parcel, attempt: Attempt, *, again: Parcel | None) -> None:
        """The parcel was carried; what came of it is written down. `again` waits in its place.

        Raises TransferNotFound.
        """
        with self._lock:
            transfer = self.get_transfer(number)
            others = tuple(waiting for waiting in transfer.waiting if waiting.number != parcel.number)
            waiting = (*others, again) if again else others
            self._keep(replace(transfer, waiting=waiting, attempts=(*transfer.attempts, attempt)))

    def _transfer(self, slip: Slip, *, which: int, at: datetime) -> Transfer:
        # Counting goes on from the clock, so that a book made anew does not repeat numbers the market has seen.
        self._last_id = max(self._last_id + 1, int(at.timestamp()))
        number = self._last_id
        account = self.find_account(slip.code.account or "")
        holder = account.holder if account else ""
        transfer = Transfer(
            id=number,
            bank_bin=slip.code.bank_bin or "",
            account=slip.code.account or "",
            holder=holder,
            amount_vnd=slip.amount_vnd,
            memo=slip.memo,
            content=mangle(slip.memo, shape=slip.shape, account=slip.code.account or "", holder=holder, trace=number),
            reference=bank_reference(number=number, at=at),
            paid_at=at,
            mischief=slip.mischief,
            form_key=slip.form_key,
            notice="",
        )
        notice = self._notice(transfer, account) if account else ""
        if not notice:
            return transfer
        return replace(transfer, notice=notice, waiting=tuple(_parcels(slip, which=which, paid_at=at)))

    def _notice(self, transfer: Transfer, account: Account) -> str:
        """What the account's provider tells of the transfer; payOS tells of its own links, and "" of anything else."""
        told = _told(transfer)
        match account.provider:
            case Provider.PAYOS:
                # The newest one: the same words may have been on an older link.
                meant = [
                    link
                    for link in self._links.values()
                    if link.is_meant_by(account=transfer.account, memo=transfer.memo)
                ]
                link = max(meant, key=lambda link: link.made_at, default=None)
                told.pop("number")
                told.pop("gateway")
                return payos_text(order_code=link.order_code, link_id=link.link_id, **told) if link else ""
            case Provider.CASSO:
                return casso_text(**told)
            case Provider.SEPAY | Provider.SEPAY_KEY:
                return notice_text(**told)

    def _keep(self, transfer: Transfer) -> None:
        self._transfers[transfer.id] = transfer
        self._write()

    def _read(self) -> None:
        told = kept.read_whole(self._path)
        if told is None:
            return
        accounts = [Account(**row | {"provider": Provider(row.get("provider", "sepay"))}) for row in told["accounts"]]
        # Older files hold no links.
        links = [_link_of(row) for row in told.get("links", [])]
        transfers = [_transfer_of(row) for row in told["transfers"]]
        self._accounts = {account.account: account for account in accounts}
        self._transfers = {transfer.id: transfer for transfer in transfers}
        self._links = {link.link_id: link for link in links}
        self._last_id = int(told["last_id"])

    def _write(self) -> None:
        self.version += 1
        kept.write_whole(
            self._path,
            {
                "last_id": self._last_id,
                "accounts": [asdict(account) for account in self.accounts()],
                "links": [_link_row(link) for link in self._links.values()],
                "transfers": [_row_of(transfer) for transfer in self._transfers.values()],
            },
        )


def _told(transfer: Transfer) -> dict[str, Any]:
    bank = find_bank(transfer.bank_bin)
    wrong = transfer.mischief is Mischief.WRONG_ACCOUNT
    return {
        "number": transfer.id,
        "gateway": bank.short_name if bank else transfer.bank_bin,
        "at": transfer.paid_at,
        "account": another_account(transfer.account) if wrong else transfer.account,
        "content": transfer.content,
        "amount_vnd": transfer.amount_vnd,
        "reference": transfer.reference,
    }


def _folded(memo: str) -> str:
    return "".join(memo.split()).upper()


def _parcels(slip: Slip, *, which: int, paid_at: datetime) -> Iterable[Parcel]:
    due = paid_at + timedelta(seconds=slip.delay_seconds)
    match slip.mischief:
        case Mischief.SILENT:
            return
        case Mischief.TOLD_TWICE:
            yield Parcel(number=1, due=due)
            yield Parcel(number=2, due=due)
        case Mischief.REVERSED:
            yield Parcel(number=1, due=due + (slip.times - 1 - which) * _BACKWARDS_STEP)
        case _:
            yield Parcel(number=1, due=due)


def _row_of(transfer: Transfer) -> dict[str, Any]:
    row = asdict(transfer)
    row["paid_at"] = transfer.paid_at.isoformat()
    row["waiting"] = [asdict(parcel) | {"due": parcel.due.isoformat()} for parcel in transfer.waiting]
    row["attempts"] = [asdict(attempt) | {"at": attempt.at.isoformat()} for attempt in transfer.attempts]
    return row


def _transfer_of(row: Mapping[str, Any]) -> Transfer:
    values = dict(row)
    values["paid_at"] = datetime.fromisoformat(row["paid_at"])
    values["mischief"] = Mischief(row["mischief"])
    values["waiting"] = tuple(Parcel(**(p | {"due": datetime.fromisoformat(p["due"])})) for p in row["waiting"])
    values["attempts"] = tuple(Attempt(**(a | {"at": datetime.fromisoformat(a["at"])})) for a in row["attempts"])
    return Transfer(**values)


_INSTANTS: Final = ("made_at", "expires_at", "cancelled_at")


def _link_row(link: Link) -> dict[str, Any]:
    row = asdict(link)
    return row | {name: row[name].isoformat() for name in _INSTANTS if row[name]}


def _link_of(row: Mapping[str, Any]) -> Link:
    return Link(**dict(row) | {name: datetime.fromisoformat(row[name]) for name in _INSTANTS if row[name]})
