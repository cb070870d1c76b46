"""Sending the mails of notices, once each."""

from datetime import timedelta
from typing import Final

from flask_babel import force_locale, gettext
from procrastinate import RetryStrategy

from marketplace import config
from marketplace.clock import now
from marketplace.crashing import crash_point
from marketplace.db import transaction
from marketplace.jobs import queue
from marketplace.notices import queries
from marketplace.notices.mail import MailServer

# Eight more tries over a day (4, 16, 64 … 65,536 seconds): a mail server that is down today has mails tomorrow.
PATIENT: Final = RetryStrategy(max_attempts=8, exponential_wait=4)

# A mail that waited longer says nothing new when a later one is about the same order.
FRESH: Final = timedelta(hours=1)


@queue.task(name="notices.send_mail", retry=PATIENT)
def send_mail(*, notice_id: int) -> None:
    """The notice's mail is with the mail server, and the row says when. Raises GatewayUnreachable.

    The network call is made before the row is locked for writing: a crash between the two sends
    a second copy with the same Message-ID, never none (J07). What was said in the mail alone is not
    kept here: it may hold a secret link.
    """
    settings = config.current()
    with transaction():
        notice = queries.lock_notice(notice_id)
        if notice is None or notice.mailed_at is not None or notice.passed_over_at is not None or not notice.email:
            return
        if now() - notice.at > FRESH and queries.is_overtaken(notice):
            # The queue stood still: what was true then would be told as news (K08).
            notice.passed_over_at = now()
            return
        to, path = notice.email, notice.path
        with force_locale(notice.language):
            title, body = gettext(notice.title, **notice.facts), gettext(notice.body, **notice.facts)
    link = f"\n\n{settings.site_url}{path}" if path else ""
    host = settings.site_url.split("//", 1)[-1].split(":")[0]
    MailServer(url=settings.smtp_url, sender=settings.mail_from).send(
        to=to, subject=title, text=body + link + "\n\nChợ Thôn", message_id=f"<notice-{notice_id}@{host}>"
    )
    crash_point("mail-sent")
    with transaction():
        notice = queries.lock_notice(notice_id)
        if notice is not None:
            notice.mailed_at = now()
            if notice.user_id is None:
                notice.facts, notice.path = {}, ""
