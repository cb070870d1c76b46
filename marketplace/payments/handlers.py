"""Work that the clock or a failed call brings."""

from contextlib import suppress
from datetime import timedelta

import structlog

from marketplace import config, steady
from marketplace.accounts.actor import SYSTEM
from marketplace.clock import now, vietnam
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.errors import Fault
from marketplace.jobs import RETRY, queue
from marketplace.orders.queries import lock_sub_order, overdue_part_ids, quiet_part_ids, running_complaint
from marketplace.orders.services import life
from marketplace.payments import queries, vnpay
from marketplace.payments.queries import lock_import, running_imports, unsettled_notices
from marketplace.payments.queries.reconciling import accounts_with_open_counts, accounts_with_statements
from marketplace.payments.services import (
    by_payos,
    by_vnpay,
    calling_off,
    importing,
    keeping,
    notices,
    payos_asking,
    proving,
    pulling,
    sealing,
    vnpay_returning,
)
from marketplace.payments.services.reconciling import breaks, counts
from marketplace.shops.models import BankAccount, BankFeed
from marketplace.shops.queries import feeds_to_pull, get_account
from marketplace.shops.services import feeds
from marketplace.text import N_

log = structlog.get_logger()

# Few enough that a page which waits for one of these orders does not wait long.
ROWS_AT_ONCE = 50


@queue.periodic(cron="* * * * *")
@queue.task(name="payments.lapse_overdue", queueing_lock="lapse_overdue")
def lapse_overdue(timestamp: int) -> None:
    """Every minute: what was not paid in time is expired, each part in a transaction of its own.

    Not while the clock has just jumped: a wrong day would close every order of the village (K11).
    """
    if not steady.clock.is_believed():
        return
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
        crash_point("expiring")


@queue.periodic(cron="7 * * * *")
@queue.task(name="payments.complete_quiet", queueing_lock="complete_quiet")
def complete_quiet(timestamp: int) -> None:
    """Every hour: what was handed over and paid three days ago is finished."""
    with transaction():
        quiet = quiet_part_ids(at=now())
    for sub_order_id in quiet:
        with transaction():
            part = lock_sub_order(sub_order_id)
            if life.is_quiet(part) and part.paid_at is not None and running_complaint(part.id) is None:
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


@queue.periodic(cron="*/15 * * * *")
@queue.task(name="payments.pull_feeds", queueing_lock="pull_feeds")
def pull_feeds(timestamp: int) -> None:
    """Every quarter of an hour: each feed with a token is asked for what it could not deliver."""
    with transaction():
        waiting = [(feed, feed.account, feed.account.number) for feed in feeds_to_pull()]
    for feed, account, number in waiting:
        pull_feed(feed, account, number)


def pull_feed(feed: BankFeed, account: BankAccount, number: str) -> int:
    """What this feed knows is settled, each movement in a transaction of its own; returns how many were new.

    A service that does not answer stops nothing: it is asked again next time.
    """
    try:
        found = pulling.fetch(feed, account_number=number, from_=pulling.since(feed))
    except Fault as trouble:
        log.warning("a bank feed could not be asked", account=account.last_four, trouble=type(trouble).__name__)
        with transaction():
            feeds.note_pulled(feed.id, trouble=_NOT_ASKED)
        return 0
    new = 0
    for place in range(len(found.notices)):
        with transaction():
            new += pulling.settle_pulled(account, feed.provider, found, place)
    with transaction():
        feeds.note_pulled(feed.id, trouble=_NOT_ALL_READ if found.unread else "")
    return new


_NOT_ASKED = N_("Không hỏi lại dịch vụ được: dịch vụ không trả lời, hoặc mã hỏi lại không còn đúng.")
_NOT_ALL_READ = N_("Dịch vụ có vài khoản chợ không đọc được. Xin so lại với sao kê.")


@queue.periodic(cron="*/2 * * * *")
@queue.task(name="payments.go_on_importing", queueing_lock="go_on_importing")
def go_on_importing(timestamp: int) -> None:
    """Every two minutes: an import whose worker died goes on where it stopped."""
    with transaction():
        left = running_imports()
    for import_id in left:
        import_rows(import_id=import_id)


@queue.task(name="payments.import_rows", retry=RETRY)
def import_rows(*, import_id: int) -> None:
    """Every row of the statement is settled, fifty in a transaction; run again it goes on where it stopped."""
    with transaction():
        brought = lock_import(import_id)
        if not brought.said:
            return
        account = get_account(brought.account_id)
        statement = importing.statement_of(brought)
        done, count = brought.done_rows, brought.row_count
        keys = importing.keys_of(statement, teller=brought.teller, account_id=account.id)
    while done < count:
        with transaction():
            done = importing.settle_rows(import_id, account, statement, keys=keys, upto=done + ROWS_AT_ONCE)
        crash_point("importing")


@queue.periodic(cron="* * * * *")
@queue.task(name="payments.ask_vnpay", queueing_lock="ask_vnpay")
def ask_vnpay(timestamp: int) -> None:
    """Every minute: VNPay is asked about attempts and refunds whose outcome is not known; a terminal hears one question
    in five minutes."""
    with transaction():
        waiting = queries.attempts_to_ask(at=now())
        refunds = queries.refunds_to_ask(at=now())
    asked: set[int] = set()
    for attempt_id, terminal_id in waiting:
        if terminal_id not in asked and ask_about_attempt(attempt_id, terminal_id):
            asked.add(terminal_id)
    for refund_id in refunds:
        ask_about_refund(refund_id)


