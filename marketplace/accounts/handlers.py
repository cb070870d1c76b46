"""What the clock brings to accounts."""

from datetime import timedelta
from typing import Final

import structlog

from marketplace import limits
from marketplace.accounts import queries
from marketplace.clock import now, vietnam
from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.notices.queries import unsent_mails
from marketplace.notices.services import tell_member
from marketplace.queue_state import look_at_queue
from marketplace.text import N_

log = structlog.get_logger()

MAIL_LATE: Final = timedelta(hours=2)


@queue.periodic(cron="23 3 * * *")
@queue.task(name="accounts.forget_old_tries", queueing_lock="forget_old_tries")
def forget_old_tries(timestamp: int) -> None:
    """Every night: counts of tries older than two days are gone; the longest window is a day."""
    with transaction():
        limits.forget_old_tries(before=now() - timedelta(days=2))


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="accounts.watch_machine", queueing_lock="watch_machine")
def watch_machine(timestamp: int) -> None:
    """Every five minutes: jobs that wait too long, jobs given up and mails that cannot be sent ring, once a day each."""
    with transaction():
        state, mails = look_at_queue(), unsent_mails()
        rings = {
            "slow": state.is_slow,
            "given-up": bool(state.given_up),
            "mail": mails[1] is not None and now() - mails[1] > MAIL_LATE,
        }
        day = vietnam(now()).date().isoformat()
        for name in (name for name, is_ringing in rings.items() if is_ringing):
            log.error("alarm", what=name, waiting=state.waiting, given_up=state.given_up, mails=mails[0])
            for moderator in queries.moderators():
                tell_member(
                    user_id=moderator.id, cause=f"alarm:{name}:{day}:{moderator.id}", title=N_("Máy của chợ cần xem"),
                    body=N_("Có việc nền chờ lâu, bị bỏ dở, hoặc thư không gửi được. Xin mở trang Máy chủ."),
                    path="/dieu-hanh/may-chu",
                )  # fmt: skip
