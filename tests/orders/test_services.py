"""Placing an order, and its later life. Carts: test_carts.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import HOLDER, SYSTEM
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import BadInput, Conflict, NotFound
from marketplace.money import Dong
from marketplace.orders.errors import (
    CartEmpty,
    KeyUsedOtherwise,
    NothingToPay,
    PricesChanged,
    StaleView,
    TooManyOpenOrders,
    TransferTooLarge,
)
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.queries import lock_sub_order, show_cart, whole_part
from marketplace.orders.services import carts, life
from marketplace.orders.services.placing import deadlines, place_order
from marketplace.orders.states import Method, SubOrderState
from marketplace.payments.errors import NoPayableAccount
from marketplace.payments.services import calling_off
from marketplace.payments.services.checking import broken
from marketplace.shops.errors import NotForSale, OutOfStock
from marketplace.shops.models import Hold, Offer, Product, Shop
from marketplace.shops.services.shops import give_account, suspend, verify_changed_account
from marketplace.shops.states import HoldState, ShopState, SoldBy
from tests.digest import digest
from tests.factories import SELLER, make_checkout, make_order, make_product, make_shop
from tests.money import credit, part_of, request_of, stock_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def _invariants_hold(session: Any) -> Any:
    yield
    assert {name: found for name, found in broken().items() if found} == {}


def cart_of(*products: Product, qty: int = 1) -> str:
    token: str | None = None
    for product in products:
        token = carts.put_in_cart(token, product_slug=product.slug, qty=qty)
    assert token is not None
    return token


def offer_of(product: Product) -> Offer:
    return db.session.execute(sa.select(Offer).where(Offer.product_id == product.id)).scalar_one()


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


# --- placing ---


# A10
def test_a_price_changed_meanwhile_places_nothing() -> None:
    product = make_product(price_vnd=50_000)
    token = cart_of(product)
    checkout = make_checkout(token)
    offer_of(product).price_vnd = Dong(60_000)
    unchanged = digest()

    with pytest.raises(PricesChanged) as refused:
        place_order(token, checkout)

    assert refused.value.changes == [(product.name, 50_000, 60_000)]
    assert digest() == unchanged


# A11
def test_a_line_that_runs_out_places_nothing_of_any_shop() -> None:
    one, two = make_product(stock=5), make_product(stock=5)
    token = cart_of(one, two, qty=2)
    checkout = make_checkout(token)
    make_order(two, qty=4)
    unchanged = digest()

    with pytest.raises(OutOfStock), db.session.begin_nested():
        place_order(token, checkout)

    assert digest() == unchanged
    assert len(show_cart(token).lines) == 2
    assert stock_of(one) == (5, 5)


# A12 (one after another; twenty at once: tests/test_races.py)
def test_the_same_key_again_finds_the_first_order() -> None:
    token = cart_of(make_product())
    checkout = make_checkout(token)

    answers = [place_order(token, checkout) for _ in range(20)]

    assert [is_new for _, is_new in answers] == [True] + [False] * 19
    assert {order.id for order, _ in answers} == {answers[0][0].id}
    assert count(Order) == 1


# A13
def test_the_same_key_with_another_cart_is_refused() -> None:
    token = cart_of(make_product())
    checkout = make_checkout(token)
    place_order(token, checkout)
    carts.put_in_cart(token, product_slug=make_product().slug, qty=1)
    unchanged = digest()

    with pytest.raises(KeyUsedOtherwise) as refused:
        place_order(token, make_checkout(token, key=checkout.key))

    assert isinstance(refused.value, BadInput)
    assert digest() == unchanged


# A14
def test_an_empty_cart_is_no_order() -> None:
    token = cart_of(make_product())
    checkout = make_checkout(token)
    carts.take_out_shop(token, shop_slug=show_cart(token).shops[0].slug)

    for cart_token in (token, None, "nobody's"):
        with pytest.raises(CartEmpty):
            place_order(cart_token, checkout)

    assert count(Order) == 0


# A14
def test_a_cart_of_unavailable_goods_is_no_order() -> None:
    product = make_product()
    token = cart_of(product)
    checkout = make_checkout(token)
    _shop_of(product).state = ShopState.PAUSED
    db.session.flush()

    with pytest.raises(NotForSale):
        place_order(token, checkout)

    assert count(Order) == 0


# A14
def test_goods_for_less_than_a_dong_are_no_order() -> None:
    product = make_product(price_vnd=400, sold_by=SoldBy.WEIGHT, step=1)
    token = cart_of(product, qty=1)

    with pytest.raises(NothingToPay):
        place_order(token, make_checkout(token))


def test_one_transfer_stays_under_five_hundred_million(monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = replace(config.current(), cash_limit_vnd=0, cash_limit_of_phone_vnd=0)
    monkeypatch.setattr(config, "_current", [trusting])
    product = make_product(price_vnd=250_000_000)
    token = cart_of(product, qty=2)

    with pytest.raises(TransferTooLarge):
        place_order(token, make_checkout(token))
    order, _ = place_order(token, make_checkout(token, method=Method.CASH))

    assert order.total_vnd == 500_000_000


def test_a_shop_without_an_account_is_not_paid_by_transfer() -> None:
    product = make_product(shop=make_shop(account=False))

    with pytest.raises(NoPayableAccount), db.session.begin_nested():
        make_order(product)

    assert make_order(product, method=Method.CASH).parts[0].method is Method.CASH


# B12
def test_one_phone_holds_so_many_unpaid_orders() -> None:
    shop = make_shop()
    phone = "+84912000111"
    most = config.current().open_orders_per_phone
    orders = [make_order(make_product(shop=shop), phone=phone) for _ in range(most)]

    with pytest.raises(TooManyOpenOrders) as refused, db.session.begin_nested():
        make_order(make_product(shop=shop), phone=phone)
    assert refused.value.count == most

    credit(request_of(orders[0]), orders[0].total_vnd)
    assert make_order(make_product(shop=shop), phone=phone).total_vnd


# A09
def test_an_order_keeps_what_was_agreed() -> None:
    product = make_product(name="Cà chua", price_vnd=50_000)
    order = make_order(product, address="Số 1 ngõ Đình")
    shop, number = _shop_of(product), request_of(order).number
    shop.verified_at = now()

    product.name, offer_of(product).price_vnd = "Cà tím", Dong(90_000)
    give_account(shop, bank_bin="000000", number="DEMO999999", holder="NGUOI KHAC", by=SYSTEM)
    verify_changed_account(shop, seen="đã gọi", by=SYSTEM)
    db.session.flush()

    part, request = part_of(order), request_of(order)
    assert [(line.product_name, line.price_vnd) for line in part.lines] == [("Cà chua", 50_000)]
    assert (part.amount_vnd, part.address) == (50_000, "Số 1 ngõ Đình")
    assert (request.number, request.holder, request.amount_vnd) == (number, "TAI KHOAN DEMO", 50_000)
    assert request_of(make_order(product)).number == "DEMO999999"


def test_transfers_hold_for_minutes_and_cash_until_the_end_of_the_day() -> None:
    placed_at = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    wanted_on = date(2026, 11, 25)

    pay_by, hold_until = deadlines(Method.TRANSFER, placed_at=placed_at, wanted_on=wanted_on)
    assert (pay_by - placed_at, hold_until - placed_at) == (timedelta(minutes=30), timedelta(minutes=45))

    pay_by, hold_until = deadlines(Method.CASH, placed_at=placed_at, wanted_on=wanted_on)
    # Midnight in Vietnam is 17:00 UTC of the day before.
    assert pay_by == hold_until == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)


# B17
def test_goods_are_taken_by_a_guarded_update(statements: list[str]) -> None:
    token = cart_of(make_product())
    checkout = make_checkout(token)
    statements.clear()

    place_order(token, checkout)

    taking = next(place for place, sql in enumerate(statements) if sql.startswith("UPDATE offer"))
    holding = next(place for place, sql in enumerate(statements) if sql.startswith("INSERT INTO hold"))
    assert "offer.free_qty >= " in statements[taking]
    assert taking < holding
    assert any("FROM cart" in sql and "FOR UPDATE" in sql for sql in statements[:taking])


# --- later ---


# A08
@pytest.mark.parametrize("state", [ShopState.SUSPENDED, ShopState.CLOSED])
def test_open_orders_of_a_closed_shop_are_finished_and_new_ones_refused(state: ShopState) -> None:
    product = make_product()
    fulfilled, cancelled, declined = (make_order(product) for _ in range(3))
    for order in (fulfilled, cancelled, declined):
        credit(request_of(order), order.total_vnd)
    token = cart_of(product)
    shop = _shop_of(product)
    if state is ShopState.SUSPENDED:
        suspend(shop, because="kiểm tra", by=SYSTEM)
    else:
        shop.become(state, because="nghỉ hẳn", by=SYSTEM)
    db.session.flush()

    for step in (life.accept, life.make_ready, life.hand_over, life.complete):
        step(lock_sub_order(part_of(fulfilled).id), by=SELLER)
    calling_off.call_off_by_buyer(part_of(cancelled).id, because="thôi", by=HOLDER)
    calling_off.decline(part_of(declined).id, because="đóng cửa", by=SELLER)

    assert part_of(fulfilled).state is SubOrderState.COMPLETED
    assert request_of(cancelled).paid_vnd == request_of(declined).paid_vnd == 0
    with pytest.raises(NotForSale):
        place_order(token, make_checkout(token))


# A03
def test_cancelling_one_part_leaves_the_others() -> None:
    one, two = make_product(price_vnd=30_000), make_product(price_vnd=20_000)
    order = make_order(one, two)
    numbers = {part.shop_id: part.number for part in order.parts}
    first, second = numbers[one.shop_id], numbers[two.shop_id]
    for number in (first, second):
        credit(request_of(order, number), part_of(order, number).amount_vnd)
    life.accept(lock_sub_order(part_of(order, first).id), by=SELLER)
    life.hand_over(lock_sub_order(part_of(order, first).id), by=SELLER)

    with pytest.raises(Conflict):
        calling_off.call_off_by_buyer(part_of(order, first).id, because="thôi", by=HOLDER)
    calling_off.call_off_by_buyer(part_of(order, second).id, because="thôi", by=HOLDER)

    assert part_of(order, first).state is SubOrderState.HANDED_OVER
    assert part_of(order, second).state is SubOrderState.CANCELLED_BY_BUYER
    assert (stock_of(one), stock_of(two)) == ((99, 99), (100, 100))


# B13 B14
def test_cancelled_goods_come_back_once() -> None:
    product = make_product(stock=5)
    order = make_order(product, qty=2)
    credit(request_of(order), order.total_vnd)
    assert stock_of(product) == (3, 3)

    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)
    for again in (calling_off.call_off_by_buyer, calling_off.decline):
        with pytest.raises(Conflict):
            again(part_of(order).id, because="nữa", by=HOLDER)

    assert stock_of(product) == (5, 5)


# A16
def test_a_page_that_was_overtaken_changes_nothing() -> None:
    part = part_of(make_order(method=Method.CASH))
    seen = part.version
    life.accept(lock_sub_order(part.id), by=SELLER)
    db.session.flush()
    unchanged = digest()

    with pytest.raises(StaleView):
        life.refuse_stale(lock_sub_order(part.id), seen)
    with pytest.raises(StaleView):
        calling_off.decline(part.id, because="hết", by=SELLER, seen_version=seen)

    assert digest() == unchanged


# G01
def test_cash_goods_are_held_until_they_are_handed_over() -> None:
    product = make_product(stock=5)
    part = part_of(make_order(product, qty=2, method=Method.CASH))
    assert stock_of(product) == (5, 3)

    life.accept(lock_sub_order(part.id), by=SELLER)
    life.hand_over(lock_sub_order(part.id), by=SELLER)

    assert stock_of(product) == (3, 3)
    states = db.session.scalars(sa.select(Hold.state).join(OrderLine, OrderLine.id == Hold.order_line_id))
    assert list(states) == [HoldState.CONSUMED]
    with pytest.raises(Conflict):
        life.complete(lock_sub_order(part.id), by=HOLDER)


def test_nobody_finds_a_part_that_is_not_there() -> None:
    for search in (lock_sub_order, whole_part):
        with pytest.raises(NotFound):
            search(-1)


def _shop_of(product: Product) -> Shop:
    return db.session.execute(sa.select(Shop).where(Shop.id == product.shop_id)).scalar_one()
