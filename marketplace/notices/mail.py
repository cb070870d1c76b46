"""The mail server: one message out, over SMTP.

smtp://user:password@host:port (STARTTLS when offered, and always before a password goes to another machine)
or smtps://…; nothing is sent without a URL.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

from marketplace.clock import now
from marketplace.errors import GatewayUnreachable

# A mail server on this machine is reached without wires; its certificate is seldom a real one.
_HERE: Final = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out, and the address it comes from."""

    url: str
    sender: str

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> None:
        """The message is with the mail server. Raises GatewayUnreachable: try again later.

        The Message-ID is the same at every try, so that a reader's program can drop a second copy.
        """
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = to
        message["Subject"] = " ".join(subject.split())
        message["Message-ID"] = message_id
        message["Date"] = now()
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25)
        try:
            server = (
                smtplib.SMTP_SSL(host, port, timeout=15, context=ssl.create_default_context())
                if parts.scheme == "smtps"
                else smtplib.SMTP(host, port, timeout=15)
            )
            with server:
                # Before EHLO nothing is known of what the server offers.
                server.ehlo()
                if parts.scheme != "smtps" and host not in _HERE:
                    if server.has_extn("starttls"):
                        server.starttls(context=ssl.create_default_context())
                    elif parts.username:
                        raise GatewayUnreachable("mail server without STARTTLS")
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as problem:
            raise GatewayUnreachable("mail server") from problem
