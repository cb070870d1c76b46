"""The book keeps accounts and transfers over a restart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from marketplace.money import Dong
from marketplace.payments.feeds.sepay import read_notice
from marketplace.payments.vietqr import decode
from marketplace.sandbox.book import MOST_TRANSFERS, Account, Attempt, Book, Parcel, Slip
from marketplace.sandbox.errors import TransferNotFound
from marketplace.sandbox.memos import Shape
from marketplace.sandbox.states import Mischief, Told

from .conftest import ACCOUNT, SECRET, payload

AT = datetime(2026, 11, 23, 3, 18, 23, tzinfo=UTC)


def account(**changes: str) -> Account:
    values: dict[str, Any] = {
        "account": ACCOUNT,
        "holder": "HTX RAU SACH",
        "hook_url": "http://127.0.0.1:1/",
        "secret": SECRET,
    }
    return Account(**(values | changes))


def slip(**changes: Any) -> Slip:
    values: dict[str, Any] = {"code": decode(payload()), "amount_vnd": Dong(45_000), "memo": "HQX7K2MQ4XD"}
    return Slip(**(values | changes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sandbox" / "state.json"


@pytest.fixture
def book(path: Path) -> Book:
    book = Book(path)
    book.register(account())
    return book


def test_a_paid_slip_waits_for_the_courier(book: Book) -> None:
    [made] = book.pay(slip(delay_seconds=90, shape=Shape.LOWER), at=AT)
    notice = read_notice(made.notice.encode())

    assert made.told is Told.WAITING
    assert [parcel.due for parcel in made.waiting] == [AT + timedelta(seconds=90)]
    assert (made.holder, made.memo, made.content) == ("HTX RAU SACH", "HQX7K2MQ4XD", "hqx7k2mq4xd")
    assert (notice.account, notice.amount_vnd, notice.memo) == (ACCOUNT, 45_000, "hqx7k2mq4xd")
    assert notice.outside_id == str(made.id)


def test_ids_only_grow_also_over_a_restart_and_a_lost_book(book: Book, path: Path, tmp_path: Path) -> None:
    first = book.pay(slip(times=3), at=AT)
    after_restart = Book(path).pay(slip(), at=AT)
    in_a_new_book = Book(tmp_path / "new.json").pay(slip(), at=AT + timedelta(minutes=1))

    ids = [transfer.id for transfer in (*first, *after_restart, *in_a_new_book)]
    assert ids == sorted(set(ids))
    assert len({transfer.reference for transfer in first}) == 3


def test_a_restart_keeps_everything(book: Book, path: Path) -> None:
    [made] = book.pay(slip(mischief=Mischief.TOLD_TWICE), at=AT)
    book.note(made.id, made.waiting[0], Attempt(at=AT, status=503, answer="chưa được"), again=None)

    again = Book(path)

    assert list(again.accounts()) == list(book.accounts())
    assert list(again.transfers()) == list(book.transfers())
    assert again.get_transfer(made.id).told is Told.WAITING
    assert (path.stat().st_mode & 0o777) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"accounts": [{"x": 1}], "transfers": [], "last_id": 1}'])
def test_a_damaged_file_is_put_aside_and_not_lost(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")

    book = Book(path)
    book.register(account())

    assert path.with_name("state.json.unreadable").read_text(encoding="utf-8") == text
    assert Book(path).find_account(ACCOUNT) is not None


def test_the_same_form_pays_once(book: Book) -> None:
    first = book.pay(slip(form_key="k1", times=2), at=AT)
    second = book.pay(slip(form_key="k1", times=2), at=AT)

    assert (len(first), len(second), len(book.transfers())) == (2, 0, 2)


def test_a_registration_takes_the_place_of_the_former(book: Book) -> None:
    book.register(account(key="shop-1", hook_url="http://127.0.0.1:2/"))
    book.register(account(key="shop-1", account="0900000002"))

    assert [known.account for known in book.accounts()] == ["0900000002"]


def test_nobody_is_told_of_an_unknown_account_until_it_is_registered(book: Book) -> None:
    [made] = book.pay(slip(code=decode(payload(account="0999"))), at=AT)

    assert made.told is Told.NO_ADDRESS
    assert book.send_again(made.id, at=AT) is None
    book.register(account(account="0999"))
    assert book.send_again(made.id, at=AT) is not None
    assert read_notice(book.get_transfer(made.id).notice.encode()).account == "0999"


def test_a_silent_bank_says_nothing_until_it_is_asked_to(book: Book) -> None:
    [made] = book.pay(slip(mischief=Mischief.SILENT), at=AT)

    assert made.told is Told.SILENT
    parcel = book.send_again(made.id, at=AT)
    assert parcel is not None
    assert parcel.honest
    assert book.get_transfer(made.id).told is Told.WAITING


def test_a_wrong_account_stands_only_in_the_notice(book: Book) -> None:
    [made] = book.pay(slip(mischief=Mischief.WRONG_ACCOUNT), at=AT)

    assert made.account == ACCOUNT
    assert read_notice(made.notice.encode()).account != ACCOUNT


def test_told_backwards_the_last_transfer_is_told_first(book: Book) -> None:
    made = book.pay(slip(times=3, mischief=Mischief.REVERSED), at=AT)

    by_due = sorted(made, key=lambda transfer: transfer.waiting[0].due)
    assert [transfer.id for transfer in by_due] == sorted((transfer.id for transfer in made), reverse=True)


def test_told_twice_is_one_id_with_two_calls(book: Book) -> None:
    [made] = book.pay(slip(mischief=Mischief.TOLD_TWICE), at=AT)

    assert len(made.waiting) == 2


def test_a_transfer_is_told_when_one_call_was_answered_well(book: Book) -> None:
    [made] = book.pay(slip(), at=AT)
    again = Parcel(number=1, due=AT, tries=1)

    book.note(made.id, made.waiting[0], Attempt(at=AT, status=None, answer="ReadTimeout"), again=again)
    assert book.get_transfer(made.id).told is Told.WAITING
    book.note(made.id, again, Attempt(at=AT, status=500, answer=""), again=None)
    assert book.get_transfer(made.id).told is Told.FAILED
    book.note(made.id, again, Attempt(at=AT, status=201, answer="{}"), again=None)
    assert book.get_transfer(made.id).told is Told.TOLD


def test_the_oldest_transfers_make_room(book: Book) -> None:
    first = book.pay(slip(times=1), at=AT)
    for _ in range(MOST_TRANSFERS // 100):
        book.pay(slip(times=100), at=AT)

    assert len(book.transfers()) == MOST_TRANSFERS
    with pytest.raises(TransferNotFound):
        book.get_transfer(first[0].id)
