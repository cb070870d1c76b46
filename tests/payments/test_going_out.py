"""Money that leaves a shop's account: refunds seen at the bank, and credits the bank took back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import SubOrderState
from marketplace.payments.models import BankLine, PaymentRequest, Refund
from marketplace.payments.services import calling_off, returning
from marketplace.payments.states import Direction, LineState, RefundState, RefundWay, RequestState
from marketplace.shops.models import Offer
from tests.digest import digest
from tests.factories import SELLER, make_order
from tests.money import credit, part_of, request_of, tell

pytestmark = pytest.mark.usefixtures("books")

FT = "FT26327000000001"


def cancelled() -> Order:
    """A paid order that its buyer called off."""
    order = make_order()
    credit(request_of(order), 150_000)
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    return order


def refund_of(order: Order) -> Refund:
    found = sa.select(Refund).where(Refund.sub_order_id == part_of(order).id).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def debit(request: PaymentRequest, amount: int, memo: str, **changed: object) -> BankLine | None:
    return tell(request, amount, memo, direction=Direction.OUT, **changed)


def balance(prefix: str) -> int:
    told = sa.text("SELECT coalesce(sum(amount_vnd), 0) FROM entry WHERE account LIKE :prefix || ':%'")
    return int(db.session.scalar(told, {"prefix": prefix}) or 0)


# C21 H04
@pytest.mark.parametrize("by_code_of", ["refund", "order"])
def test_a_debit_with_the_code_closes_the_open_refund_of_that_amount(by_code_of: str) -> None:
    order = cancelled()
    code = refund_of(order).code if by_code_of == "refund" else request_of(order).code

    line = debit(request_of(order), 150_000, f"Hoan tien {code}", reference=FT)

    refund = refund_of(order)
    assert line is not None
    assert (line.state, line.parked_vnd) == (LineState.MATCHED, 0)
    assert (refund.state, refund.debit_line_id, refund.reference) == (RefundState.SENT, line.id, FT)
    assert balance("bank") == balance("parked") == balance("out") == 0


# C21 H04
def test_a_debit_of_another_amount_is_parked_and_the_refund_stays_owed() -> None:
    order = cancelled()

    line = debit(request_of(order), 149_000, refund_of(order).code)

    assert line is not None
    assert (line.state, line.parked_vnd) == (LineState.PARKED, 149_000)
    assert refund_of(order).state is RefundState.ASKED


# H04: the seller said so first, the bank shows it later. It left the account once.
def test_the_bank_confirms_what_the_seller_said() -> None:
    order = cancelled()
    returning.mark_sent(refund_of(order).id, way=RefundWay.BANK, reference="", by=SELLER)
    assert balance("bank") == 0

    line = debit(request_of(order), 150_000, refund_of(order).code, reference=FT)

    assert line is not None
    assert (line.state, refund_of(order).debit_line_id) == (LineState.MATCHED, line.id)
    assert balance("bank") == balance("out") == 0


# C21: two debits, one refund.
def test_a_second_debit_for_a_closed_refund_is_parked() -> None:
    order = cancelled()
    code = refund_of(order).code
    debit(request_of(order), 150_000, code, reference="FT1")

    second = debit(request_of(order), 150_000, code, reference="FT2")

    assert second is not None
    assert (second.state, second.parked_vnd) == (LineState.PARKED, 150_000)
    assert balance("bank") == -150_000


# C02
def test_the_same_debit_told_twice_is_one() -> None:
    order = cancelled()
    debit(request_of(order), 150_000, refund_of(order).code, outside_key="a")
    unchanged = digest()

    assert debit(request_of(order), 150_000, refund_of(order).code, outside_key="a") is None

    assert digest() == unchanged


# C22
def test_a_credit_the_bank_takes_back_makes_the_order_ask_again() -> None:
    order = make_order()
    first = credit(request_of(order), 150_000, reference=FT)

    debit(request_of(order), 150_000, "HUY GD", reference=FT)

    request, part = request_of(order), part_of(order)
    assert (request.state, request.paid_vnd, part.paid_at) == (RequestState.OPEN, 0, None)
    assert part.state is SubOrderState.PLACED
    assert [line.state for line in (first, *lines_out())] == [LineState.REVERSED, LineState.REVERSED]
    assert balance("bank") == balance("order") == balance("parked") == 0
    credit(request, 150_000, reference="FT99")
    assert request_of(order).state is RequestState.PAID


# C22: the goods are gone already; the seller is told, nothing is hidden.
def test_a_reversal_after_handing_over_leaves_the_goods_where_they_are() -> None:
    order = make_order()
    credit(request_of(order), 150_000, reference=FT)
    for step in (life.accept, life.make_ready, life.hand_over):
        step(lock_sub_order(part_of(order).id), by=SELLER)

    debit(request_of(order), 150_000, "", reference=FT)

    assert (part_of(order).state, part_of(order).paid_at) == (SubOrderState.HANDED_OVER, None)
    assert request_of(order).state is RequestState.OPEN


# C23
@pytest.mark.parametrize("order_of_arrival", ["credit first", "reversal first"])
def test_a_reversal_before_its_credit_comes_to_the_same(order_of_arrival: str) -> None:
    order = make_order()
    request = request_of(order)
    directions = [Direction.IN, Direction.OUT]
    for direction in directions if order_of_arrival == "credit first" else directions[::-1]:
        tell(request, 150_000, f"HUY {request.code}", reference=FT, outside_key=direction.value, direction=direction)

    assert request_of(order).state is RequestState.OPEN
    assert part_of(order).paid_at is None
    assert balance("bank") == 0
    assert {line.state for line in db.session.scalars(sa.select(BankLine))} == {LineState.REVERSED}


# C22
def test_a_reversal_of_money_that_was_returned_raises_an_alarm() -> None:
    order = cancelled_with_reference()
    debit(request_of(order), 150_000, refund_of(order).code, reference="FT-BACK")

    line = debit(request_of(order), 150_000, "HUY", reference=FT)

    assert line is not None
    assert (line.state, line.is_alarm, line.parked_vnd) == (LineState.PARKED, True, 150_000)


def cancelled_with_reference() -> Order:
    order = make_order()
    credit(request_of(order), 150_000, reference=FT)
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    return order


def lines_out() -> list[BankLine]:
    return list(db.session.scalars(sa.select(BankLine).where(BankLine.direction == Direction.OUT)))


# C22 H08
def test_a_reversed_credit_is_not_owed_back() -> None:
    order = make_order()
    line = credit(request_of(order), 150_000, "không có mã", reference=FT)
    returning.ask_refund(line.id, amount_vnd=Dong(150_000), reason="chuyển nhầm", by=SELLER)

    debit(request_of(order), 150_000, "", reference=FT)

    refund = db.session.scalars(sa.select(Refund).where(Refund.line_id == line.id)).one()
    assert refund.state is RefundState.WITHDRAWN


# C22 INV-07: money came, sold the goods, went again; however the order ends, the goods are there once.
@pytest.mark.parametrize("end", ["declined", "cancelled", "lapsed", "paid again"])
def test_goods_of_a_reversed_payment_come_back_once(end: str) -> None:
    order = make_order()
    credit(request_of(order), 150_000, reference=FT)
    debit(request_of(order), 150_000, "", reference=FT)

    if end == "declined":
        calling_off.decline(part_of(order).id, because="hết hàng", by=SELLER)
    elif end == "cancelled":
        calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    else:
        assert calling_off.lapse(part_of(order).id, at=now() + timedelta(hours=2))
    if end == "paid again":
        credit(request_of(order), 150_000, reference="FT77")

    offer_id = part_of(order).lines[0].offer_id
    on_hand, free = db.session.execute(sa.select(Offer.on_hand_qty, Offer.free_qty).where(Offer.id == offer_id)).one()
    assert (on_hand, free) == ((99, 99) if end == "paid again" else (100, 100))
