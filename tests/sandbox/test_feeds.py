"""The sandbox tells and is asked as SePay, Casso and payOS: our own gateways speak with it over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.clock import now
from marketplace.money import Dong
from marketplace.payments.feeds import casso, payos, sepay
from marketplace.payments.feeds.asking import BadAnswer
from marketplace.payments.feeds.notice import Checked, FeedNotice
from marketplace.payments.feeds.payos import LinkStatus, PaymentLink, PayOS
from marketplace.payments.feeds.pulling import pull_casso, pull_sepay
from marketplace.payments.vietqr import decode
from marketplace.sandbox.book import Account, Book, Slip, Transfer
from marketplace.sandbox.notices import Provider
from marketplace.sandbox.states import Mischief, Told
from tests.payments.feeds.conftest import Asked, Machine, running

from .conftest import ACCOUNT, SECRET, Running, payload, wait_until

SETTINGS = {
    Provider.SEPAY: {"pull_token": "sepay-token"},
    Provider.SEPAY_KEY: {"pull_token": "sepay-token"},
    Provider.CASSO: {"pull_token": "casso-key"},
    Provider.PAYOS: {"client_id": "our-id", "api_key": "payos-key"},
}


@pytest.fixture
def market() -> Iterator[Machine]:
    """Stands for the market's webhook: takes every call."""
    with running() as heard:
        heard.will_say({"success": True})
        yield heard


@pytest.fixture
def bank(sandbox: Running) -> Running:
    """A sandbox whose doors for the feeds are open, as always."""
    return sandbox


def register(bank: Running, market: Machine, provider: Provider) -> Account:
    account = Account(
        account=ACCOUNT,
        holder="HTX RAU SACH",
        hook_url=market.url + "/bao-tin",
        secret=SECRET,
        provider=provider,
        settings=SETTINGS[provider],
    )
    bank.machine.book.register(account)
    return account


def pay(bank: Running, code: str = "", **changes: Any) -> Transfer:
    """Pay a code, or an ordinary one, and wait until the market was told."""
    read = decode(code or payload())
    slip: dict[str, Any] = {"code": read, "amount_vnd": Dong(read.amount_vnd or 0), "memo": read.purpose or ""}
    [made] = bank.machine.book.pay(Slip(**slip | changes), at=clock.now())
    bank.machine.courier.carry_all([made])
    wait_until(lambda: bank.machine.book.get_transfer(made.id).told is not Told.WAITING)
    return bank.machine.book.get_transfer(made.id)


def gateway(bank: Running, **changes: str) -> PayOS:
    keys: dict[str, Any] = {
        "client_id": "our-id",
        "api_key": "payos-key",
        "checksum_key": SECRET,
        "base_url": bank.url + "/payos",
    }
    return PayOS(**keys | changes)


def make_link(bank: Running, *, order_code: int = 1042, minutes: int = 30, **changes: Any) -> PaymentLink:
    return gateway(bank, **changes).create_link(
        order_code=order_code,
        amount_vnd=Dong(45_000),
        description=f"HQX7K2MQ4X {order_code}",
        cancel_url="https://cho.example/huy",
        return_url="https://cho.example/xong",
        expires_at=now() + timedelta(minutes=minutes),
    )


def read_as(provider: Provider, asked: Asked, *, secrets: list[str]) -> tuple[Checked, FeedNotice]:
    """What our own gateway makes of a call."""
    header, body = asked.headers.get, asked.body
    match provider:
        case Provider.CASSO:
            checked = casso.check_signature(header=header("X-Casso-Signature"), body=body, secrets=secrets, at=now())
            return checked, casso.read_notice(body)
        case Provider.PAYOS:
            return payos.check_signature(body=body, keys=secrets), payos.read_notice(body)
        case Provider.SEPAY_KEY:
            return sepay.check_api_key(header=header("Authorization"), keys=secrets), sepay.read_notice(body)
        case Provider.SEPAY:
            checked = sepay.check_signature(
                timestamp=header("X-Sepay-Timestamp"),
                signature=header("X-Sepay-Signature"),
                body=body,
                secrets=secrets,
                at=now(),
            )
            return checked, sepay.read_notice(body)


@pytest.mark.parametrize("provider", list(Provider))
def test_a_transfer_is_told_in_the_manner_of_its_provider(bank: Running, market: Machine, provider: Provider) -> None:
    register(bank, market, provider)
    code = make_link(bank).qr if provider is Provider.PAYOS else ""

    paid = pay(bank, code)

    [asked] = market.asked
    checked, notice = read_as(provider, asked, secrets=[SECRET])
    assert checked is Checked.GOOD
    assert read_as(provider, asked, secrets=["another"])[0] is Checked.BAD
    assert (notice.account, notice.amount_vnd, notice.memo) == (ACCOUNT, 45_000, paid.content)
    assert (notice.reference, notice.at) == (paid.reference, paid.paid_at.replace(microsecond=0))
    assert paid.told is Told.TOLD


