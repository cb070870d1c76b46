"""The real market behind the same words as the model's, and both compared."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.orders.queries import lock_sub_order, whole_part
from marketplace.orders.services import life
from marketplace.orders.states import Method
from marketplace.payments.services import by_hand, calling_off, returning, undoing
from marketplace.payments.services.checking import broken
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told
from marketplace.payments.states import Direction, RefundWay, Teller
from marketplace.shops.models import BankAccount, Product, Shop
from marketplace.shops.services.stock import move_stock
from marketplace.shops.states import MoveReason
from tests.factories import make_order, make_product, make_shop, make_user
from tests.payments.modelled.rows import Word
from tests.payments.modelled.world import World

PRICES = (50_000, 60_000)
STOCK = 4
FAR = timedelta(days=9)

PARTS = """SELECT p.id, p.state, p.paid_at IS NOT NULL, coalesce(r.state, ''),
    coalesce((SELECT sum(amount_vnd) FROM allocation a WHERE a.sub_order_id = p.id), 0)
    FROM sub_order p LEFT JOIN payment_request r ON r.sub_order_id = p.id"""
LINES = "SELECT id, direction = 'out', amount_vnd, state, parked_vnd, returned_vnd FROM bank_line ORDER BY id"
REFUNDS = "SELECT id, line_id, amount_vnd, state FROM refund ORDER BY id"
STOCKS = "SELECT id, product_id, on_hand_qty, free_qty FROM offer"
HANDS = "SELECT account, sum(amount_vnd) FROM entry WHERE account ~ '^(bank|cash):' GROUP BY account"


class Stage:
    """Two shops with two goods each and a seller: what every history begins with."""

    def __init__(self) -> None:
        self.seller: User = make_user()
        self.shops: list[Shop] = [make_shop(owner=self.seller) for _ in range(2)]
        self.products: list[Product] = [
            make_product(shop=shop, price_vnd=price, stock=STOCK) for shop in self.shops for price in PRICES
        ]
        accounts = sa.select(BankAccount).where(BankAccount.shop_id.in_([shop.id for shop in self.shops]))
        self.accounts: list[BankAccount] = list(db.session.scalars(accounts.order_by(BankAccount.shop_id)))
        # The histories are undone one by one, the stage is not.
        db.session.commit()


class Market:
    """One history of the real market on this stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.by = stage.seller.as_actor()
        self.now: datetime = now()
        self.part_ids: list[int] = []
        self.codes: dict[int, str] = {}
        self.why = ""

    def tries(self, deed: Callable[[], Any]) -> bool:
        """Whether the deed was done, as a view does it: all of it, or nothing of it. Only refusals are a no."""
        try:
            with db.session.begin_nested():
                deed()
        except Refusal as refusal:
            self.why = repr(refusal)
            return False
        finally:
            db.session.expunge_all()
        return True

    # --- orders ---

    def place(self, wanted: dict[int, int], *, cash: bool, is_member: bool) -> None:
        order = make_order(
            *(self.stage.products[number] for number, qty in wanted.items() for _ in range(qty)),
            method=Method.CASH if cash else Method.TRANSFER,
            buyer_id=self.stage.seller.id if is_member else None,
        )
        shop_ids = [shop.id for shop in self.stage.shops]
        for part in sorted(order.parts, key=lambda part: shop_ids.index(part.shop_id)):
            self.part_ids.append(part.id)
            code = sa.text("SELECT code FROM payment_request WHERE sub_order_id = :id")
            self.codes[len(self.part_ids) - 1] = db.session.scalar(code, {"id": part.id}) or ""

    def stock(self, number: int, qty: int) -> None:
        offer = sa.text("SELECT id FROM offer WHERE product_id = :id")
        offer_id = db.session.execute(offer, {"id": self.stage.products[number].id}).scalar_one()
        move_stock(offer_id, qty=qty, reason=MoveReason.COUNTED, by=self.by)

    def step(self, number: int, step: str) -> None:
        steps = {
            "accepted": life.accept,
            "ready": life.make_ready,
            "handed_over": life.hand_over,
            "completed": life.complete,
        }
        steps[step](lock_sub_order(self.part_ids[number]), by=self.by)

    def call_off(self, number: int, *, by_shop: bool) -> None:
        end = calling_off.decline if by_shop else calling_off.call_off_by_buyer
        end(self.part_ids[number], because="thôi", by=self.by)

    def lapse(self, number: int) -> None:
        calling_off.lapse(self.part_ids[number], at=now() + FAR)

    # --- money ---

    def tell(self, word: Word) -> None:
        account = self.stage.accounts[word.shop]
        memo = " ".join(self.codes[number] for number in word.codes) or "chuyen tien"
        if word.refund is not None:
            code = sa.text("SELECT code FROM refund WHERE id = :id")
            memo = f"hoan tien {db.session.scalar(code, {'id': self._refund_id(word.refund)})}"
        settle(
            Told(
                shop_id=account.shop_id,
                account=account,
                teller=Teller(word.teller),
                outside_key=word.key,
                amount_vnd=Dong(word.amount),
                at=self.now + timedelta(days=word.day),
                memo=memo,
                direction=Direction.OUT if word.is_out else Direction.IN,
                reference=word.reference,
                account_told="0000" if word.names_other_account else "",
            )
        )

    def receive(self, number: int, amount: int, key: str, *, reason: str, cash: bool) -> None:
        take = by_hand.take_cash if cash else by_hand.confirm_received
        take(self.part_ids[number], amount_vnd=Dong(amount), reason=reason, key=key, by=self.by)

    def link(self, line: int, part: int) -> None:
        by_hand.link_line(self._line_id(line), part=whole_part(self.part_ids[part]), reason="thử", by=self.by)

    def undo(self, line: int) -> None:
        undoing.undo_link(self._line_id(line), reason="nhầm", by=self.by)

    def set_aside(self, line: int) -> None:
        by_hand.set_aside(self._line_id(line), reason="tiền riêng", by=self.by)

    def say_same(self, line: int) -> None:
        by_hand.say_same_money(self._line_id(line), by=self.by)

    def ask_refund(self, line: int, amount: int) -> None:
        returning.ask_refund(self._line_id(line), amount_vnd=Dong(amount), reason="chuyển nhầm", by=self.by)

    def send(self, refund: int, *, cash: bool) -> None:
        way = RefundWay.CASH if cash else RefundWay.BANK
        returning.mark_sent(self._refund_id(refund), way=way, reference="", by=self.by)

    def confirm(self, refund: int) -> None:
        returning.confirm_refund(self._refund_id(refund), by=self.by)

    def bounce(self, refund: int) -> None:
        returning.note_bounced(self._refund_id(refund), because="sai số tài khoản", by=self.by)

    def _line_id(self, number: int) -> int:
        return int(_rows(LINES)[number][0])

    def _refund_id(self, number: int) -> int:
        return int(_rows(REFUNDS)[number][0])

    # --- both ---

    def seen(self) -> dict[str, Any]:
        """Everything that the model knows too."""
        parts = {row[0]: row[1:] for row in _rows(PARTS)}
        lines, stocks = _rows(LINES), {row[1]: row[2:] for row in _rows(STOCKS)}
        number_of = {row[0]: number for number, row in enumerate(lines)}
        name_of = {f"bank:{account.id}": f"bank {n}" for n, account in enumerate(self.stage.accounts)}
        name_of |= {f"cash:{shop.id}": f"cash {n}" for n, shop in enumerate(self.stage.shops)}
        return {
            "parts": [parts[id_] for id_ in self.part_ids],
            "lines": [row[1:] for row in lines],
            "refunds": [(number_of[row[1]], *row[2:]) for row in _rows(REFUNDS)],
            "stock": [stocks[product.id] for product in self.stage.products],
            "hands": {name_of[account]: int(amount) for account, amount in _rows(HANDS) if amount},
        }

    def broken(self) -> dict[str, Any]:
        """The market's own invariants that do not hold."""
        db.session.flush()
        return {name: found for name, found in broken().items() if found}


def expected(world: World) -> dict[str, Any]:
    """The same of the model."""
    return {
        "parts": [(part.state, part.is_paid, part.asked, part.got) for part in world.parts],
        "lines": [(line.is_out, line.amount, line.state, line.parked, line.returned) for line in world.lines],
        "refunds": [(refund.line, refund.amount, refund.state) for refund in world.refunds],
        "stock": [(product.on_hand, product.free) for product in world.products],
        "hands": {name: amount for name, amount in world.hands.items() if amount},
    }


def _rows(query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(sa.text(query))]
