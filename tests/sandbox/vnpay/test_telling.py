"""The market is told over real HTTP: at the right moment, as often as VNPay does, and wrongly when asked to."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace import clock
from marketplace.payments.vnpay import IPNAnswer, Outcome, RefundKind, RefundOutcome, ipn_body
from marketplace.sandbox.vnpay.book import Book
from marketplace.sandbox.vnpay.courier import Courier
from marketplace.sandbox.vnpay.states import ANSWERING_BY_AMOUNT, TELLING_BY_AMOUNT, Answering, Pace, Stage, Telling

from .making import PACE, Running, terminal, wait_until

LINK = "HQX7K2MQ4XD-1"


def is_over(running: Running) -> bool:
    return not running.payment().waiting


def told(running: Running, telling: Telling, **changes: str) -> list[str]:
    """What the market heard in the end."""
    running.pay(running.link(), telling=telling, **changes)
    wait_until(lambda: is_over(running))
    return running.shop.codes


# F03
def test_a_lost_notice_is_never_told_and_a_query_finds_the_payment(running: Running) -> None:
    assert told(running, Telling.LOST) == []
    assert running.ask().outcome is Outcome.PAID


# F02
def test_a_late_notice_comes_after_the_return(running: Running) -> None:
    running.pay(running.link(), telling=Telling.LATE)
    assert running.shop.heard == []
    assert running.ask().outcome is Outcome.PAID

    wait_until(lambda: is_over(running))
    assert running.shop.codes == ["00/00"]


# F04
@pytest.mark.parametrize(("telling", "times"), [(Telling.DOUBLED, 2), (Telling.TEN_AT_ONCE, 10)])
def test_the_same_notice_can_come_many_times_at_once(running: Running, telling: Telling, times: int) -> None:
    assert told(running, telling) == ["00/00"] * times
    assert len({repr(notice) for notice in running.shop.heard}) == 1


# F05, F16
def test_a_wrong_amount_is_rightly_signed(running: Running) -> None:
    told(running, Telling.WRONG_AMOUNT)

    [notice] = running.shop.heard
    assert notice
    assert (notice.outcome, notice.amount_vnd) == (Outcome.PAID, 149_000)
    assert not running.ask().verified
    assert running.ask(amount_vnd=149_000).outcome is Outcome.PAID


# F06
def test_a_wrong_hash_is_told_ten_times(running: Running) -> None:
    assert told(running, Telling.BAD_HASH) == ["97"] * 10
    assert {attempt.code for attempt in running.payment().attempts} == {"97"}


# F11
@pytest.mark.parametrize(
    ("telling", "codes"),
    [(Telling.FAILURE_FIRST, ["24/02", "00/00"]), (Telling.FAILURE_LAST, ["00/00", "24/02"])],
)
def test_a_failure_can_be_told_before_and_after_the_success(
    running: Running, telling: Telling, codes: list[str]
) -> None:
    assert told(running, telling) == codes
    assert running.ask().outcome is Outcome.PAID


# F12
def test_a_success_can_come_after_a_failure(running: Running) -> None:
    running.pay(running.link(), telling=Telling.LATE_SUCCESS)
    first = running.ask()
    wait_until(lambda: is_over(running))

    assert first.outcome is Outcome.FAILED
    assert running.shop.codes == ["99/02", "00/00"]
    assert running.ask().outcome is Outcome.PAID
    assert running.payment().stage_at(clock.now()) is Stage.PAID


# F13
def test_suspicious_money_is_told_as_such(running: Running) -> None:
    assert told(running, Telling.SUSPICIOUS) == ["07/07"]
    assert running.ask().outcome is Outcome.SUSPICIOUS
    assert running.send_back().code == "95"


# F09, F15
def test_an_unfinished_payment_is_told_first_and_paid_later(running: Running) -> None:
    assert told(running, Telling.PENDING) == ["00/01", "00/00"]
    notice = running.shop.heard[0]
    assert notice
    assert notice.outcome is Outcome.PENDING


@pytest.mark.parametrize("telling", list(Telling)[1:])
def test_a_failed_payment_is_never_told_as_paid(running: Running, telling: Telling) -> None:
    assert "00/00" not in told(running, telling, way="ncb-poor")
    assert running.ask().outcome is not Outcome.PAID


def test_an_amount_chooses_what_goes_wrong(running: Running) -> None:
    [ending] = [ending for ending, telling in TELLING_BY_AMOUNT.items() if telling is Telling.SUSPICIOUS]

    running.pay(running.link(amount_vnd=45_000 + ending))
    wait_until(lambda: is_over(running))

    assert running.shop.codes == ["07/07"]


def test_it_calls_again_until_the_market_has_written_it_down(running: Running) -> None:
    running.shop.answers = [
        500,
        302,
        ipn_body(IPNAnswer.UNKNOWN_REFERENCE),
        ipn_body(IPNAnswer.WRONG_AMOUNT),
        ipn_body(IPNAnswer.TROUBLE),
        "<html>",
        ipn_body(IPNAnswer.ALREADY_RECORDED),
    ]

    assert told(running, Telling.NONE) == ["00/00"] * 7
    attempts = running.payment().attempts
    assert [attempt.code for attempt in attempts] == ["", "", "01", "04", "99", "", "02"]
    assert [attempt.status for attempt in attempts] == [500, 302, 200, 200, 200, 200, 200]


def test_it_gives_up_after_ten_calls(running: Running) -> None:
    running.shop.answers = [ipn_body(IPNAnswer.TROUBLE)] * 20

    assert told(running, Telling.NONE) == ["00/00"] * 10


def test_a_market_that_is_down_is_no_answer(running: Running) -> None:
    running.machine.book.register(replace(terminal(running.shop), ipn_url="http://127.0.0.1:1/ipn"))

    assert told(running, Telling.NONE) == []
    assert {(a.status, a.answer) for a in running.payment().attempts} == {(None, "ConnectionError")}


def test_what_waited_is_told_after_a_restart(running: Running, tmp_path: Path) -> None:
    running.pay(running.link(), telling=Telling.LATE)
    running.machine.courier.stop()
    assert running.shop.heard == []

    book = Book(tmp_path / "sandbox" / "vnpay.json")
    courier = Courier(book, pace=PACE)
    courier.resume()
    wait_until(lambda: not book.payments()[0].waiting)
    courier.stop()

    assert running.shop.codes == ["00/00"]
    assert book.terminals() == running.machine.book.terminals()


def test_everything_in_the_book_is_there_after_a_restart(running: Running, tmp_path: Path) -> None:
    running.browser.get(running.link("waiting"), timeout=5)
    told(running, Telling.PENDING)
    running.send_back(RefundKind.PARTIAL, 50_000)
    running.machine.book.choose_next(Telling.LATE, Answering.HTML)

    book = Book(tmp_path / "sandbox" / "vnpay.json")

    assert book.payments() == running.machine.book.payments()
    assert len(book.payments()[0].refunds) == 1
    assert book.next() == (Telling.LATE, Answering.HTML)


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"terminals": 1}', '{"terminals": [{"x": 1}]}'])
def test_a_file_that_cannot_be_read_is_put_aside(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "vnpay.json"
    path.write_text(broken)

    assert Book(path).payments() == []
    assert (tmp_path / "vnpay.json.unreadable").read_text() == broken


class TestRefunds:
    """With refunds that move quickly."""

    @pytest.fixture
    def pace(self) -> Pace:
        return replace(PACE, refund_step_seconds=0.3)

    # F20
    @pytest.mark.parametrize(
        ("answering", "last", "outcome"),
        [
            (Answering.NONE, "00", RefundOutcome.ACCEPTED),
            (Answering.REFUND_REFUSED, "09", RefundOutcome.REFUSED),
        ],
    )
    def test_a_refund_is_in_work_then_sent_then_done_or_refused(
        self, running: Running, answering: Answering, last: str, outcome: RefundOutcome
    ) -> None:
        running.pay(running.link(), answering=answering)
        accepted = running.send_back()
        seen: list[str] = []

        def is_at_its_end() -> bool:
            seen.append(running.ask_refund(transaction_no=accepted.transaction_no).status)
            return seen[-1] == last

        wait_until(is_at_its_end)

        assert (accepted.outcome, accepted.status) == (RefundOutcome.ACCEPTED, "05")
        assert list(dict.fromkeys(["05", *seen])) == ["05", "06", last]
        answer = running.ask_refund(transaction_no=accepted.transaction_no)
        assert (answer.outcome, answer.is_done) == (outcome, last == "00")
        # The payment itself is still told by its own number.
        assert running.ask_refund(transaction_no=str(running.payment().number)).outcome is RefundOutcome.UNKNOWN

    # F20, F21
    def test_a_refused_refund_leaves_the_money_to_be_sent_back(self, running: Running) -> None:
        running.pay(running.link(), answering="refund_refused")
        running.send_back()
        wait_until(lambda: running.ask_refund().outcome is RefundOutcome.REFUSED)
        running.machine.book.answer_as(running.payment().key, Answering.NONE)

        assert running.send_back().outcome is RefundOutcome.ACCEPTED


class TestPatience:
    """With a VNPay that answers one query in a while."""

    @pytest.fixture
    def pace(self) -> Pace:
        return replace(PACE, query_pause_seconds=600)

    # F14
    def test_a_second_query_of_the_terminal_is_too_soon(self, running: Running) -> None:
        running.pay(running.link())

        first, second = running.ask(), running.ask()

        assert first.outcome is Outcome.PAID
        assert (second.too_soon, second.outcome) == (True, Outcome.UNKNOWN)
        assert running.send_back().outcome is RefundOutcome.ACCEPTED


def test_every_mischief_has_words_on_the_panel(running: Running) -> None:
    page = running.page("/vnpay").text

    for value in (*TELLING_BY_AMOUNT.values(), *ANSWERING_BY_AMOUNT.values()):
        assert re.search(rf'<option value="{value}">[^<]{{5,}}</option>', page)
