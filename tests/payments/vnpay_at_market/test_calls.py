"""Paying through VNPay, at the market's side: its calls at our door, its answers to our questions, over real HTTP."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.actor import HOLDER
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.orders.secrets import order_secret
from marketplace.orders.states import SubOrderState
from marketplace.payments.models import Refund, VNPayAttempt, VNPayNotice, VNPayTerminal
from marketplace.payments.services import calling_off
from marketplace.payments.states import AttemptState, LineState, RefundState, RequestState, Teller
from marketplace.payments.vnpay.signing import signed_query
from marketplace.payments.vnpay.values import write_time
from tests.digest import digest
from tests.factories import make_order, make_shop, make_user
from tests.money import credit, part_of, request_of
from tests.payments.vnpay_at_market.way import FAILED, Way, lines
from tests.people import open_browser, sign_in
from tests.sandbox.vnpay.making import TMN_CODE

pytestmark = pytest.mark.usefixtures("books")


# F01
def test_vnpays_call_pays_and_the_return_shows_it(way: Way) -> None:
    attempt = way.go()

    assert way.ipn(way.told(attempt)) == "00"

    assert (way.state, way.attempt().state) == (RequestState.PAID, AttemptState.PAID)
    (line,) = lines()
    assert (line.teller, line.account_id, line.amount_vnd) == (Teller.VNPAY, None, 150_000)
    assert "tiền đã về" in way.browser.get("/vnpay/ve?" + way.told(attempt)).text


# F02
def test_the_return_alone_pays_nothing(way: Way) -> None:
    attempt = way.go()

    back = way.browser.get("/vnpay/ve?" + way.told(attempt))

    assert "Đang chờ VNPay xác nhận" in back.text
    assert way.is_open()
    assert lines() == []
    asked = way.attempt().ask_at
    assert asked is not None
    assert asked <= now() + timedelta(minutes=2)
    assert way.ipn(way.told(attempt)) == "00"
    assert way.state is RequestState.PAID


# F04
def test_the_same_call_ten_times_is_one_credit(way: Way) -> None:
    query = way.told(way.go())

    assert [way.ipn(query) for _ in range(10)] == ["00"] + ["02"] * 9

    assert len(lines()) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VNPayNotice)) == 1


# F05
def test_another_amount_is_written_down_and_parked(way: Way) -> None:
    attempt = way.go()

    assert [way.ipn(way.told(attempt, vnp_Amount="14000000")) for _ in range(3)] == ["04", "04", "04"]

    (line,) = lines()
    assert (line.amount_vnd, line.state, line.is_alarm) == (140_000, LineState.PARKED, True)
    assert (way.state, way.attempt().is_alarm) == (RequestState.OPEN, True)


# F06 D09
@pytest.mark.parametrize("wrong", ["amount", "hash", "none", "empty", "twice", "other secret"])
def test_what_is_not_rightly_signed_does_nothing(way: Way, wrong: str) -> None:
    attempt = way.go()
    good = way.told(attempt)
    unchanged = digest()
    bad = {
        "amount": good.replace("vnp_Amount=15000000", "vnp_Amount=1500000"),
        "hash": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "none": good.split("&vnp_SecureHash=")[0],
        "empty": good.split("&vnp_SecureHash=")[0] + "&vnp_SecureHash=",
        "twice": good + "&vnp_ResponseCode=00",
        "other secret": signed_query(parse_qsl(good.split("&vnp_SecureHash=")[0]), secret="x" * 32),
    }[wrong]

    assert way.ipn(bad) == "97"

    assert digest() == unchanged
    assert way.ipn(good) == "00"


# F08
def test_money_for_an_attempt_nobody_knows_is_kept(way: Way) -> None:
    attempt = way.go()

    assert way.ipn(way.told(attempt, vnp_TxnRef="HQXNOBODY-1")) == "01"

    (line,) = lines()
    assert (line.state, line.is_alarm, way.state) == (LineState.PARKED, True, RequestState.OPEN)


# F08
def test_another_terminal_is_not_believed(way: Way) -> None:
    attempt = way.go()

    assert way.ipn(way.told(attempt, vnp_TmnCode="OTHER001")) == "97"
    assert way.app.test_client().get("/vnpay/bao/nobody?" + way.told(attempt)).status_code == 404


# F09
def test_a_response_00_whose_transaction_is_not_done_pays_nothing(way: Way) -> None:
    attempt = way.go()

    way.ipn(way.told(attempt, vnp_TransactionStatus="01"))

    assert (way.state, way.attempt().state, lines()) == (RequestState.OPEN, AttemptState.OPEN, [])


# F10
def test_a_failed_attempt_leaves_the_order_payable_by_a_new_reference(way: Way) -> None:
    first = way.go()

    assert way.ipn(way.told(first, **FAILED)) == "00"
    second = way.go("VNPAYQR")

    assert first.txn_ref != second.txn_ref
    assert (way.state, part_of(way.order).state) == (RequestState.OPEN, SubOrderState.PLACED)
    assert way.seen["vnp_BankCode"] == "VNPAYQR"
    assert way.ipn(way.told(second)) == "00"
    assert way.state is RequestState.PAID


# F11
def test_a_failure_after_a_success_changes_nothing(way: Way) -> None:
    attempt = way.go()
    way.ipn(way.told(attempt))
    paid = digest()

    assert way.ipn(way.told(attempt, **FAILED)) == "02"

    assert digest() == paid


# F12 C20
def test_a_late_success_of_the_first_attempt_is_owed_back(way: Way) -> None:
    first = way.go()
    way.ipn(way.told(first, **FAILED))
    second = way.go()
    way.ipn(way.told(second))

    assert way.ipn(way.told(first)) == "00"

    assert way.state is RequestState.OVER_PAID
    assert [line.state for line in lines()] == [LineState.MATCHED, LineState.PARKED]
    assert db.session.scalars(sa.select(Refund)).one().amount_vnd == 150_000


# F13
def test_suspicious_money_is_held_for_a_person(way: Way) -> None:
    attempt = way.go()

    assert way.ipn(way.told(attempt, vnp_ResponseCode="07", vnp_TransactionStatus="07")) == "00"

    (line,) = lines()
    assert (line.state, line.is_alarm, way.state) == (LineState.PARKED, True, RequestState.OPEN)
    assert part_of(way.order).paid_at is None
    assert way.attempt().state is AttemptState.HELD


# C20
def test_paid_by_transfer_meanwhile_it_is_owed_back(way: Way) -> None:
    attempt = way.go()
    credit(request_of(way.order), 150_000)

    assert way.ipn(way.told(attempt)) == "00"

    assert way.state is RequestState.OVER_PAID


# C18
def test_paid_after_cancelling_it_is_owed_back(way: Way) -> None:
    attempt = way.go()
    calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    db.session.commit()

    assert way.ipn(way.told(attempt)) == "00"

    assert way.state is RequestState.VOID
    assert db.session.scalars(sa.select(Refund)).one().state is RefundState.ASKED


# F22
def test_the_link_is_on_vietnams_clock_and_short(way: Way) -> None:
    attempt = way.go("INTCARD")

    assert way.seen["vnp_CreateDate"] == write_time(attempt.begun_at)
    assert way.seen["vnp_ExpireDate"] == write_time(attempt.expires_at)
    assert attempt.expires_at - attempt.begun_at <= timedelta(minutes=15)
    assert way.seen["vnp_TmnCode"] == TMN_CODE
    assert way.seen["vnp_Amount"] == "15000000"


# F23
@pytest.mark.parametrize("why", ["paid", "cancelled", "too late"])
def test_nobody_is_sent_to_vnpay_for_nothing(way: Way, why: str) -> None:
    if why == "paid":
        credit(request_of(way.order), 150_000)
    elif why == "cancelled":
        calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    db.session.commit()
    at = now() + timedelta(minutes=31 if why == "too late" else 0)

    with pretend(at):
        answer = way.browser.post(f"/don/{way.order.code}/vnpay/1", data={"method": ""})

    assert answer.location == f"/don/{way.order.code}"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VNPayAttempt)) == 0


# F25
def test_the_return_tells_a_stranger_nothing(way: Way) -> None:
    attempt = way.go()
    stranger = open_browser(way.app)

    page = stranger.get("/vnpay/ve?" + way.told(attempt))

    assert way.order.code not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert stranger.get("/vnpay/ve?vnp_TmnCode=" + TMN_CODE).status_code == 400
    assert stranger.get("/vnpay/ve").status_code == 404


# P05 O09
def test_only_the_buyers_pages_may_lead_to_vnpay(way: Way) -> None:
    pay = way.browser.get(f"/don/{way.order.code}/thanh-toan")
    home = way.browser.get("/")

    assert "form-action 'self' http" in pay.headers["Content-Security-Policy"]
    assert "form-action 'self';" in home.headers["Content-Security-Policy"]
    assert "Sang trang VNPay" in pay.text


# N02
def test_another_part_or_order_leads_nowhere(way: Way) -> None:
    other = make_order()
    db.session.commit()

    assert way.browser.post(f"/don/{other.code}/vnpay/1").status_code == 404
    assert way.browser.post(f"/don/{way.order.code}/vnpay/2").status_code == 404
    assert way.browser.post(f"/don/{way.order.code}/vnpay/1", data={"method": "BITCOIN"}).status_code == 404


def test_a_shop_without_a_terminal_offers_none(app: Flask, session: Any) -> None:
    order = make_order()
    db.session.commit()
    browser = open_browser(app)
    browser.get(f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}")

    assert "VNPay" not in browser.get(f"/don/{order.code}/thanh-toan").text
    assert browser.post(f"/don/{order.code}/vnpay/1").status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VNPayAttempt)) == 0


# --- the shop's terminal ---


def test_the_secret_is_set_and_never_shown_again(app: Flask, client: FlaskClient, session: Any) -> None:
    owner = make_user()
    stall = make_shop(owner=owner)
    sign_in(client, owner)
    page = f"/ban-hang/{stall.slug}/vnpay"

    for wrong in (
        {"tmn_code": "SHORT", "secret": "x"},
        {"tmn_code": "", "secret": "x"},
        {"tmn_code": "CHOQUE02", "secret": ""},
    ):
        assert client.post(page, data=wrong).status_code == 422
    assert client.post(page, data={"tmn_code": "choque02", "secret": "canary-secret"}).status_code == 303
    shown = client.get(page).text

    assert "canary-secret" not in shown
    assert "CHOQUE02" in shown
    assert "/vnpay/bao/" in shown
    assert client.post(page + "/thoi").status_code == 303
    assert not db.session.scalars(sa.select(VNPayTerminal)).one().is_offered