def ask_about_attempt(attempt_id: int, terminal_id: int) -> bool:
    """One question: stored, asked, its answer written down. False when the terminal may not ask now."""
    with transaction():
        call_id = by_vnpay.intend_question(attempt_id, terminal_id)
    if call_id is None:
        return False
    with transaction():
        attempt = queries.attempt_with_terminal(attempt_id)
        gateway = by_vnpay.gateway_of(attempt.terminal)
    answer = vnpay.query(
        gateway,
        request_id=call_id,
        txn_ref=attempt.txn_ref,
        amount_vnd=attempt.amount_vnd,
        transaction_date=attempt.begun_at,
        created_at=now(),
        ip=config.current().server_address,
        order_info=f"Truy van {attempt.txn_ref}",
    )
    if answer.why:
        log.warning("VNPay said nothing certain", attempt=attempt.txn_ref, why=answer.why)
    with transaction():
        if not by_vnpay.record(attempt_id, answer):
            by_vnpay.plan_next_question(attempt_id, too_soon=answer.too_soon)
    return True


def ask_about_refund(refund_id: int) -> None:
    """One question about a refund: asked, its answer written down.

    A refund that never came to VNPay is sent again, once, as the same request: should the first one be on its way yet,
    VNPay takes the two for one (J05).
    """
    with transaction():
        told = vnpay_returning.call_of(refund_id)
    answer = vnpay_returning.ask(told)
    if answer.not_there and told.is_first_question:
        answer = vnpay_returning.call(told)
    with transaction():
        vnpay_returning.note_answer(refund_id, answer)


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="payments.settle_left_over_vnpay", queueing_lock="settle_left_over_vnpay")
def settle_left_over_vnpay(timestamp: int) -> None:
    """Every five minutes: calls of VNPay that were kept and could not be settled are tried again."""
    with transaction():
        left = queries.unsettled_vnpay_notices()
    for notice_id, terminal_id in left:
        with suppress(Exception), transaction():
            by_vnpay.settle_notice(notice_id, queries.lock_terminal(terminal_id))


@queue.periodic(cron="* * * * *")
@queue.task(name="payments.ask_payos", queueing_lock="ask_payos")
def ask_payos(timestamp: int) -> None:
    """Every minute: payOS is asked about links whose outcome is not known, and told to close those nobody shall pay by."""
    with transaction():
        by_payos.close_unwanted()
        waiting = queries.links_to_ask(at=now())
    for link_id in waiting:
        try:
            ask_about_link(link_id)
        except Exception:
            # Its turn comes again; the others need not wait for it.
            log.exception("payOS could not be asked", link=link_id)


def ask_about_link(link_id: int) -> None:
    """One question: stored, asked; what was paid is settled, each credit in a transaction of its own."""
    with transaction():
        question = payos_asking.intend_question(link_id)
    if question is None:
        return
    answer = payos_asking.ask(question)
    for notice in answer.link.credits if answer.link is not None else ():
        with transaction():
            payos_asking.settle_found(link_id, notice)
    if payos_asking.shall_be_cancelled(question, answer):
        answer = payos_asking.cancel(question)
    with transaction():
        payos_asking.note_answer(link_id, answer)


@queue.periodic(cron="10 19 * * *")
@queue.task(name="payments.seal_days", queueing_lock="seal_days", retry=RETRY)
def seal_days(timestamp: int) -> None:
    """Every night at 02:10 of Vietnam's clock (the queue's is UTC): days of the ledger that are over get their seal."""
    yesterday = vietnam(now()).date() - timedelta(days=1)
    sealed = 1
    while sealed:
        # One day in a transaction: nobody who pays waits for more than one.
        with transaction():
            sealed = sealing.seal_days(yesterday, at_most=1)


@queue.periodic(cron="20 20 * * *")
@queue.task(name="payments.reconcile", queueing_lock="reconcile", retry=RETRY)
def reconcile(timestamp: int) -> None:
    """Every night at 03:20 of Vietnam's clock: what one side of an account told of and the other did not for two days
    is a break, what healed is closed, each account in a transaction of its own."""
    with transaction():
        of_accounts, of_counts = accounts_with_statements(), accounts_with_open_counts()
    for account_id, shop_id, owner_id in of_accounts:
        with transaction():
            breaks.look_over(account_id, shop_id=shop_id, owner_id=owner_id)
    for account, what in of_counts:
        with transaction():
            counts.recheck(account, what)


@queue.periodic(cron="25 * * * *")
@queue.task(name="payments.prove", queueing_lock="prove")
def prove(timestamp: int) -> None:
    """Every hour: all invariants are run, for /kiem-tra."""
    with transaction():
        proof = proving.prove()
    if not proof.is_whole:
        log.error("invariants are broken", broken={name: count for name, count in proof.broken.items() if count})


@queue.periodic(cron="40 3 * * *")
@queue.task(name="payments.blank_memos", queueing_lock="blank_memos")
def blank_memos(timestamp: int) -> None:
    """Every night: memos and notices older than their retention time are blanked; amounts and ids stay."""
    with transaction():
        keeping.blank(before=now() - timedelta(days=config.current().memo_days))


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
