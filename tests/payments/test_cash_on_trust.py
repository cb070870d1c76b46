"""Goods kept for cash are kept on trust: within limits, and a transfer all the same is not collected again."""

from typing import Any

import pytest

from marketplace import config
from marketplace.accounts.actor import SYSTEM
from marketplace.money import Dong
from marketplace.orders.errors import CashTooLarge, MustPrepay
from marketplace.orders.models import Order
from marketplace.orders.queries import lock_sub_order
from marketplace.orders.services import life
from marketplace.orders.states import Method
from marketplace.payments.errors import NothingToLink
from marketplace.payments.models import BankLine
from marketplace.payments.queries import allocated_to_part
from marketplace.payments.services import by_hand, calling_off, undoing
from marketplace.payments.states import LineState
from marketplace.shops.models import Shop
from tests.factories import SELLER, make_order, make_product, make_shop
from tests.money import credit, part_of, request_of

pytestmark = pytest.mark.usefixtures("books")

PHONE = "+84912000444"


@pytest.fixture
def limits() -> Any:
    """At most 200.000 ₫ in one part and 300.000 ₫ of one buyer; after two that nobody fetched no more."""
    before = list(config._current)
    changed = {"cash_limit_vnd": 200_000, "cash_limit_of_phone_vnd": 300_000, "cash_not_fetched": 2}
    config.use(config.Settings(**{**config.current().__dict__, **changed}))
    yield
    config._current[:] = before


def order(amount: int, *, method: Method = Method.CASH, phone: str = PHONE, shop: Shop | None = None) -> Order:
    return make_order(make_product(shop=shop or make_shop(), price_vnd=amount), method=method, phone=phone)


# G04
@pytest.mark.usefixtures("limits")
def test_one_cash_order_and_all_of_one_buyer_have_a_limit() -> None:
    with pytest.raises(CashTooLarge, match=r"200[.]000"):
        order(200_001)
    order(200_000)
    order(100_000)

    with pytest.raises(CashTooLarge, match=r"300[.]000"):
        order(1)
    order(900_000, method=Method.TRANSFER)
    order(200_000, phone="+84912000445")


def not_fetched(method: Method = Method.CASH, *, packed: bool = True) -> None:
    """An order that was packed and declined because nobody came."""
    placed = order(50_000, method=method)
    if method is Method.TRANSFER:
        credit(request_of(placed), 50_000)
    if packed:
        life.accept(lock_sub_order(part_of(placed).id), by=SELLER)
    calling_off.decline(part_of(placed).id, because="khách không đến", by=SELLER, not_fetched=True)


# G03 G04: only what was kept for cash counts, and only of this buyer.
@pytest.mark.usefixtures("limits")
def test_who_did_not_fetch_twice_must_prepay() -> None:
    not_fetched()
    not_fetched(Method.TRANSFER)
    not_fetched(packed=False)
    order(50_000)

    not_fetched()

    with pytest.raises(MustPrepay):
        order(50_000)
    order(50_000, method=Method.TRANSFER)
    order(50_000, phone="+84912000445")


def parked(shop: Shop, amount: int) -> BankLine:
    """A transfer to this shop that names no order."""
    other = make_order(make_product(shop=shop, price_vnd=1_000_000))
    return credit(request_of(other), amount, "tien hang")


# G05
def test_a_cash_order_paid_by_transfer_has_nothing_left_to_collect() -> None:
    shop = make_shop()
    placed = order(150_000, shop=shop)
    line = parked(shop, 100_000)

    by_hand.link_line(line.id, part=part_of(placed), reason="khách chuyển trước", by=SELLER)

    assert (line.state, allocated_to_part(part_of(placed).id), part_of(placed).paid_at) == (
        LineState.MATCHED,
        100_000,
        None,
    )
    by_hand.take_cash(part_of(placed).id, amount_vnd=Dong(50_000), reason="", key="k", by=SELLER)
    assert part_of(placed).paid_at is not None
    with pytest.raises(NothingToLink):
        by_hand.take_cash(part_of(placed).id, amount_vnd=Dong(150_000), reason="", key="k2", by=SELLER)


# G05: the cash was taken already: the transfer is surplus, and goes back.
def test_a_transfer_for_cash_already_taken_is_not_linked() -> None:
    shop = make_shop()
    placed = order(150_000, shop=shop)
    by_hand.take_cash(part_of(placed).id, amount_vnd=Dong(150_000), reason="", key="k", by=SELLER)
    line = parked(shop, 150_000)

    with pytest.raises(NothingToLink):
        by_hand.link_line(line.id, part=part_of(placed), reason="", by=SELLER)

    assert line.parked_vnd == 150_000


# G05 C29
def test_more_than_the_cash_order_is_owed_and_a_wrong_link_is_undone() -> None:
    shop = make_shop()
    placed = order(150_000, shop=shop)
    line = parked(shop, 160_000)
    by_hand.link_line(line.id, part=part_of(placed), reason="", by=SELLER)
    assert (line.state, line.parked_vnd) == (LineState.PARKED, 10_000)

    undoing.undo_link(line.id, reason="nhầm", by=SYSTEM)

    assert (line.parked_vnd, part_of(placed).paid_at) == (160_000, None)
