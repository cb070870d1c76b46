"""A hundred things that banks tell, in fifty orders of arrival, some of them several times: the end is always the same.

The order is promised not to matter where every telling carries what makes it known again: the teller's own id, the
bank's reference, or the code in the memo. It does matter, and a person is asked, where two tellers tell of one amount
for one order under different references: the first pays, the second waits as perhaps the same money
(test_many_tellers.py). A reversal that comes before its credit is only kept when its memo names an order; and goods
that money sold before the bank took it back are on hand again when the order ends, which the clock does here.
"""

import random
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.actor import HOLDER
from marketplace.clock import now
from marketplace.db import db
from marketplace.money import Dong
from marketplace.orders.models import Order
from marketplace.payments.models import PaymentRequest, Refund
from marketplace.payments.services import calling_off
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told
from marketplace.payments.states import Direction, RequestState, Teller
from marketplace.shops.models import BankAccount
from tests.digest import outcome
from tests.factories import make_order, make_product, make_shop
from tests.money import credit, part_of, request_of

pytestmark = pytest.mark.usefixtures("books")

ORDERS_OF_ARRIVAL = 50
REPEATED = 20

_T = Teller
EVERYBODY = (_T.SEPAY, _T.CASSO, _T.STATEMENT, _T.PASTE)


class Outside:
    """What the banks of one shop have to tell, made before any of it is told."""

    def __init__(self) -> None:
        shop = make_shop()
        self.product = make_product(shop=shop, price_vnd=150_000, stock=200)
        self.account = db.session.scalars(sa.select(BankAccount).where(BankAccount.shop_id == shop.id)).one()
        self.at = now()
        self.told: list[Told] = []
        self.movements = 0
        # Parts that will be without money in the end.
        self.unpaid: list[int] = []

    def asked(self) -> PaymentRequest:
        """A new order's request for 150.000 ₫."""
        return request_of(make_order(self.product))

    def ended(self, end: Callable[[Order], object]) -> Order:
        """An order that came to this end before the banks tell anything."""
        order = make_order(self.product)
        end(order)
        return order

    def tell(self, amount: int, memo: str, *tellers: Teller, out: bool = False, same_as: str = "") -> str:
        """One movement, told by these: PASTE never knows the bank's reference. Returns the reference."""
        self.movements += 1
        reference = same_as or f"FT{self.movements:09d}"
        self.told += [
            Told(
                shop_id=self.account.shop_id,
                account=self.account,
                teller=teller,
                outside_key=f"{teller}:{self.movements}",
                amount_vnd=Dong(amount),
                at=self.at,
                memo=memo,
                direction=Direction.OUT if out else Direction.IN,
                reference="" if teller is _T.PASTE else reference,
            )
            for teller in tellers
        ]
        return reference


@pytest.fixture
def outside(session: object) -> Outside:
    """A hundred tellings of some thirty movements."""
    outside = Outside()
    for _ in range(8):
        outside.tell(150_000, f"chuyen tien {outside.asked().code}", *EVERYBODY)
    for _ in range(2):
        # In two parts.
        request = outside.asked()
        outside.tell(100_000, request.code, _T.SEPAY, _T.CASSO, _T.PASTE)
        outside.tell(50_000, f"not {request.code}", _T.CASSO, _T.STATEMENT, _T.PASTE)
    for _ in range(2):
        # Twice, and too much: both told by one.
        request = outside.asked()
        outside.tell(150_000, request.code, _T.SEPAY)
        outside.tell(170_000, request.code, _T.SEPAY)
    for _ in range(2):
        both = f"{outside.asked().code} va {outside.asked().code}"
        outside.tell(300_000, both, _T.CASSO, _T.STATEMENT, _T.SEPAY)
    for _ in range(3):
        # Called off before its money came, or run out while the goods are still there.
        late = outside.ended(lambda order: calling_off.lapse(part_of(order).id, at=now() + timedelta(hours=1)))
        outside.tell(150_000, request_of(late).code, _T.SEPAY, _T.PASTE, _T.CASSO)
        gone = outside.ended(lambda order: calling_off.call_off_by_buyer(part_of(order).id, because="", by=HOLDER))
        outside.tell(150_000, request_of(gone).code, _T.STATEMENT, _T.SEPAY)
    for _ in range(3):
        # Paid and called off: the bank shows the money going back.
        returned = outside.ended(paid_and_called_off)
        outside.tell(150_000, f"hoan tien {refund_of(returned)}", _T.SEPAY, _T.CASSO, _T.PASTE, out=True)
    for _ in range(3):
        # The bank takes a credit back.
        request = outside.asked()
        outside.unpaid.append(request.sub_order_id)
        reference = outside.tell(150_000, request.code, _T.SEPAY, _T.CASSO, _T.STATEMENT)
        outside.tell(150_000, f"huy {request.code}", _T.SEPAY, _T.STATEMENT, out=True, same_as=reference)
    # Strangers' money, and the seller's own bill.
    outside.tell(7_000, "tien rau", _T.SEPAY, _T.STATEMENT, _T.CASSO)
    outside.tell(8_000, "tien rau", _T.CASSO, _T.SEPAY)
    outside.tell(90_000, "tien dien", _T.SEPAY, _T.PASTE, out=True)
    return outside


def paid_and_called_off(order: Order) -> None:
    credit(request_of(order), 150_000, at=now() - timedelta(days=1))
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)


def refund_of(order: Order) -> str:
    """The code of what is owed for the order."""
    return db.session.scalars(sa.select(Refund.code).where(Refund.sub_order_id == part_of(order).id)).one()


def end() -> str:
    """What became of everything. Whether money passed through an order's account and left it again is all the same."""
    return "\n".join(line for line in outcome().splitlines() if not re.fullmatch("account .* 0 ", line))


# D16 C02 C03 C23
def test_a_hundred_tellings_in_any_order_come_to_the_same_end(outside: Outside) -> None:
    assert len(outside.told) == 100
    ends = set()

    for seed in range(ORDERS_OF_ARRIVAL):
        chance = random.Random(seed)
        arriving = outside.told + chance.sample(outside.told, REPEATED)
        chance.shuffle(arriving)
        with db.session.begin_nested() as history:
            for told in arriving:
                settle(told)
                # Each telling is a call of its own, which remembers nothing of the last.
                db.session.flush()
                db.session.expunge_all()
            for part_id in outside.unpaid:
                calling_off.lapse(part_id, at=now() + timedelta(days=2))
            ends.add(end())
            if seed < ORDERS_OF_ARRIVAL - 1:
                history.rollback()
        db.session.expire_all()

    assert len(ends) == 1
    states = dict(
        db.session.execute(sa.select(PaymentRequest.state, sa.func.count()).group_by(PaymentRequest.state)).all()
    )
    assert states == {
        RequestState.PAID: 8 + 2 + 2 * 2 + 3,
        RequestState.OVER_PAID: 2,
        RequestState.VOID: 3 + 3,
        RequestState.LAPSED: 3,
    }
