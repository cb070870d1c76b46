"""The courier calls the market over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace import clock
from marketplace.money import Dong
from marketplace.payments.feeds.notice import Checked
from marketplace.payments.vietqr import decode
from marketplace.sandbox.book import Account, Book, Slip
from marketplace.sandbox.courier import Courier
from marketplace.sandbox.states import Mischief, Told

from .conftest import ACCOUNT, SECRET, Market, free_port, payload, wait_until


@pytest.fixture
def book(tmp_path: Path, market: Market) -> Book:
    book = Book(tmp_path / "state.json")
    book.register(Account(account=ACCOUNT, holder="HTX RAU SACH", hook_url=market.url, secret=SECRET))
    return book


@pytest.fixture
def courier(book: Book) -> Iterator[Courier]:
    courier = Courier(book, pauses_seconds=(0.05, 0.05, 0.05))
    yield courier
    courier.stop()


def pay(book: Book, courier: Courier, **changes: Any) -> int:
    made = book.pay(
        Slip(code=decode(payload()), amount_vnd=Dong(45_000), memo="HQX7K2MQ4XD", **changes), at=clock.now()
    )
    courier.carry_all(made)
    return made[0].id


def is_over(book: Book, number: int) -> bool:
    return book.get_transfer(number).told is not Told.WAITING


def test_a_call_is_signed_as_sepay_signs(book: Book, courier: Courier, market: Market) -> None:
    number = pay(book, courier)

    wait_until(lambda: is_over(book, number))

    [call] = market.calls
    [attempt] = book.get_transfer(number).attempts
    assert call.checked is Checked.GOOD
    assert call.notice.outside_id == str(number)
    assert call.body.decode() == book.get_transfer(number).notice
    assert (attempt.status, attempt.answer) == (200, '{"success": true}')


# D04
def test_the_same_id_told_twice_is_the_same_body(book: Book, courier: Courier, market: Market) -> None:
    number = pay(book, courier, mischief=Mischief.TOLD_TWICE)

    wait_until(lambda: is_over(book, number))

    assert len(market.calls) == 2
    assert market.calls[0].body == market.calls[1].body


# D07
def test_it_tries_again_until_the_market_takes_it(book: Book, courier: Courier, market: Market) -> None:
    market.answers = [500, 302, 409]

    number = pay(book, courier)
    wait_until(lambda: is_over(book, number))

    assert [attempt.status for attempt in book.get_transfer(number).attempts] == [500, 302, 409, 200]
    assert len({call.body for call in market.calls}) == 1


def test_it_gives_up_after_the_last_pause(book: Book, courier: Courier, market: Market) -> None:
    market.answers = [503] * 9

    number = pay(book, courier)
    wait_until(lambda: is_over(book, number))

    assert book.get_transfer(number).told is Told.FAILED
    assert len(market.calls) == 4


# D01
@pytest.mark.parametrize(("mischief", "worth"), [(Mischief.BAD_SIGNATURE, "bad"), (Mischief.OLD_SIGNATURE, "stale")])
def test_a_wrong_signature_is_refused_until_it_is_sent_again_rightly(
    book: Book, courier: Courier, market: Market, mischief: Mischief, worth: str
) -> None:
    number = pay(book, courier, mischief=mischief)
    wait_until(lambda: is_over(book, number))

    assert {call.checked for call in market.calls} == {Checked(worth)}
    assert book.get_transfer(number).told is Told.FAILED

    parcel = book.send_again(number, at=clock.now())
    assert parcel is not None
    courier.carry(number, parcel)
    wait_until(lambda: is_over(book, number))

    assert market.calls[-1].checked is Checked.GOOD
    assert len({call.body for call in market.calls}) == 1


def test_a_market_that_is_down_is_no_answer(book: Book, courier: Courier) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    book.register(Account(account=ACCOUNT, holder="HTX", hook_url=url, secret=SECRET))

    number = pay(book, courier)
    wait_until(lambda: is_over(book, number))

    assert {(a.status, a.answer) for a in book.get_transfer(number).attempts} == {(None, "ConnectionError")}


def test_an_account_that_left_meanwhile_is_not_called(book: Book, courier: Courier, market: Market) -> None:
    number = pay(book, courier, delay_seconds=1)
    book.forget(ACCOUNT)

    wait_until(lambda: is_over(book, number))

    assert not market.calls
    assert book.get_transfer(number).told is Told.FAILED


def test_what_waited_is_told_after_a_restart(book: Book, courier: Courier, market: Market, tmp_path: Path) -> None:
    number = pay(book, courier, delay_seconds=1)
    courier.stop()
    assert not market.calls

    book_again = Book(tmp_path / "state.json")
    courier_again = Courier(book_again)
    courier_again.resume()
    wait_until(lambda: is_over(book_again, number))
    courier_again.stop()

    assert [call.notice.outside_id for call in market.calls] == [str(number)]
