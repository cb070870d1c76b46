"""A buyer's way to payOS and back: the number stored first, payOS asked, its answer compared with what we asked."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.wrappers import Response

from marketplace import config
from marketplace.accounts.actor import HOLDER
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.errors import GatewayUnreachable
from marketplace.payments.feeds.payos import PayOS
from marketplace.payments.services import by_payos, calling_off
from marketplace.payments.states import LinkState, RequestState
from marketplace.payments.vietqr import VietQR, encode
from marketplace.shops.models import BankFeed
from marketplace.shops.states import FeedProvider
from tests.money import credit, part_of
from tests.payments.feeds.conftest import Machine, running
from tests.payments.payos_at_market.way import Answering, Way, lines, links, steps
from tests.people import open_browser

pytestmark = pytest.mark.usefixtures("books")

PAY_PAGE = "/don/{}/thanh-toan"


def feed() -> BankFeed:
    found = sa.select(BankFeed).where(BankFeed.provider == FeedProvider.PAYOS)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


@pytest.fixture
def other_payos(way: Way) -> Any:
    """A payOS that answers what a test tells it to."""
    with running() as machine:
        config.use(replace(config.current(), payos_url=machine.url))
        yield machine


def will_make(way: Way, machine: Machine, **changes: Any) -> None:
    """payOS answers the next link with these changes, rightly signed."""
    machine.answers = Answering(machine, way.made(**changes))


# F01
def test_the_page_keeps_its_own_code_and_offers_payos(way: Way) -> None:
    page = way.browser.get(PAY_PAGE.format(way.order.code))

    assert "Trả qua payOS" in page.text
    assert "<svg" in page.text
    assert way.payos.url in page.headers["Content-Security-Policy"]
    link = way.go()
    assert (link.state, link.amount_vnd) == (LinkState.OPEN, 150_000)
    assert steps(link) == [(LinkState.BEGUN, LinkState.OPEN)]
    assert "Trả tiền giả" in way.payos.page(link.checkout_url.removeprefix(way.payos.url)).text


@pytest.mark.parametrize("lacking", ["told_at", "api_key_sealed", "client_id_sealed"])
def test_a_channel_that_does_not_work_yet_is_not_offered(way: Way, lacking: str) -> None:
    setattr(feed(), lacking, None)
    db.session.commit()

    page = way.browser.get(PAY_PAGE.format(way.order.code))

    assert "payOS" not in page.text
    assert way.payos.url not in page.headers["Content-Security-Policy"]
    assert way.press().status_code == 303
    assert links() == []


def test_an_order_code_is_random_and_fits(way: Way) -> None:
    first = way.go()
    first.unwanted_at = now()
    db.session.commit()

    second = way.go()

    assert 2**40 <= first.order_code <= 2**53 - 1
    assert abs(first.order_code - second.order_code) > 1000


# F23
def test_a_link_that_is_open_is_opened_again_and_no_second_is_made(way: Way) -> None:
    first = way.go()

    assert way.go().id == first.id
    assert len(links()) == 1


# F23
def test_an_order_that_was_called_off_leads_nowhere(way: Way) -> None:
    calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    db.session.commit()

    answer = way.press()

    assert answer.location.endswith(PAY_PAGE.format(way.order.code))
    assert "không còn chờ tiền" in way.browser.get(answer.location).text
    assert links() == []


# F25 N05
def test_only_who_holds_the_order_is_sent_there(way: Way) -> None:
    stranger = open_browser(way.app)

    assert stranger.post(f"/don/{way.order.code}/payos/1").status_code == 404
    assert way.browser.post(f"/don/{way.order.code}/payos/2").status_code == 404
    assert links() == []


def test_another_amount_makes_another_link_and_the_old_one_is_closed(way: Way) -> None:
    first = way.go()
    credit(way.request, 50_000)
    db.session.commit()

    second = way.go()

    assert (second.amount_vnd, first.order_code == second.order_code) == (100_000, False)
    assert links()[0].unwanted_at is not None


# F14: payOS gave no answer. Nobody knows, no second number is made, and the buyer hears what to do.
@pytest.mark.parametrize("trouble", ["500", "408", "html", "unsigned", "redirect", "231"])
def test_without_an_answer_no_second_number_is_made(way: Way, other_payos: Machine, trouble: str) -> None:
    said = {
        "500": Response("{}", status=500),
        "408": Response("{}", status=408),
        "html": Response("<html>"),
        "unsigned": Response('{"code": "00", "data": {}, "signature": ""}'),
        "redirect": Response("", status=302, headers={"Location": "/"}),
        "231": Response('{"code": "231", "desc": "x", "data": null}'),
    }[trouble]
    other_payos.answers = [said]

    answer = way.press()
    again = way.press()

    assert answer.location.endswith(PAY_PAGE.format(way.order.code))
    assert again.location == answer.location
    assert len(other_payos.asked) == 1
    (link,) = links()
    assert (link.state, link.ask_at is not None) == (LinkState.BEGUN, True)
    assert "vài phút nữa bấm lại" in way.browser.get(answer.location).text


# F14: the number is committed before payOS hears it, and payOS is asked outside of every transaction.
def test_the_number_is_stored_before_payos_hears_it(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    stored: list[tuple[int, bool]] = []

    def create(gateway: PayOS, **asked: Any) -> None:
        stored.append((asked["order_code"], bool(db.session().info.get("open"))))
        db.session.rollback()
        raise GatewayUnreachable

    monkeypatch.setattr(PayOS, "create_link", create)

    way.press()

    assert stored == [(way.link().order_code, False)]


@pytest.mark.parametrize("status", [200, 401])
def test_a_definite_no_is_said_to_both_and_a_new_number_may_follow(way: Way, other_payos: Machine, status: int) -> None:
    other_payos.answers = [Response('{"code": "20", "desc": "x", "data": null}', status=status)]

    answer = way.press()

    assert "payOS không mở được" in way.browser.get(answer.location).text
    assert (way.link().state, way.link().ask_at) == (LinkState.FAILED, None)
    assert "Checksum key" in feed().trouble
    way.press()
    assert len({link.order_code for link in links()}) == 2


# C30: the QR of payOS is read by our own reader, and asks for what we ask, where we ask it.
@pytest.mark.parametrize("wrong", ["qr amount", "qr account", "account", "bank", "amount", "unreadable", "elsewhere"])
def test_a_link_that_asks_for_something_else_is_refused_with_an_alarm(
    way: Way, other_payos: Machine, wrong: str
) -> None:
    asked = way.request
    ours: dict[str, Any] = {"bank_bin": asked.bin, "account": asked.number, "amount": "150000", "purpose": asked.code}
    other = "0999999999"
    told: dict[str, dict[str, Any]] = {
        "qr amount": {"qrCode": encode(VietQR(**ours | {"amount": "250000"}))},
        "qr account": {"qrCode": encode(VietQR(**ours | {"account": other}))},
        "account": {"qrCode": encode(VietQR(**ours | {"account": other})), "accountNumber": other},
        "bank": {"qrCode": encode(VietQR(**ours | {"bank_bin": "970436"})), "bin": "970436"},
        "amount": {"qrCode": encode(VietQR(**ours | {"amount": "250000"})), "amount": 250_000},
        "unreadable": {"qrCode": "000201"},
        "elsewhere": {"checkoutUrl": "https://evil.example/web/1"},
    }
    will_make(way, other_payos, **told[wrong])

    answer = way.press()

    assert answer.location.endswith(PAY_PAGE.format(way.order.code))
    page = way.browser.get(answer.location).text
    assert "Mã QR của payOS không khớp" in page
    assert "<svg" in page
    link = way.link()
    assert (link.state, link.is_alarm, link.checkout_url) == (LinkState.REFUSED, True, "")
    assert link.unwanted_at is not None
    assert "tài khoản khác" in feed().trouble


# payOS may put a virtual account of the same bank before the real one; it bears the holder's own name.
@pytest.mark.parametrize(("holder", "state"), [("", LinkState.OPEN), ("NGUYEN VAN LA", LinkState.REFUSED)])
def test_a_virtual_account_is_taken_when_it_bears_the_holders_name(
    way: Way, other_payos: Machine, holder: str, state: LinkState
) -> None:
    asked = way.request
    qr = VietQR(bank_bin=asked.bin, account="V3CAS0000001", amount="150000", purpose=asked.code)
    will_make(way, other_payos, qrCode=encode(qr), accountNumber="V3CAS0000001", accountName=holder or asked.holder)

    way.press()

    assert way.link().state is state


# F01 F02: the way back is unsigned, so it shows what we know and pays nothing.
def test_the_way_back_pays_nothing(way: Way) -> None:
    link = way.go()
    back = way.pay(mischief="silent").headers["Location"]

    assert back.startswith(f"http://localhost/payos/ve?code=00&id={link.payment_link_id}&cancel=false&status=PAID")
    shown = way.browser.get(back.removeprefix("http://localhost"))
    assert "Đang chờ payOS báo tiền về" in shown.text
    assert (way.state, lines()) == (RequestState.OPEN, [])
    asked = way.link().ask_at
    assert asked is not None
    assert asked <= now()


# F25
@pytest.mark.parametrize("told", ["{code}", "1", "0", "x", "", "-1", "9" * 17, "١٢٣"])
def test_the_way_back_tells_a_stranger_nothing(way: Way, told: str) -> None:
    link = way.go()
    asked = link.ask_at

    page = open_browser(way.app).get("/payos/ve", query_string={"orderCode": told.format(code=link.order_code)})

    assert page.status_code == 200
    assert way.order.code not in page.text
    assert way.link().ask_at == asked


def test_who_cancels_there_comes_back_to_the_order(way: Way) -> None:
    way.go()

    back = way.pay("cancel").headers["Location"]

    assert re.match(rf"http://localhost/don/{way.order.code}/thanh-toan\?.*cancel=true", back)
    assert "Trả qua payOS" in way.browser.get(back.removeprefix("http://localhost")).text


def test_no_link_is_made_in_the_last_minute(way: Way) -> None:
    with pretend(way.request.open_until - timedelta(seconds=30)):
        way.press()

    assert links() == []


def test_too_many_presses_are_refused(way: Way) -> None:
    for _ in range(20):
        way.press()

    assert way.press().status_code == 429


# What was answered while the job looked stands.
def test_an_answer_that_comes_after_the_job_closed_the_link_changes_nothing(way: Way) -> None:
    link = way.go()
    link.become(LinkState.CANCELLED, because="thử")
    db.session.commit()

    by_payos.note_made(link.id, by_payos.Made(state=LinkState.FAILED, said="20"))

    assert way.link().state is LinkState.CANCELLED
