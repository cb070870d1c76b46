"""Mail sent over real SMTP ends in the letter box."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from marketplace.sandbox.errors import MailNotFound
from marketplace.sandbox.mail import MOST_MAILS, Mailbox, MailCatcher

from .conftest import free_port


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mail.json")


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    port = free_port()
    catcher = MailCatcher(mailbox, port=port)
    catcher.start()
    yield port
    catcher.stop()


def a_mail(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in {
        "Subject": "Đã nhận tiền",
        "From": "cho@example.invalid",
        "To": "an@vidu.vn",
        **headers,
    }.items():
        mail[name] = value
    mail.set_content("Đơn của bạn: http://127.0.0.1:5000/don/ABC\n")
    return mail


def test_a_mail_is_caught_with_its_vietnamese_words(mailbox: Mailbox, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
        smtp.send_message(a_mail(), to_addrs=["an@vidu.vn", "binh@vidu.vn"])

    [mail] = mailbox.mails()
    assert mail.subject == "Đã nhận tiền"
    assert mail.to == ("an@vidu.vn", "binh@vidu.vn")
    assert mail.sender == "cho@example.invalid"
    assert mail.text == "Đơn của bạn: http://127.0.0.1:5000/don/ABC\n"


def test_the_plain_text_goes_before_html(mailbox: Mailbox) -> None:
    mail = a_mail()
    mail.add_alternative("<p>khác</p>", subtype="html")

    assert mailbox.put(mail.as_bytes(), sender="", to=["an@vidu.vn"]).text.startswith("Đơn của bạn")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?q?=ff?=\r\n\r\nx",
        b"Content-Type: multipart/mixed\r\n\r\nx",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nxin ch\xc3\xa0o",
        b"Subject: a\r\nSubject: b\r\n\r\n",
    ],
)
def test_a_broken_mail_is_kept_and_breaks_nothing(mailbox: Mailbox, content: bytes, tmp_path: Path) -> None:
    mailbox.put(content, sender="", to=[])

    assert len(mailbox.mails()) == 1
    assert list(Mailbox(tmp_path / "mail.json").mails()) == list(mailbox.mails())


def test_the_newest_mails_are_kept_over_a_restart(mailbox: Mailbox, tmp_path: Path) -> None:
    for number in range(MOST_MAILS + 3):
        mailbox.put(a_mail(Subject=f"Thư {number}").as_bytes(), sender="", to=[])

    again = Mailbox(tmp_path / "mail.json")

    assert [mail.subject for mail in again.mails()][:2] == ["Thư 202", "Thư 201"]
    assert len(again.mails()) == MOST_MAILS
    assert again.get_mail(203).subject == "Thư 202"
    with pytest.raises(MailNotFound):
        again.get_mail(3)