# D01, D03
@pytest.mark.parametrize(
    ("provider", "mischief", "worth"),
    [
        (Provider.CASSO, Mischief.BAD_SIGNATURE, "bad"),
        (Provider.CASSO, Mischief.OLD_SIGNATURE, "stale"),
        (Provider.PAYOS, Mischief.BAD_SIGNATURE, "bad"),
        # payOS's calls bear no time.
        (Provider.PAYOS, Mischief.OLD_SIGNATURE, "good"),
        (Provider.SEPAY_KEY, Mischief.BAD_SIGNATURE, "bad"),
    ],
)
def test_mischief_shows_in_every_manner(
    bank: Running, market: Machine, provider: Provider, mischief: Mischief, worth: str
) -> None:
    register(bank, market, provider)
    code = make_link(bank).qr if provider is Provider.PAYOS else ""

    pay(bank, code, mischief=mischief)

    assert read_as(provider, market.asked[0], secrets=[SECRET])[0] == worth


# C17
@pytest.mark.parametrize("provider", [Provider.CASSO, Provider.PAYOS])
def test_a_wrong_account_stands_in_the_notice(bank: Running, market: Machine, provider: Provider) -> None:
    register(bank, market, provider)
    code = make_link(bank).qr if provider is Provider.PAYOS else ""

    pay(bank, code, mischief=Mischief.WRONG_ACCOUNT)

    assert read_as(provider, market.asked[0], secrets=[SECRET])[1].account != ACCOUNT


def test_payos_tells_of_its_links_only(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)

    paid = pay(bank)

    assert paid.told is Told.NO_ADDRESS
    assert bank.machine.book.send_again(paid.id, at=now()) is None
    assert not market.asked


# C03
def test_what_casso_did_not_tell_can_be_fetched_by_the_same_id(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.CASSO)
    told, silent = pay(bank), pay(bank, mischief=Mischief.SILENT)

    pulled = pull_casso(bank.url + "/casso/v2", "casso-key", since=told.paid_at)

    [asked] = market.asked
    assert [notice.outside_id for notice in pulled.notices] == [str(told.id), str(silent.id)]
    assert casso.read_notice(asked.body).outside_id == str(told.id)
    assert (pulled.unread, pulled.is_whole, pulled.has_call_ids) == (0, True, True)


# C03
@pytest.mark.parametrize("provider", [Provider.SEPAY, Provider.SEPAY_KEY])
def test_what_sepay_did_not_tell_can_be_fetched(bank: Running, market: Machine, provider: Provider) -> None:
    register(bank, market, provider)
    told, silent = pay(bank), pay(bank, mischief=Mischief.SILENT)

    old = pull_sepay(
        bank.url + "/sepay/userapi", "sepay-token", account_number=ACCOUNT, since=told.paid_at.replace(microsecond=0)
    )
    new = pull_sepay(
        bank.url + "/sepay/userapi/v2", "sepay-token", account_number=ACCOUNT, since=told.paid_at.replace(microsecond=0)
    )

    [asked] = market.asked
    called = sepay.read_notice(asked.body)
    assert [notice.outside_id for notice in old.notices] == [str(silent.id), str(told.id)]
    assert called.outside_id == str(told.id)
    assert (old.has_call_ids, new.has_call_ids) == (True, False)
    assert [notice.reference for notice in new.notices] == [told.reference, silent.reference]
    assert (old.unread, new.unread) == (0, 0)


def test_many_transfers_come_on_several_pages(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.CASSO)
    code = decode(payload())
    made = bank.machine.book.pay(
        Slip(code=code, amount_vnd=Dong(1000), memo="x", times=150, mischief=Mischief.SILENT), at=now()
    )

    pulled = pull_casso(bank.url + "/casso/v2", "casso-key", since=made[0].paid_at, pause_seconds=0)

    assert [notice.outside_id for notice in pulled.notices] == [str(transfer.id) for transfer in made]
    assert pulled.is_whole


@pytest.mark.parametrize("page", ["0", "-1", "two", "99"])
@pytest.mark.parametrize("path", ["/casso/v2/transactions", "/sepay/userapi/v2/transactions"])
def test_a_page_that_is_not_there_is_no_error(bank: Running, market: Machine, path: str, page: str) -> None:
    word = "Apikey casso-key" if "casso" in path else "Bearer sepay-token"
    register(bank, market, Provider.CASSO if "casso" in path else Provider.SEPAY)

    answer = requests.get(
        bank.url + path,
        params={"page": page, "per_page": "x", "fromDate": "x", "transaction_date_from": "x"},
        headers={"Authorization": word},
        timeout=10,
    )

    assert answer.status_code == 200


