"""Money as tests tell of it: credits on a request's account, and what became of them."""

import itertools
from typing import Any

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order, SubOrder
from marketplace.orders.queries import whole_part
from marketplace.payments.models import BankLine, PaymentRequest
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told
from marketplace.payments.states import Teller
from marketplace.shops.models import Offer, Product
from marketplace.shops.queries import get_account

_ids = itertools.count(1)


def part_of(order: Order, number: int = 1) -> SubOrder:
    """The order's part of this number, as it is in the database now."""
    part_id = db.session.scalar(sa.select(SubOrder.id).where(SubOrder.order_id == order.id, SubOrder.number == number))
    assert part_id is not None
    return whole_part(part_id)


def request_of(order: Order, number: int = 1) -> PaymentRequest:
    """The payment request of that part, fresh."""
    return db.session.execute(
        sa.select(PaymentRequest)
        .where(PaymentRequest.sub_order_id == part_of(order, number).id)
        .execution_options(populate_existing=True)
    ).scalar_one()


def credit(request: PaymentRequest, amount: int, memo: str | None = None, **changed: Any) -> BankLine:
    """A SePay credit on the request's account; its memo is the request's code unless said otherwise."""
    line = tell(request, amount, memo, **changed)
    assert line is not None
    return line


def tell(request: PaymentRequest, amount: int, memo: str | None = None, **changed: Any) -> BankLine | None:
    """The same, which may be a credit that was told before."""
    account = get_account(request.account_id)
    values: dict[str, Any] = {
        "shop_id": account.shop_id,
        "account": account,
        "teller": Teller.SEPAY,
        "outside_key": f"sepay:{next(_ids)}",
        "amount_vnd": Dong(amount),
        "at": now(),
        "memo": request.code if memo is None else memo,
    }
    line = settle(Told(**{**values, **changed}))
    db.session.flush()
    return line


def stock_of(product: Product) -> tuple[int, int]:
    """(on hand, free) of the product now."""
    row = db.session.execute(sa.select(Offer.on_hand_qty, Offer.free_qty).where(Offer.product_id == product.id)).one()
    return row[0], row[1]
