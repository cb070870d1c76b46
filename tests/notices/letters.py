"""A mail server that keeps what it was given."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from marketplace import config
from marketplace.notices.models import Notice


class LetterBox:
    """Keeps what a mail server was given, and the passwords it heard."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self.secure: list[bool] = []
        self.passwords: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.to += envelope.rcpt_tos
            self.secure.append(session.ssl is not None)
        return self.answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        self.passwords.append(login.password)
        return AuthResult(success=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def box() -> LetterBox:
    return LetterBox()


@pytest.fixture
def server(box: LetterBox, session: Any) -> Iterator[int]:
    """A running mail server that the settings name; its port."""
    before = config.current()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    config.use(replace(before, smtp_url=f"smtp://127.0.0.1:{controller.port}"))
    yield controller.port
    config.use(before)
    controller.stop()


def notice_ids(session: Any) -> list[int]:
    return list(session.scalars(sa.select(Notice.id).order_by(Notice.id)))
