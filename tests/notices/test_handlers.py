"""Mails by a real mail server: once per cause, the same letter at every try, later when the server is down."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask_babel import get_locale, gettext

from marketplace import config
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import GatewayUnreachable
from marketplace.notices import handlers
from marketplace.notices import mail as mails
from marketplace.notices.handlers import send_mail
from marketplace.notices.mail import MailServer
from marketplace.notices.models import Notice
from marketplace.notices.services import tell_by_mail, tell_member
from tests.factories import make_user
from tests.notices.letters import LetterBox, box, free_port, notice_ids, server

__all__ = ["box", "server"]

LINK = "https://cho.vidu.vn/dat-lai-mat-khau/BI-MAT"


def tell(**changed: Any) -> None:
    """Somebody is told, in a transaction of its own."""
    told = {"email": "tu@vidu.vn", "cause": "order:1:paid", "title": "Đã nhận tiền", "body": "Đơn %(code)s đã trả."}
    with transaction():
        tell_by_mail(**{**told, "facts": {"code": "AB12"}, **changed})


def job_count(session: Any) -> int:
    return int(session.scalar(sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notices.send_mail'")))


# INV-13
def test_the_mail_says_what_the_notice_says(server: int, box: LetterBox, session: Any) -> None:
    tell(path="/don/AB12?khoa=x")

    send_mail(notice_id=notice_ids(session)[0])

    letter = box.letters[0]
    assert box.to == ["tu@vidu.vn"]
    assert letter["Subject"] == "Đã nhận tiền"
    assert letter["From"] == config.current().mail_from
    assert letter["Auto-Submitted"] == "auto-generated"
    assert abs(letter["Date"].datetime - now()) < timedelta(minutes=1)
    text = letter.get_content()
    assert "Đơn AB12 đã trả." in text
    assert "http://localhost/don/AB12?khoa=x" in text


# K01, INV-13
def test_the_same_cause_twice_is_told_and_mailed_once(server: int, session: Any) -> None:
    tell()
    tell(title="Lần hai")

    assert len(notice_ids(session)) == job_count(session) == 1


# K01
def test_what_was_undone_is_not_told(server: int, session: Any) -> None:
    def tell_and_stumble() -> None:
        with transaction():
            tell_by_mail(email="tu@vidu.vn", cause="x", title="x", body="x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_stumble()

    assert notice_ids(session) == []
    assert job_count(session) == 0


# K04
def test_a_job_that_runs_twice_sends_one_mail(server: int, box: LetterBox, session: Any) -> None:
    tell()

    for _ in range(3):
        send_mail(notice_id=notice_ids(session)[0])

    assert len(box.letters) == 1
    assert session.scalar(sa.select(Notice.mailed_at)) is not None


# J07
def test_a_crash_after_sending_sends_the_same_letter_again(server: int, box: LetterBox, session: Any) -> None:
    tell()
    notice_id = notice_ids(session)[0]
    send_mail(notice_id=notice_id)
    with transaction():
        session.execute(sa.update(Notice).values(mailed_at=None, facts={"code": "AB12"}))

    send_mail(notice_id=notice_id)

    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"] == f"<notice-{notice_id}@localhost>"
    assert first.get_content() == second.get_content()


# K09
def test_a_mail_server_that_is_down_leaves_the_row_unsent_for_later(session: Any) -> None:
    before = config.current()
    config.use(replace(before, smtp_url=f"smtp://127.0.0.1:{free_port()}"))
    try:
        tell()
        with pytest.raises(GatewayUnreachable):
            send_mail(notice_id=notice_ids(session)[0])
    finally:
        config.use(before)

    kept = session.execute(sa.select(Notice)).scalar_one()
    assert kept.mailed_at is None
    assert kept.facts == {"code": "AB12"}


# K09
@pytest.mark.parametrize("answer", ["451 try later", "554 never"])
def test_a_mail_server_that_refuses_leaves_the_row_unsent(
    server: int, box: LetterBox, session: Any, answer: str
) -> None:
    box.answer = answer
    tell()

    with pytest.raises(GatewayUnreachable):
        send_mail(notice_id=notice_ids(session)[0])
    box.answer = "250 OK"
    send_mail(notice_id=notice_ids(session)[0])

    assert len(box.letters) == 1


# K09
def test_without_a_mail_server_people_are_told_and_nothing_waits(session: Any) -> None:
    tell()

    assert len(notice_ids(session)) == 1
    assert job_count(session) == 0


def test_a_notice_that_is_gone_or_has_no_address_is_passed_over(server: int, box: LetterBox, session: Any) -> None:
    with transaction():
        tell_member(user_id=make_user().id, cause="x", title="x", body="x")

    send_mail(notice_id=notice_ids(session)[0])
    send_mail(notice_id=0)

    assert box.letters == []
    assert job_count(session) == 0


# M11, P05
def test_a_secret_link_is_not_kept_once_it_was_mailed(server: int, box: LetterBox, session: Any) -> None:
    tell(body="Mở %(link)s", facts={"link": LINK}, path="/don/AB12?khoa=BI-MAT")

    send_mail(notice_id=notice_ids(session)[0])

    assert LINK in box.letters[0].get_content()
    session.expire_all()
    kept = session.execute(sa.select(Notice)).scalar_one()
    assert "BI-MAT" not in f"{kept.title}{kept.body}{kept.facts}{kept.path}{kept.cause}"


def test_what_a_member_was_told_stays_in_the_inbox_after_the_mail(server: int, session: Any) -> None:
    with transaction():
        tell_member(
            user_id=make_user().id,
            cause="x",
            title="T",
            body="Đơn %(code)s",
            facts={"code": "AB12"},
            path="/x",
            email="a@b.vn",
        )

    send_mail(notice_id=notice_ids(session)[0])

    kept = session.execute(sa.select(Notice)).scalar_one()
    assert (kept.facts, kept.path) == ({"code": "AB12"}, "/x")


# O05, O06
def test_what_people_wrote_stays_text(server: int, box: LetterBox, session: Any) -> None:
    tell(title="Đơn %(code)s", facts={"code": "100%\r\nBcc: ke@xau.vn %(x)s {{7*7}}"})

    send_mail(notice_id=notice_ids(session)[0])

    assert box.letters[0]["Subject"] == "Đơn 100% Bcc: ke@xau.vn %(x)s {{7*7}}"
    assert box.letters[0]["Bcc"] is None
    assert box.to == ["tu@vidu.vn"]


def test_a_sentence_without_facts_may_hold_a_percent_sign(server: int, box: LetterBox, session: Any) -> None:
    tell(title="Giảm 10%", body="Rẻ hơn 10% hôm nay", facts={})

    send_mail(notice_id=notice_ids(session)[0])

    assert box.letters[0]["Subject"] == "Giảm 10%"


def test_the_language_of_one_mail_does_not_leak_into_anything_else(
    app: Flask, server: int, box: LetterBox, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    languages: list[str] = []

    def another_job() -> None:
        with app.app_context():
            languages.append(str(get_locale()))

    def translate_while_another_job_runs(sentence: str, **facts: str) -> str:
        thread = threading.Thread(target=another_job)
        thread.start()
        thread.join()
        return f"{get_locale()} {gettext(sentence, **facts)}"

    monkeypatch.setattr(handlers, "gettext", translate_while_another_job_runs)
    tell(language="en")

    send_mail(notice_id=notice_ids(session)[0])

    assert box.letters[0]["Subject"].startswith("en ")
    assert [*languages, str(get_locale())] == ["vi", "vi", "vi"]


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody but us has signed, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def far_server(box: LetterBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MailServer, Path]]:
    """A mail server with STARTTLS and a password, taken for another machine."""
    monkeypatch.setattr(mails, "_HERE", frozenset())
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        authenticator=box.authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield MailServer(url=f"smtp://cho:m%40t@127.0.0.1:{controller.port}", sender="cho@vidu.vn"), file
    controller.stop()


def send(server: MailServer) -> None:
    server.send(to="tu@vidu.vn", subject="x", text="x", message_id="<1@x>")


def test_a_password_goes_to_another_machine_encrypted(
    far_server: tuple[MailServer, Path], box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, file = far_server
    trusting = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)

    send(server)

    assert box.secure == [True]
    assert box.passwords == [b"m@t"]


def test_a_mail_server_with_a_strange_certificate_hears_no_password(
    far_server: tuple[MailServer, Path], box: LetterBox
) -> None:
    with pytest.raises(GatewayUnreachable):
        send(far_server[0])

    assert (box.letters, box.passwords) == ([], [])


def test_a_mail_server_without_encryption_hears_no_password(box: LetterBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "_HERE", frozenset())
    plain = Controller(
        box, hostname="127.0.0.1", port=free_port(), authenticator=box.authenticate, auth_require_tls=False
    )
    plain.start()

    with pytest.raises(GatewayUnreachable):
        send(MailServer(url=f"smtp://cho:matkhau@127.0.0.1:{plain.port}", sender="cho@vidu.vn"))
    plain.stop()

    assert (box.letters, box.passwords) == ([], [])
