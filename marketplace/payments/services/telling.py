"""Writing down what somebody told of money, once, however many tell it.

The same movement told twice is known (DESIGN.md, section 4): within a feed by its own id; across feeds by account,
direction, amount, day and bank reference; without a reference by account, direction, amount, day and memo, as many
times as a teller told it (a multiset).
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from marketplace import config, sealed
from marketplace.accounts.actor import BANK, Actor
from marketplace.clock import now, vietnam
from marketplace.db import db
from marketplace.money import Dong
from marketplace.payments import queries
from marketplace.payments.matching import codes_in
from marketplace.payments.models import BankLine, Telling
from marketplace.payments.services.ledger import book_receipt
from marketplace.payments.states import BANK_TELLERS, Direction, Teller
from marketplace.shops.models import BankAccount
from marketplace.text import fold

_NOT_A_SYMBOL: Final = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A movement of money as somebody told it. `outside_key` is the teller's own id of it, unique per shop.

    `account_told` is the account number the notice names, "" when it names none. `code` is that of the request the
    teller itself knows it to be for (payOS), whatever the memo says.
    """

    shop_id: int
    account: BankAccount | None
    teller: Teller
    outside_key: str
    amount_vnd: Dong
    at: datetime
    memo: str
    direction: Direction = Direction.IN
    reference: str = ""
    account_told: str = ""
    code: str = ""
    notice_id: int | None = None
    by: Actor = BANK

    @property
    def says(self) -> str:
        """Where codes are looked for: what the teller itself knows, else the memo."""
        return self.code or self.memo


# A shorter one may be a number that begins anew each day.
TELLING_REFERENCE: Final = 8


def write_line(told: Told) -> BankLine | None:
    """The movement is one line, its money parked; None when the same movement was told before.

    Another feed's word about a line that is there is kept as one more telling. For banks the account must be held
    by `hold_account()`, so that two feeds cannot tell the same at one moment.
    """
    if queries.is_line_told(told.shop_id, told.outside_key):
        return None
    same = _same_movement(told) if told.teller in BANK_TELLERS else None
    if same is not None:
        if told.reference and not same.reference:
            same.reference = told.reference
        _write_telling(told, same.id)
        return None
    line = BankLine(
        public_id=secrets.token_urlsafe(12),
        shop_id=told.shop_id,
        account_id=told.account.id if told.account else None,
        teller=told.teller,
        direction=told.direction,
        amount_vnd=told.amount_vnd,
        at=told.at,
        day=vietnam(told.at).date(),
        told_at=now(),
        memo_sealed=sealed.seal(told.memo, purpose="memo"),
        memo_mark=memo_mark(told.says),
        reference=told.reference,
    )
    db.session.add(line)
    db.session.flush()
    _write_telling(told, line.id)
    book_receipt(line)
    return line


def hold_account(account_id: int) -> None:
    """Nobody else settles money of this account until this transaction ends. Taken before any other lock."""
    word = f"lines:{account_id}"
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(word, 0))))


def memo_mark(memo: str) -> str:
    """What makes two tellings' memos the same: the payment codes in them, else all their letters and digits, hashed."""
    codes = codes_in(memo, prefix=config.current().code_prefix)
    if codes:
        return "code:" + " ".join(sorted(codes))
    symbols = _NOT_A_SYMBOL.sub("", fold(memo).upper())
    return sealed.fingerprint(symbols, purpose="memo-mark") if symbols else ""


def _write_telling(told: Told, line_id: int) -> None:
    db.session.add(
        Telling(
            line_id=line_id,
            shop_id=told.shop_id,
            teller=told.teller,
            outside_key=told.outside_key,
            told_at=now(),
            reference=told.reference,
            notice_id=told.notice_id,
        )
    )
    db.session.flush()


def _same_movement(told: Told) -> BankLine | None:
    """The line that another feed told of, if it is this very movement."""
    assert told.account is not None
    day = vietnam(told.at).date()
    others = queries.lines_like(
        account_id=told.account.id,
        direction=told.direction,
        amount_vnd=told.amount_vnd,
        day=day,
        not_told_by=told.teller,
    )
    reference = plain_reference(told.reference)
    for line in others:
        # What came around midnight one feed tells of today and another books tomorrow: a long reference is enough.
        is_near = line.day == day or len(reference) >= TELLING_REFERENCE
        if reference and is_near and plain_reference(line.reference) == reference:
            return line
    mark = memo_mark(told.says)
    for line in others:
        if line.day == day and (not reference or not line.reference) and line.memo_mark == mark:
            return line
    return None


def plain_reference(reference: str) -> str:
    """A bank's reference without its spaces and signs: "FT 2632-7" and "ft26327" are one."""
    return _NOT_A_SYMBOL.sub("", reference.upper())


def row_key(teller: Teller, account_id: int, *parts: object, copy: int) -> str:
    """The outside key of a row that has no id of its own: what it says, and which of its like it is in its file."""
    said = "\x1f".join(str(part) for part in parts)
    return f"{teller}:{account_id}:{hashlib.sha256(said.encode()).hexdigest()[:32]}:{copy}"
