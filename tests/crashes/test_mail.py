"""A mail is with the mail server, and the worker dies before it has written so."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

import procrastinate
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from marketplace import jobs
from marketplace.db import db, transaction
from marketplace.embedded import for_libpq
from marketplace.notices.models import Notice
from marketplace.notices.services import tell_by_mail
from tests.browser.village import free_port
from tests.serving import KILLED, Market, inside, look_anew


class Postman:
    """A mail server that keeps what it was given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd brings a whole mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(email.message_from_bytes(content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def postman() -> Iterator[tuple[Postman, str]]:
    """The mail server, and its address."""
    postman, port = Postman(), free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    yield postman, f"smtp://127.0.0.1:{port}"
    controller.stop()


# J07 K02 K07
def test_a_worker_that_dies_after_sending_sends_at_most_one_copy_more(
    market: Market, postman: tuple[Postman, str]
) -> None:
    office, smtp_url = postman
    with inside(market, smtp_url=smtp_url):
        with transaction():
            tell_by_mail(email="hai@example.com", cause="test:crash", title="Đã nhận tiền", body="Cảm ơn bạn!")

        assert market.run_worker(crash_at="mail-sent", smtp_url=smtp_url) == KILLED
        assert len(office.mails) == 1
        assert unsent() == 1

        # The next worker waits until it is sure that the other one is dead, then does its work anew.
        run_jobs(market)
        assert unsent() == 1
        half_a_minute_later()
        run_jobs(market)
        run_jobs(market)

        assert unsent() == 0
        assert len(office.mails) == 2
        assert len({mail["Message-ID"] for mail in office.mails}) == 1
        assert {mail["To"] for mail in office.mails} == {"hai@example.com"}


def unsent() -> int:
    """How many mails are not written down as sent."""
    look_anew()
    waiting = sa.select(sa.func.count()).select_from(Notice).where(Notice.email != "", Notice.mailed_at.is_(None))
    return db.session.scalar(waiting) or 0


def half_a_minute_later() -> None:
    """Dead workers were last heard of long ago."""
    with transaction():
        db.session.execute(sa.text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"))


def run_jobs(market: Market) -> None:
    """A worker of this process looks for the dead, and does all there is to do."""

    def within(call_next: object, context: object, worker: object) -> object:
        assert callable(call_next)
        with market.app.app_context():
            return call_next()

    connector = procrastinate.PsycopgConnector(conninfo=for_libpq(market.database_url))
    with jobs.queue.replace_connector(connector) as connected:
        for turn in range(3):
            connected.run_worker(
                wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[within]
            )
            if turn == 0:
                with transaction():
                    jobs.later("jobs.take_over", timestamp=0)
