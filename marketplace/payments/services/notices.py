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
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import Direction
from marketplace.payments.models import KeptNotice
from marketplace.payments.services.settling import Told, settle
from marketplace.payments.states import KeptState, Teller
from marketplace.shops.models import BankAccount


def is_known(account: BankAccount, outside_id: str) -> bool:
    """Whether a notice of this id was kept before (D03: an old call about it is answered, not refused)."""
    found = sa.select(KeptNotice.id).where(
        KeptNotice.account_id == account.id, KeptNotice.teller == Teller.SEPAY, KeptNotice.outside_id == outside_id
    )
    return db.session.scalar(found) is not None


def keep(account: BankAccount, *, outside_id: str, body: bytes) -> int:
    """The notice is kept exactly as it came; returns its row id. The same id again finds the first.

    The same id with other words changes nothing but a count and the audit log (D05).
    """
    digest = hashlib.sha256(body).hexdigest()
    notice_id = db.session.scalar(
        insert(KeptNotice)
        .values(
            account_id=account.id,
            teller=Teller.SEPAY,
            outside_id=outside_id,
            body_sealed=sealed.seal(body.decode(), purpose="notice"),
            body_hash=digest,
            received_at=now(),
            state=KeptState.NEW,
            told_otherwise=0,
        )
        .on_conflict_do_nothing(index_elements=["account_id", "teller", "outside_id"])
        .returning(KeptNotice.id)
    )
    if notice_id is not None:
        return notice_id
    first = db.session.execute(
        sa.select(KeptNotice).where(
            KeptNotice.account_id == account.id, KeptNotice.teller == Teller.SEPAY, KeptNotice.outside_id == outside_id
        )
    ).scalar_one()
    if not _says_the_same(first, body):
        first.told_otherwise += 1
        accounts.record("bank notice told otherwise", thing=f"kept-notice:{first.id}", by=BANK)
    return first.id


def keep_unreadable(account: BankAccount, *, body: bytes) -> None:
    """A call that the account's own provider signed, and that nobody can read, is kept for a person (C24)."""
    digest = hashlib.sha256(body).hexdigest()
    db.session.execute(
        insert(KeptNotice)
        .values(
            account_id=account.id,
            teller=Teller.SEPAY,
            outside_id=f"unreadable:{digest}",
            body_sealed=sealed.seal(body.decode("utf-8", "backslashreplace"), purpose="notice"),
            body_hash=digest,
            received_at=now(),
            state=KeptState.REFUSED,
            told_otherwise=0,
        )
        .on_conflict_do_nothing(index_elements=["account_id", "teller", "outside_id"])
    )


def _says_the_same(first: KeptNotice, body: bytes) -> bool:
    """Whether both name the same amount, account and direction; spacing and order do not matter."""
    if first.body_hash == hashlib.sha256(body).hexdigest():
        return True
    old = sepay.read_notice(sealed.unseal(first.body_sealed, purpose="notice").encode())
    new = sepay.read_notice(body)
    return (old.amount_vnd, old.account, old.direction, old.memo) == (
        new.amount_vnd,
        new.account,
        new.direction,
        new.memo,
    )


def settle_kept(notice_id: int, account: BankAccount) -> None:
    """The kept notice is settled; one that is done already changes nothing, one that failed is tried anew (D08)."""
    kept = queries.lock_notice(notice_id)
    if kept.state is KeptState.DONE:
        return
    notice = sepay.read_notice(sealed.unseal(kept.body_sealed, purpose="notice").encode())
    if notice.direction is Direction.IN:
        settle(
            Told(
                shop_id=account.shop_id,
                account=account,
                teller=Teller.SEPAY,
                outside_key=f"sepay:{account.id}:{notice.outside_id}",
                amount_vnd=notice.amount_vnd,
                at=notice.at,
                memo=notice.memo,
                reference=notice.reference,
                account_told=notice.account,
                notice_id=kept.id,
            )
        )
    kept.state = KeptState.DONE
    kept.done_at = now()


def mark_failed(notice_id: int) -> None:
    """Settling the notice went wrong: it stays for a job or for the provider's next call (D07)."""
    kept = queries.lock_notice(notice_id)
    if kept.state is KeptState.NEW:
        kept.state = KeptState.FAILED
