"""The seller's own hand: money seen, cash taken, parked money put in its place."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER, Actor
from marketplace.accounts.models import AuditEvent
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.errors import WrongMoment
from marketplace.orders.models import Order
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.errors import (
    AmountNeedsReason,
    LineNotFound,
    NothingToLink,
    RequestNotFound,
    WrongMoneyMoment,
)
from marketplace.payments.models import BankLine, Entry
from marketplace.payments.queries import surplus_of_requests
from marketplace.payments.services import by_hand, calling_off
from marketplace.payments.states import LineState, RequestState, Teller
from marketplace.shops.models import Shop
from tests.digest import digest
from tests.factories import SELLER, make_account, make_order, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of, stock_of

pytestmark = pytest.mark.usefixtures("books")


def thumb(order: Order, amount: int, *, reason: str = "", key: str = "key-1", by: Actor = SELLER) -> None:
    part_id = part_of(order).id
    by_hand.confirm_received(part_id, amount_vnd=Dong(amount), reason=reason, key=f"{part_id}:{key}", by=by)
    db.session.flush()


def cash(order: Order, amount: int, *, reason: str = "", key: str = "key-1") -> None:
    part_id = part_of(order).id
    by_hand.take_cash(part_id, amount_vnd=Dong(amount), reason=reason, key=f"{part_id}:{key}", by=SELLER)
    db.session.flush()


def lines(teller: Teller) -> list[BankLine]:
    found = sa.select(BankLine).where(BankLine.teller == teller).order_by(BankLine.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def surplus_of(order: Order) -> int:
    request = request_of(order)
    return surplus_of_requests([request.id]).get(request.id, Dong(0))


def in_the_bank() -> int:
    return db.session.scalar(sa.select(sa.func.sum(Entry.amount_vnd)).where(Entry.account.like("bank:%"))) or 0


# --- the thumb ---


# C26 INV-14
def test_a_thumb_pays_as_the_bank_would_and_is_in_the_audit_log() -> None:
    product, seller = make_product(price_vnd=150_000, stock=5), make_user()
    order = make_order(product)

    thumb(order, 150_000, by=seller.as_actor())

    assert request_of(order).state is RequestState.PAID
    assert stock_of(product) == (4, 4)
    event = db.session.execute(sa.select(AuditEvent).where(AuditEvent.actor_id == seller.id)).scalar_one()
    assert (event.thing, bool(event.reason)) == (f"sub-order:{part_of(order).public_id}", True)
    assert event.before == {"paid_vnd": 0, "state": "open"}
    assert event.after == {"paid_vnd": 150_000, "state": "paid", "amount_vnd": 150_000}


def test_a_thumb_pressed_twice_counts_once() -> None:
    order, partly = make_order(), make_order()

    for _ in range(2):
        thumb(order, 150_000)
        thumb(partly, 70_000, reason="mới nhận một phần")

    assert len(lines(Teller.THUMB)) == 2
    assert (request_of(order).paid_vnd, request_of(partly).paid_vnd) == (150_000, 70_000)


def test_another_amount_needs_a_reason() -> None:
    order = make_order()
    unchanged = digest()

    with pytest.raises(AmountNeedsReason):
        thumb(order, 149_000)
    assert digest() == unchanged

    thumb(order, 160_000, reason="khách gửi thêm tiền xe")
    assert (request_of(order).state, surplus_of(order)) == (RequestState.OVER_PAID, 10_000)


def test_a_thumb_finds_nothing_to_confirm() -> None:
    paid, cancelled, lapsed = make_order(), make_order(), make_order()
    credit(request_of(paid), 150_000)
    calling_off.call_off_by_buyer(part_of(cancelled).id, because="thôi", by=HOLDER)
    calling_off.lapse(part_of(lapsed).id, at=now() + timedelta(hours=1))
    unchanged = digest()

    for order, amount in ((paid, 150_000), (cancelled, 150_000), (lapsed, 100_000)):
        with pytest.raises(NothingToLink):
            thumb(order, amount, reason="thử")
    with pytest.raises(RequestNotFound):
        thumb(make_order(method=Method.CASH), 150_000)

    assert digest() != unchanged  # the cash order
    assert lines(Teller.THUMB) == []


def test_a_thumb_revives_an_expired_order_only_while_goods_are_free() -> None:
    product = make_product(price_vnd=150_000, stock=1)
    first = make_order(product)
    calling_off.lapse(part_of(first).id, at=now() + timedelta(hours=1))
    second = make_order(product)
    calling_off.lapse(part_of(second).id, at=now() + timedelta(hours=1))

    thumb(first, 150_000)
    thumb(second, 150_000)

    assert (part_of(first).state, part_of(second).state) == (SubOrderState.PLACED, SubOrderState.EXPIRED)
    assert [line.state for line in lines(Teller.THUMB)] == [LineState.MATCHED, LineState.PARKED]
    assert stock_of(product) == (0, 0)


# --- the same money, told by thumb and by bank ---


# C26 C27
@pytest.mark.parametrize(("amount", "reason", "surplus"), [(150_000, "", 0), (160_000, "trả thêm", 10_000)])
def test_the_banks_line_after_a_thumb_is_the_same_money(amount: int, reason: str, surplus: int) -> None:
    order = make_order()
    thumb(order, amount, reason=reason)

    line = credit(request_of(order), amount)
    assert (line.state, line.parked_vnd, line.surplus_of_id) == (LineState.SUGGESTED, amount, request_of(order).id)
    assert surplus_of(order) == surplus

    by_hand.say_same_money(line.id, by=SELLER)
    db.session.flush()

    assert [(told.state, told.parked_vnd) for told in lines(Teller.THUMB)] == [(LineState.REPLACED, 0)]
    assert line.parked_vnd == surplus == surplus_of(order)
    assert request_of(order).paid_vnd == 150_000
    assert in_the_bank() == amount
    with pytest.raises(WrongMoneyMoment):
        by_hand.say_same_money(line.id, by=SELLER)


# C27: half a thumb and half a bank line are not silently one whole order.
def test_the_banks_line_after_a_part_thumb_is_not_counted_twice() -> None:
    order = make_order()
    thumb(order, 75_000, reason="mới nhận một nửa")

    line = credit(request_of(order), 75_000)
    assert (line.state, line.parked_vnd) == (LineState.SUGGESTED, 75_000)
    assert part_of(order).paid_at is None

    by_hand.say_same_money(line.id, by=SELLER)
    assert (request_of(order).state, request_of(order).paid_vnd) == (RequestState.PART_PAID, 75_000)
    credit(request_of(order), 75_000)
    assert request_of(order).state is RequestState.PAID


# C27
def test_two_real_halves_are_both_counted_when_the_seller_says_so() -> None:
    order = make_order()
    thumb(order, 75_000, reason="mới nhận một nửa")
    line = credit(request_of(order), 75_000)

    by_hand.link_line(line.id, part=part_of(order), reason="là nửa sau", by=SELLER)

    assert (request_of(order).state, line.surplus_of_id) == (RequestState.PAID, None)


# C26: another amount than the thumb's is money of its own until a person says otherwise.
def test_the_banks_line_of_another_amount_is_flagged_as_too_much() -> None:
    order = make_order()
    thumb(order, 150_000)

    line = credit(request_of(order), 149_000)

    assert (line.state, line.parked_vnd, surplus_of(order)) == (LineState.PARKED, 149_000, 149_000)
    with pytest.raises(WrongMoneyMoment):
        by_hand.say_same_money(line.id, by=SELLER)


def test_a_thumbs_money_that_went_elsewhere_is_not_the_same_money() -> None:
    shop = make_shop()
    one, two = (make_order(make_product(shop=shop, price_vnd=price)) for price in (150_000, 10_000))
    thumb(one, 160_000, reason="trả luôn cho đơn sau")
    line = credit(request_of(one), 160_000)
    by_hand.link_line(lines(Teller.THUMB)[0].id, part=part_of(two), reason="đơn sau", by=SELLER)

    with pytest.raises(WrongMoneyMoment):
        by_hand.say_same_money(line.id, by=SELLER)

    assert request_of(one).state is RequestState.PAID
    assert request_of(two).state is RequestState.PAID


def test_only_a_flagged_line_can_be_the_same_money() -> None:
    order = make_order()
    parked = credit(request_of(order), 150_000, "không rõ")

    with pytest.raises(WrongMoneyMoment):
        by_hand.say_same_money(parked.id, by=SELLER)


# --- parked money ---


# C29 is not built; C28
def test_parked_money_goes_to_no_other_shop_and_not_twice() -> None:
    ours, theirs, full = make_order(), make_order(), make_order()
    line = credit(request_of(ours), 150_000, "chuyen tien")
    credit(request_of(full), 150_000)
    other_account = make_order(make_product(shop=_shop_with_new_account(ours), price_vnd=150_000))
    unchanged = digest()

    with pytest.raises(LineNotFound):
        by_hand.link_line(line.id, part=part_of(theirs), reason="", by=SELLER)
    for order in (other_account, make_order(method=Method.CASH)):
        with pytest.raises((NothingToLink, LineNotFound)):
            by_hand.link_line(line.id, part=part_of(order), reason="", by=SELLER)
    by_hand.link_line(line.id, part=part_of(ours), reason="", by=SELLER)
    linked = digest()
    for order in (ours, theirs, full):
        with pytest.raises((NothingToLink, LineNotFound)):
            by_hand.link_line(line.id, part=part_of(order), reason="", by=SELLER)

    assert digest() == linked != unchanged
    assert request_of(ours).state is RequestState.PAID


def test_a_surplus_linked_to_another_order_is_no_surplus_any_more() -> None:
    shop = make_shop()
    one, two = (make_order(make_product(shop=shop, price_vnd=price)) for price in (150_000, 40_000))
    line = credit(request_of(one), 200_000)
    assert request_of(one).state is RequestState.OVER_PAID

    by_hand.link_line(line.id, part=part_of(two), reason="khách nói trả hộ", by=SELLER)

    assert (request_of(one).state, request_of(two).state) == (RequestState.PAID, RequestState.OVER_PAID)
    assert (surplus_of(one), surplus_of(two)) == (0, 10_000)


def test_linking_revives_an_expired_order_only_with_all_its_money() -> None:
    product = make_product(price_vnd=150_000, stock=1)
    order = make_order(product)
    enough, short = (credit(request_of(order), amount, "không rõ") for amount in (150_000, 100_000))
    calling_off.lapse(part_of(order).id, at=now() + timedelta(hours=1))

    with pytest.raises(NothingToLink):
        by_hand.link_line(short.id, part=part_of(order), reason="", by=SELLER)
    other = make_order(product)
    with pytest.raises(NothingToLink), db.session.begin_nested():
        by_hand.link_line(enough.id, part=part_of(order), reason="", by=SELLER)
    calling_off.call_off_by_buyer(part_of(other).id, because="thôi", by=HOLDER)
    by_hand.link_line(enough.id, part=part_of(order), reason="", by=SELLER)

    assert part_of(order).state is SubOrderState.PLACED
    assert part_of(order).paid_at is not None


def test_money_set_aside_leaves_the_list_and_the_books_stay_whole() -> None:
    order = make_order()
    line = credit(request_of(order), 170_000)

    by_hand.set_aside(line.id, reason="đã hoàn lại 20.000 cho bà Hai", by=SELLER)
    db.session.flush()

    assert (line.state, line.parked_vnd, request_of(order).state) == (LineState.SET_ASIDE, 0, RequestState.PAID)
    with pytest.raises(NothingToLink):
        by_hand.set_aside(line.id, reason="nữa", by=SELLER)
    calling_off.decline(part_of(order).id, because="hỏng", by=SELLER)
    assert (line.state, line.parked_vnd, surplus_of(order)) == (LineState.PARKED, 150_000, 150_000)
    by_hand.set_aside(line.id, reason="đã hoàn nốt", by=SELLER)


# --- cash ---


# G06 G07
def test_cash_is_taken_once_and_a_difference_needs_a_reason() -> None:
    order = make_order(method=Method.CASH)

    with pytest.raises(AmountNeedsReason):
        cash(order, 100_000)
    cash(order, 100_000, reason="khách thiếu tiền lẻ", key="first-part")
    assert part_of(order).paid_at is None
    for _ in range(2):
        cash(order, 60_000, reason="trả nốt, thừa 10.000", key="second-part")

    assert part_of(order).paid_at is not None
    assert [(line.amount_vnd, line.parked_vnd) for line in lines(Teller.CASH)] == [(100_000, 0), (60_000, 10_000)]
    with pytest.raises(NothingToLink):
        cash(order, 10_000, reason="nữa", key="third-part")


# G02 A04
@pytest.mark.parametrize("end", [calling_off.call_off_by_buyer, calling_off.decline])
def test_cash_of_an_order_called_off_is_to_be_given_back(end: Callable[..., None]) -> None:
    product = make_product(price_vnd=150_000, stock=5)
    order = make_order(product, method=Method.CASH)
    cash(order, 150_000)
    life.accept(lock_sub_order(part_of(order).id), by=SELLER)

    end(part_of(order).id, because="thôi", by=SELLER)

    (line,) = lines(Teller.CASH)
    assert (line.state, line.parked_vnd, part_of(order).paid_at) == (LineState.PARKED, 150_000, None)
    assert stock_of(product) == (5, 5)
    with pytest.raises(WrongMoment):
        cash(order, 150_000, key="after-the-end")


def _shop_with_new_account(order: Order) -> Shop:
    """The shop of this order, which has another account now."""
    shop = part_of(order).shop
    db.session.execute(sa.text("UPDATE bank_account SET state = 'retired' WHERE shop_id = :id"), {"id": shop.id})
    make_account(shop, number="DEMO888888")
    return shop
