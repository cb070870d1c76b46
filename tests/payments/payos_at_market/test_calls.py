"""payOS's calls at our door: the map says whose money it is, whatever the memo says, and one credit is one credit."""

from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER
from marketplace.clock import now
from marketplace.db import db
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import KeptNotice, Refund, Telling
from marketplace.payments.services import calling_off
from marketplace.payments.states import LineState, LinkState, RefundState, RequestState, Teller
from tests.factories import make_order, make_product
from tests.money import part_of, request_of, tell
from tests.payments.payos_at_market.way import LINK_ID, Way, lines, links

pytestmark = pytest.mark.usefixtures("books")

SAMPLE = {
    "orderCode": 123, "amount": 3000, "description": "VQRIO123", "accountNumber": "12345678",
    "reference": "TF230204212323", "transactionDateTime": "2023-02-04 18:25:00", "currency": "VND",
    "paymentLinkId": "124c33293c43417ab7879e14c8d9eb18", "code": "00", "desc": "Thành công",
}  # fmt: skip


def credit_now(way: Way, **changes: Any) -> dict[str, Any]:
    return way.credit(**{"transactionDateTime": write_instant(now()), **changes})


# F01 C01: over real HTTP, from the button to the money.
def test_a_buyer_pays_on_payos_page_and_its_call_pays_the_order(way: Way) -> None:
    way.go()
    back = way.pay().headers["Location"]

    assert way.tell() == [200]

    (line,) = lines()
    assert (line.teller, line.amount_vnd, line.state) == (Teller.PAYOS, 150_000, LineState.MATCHED)
    assert (way.state, way.link().paid_vnd) == (RequestState.PAID, 150_000)
    assert "tiền đã về" in way.browser.get(back.removeprefix("http://localhost")).text
    soon = way.link().ask_at
    assert soon is not None


# C09 C10: a memo that is mangled, cut, empty or somebody else's takes nothing away from what payOS knows.
@pytest.mark.parametrize("memo", ["", "CSABC 123", "{half}", "chuyen tien", "{other}", "{code} {other}"])
def test_the_map_says_whose_money_it_is(way: Way, memo: str) -> None:
    other = request_of(make_order(make_product(shop=part_of(way.order).shop, price_vnd=150_000)))
    way.go()
    code = way.request.code

    assert way.call(credit_now(way, description=memo.format(code=code, half=code[:6], other=other.code))) == 200

    assert (way.state, lines()[0].state) == (RequestState.PAID, LineState.MATCHED)
    db.session.refresh(other)
    assert other.state is RequestState.OPEN


# C02 D04 F04
def test_the_same_call_ten_times_is_one_credit(way: Way) -> None:
    way.go()
    way.pay()
    [call] = way.calls.asked

    assert way.tell(*[call] * 10) == [200] * 10

    assert len(lines()) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptNotice)) == 1
    assert way.link().paid_vnd == 150_000


# C04: paid in parts, on one order code.
def test_a_link_paid_in_two_parts_is_two_credits(way: Way) -> None:
    way.go()
    way.pay("less")
    way.tell()
    assert (way.state, way.link().paid_vnd) == (RequestState.PART_PAID, 75_000)
    # The link waits for just the rest, and is opened again for it.
    assert way.go().order_code == links()[0].order_code

    way.pay()
    way.tell()

    assert (way.state, way.link().paid_vnd, len(lines())) == (RequestState.PAID, 150_000, 2)


# F09: only "00" is money. What is paid afterwards under the same reference is not taken for the same.
def test_a_call_that_does_not_say_paid_moves_nothing(way: Way) -> None:
    way.go()

    assert way.call(credit_now(way, code="01")) == 200
    assert (way.state, lines(), way.link().state) == (RequestState.OPEN, [], LinkState.OPEN)

    assert way.call(credit_now(way)) == 200
    assert way.state is RequestState.PAID


# D01 D09 D11
def test_what_is_not_rightly_signed_does_nothing(way: Way) -> None:
    way.go()

    assert way.call(credit_now(way), key="another key") == 401
    assert way.call(credit_now(way), key="") == 401

    assert (lines(), way.state) == ([], RequestState.OPEN)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptNotice)) == 0
    assert way.call(credit_now(way)) == 200
    assert way.state is RequestState.PAID


