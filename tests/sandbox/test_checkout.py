"""The make-believe payOS's own page: pay, pay less, cancel; and what goes back to the shop."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from marketplace.clock import now
from marketplace.payments.feeds import payos
from marketplace.payments.feeds.asking import BadAnswer
from marketplace.payments.feeds.notice import Checked
from marketplace.payments.feeds.payos import LinkStatus, PaymentLink
from marketplace.sandbox.notices import Provider
from tests.payments.feeds.conftest import Machine

from .conftest import SECRET, Running, wait_until
from .test_feeds import bank, gateway, make_link, market, register

__all__ = ["bank", "market"]


@pytest.fixture
def link(bank: Running, market: Machine) -> PaymentLink:
    register(bank, market, Provider.PAYOS)
    return make_link(bank)


def page_of(bank: Running, link: PaymentLink) -> str:
    return link.checkout_url.removeprefix(bank.url)


def act(bank: Running, link: PaymentLink, word: str, *, key: str = "k1", mischief: str = "none") -> tuple[int, str]:
    """Press a button; the status and where it leads."""
    data = {"act": word, "form_key": key, "mischief": mischief}
    answer = bank.send(page_of(bank, link), data=data)
    return answer.status_code, answer.headers.get("Location", "")


def test_the_page_shows_the_link_and_may_lead_back(bank: Running, link: PaymentLink) -> None:
    page = bank.page(page_of(bank, link))

    assert "45.000" in page.text
    assert str(link.order_code) in page.text
    assert "form-action 'self' https://cho.example;" in page.headers["Content-Security-Policy"]
    assert bank.page("/payos/web/nothing").status_code == 404


def test_paid_in_full_the_market_is_told_and_the_buyer_goes_back(
    bank: Running, market: Machine, link: PaymentLink
) -> None:
    status, back = act(bank, link, "pay")
    wait_until(lambda: market.asked)

    told = dict(parse_qsl(urlsplit(back).query))
    assert status == 303
    assert back.startswith("https://cho.example/xong?")
    assert told == {
        "code": "00", "id": link.link_id, "cancel": "false", "status": "PAID", "orderCode": str(link.order_code),
    }  # fmt: skip
    body = market.asked[0].body
    assert payos.check_signature(body=body, keys=[SECRET]) is Checked.GOOD
    assert (payos.read_notice(body).order_code, payos.read_notice(body).amount_vnd) == (link.order_code, 45_000)
    # It cannot be paid a second time.
    assert act(bank, link, "pay", key="k2")[0] == 409


def test_paid_less_the_rest_is_asked_for(bank: Running, market: Machine, link: PaymentLink) -> None:
    status, where = act(bank, link, "less")

    assert (status, where) == (303, page_of(bank, link))
    assert "22.500" in bank.page(page_of(bank, link)).text
    assert gateway(bank).get_link(link.order_code).status is LinkStatus.UNDERPAID
    act(bank, link, "pay", key="k2")
    wait_until(lambda: len(market.asked) == 2)
    assert sorted(payos.read_notice(asked.body).amount_vnd for asked in market.asked) == [22_500, 22_500]
    shown = gateway(bank).get_link(link.order_code)
    assert (shown.status, [credit.amount_vnd for credit in shown.credits]) == (LinkStatus.PAID, [22_500, 22_500])
    # The list and the calls name a credit alike: that is how it is known to be one.
    assert {c.outside_id for c in shown.credits} == {payos.read_notice(a.body).outside_id for a in market.asked}


def test_the_same_press_twice_pays_once(bank: Running, market: Machine, link: PaymentLink) -> None:
    for _ in range(2):
        act(bank, link, "less")

    assert gateway(bank).get_link(link.order_code).amount_paid_vnd == 22_500


def test_cancelled_it_leads_back_and_can_be_paid_no_more(bank: Running, market: Machine, link: PaymentLink) -> None:
    status, back = act(bank, link, "cancel")

    assert status == 303
    assert back.startswith("https://cho.example/huy?")
    assert "cancel=true" in back
    assert gateway(bank).get_link(link.order_code).status is LinkStatus.CANCELLED
    assert act(bank, link, "pay")[0] == 409
    assert "Quay về cửa hàng" in bank.page(page_of(bank, link)).text
    assert market.asked == []


def test_a_silent_payment_is_in_the_list_only(bank: Running, market: Machine, link: PaymentLink) -> None:
    act(bank, link, "pay", mischief="silent")

    assert gateway(bank).get_link(link.order_code).amount_paid_vnd == 45_000
    assert market.asked == []


def test_a_link_that_leads_to_a_strangers_site_is_not_made(bank: Running, market: Machine) -> None:
    register(bank, market, Provider.PAYOS)

    with pytest.raises(BadAnswer):
        gateway(bank).create_link(
            order_code=7,
            amount_vnd=make_link(bank).amount_vnd,
            description="X",
            cancel_url="https://cho.example/huy",
            return_url="https://evil.example/xong",
            expires_at=now(),
        )
