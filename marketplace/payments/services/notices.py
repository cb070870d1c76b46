"""A bank feed's notice: kept whole first, then settled once."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace import sealed
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import BANK
from marketplace.clock import now
from marketplace.db import db
from marketplace.payments import queries
from marketplace.payments.doors import READERS
from marketplace.payments.feeds.notice import FeedNotice
from marketplace.payments.feeds.payos import PayOSNotice
from marketplace.payments.models import KeptNotice
from marketplace.payments.services.payos_credits import settle_credit
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told
from marketplace.payments.states import KeptState, Teller
from marketplace.shops.models import BankAccount

_UNIQUE = ["account_id", "teller", "outside_id"]


def is_known(account: BankAccount, teller: Teller, outside_id: str) -> bool:
    """Whether a notice of this id was kept before (D03: an old call about it is answered, not refused)."""
    return db.session.scalar(_first(account, teller, outside_id).with_only_columns(KeptNotice.id)) is not None


def keep(account: BankAccount, teller: Teller, *, outside_id: str, body: bytes) -> int:
    """The notice is kept exactly as it came; returns its row id. The same id again finds the first.

    The same id with other words changes nothing but a count and the audit log (D05).
    """
    notice_id = _insert(account, teller, outside_id=outside_id, text=body.decode(), body=body, state=KeptState.NEW)
    if notice_id is not None:
        return notice_id
    first = db.session.execute(_first(account, teller, outside_id)).scalar_one()
    if not _says_the_same(first, body):
        first.told_otherwise += 1
        accounts.record("bank notice told otherwise", thing=f"kept-notice:{first.id}", by=BANK)
    return first.id


def keep_unreadable(account: BankAccount, teller: Teller, *, body: bytes) -> None:
    """A call that the account's own provider signed, and that nobody can read, is kept for a person (C24)."""
    text = body.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    digest = hashlib.sha256(body).hexdigest()
    _insert(account, teller, outside_id=f"unreadable:{digest}", text=text, body=body, state=KeptState.REFUSED)


def settle_kept(notice_id: int, account: BankAccount) -> None:
    """The kept notice is settled; one that is done already changes nothing, one that failed is tried anew (D08)."""
    kept = queries.lock_notice(notice_id)
    if kept.state is KeptState.DONE:
        return
    assert kept.body_sealed is not None  # only what is done is ever blanked
    notice = READERS[kept.teller](sealed.unseal(kept.body_sealed, purpose="notice").encode())
    told = told_by(notice, account=account, teller=kept.teller, notice_id=kept.id)
    if isinstance(notice, PayOSNotice):
        settle_credit(notice, told)
    else:
        settle(told)
    kept.state = KeptState.DONE
    kept.done_at = now()


def told_by(notice: FeedNotice, *, account: BankAccount, teller: Teller, notice_id: int | None = None) -> Told:
    """The movement as settle() wants it; told by a call or fetched later, it has one key."""
    return Told(
        shop_id=account.shop_id,
        account=account,
        teller=teller,
        outside_key=f"{teller}:{account.id}:{notice.outside_id}",
        amount_vnd=notice.amount_vnd,
        direction=notice.direction,
        at=notice.at,
        memo=notice.memo,
        reference=notice.reference,
        account_told=notice.account,
        notice_id=notice_id,
    )


def mark_failed(notice_id: int) -> None:
    """Settling the notice went wrong: it stays for a job or for the provider's next call (D07)."""
    kept = queries.lock_notice(notice_id)
    if kept.state is KeptState.NEW:
        kept.state = KeptState.FAILED


def _first(account: BankAccount, teller: Teller, outside_id: str) -> sa.Select[KeptNotice]:
    return sa.select(KeptNotice).where(
        KeptNotice.account_id == account.id, KeptNotice.teller == teller, KeptNotice.outside_id == outside_id
    )


def _insert(
    account: BankAccount, teller: Teller, *, outside_id: str, text: str, body: bytes, state: KeptState
) -> int | None:
    return db.session.scalar(
        insert(KeptNotice)
        .values(
            account_id=account.id,
            teller=teller,
            outside_id=outside_id,
            body_sealed=sealed.seal(text, purpose="notice"),
            body_hash=hashlib.sha256(body).hexdigest(),
            received_at=now(),
            state=state,
            told_otherwise=0,
        )
        .on_conflict_do_nothing(index_elements=_UNIQUE)
        .returning(KeptNotice.id)
    )


def _says_the_same(first: KeptNotice, body: bytes) -> bool:
    """Whether both name the same amount, account and direction; spacing and order do not matter."""
    if first.body_hash == hashlib.sha256(body).hexdigest():
        return True
    if first.body_sealed is None:
        return False
    read = READERS[first.teller]
    old, new = read(sealed.unseal(first.body_sealed, purpose="notice").encode()), read(body)
    return (old.amount_vnd, old.account, old.direction, old.memo) == (
        new.amount_vnd,
        new.account,
        new.direction,
        new.memo,
    )