# payOS calls an address with its own sample when it is to be confirmed: 200, and no money in any book.
def test_payos_own_sample_is_answered_and_forgotten(way: Way) -> None:
    assert way.call(SAMPLE) == 200

    assert lines() == []


# An order code that is nobody's: 200, and the money waits for a person.
@pytest.mark.parametrize("order_code", [123, 1042, 2**53 - 1])
def test_money_of_an_order_code_that_is_nobodys_is_kept_and_parked(way: Way, order_code: int) -> None:
    way.go()

    assert way.call(credit_now(way, orderCode=order_code, description="VQRIO", paymentLinkId=LINK_ID)) == 200

    (line,) = lines()
    # An amount alone is only suggested (C08).
    assert (line.state, line.parked_vnd, way.state) == (LineState.SUGGESTED, 150_000, RequestState.OPEN)


# C16 D11: the number of another shop's link, told at this shop's address, is nobody's here.
def test_another_shops_order_code_pays_nothing_here(way: Way) -> None:
    way.go()
    other = make_order()
    theirs = way.link()
    theirs.account_id = request_of(other).account_id
    db.session.commit()

    assert way.call(credit_now(way, description="")) == 200

    assert (lines()[0].state, way.state) == (LineState.SUGGESTED, RequestState.OPEN)
    assert way.link().paid_vnd == 0


# C17
def test_money_told_for_another_account_is_parked_with_an_alarm(way: Way) -> None:
    way.go()

    way.call(credit_now(way, accountNumber="0999999999"))

    (line,) = lines()
    assert (line.state, line.is_alarm, way.state) == (LineState.PARKED, True, RequestState.OPEN)


# C03: the statement told of it first, and nobody knew whose it was. payOS knows.
def test_money_that_waited_pays_when_payos_says_whose_it_is(way: Way) -> None:
    way.go()
    tell(way.request, 150_000, "CSX khong ro", teller=Teller.STATEMENT, reference="FT 26327000000001")
    db.session.commit()
    assert lines()[0].state is not LineState.MATCHED

    assert way.call(credit_now(way, description="CSX khong ro")) == 200

    (line,) = lines()
    assert (line.state, way.state, way.link().paid_vnd) == (LineState.MATCHED, RequestState.PAID, 150_000)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Telling)) == 2


# C03: payOS told first.
def test_the_same_money_in_a_statement_is_one_credit(way: Way) -> None:
    way.go()
    way.call(credit_now(way, description="CSX khong ro"))

    told = tell(way.request, 150_000, "CSX khong ro", teller=Teller.STATEMENT, reference="FT26327000000001")

    assert (told, len(lines()), way.state) == (None, 1, RequestState.PAID)


# C18: after the order was called off its money is owed back.
def test_money_for_a_cancelled_order_is_owed_back(way: Way) -> None:
    way.go()
    calling_off.call_off_by_buyer(part_of(way.order).id, because="thôi", by=HOLDER)
    db.session.commit()

    assert way.call(credit_now(way, description="")) == 200

    assert (lines()[0].state, way.state) == (LineState.PARKED, RequestState.VOID)
    refund = db.session.scalars(sa.select(Refund)).one()
    assert (refund.amount_vnd, refund.state) == (150_000, RefundState.ASKED)


# C06 C20
def test_money_on_top_of_a_paid_order_is_owed_back(way: Way) -> None:
    way.go()
    way.call(credit_now(way))

    way.call(credit_now(way, reference="FT26327000000002"))

    assert (way.state, len(lines())) == (RequestState.OVER_PAID, 2)
    assert db.session.scalars(sa.select(Refund)).one().amount_vnd == 150_000


# D16: told in any order the books end alike.
def test_two_parts_told_backwards_come_to_the_same(way: Way) -> None:
    way.go()
    way.pay("less")
    way.pay()

    assert way.tell(*reversed(way.calls.asked)) == [200, 200]

    assert (way.state, way.link().paid_vnd) == (RequestState.PAID, 150_000)
