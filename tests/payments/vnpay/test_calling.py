"""Whatever VNPay's API does over real HTTP, the caller gets a value, and no secret leaks into it."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from marketplace.payments.vnpay import Outcome, QueryAnswer, RefundKind, RefundOutcome
from marketplace.sandbox.vnpay.states import ANSWERING_BY_AMOUNT, Answering
from tests.sandbox.vnpay.making import SECRET, Running, gateway, wait_until

Serve = Callable[[bytes | Callable[[socket.socket], None]], str]


@pytest.fixture
def rude() -> Iterator[Serve]:
    """Makes a server that answers every call with the same bytes, or does with it what it likes."""
    stopped = threading.Event()
    started: list[tuple[socket.socket, threading.Thread]] = []

    def serve(answer: bytes | Callable[[socket.socket], None]) -> str:
        listening = socket.create_server(("127.0.0.1", 0))

        def work() -> None:
            while not stopped.is_set():
                try:
                    call, _ = listening.accept()
                except OSError:
                    return
                with call:
                    call.recv(65536)
                    try:
                        call.sendall(answer) if isinstance(answer, bytes) else answer(call)
                    except OSError:
                        continue

        thread = threading.Thread(target=work)
        thread.start()
        started.append((listening, thread))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    stopped.set()
    for listening, thread in started:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def ask(running: Running, url: str, **changes: Any) -> QueryAnswer:
    return running.ask(vnpay=gateway(url, time_limits=(0.3, 0.3)), **changes)


def drip(call: socket.socket) -> None:
    call.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
    for _ in range(200):
        call.sendall(b" ")
        time.sleep(0.05)


def nothing(call: socket.socket) -> None:
    time.sleep(1)


# F14
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"", "ConnectionError"),
        (b"220 smtp.example ESMTP\r\n", "ConnectionError"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}", "HTTP 500"),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "HTTP 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[/\r\nContent-Length: 0\r\n\r\n", "ValueError"),
        (ok(b"<html>Bao tri</html>"), "no JSON"),
        (ok(b""), "no JSON"),
        (ok(b" " * 70_000 + b"{}"), "larger than 64 KB"),
        (ok(b"{}").replace(b"Content-Length: 2", b"Content-Length: 900"), "ProtocolError"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", ""),
        (drip, "too long"),
        (nothing, "Timeout"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else getattr(value, "__name__", str(value)),
)
def test_every_failure_is_an_unknown_that_says_why(
    running: Running, rude: Serve, answer: bytes | Callable[[socket.socket], None], why: str
) -> None:
    began = time.monotonic()
    told = ask(running, rude(answer))

    assert (told.outcome, told.verified) == (Outcome.UNKNOWN, False)
    assert why.casefold() in told.why.casefold()
    assert "127.0.0.1" not in told.why
    assert time.monotonic() - began < 5


# F14
def test_a_machine_that_is_down_is_an_unknown(running: Running) -> None:
    answer = ask(running, "http://127.0.0.1:1")
    back = running.ask_refund(vnpay=gateway("http://127.0.0.1:1"))

    assert (answer.outcome, answer.why) == (Outcome.UNKNOWN, "ConnectionError")
    assert (back.outcome, back.why) == (RefundOutcome.UNKNOWN, "ConnectionError")


def test_neither_secret_nor_hash_gets_into_a_log(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        answers = [ask(running, "http://127.0.0.1:1"), ask(running, running.url), running.ask()]

    assert SECRET not in caplog.text + repr(answers)
    assert "merchant_webapi" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "werkzeug"
    )


# F14
def test_a_payment_nobody_opened_is_not_found(running: Running) -> None:
    answer = running.ask()

    assert (answer.verified, answer.not_found, answer.outcome) == (True, True, Outcome.UNKNOWN)


# F03, F14, F15, F16
@pytest.mark.parametrize("answering", [a for a in Answering if a not in (Answering.NONE, Answering.REFUND_REFUSED)])
def test_an_api_that_misbehaves_moves_nothing_until_it_answers_rightly(running: Running, answering: Answering) -> None:
    [ending] = [ending for ending, chosen in ANSWERING_BY_AMOUNT.items() if chosen is answering]
    amount = 150_000 + ending
    running.pay(running.link(amount_vnd=amount), telling="lost")

    wrong = ask(running, running.url, amount_vnd=amount)
    running.machine.book.answer_as(running.payment().key, Answering.NONE)
    right = running.ask(amount_vnd=amount)

    assert (wrong.outcome, wrong.verified) == (Outcome.UNKNOWN, False)
    assert wrong.why
    assert (right.outcome, right.verified, right.amount_vnd) == (Outcome.PAID, True, amount)


# F15
def test_a_payment_that_is_not_finished_is_pending_and_then_paid(running: Running) -> None:
    page = requests.get(running.link(), timeout=5)
    waiting = running.ask()
    running.pay(running.link(), telling="pending")
    pending = running.ask()
    wait_until(lambda: running.ask().outcome is Outcome.PAID)

    assert page.status_code == 200
    assert (waiting.outcome, waiting.status, waiting.transaction_no) == (Outcome.PENDING, "01", "0")
    assert (pending.outcome, pending.verified) == (Outcome.PENDING, True)


# F16
def test_another_amount_than_asked_is_unverified(running: Running) -> None:
    running.pay(running.link())

    assert not running.ask(amount_vnd=150_001).verified
    assert running.ask().verified


# F22
def test_the_date_of_the_payment_must_be_the_one_told_then(running: Running) -> None:
    running.pay(running.link())

    assert running.ask(transaction_date=running.payment().opened_at.replace(year=2025)).not_found


# F17
def test_the_same_request_id_is_answered_once(running: Running) -> None:
    running.pay(running.link())

    first, again = (running.ask(request_id="thesame1") for _ in range(2))

    assert first.outcome is Outcome.PAID
    assert (again.too_soon, again.outcome) == (True, Outcome.UNKNOWN)


# F14
def test_another_secret_gets_no_answer_that_counts(running: Running) -> None:
    running.pay(running.link())

    answer = running.ask(vnpay=gateway(running.url, secret="x" * 32))

    assert (answer.verified, answer.outcome, answer.why) == (
        False,
        Outcome.UNKNOWN,
        "its hash is missing or wrong (code 97)",
    )


# F18, F19
def test_a_refund_whose_answer_never_came_is_found_by_asking(running: Running) -> None:
    running.pay(running.link(), answering="silent")

    lost = running.send_back(vnpay=gateway(running.url, time_limits=(1, 0.3)))
    running.machine.book.answer_as(running.payment().key, Answering.NONE)
    found = running.ask_refund()
    again = running.send_back()

    assert (lost.outcome, lost.why) == (RefundOutcome.UNKNOWN, "ReadTimeout")
    assert (found.outcome, found.status, found.amount_vnd) == (RefundOutcome.ACCEPTED, "05", 150_000)
    assert (again.outcome, again.verified) == (RefundOutcome.IN_PROGRESS, True)
    assert len(running.payment().refunds) == 1


# F18
def test_a_refund_that_never_arrived_is_not_known_there(running: Running) -> None:
    running.pay(running.link())

    assert running.send_back(vnpay=gateway("http://127.0.0.1:1")).outcome is RefundOutcome.UNKNOWN
    answer = running.ask_refund()
    assert (answer.outcome, answer.not_there) == (RefundOutcome.UNKNOWN, True)


# F21
def test_partial_refunds_end_at_what_was_paid(running: Running) -> None:
    running.pay(running.link())

    answers = [running.send_back(RefundKind.PARTIAL, amount) for amount in (100_000, 50_000, 1)]
    all_again = running.send_back(RefundKind.FULL)

    assert [answer.outcome for answer in answers] == [
        RefundOutcome.ACCEPTED,
        RefundOutcome.ACCEPTED,
        RefundOutcome.REFUSED,
    ]
    assert [answer.code for answer in (*answers, all_again)] == ["00", "00", "93", "04"]
    assert running.ask_refund(RefundKind.PARTIAL, 100_000, transaction_no=answers[0].transaction_no).verified


def test_a_payment_that_failed_has_nothing_to_send_back(running: Running) -> None:
    running.pay(running.link(), way="ncb-poor")

    answer = running.send_back()

    assert (answer.outcome, answer.code) == (RefundOutcome.REFUSED, "95")
    assert "không có tiền để hoàn" in str(answer.said)
