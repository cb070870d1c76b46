"""Work that the clock or a failed call brings."""

from contextlib import suppress

import structlog

from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.jobs import RETRY, queue
from marketplace.orders.queries import lock_sub_order, overdue_part_ids, quiet_part_ids
from marketplace.orders.services import life
from marketplace.payments.queries import unsettled_notices
from marketplace.payments.services import calling_off, notices
from marketplace.shops.queries import get_account

log = structlog.get_logger()


@queue.periodic(cron="* * * * *")
@queue.task(name="payments.lapse_overdue", queueing_lock="lapse_overdue")
def lapse_overdue(timestamp: int) -> None:
    """Every minute: what was not paid in time is expired, each part in a transaction of its own."""
    at = now()
    with transaction():
        overdue = overdue_part_ids(at=at)
    for sub_order_id in overdue:
        try:
            with transaction():
                calling_off.lapse(sub_order_id, at=at)
        except Exception:
            # The next minute tries it again; the others need not wait for it.
            log.exception("part could not be expired", part=sub_order_id)


@queue.periodic(cron="7 * * * *")
@queue.task(name="payments.complete_quiet", queueing_lock="complete_quiet")
def complete_quiet(timestamp: int) -> None:
    """Every hour: what was handed over and paid three days ago is finished."""
    with transaction():
        quiet = quiet_part_ids(at=now())
    for sub_order_id in quiet:
        with transaction():
            part = lock_sub_order(sub_order_id)
            if life.is_quiet(part) and part.paid_at is not None:
                life.complete(part, by=SYSTEM)


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="payments.settle_left_over", queueing_lock="settle_left_over")
def settle_left_over(timestamp: int) -> None:
    """Every five minutes: notices that were kept and could not be settled are tried again."""
    with transaction():
        left = [(notice.id, notice.account_id) for notice in unsettled_notices()]
    for notice_id, account_id in left:
        # One that fails again stays for the next time; the ones behind it are settled now (K03).
        with suppress(Exception):
            settle_kept(notice_id=notice_id, account_id=account_id)


@queue.task(name="payments.settle_kept", retry=RETRY)
def settle_kept(*, notice_id: int, account_id: int) -> None:
    """One kept notice is settled."""
    try:
        with transaction():
            notices.settle_kept(notice_id, get_account(account_id))
    except Exception:
        log.exception("notice could not be settled", notice=notice_id)
        with transaction():
            notices.mark_failed(notice_id)
        raise