# D01
def test_nobody_is_answered_without_the_right_word(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.SEPAY)

    for token in ("", "casso-key", "sepay-toke"):
        for path in ("/sepay/userapi/v2", "/sepay/userapi"):
            with pytest.raises(BadAnswer):
                pull_sepay(bank.url + path, token, account_number=ACCOUNT, since=now())
    with pytest.raises(BadAnswer):
        pull_casso(bank.url + "/casso/v2", "sepay-token", since=now())
    with pytest.raises(BadAnswer):
        gateway(bank).get_link(1)


def test_a_link_is_made_paid_in_parts_and_shown(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)
    link = make_link(bank)
    ours = gateway(bank)

    pay(bank, link.qr, amount_vnd=Dong(40_000))
    underpaid = ours.get_link(1042)
    pay(bank, link.qr, amount_vnd=Dong(5_000))
    paid = ours.get_link(link.link_id)

    first, second = (payos.read_notice(asked.body) for asked in market.asked)
    assert (link.status, link.amount_vnd, link.holder) == (LinkStatus.PENDING, 45_000, "HTX RAU SACH")
    assert link.checkout_url.startswith(bank.url + "/payos/web/")
    assert (underpaid.status, underpaid.amount_paid_vnd) == (LinkStatus.UNDERPAID, 40_000)
    assert (paid.status, paid.amount_paid_vnd) == (LinkStatus.PAID, 45_000)
    assert first.order_code == second.order_code == 1042
    assert first.payment_link_id == link.link_id
    assert first.outside_id != second.outside_id
    assert bank.page(link.checkout_url.removeprefix(bank.url)).status_code == 200


def test_a_link_is_cancelled_or_lapses(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)
    ours = gateway(bank)
    make_link(bank)
    make_link(bank, order_code=1043, minutes=-1)

    cancelled = ours.cancel_link(1042, because="đổi ý")

    assert cancelled.status is ours.get_link(1042).status is LinkStatus.CANCELLED
    assert ours.get_link(1043).status is LinkStatus.EXPIRED


def test_an_order_code_is_taken_once(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)
    make_link(bank)

    with pytest.raises(BadAnswer) as refused:
        make_link(bank)
    assert refused.value.code == "231"


# D01
def test_a_link_asked_for_with_another_key_is_not_made(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)

    wrong: list[dict[str, Any]] = [{"checksum_key": "another"}, {"api_key": "another"}, {"client_id": "another"}]
    for changes in wrong:
        with pytest.raises(BadAnswer):
            make_link(bank, **changes)
    with pytest.raises(BadAnswer):
        gateway(bank).get_link(1042)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"{}", b'{"orderCode": "x"}'])
def test_a_request_that_makes_no_sense_is_refused(bank: Running, market: Machine, body: bytes) -> None:
    register(bank, market, Provider.PAYOS)
    headers = {"x-client-id": "our-id", "x-api-key": "payos-key", "Content-Type": "application/json"}

    for path in ("/payos/v2/payment-requests", "/payos/confirm-webhook"):
        answer = requests.post(bank.url + path, data=body, headers=headers, timeout=10)

        assert answer.status_code == 200
        assert answer.json()["code"] != "00"


def test_an_address_is_confirmed_when_it_takes_the_sample(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)

    hook = gateway(bank).confirm_webhook(market.url + "/new")

    [asked] = market.asked
    account = bank.machine.book.find_account(ACCOUNT)
    assert (asked.path, payos.read_notice(asked.body).order_code) == ("/new", payos.SAMPLE_ORDER_CODE)
    assert payos.check_signature(body=asked.body, keys=[SECRET]) is Checked.GOOD
    assert hook.account == ACCOUNT
    assert account is not None
    assert account.hook_url == hook.url == market.url + "/new"


def test_an_address_that_refuses_or_is_foreign_is_not_confirmed(bank: Running, market: Machine) -> None:
    before = register(bank, market, Provider.PAYOS)
    market.answers = [Response("", status=404)]

    for url in (market.url + "/new", "https://evil.example/", "http://127.0.0.1:1/"):
        with pytest.raises(BadAnswer):
            gateway(bank).confirm_webhook(url)
    assert bank.machine.book.find_account(ACCOUNT) == before


def test_providers_settings_and_links_outlive_a_restart(bank: Running, market: Machine, tmp_path: Path) -> None:
    account = register(bank, market, Provider.PAYOS)
    link = make_link(bank)

    again = Book(tmp_path / "sandbox" / "state.json")

    assert again.find_account(ACCOUNT) == account
    assert again.find_link(ACCOUNT, "1042") == bank.machine.book.find_link(ACCOUNT, link.link_id)


def test_a_book_from_before_there_were_providers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    row = '{"account": "09", "holder": "HTX", "hook_url": "http://127.0.0.1/", "secret": "s", "key": ""}'
    path.write_text(f'{{"last_id": 7, "accounts": [{row}], "transfers": []}}')

    account = Book(path).find_account("09")

    assert account is not None
    assert account.provider is Provider.SEPAY
