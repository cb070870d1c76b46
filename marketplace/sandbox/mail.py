"""Catches the market's mail, so that a person can read what would have been sent."""

import email
import email.policy
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from marketplace import clock
from marketplace.sandbox import kept
from marketplace.sandbox.errors import MailNotFound

MOST_MAILS: Final = 200
LARGEST_MAIL: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail as it came."""

    number: int
    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str


class Mailbox:
    """The newest mails, in memory and in a file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._mails: deque[Mail] = deque(maxlen=MOST_MAILS)
        try:
            self._mails.extend(
                Mail(**(row | {"at": datetime.fromisoformat(row["at"]), "to": tuple(row["to"])}))
                for row in kept.read_whole(path) or ()
            )
        except (ValueError, KeyError, TypeError):
            kept.put_aside(path)

    def mails(self) -> Sequence[Mail]:
        """The mails that are still here, newest first."""
        with self._lock:
            return list(reversed(self._mails))

    def get_mail(self, number: int) -> Mail:
        """The mail with this number. Raises MailNotFound."""
        for mail in self.mails():
            if mail.number == number:
                return mail
        raise MailNotFound

    def put(self, content: bytes, *, sender: str, to: Sequence[str]) -> Mail:
        """The mail is in the box; the oldest made room."""
        message = email.message_from_bytes(content, policy=email.policy.default)
        with self._lock:
            mail = Mail(
                number=1 + max((other.number for other in self._mails), default=0),
                at=clock.now(),
                sender=sender,
                to=tuple(to),
                subject=str(message.get("Subject", "")),
                text=_text_of(message),
            )
            self._mails.append(mail)
            kept.write_whole(self._path, [asdict(other) | {"at": other.at.isoformat()} for other in self._mails])
        return mail


class MailCatcher:
    """An SMTP server on this machine only, whose every mail ends in the mailbox."""

    def __init__(self, mailbox: Mailbox, *, port: int) -> None:
        self._mailbox = mailbox
        self._controller = Controller(self, hostname="127.0.0.1", port=port, data_size_limit=LARGEST_MAIL)

    def start(self) -> None:
        """Mail is caught from now on. Raises OSError when the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        """Mail is not caught any more."""
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd brings a whole mail."""
        content = envelope.content or b""
        self._mailbox.put(
            content.encode() if isinstance(content, str) else content,
            sender=envelope.mail_from or "",
            to=envelope.rcpt_tos,
        )
        return "250 OK"


def _text_of(message: EmailMessage) -> str:
    """What the mail says; of a mail in HTML only, its source."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except LookupError:  # an alphabet nobody knows
        text = bytes(body.get_payload(decode=True)).decode("utf-8", "replace")
    return text.replace("\r\n", "\n")
