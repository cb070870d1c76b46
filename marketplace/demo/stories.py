"""Orders of the last days: everything that can happen to an order, told through the market's own services.

A credit is told of as SePay would; what it pays, parks or revives is decided by the market, never here.
"""

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import HOLDER, Actor
from marketplace.clock import now, vietnam
from marketplace.db import db
from marketplace.demo.moments import Moment
from marketplace.demo.village import Village
from marketplace.money import Dong
from marketplace.orders.queries import lock_sub_order, order_by_code, show_cart
from marketplace.orders.services import carts, life
from marketplace.orders.services.placing import Checkout, place_order
from marketplace.orders.states import Fulfilment, Method, SubOrderState
from marketplace.payments.models import PaymentRequest
from marketplace.payments.services import by_hand, calling_off
from marketplace.payments.services.asking import open_requests
from marketplace.payments.services.settling import settle
from marketplace.payments.services.telling import Told
from marketplace.payments.states import Teller
from marketplace.shops.queries import get_account

# Minutes after the order at which the shop, or the buyer, does its part.
ACCEPTED: Final = 30
READY: Final = 90
HANDED_OVER: Final = 360
COMPLETED: Final = 420
CALLED_OFF: Final = 20
DECLINED: Final = 60

_S = SubOrderState
# How far the goods of a part in this state have come.
_STEPS_DONE: Final[Mapping[SubOrderState, int]] = {_S.ACCEPTED: 1, _S.READY: 2, _S.HANDED_OVER: 3, _S.COMPLETED: 4}
_STEPS: Final = (
    (ACCEPTED, life.accept),
    (READY, life.make_ready),
    (HANDED_OVER, life.hand_over),
    (COMPLETED, life.complete),
)


def moments_of_stories(village: Village) -> Iterator[Moment]:
    """Every order of the demo, step by step."""
    for told in village.told["stories"]:
        yield from _Story(village, told).moments()


class _Story:
    """One order. Its parts are known by their shops' slugs once it is placed."""

    def __init__(self, village: Village, told: Mapping[str, Any]) -> None:
        self.village = village
        self.told = told
        self.placed_at = village.at - timedelta(minutes=told["placed_minutes_ago"])
        self.parts: dict[str, int] = {}

    def moments(self) -> Iterator[Moment]:
        yield self._after(0, self._place)
        for part in self.told["parts"]:
            for number, credit in enumerate(part.get("credits", ())):
                yield self._after(credit["minutes_after_order"], self._credit, part["shop"], number, credit)
            yield from self._life(part)

    def _after(self, minutes: int, do: Any, *words: Any) -> Moment:
        return Moment(self.placed_at + timedelta(minutes=minutes), partial(do, *words))

    def _life(self, part: Mapping[str, Any]) -> Iterator[Moment]:
        """What becomes of the goods, besides the money."""
        shop, state = part["shop"], SubOrderState(part["sub_order_state"])
        match state:
            case _S.EXPIRED:
                yield self._after(config.current().hold_minutes, self._lapse, shop)
            case _S.CANCELLED_BY_BUYER:
                yield self._after(CALLED_OFF, self._call_off, shop, part["because_vi"])
            case _S.DECLINED_BY_SHOP:
                yield self._after(DECLINED, self._decline, shop, part["because_vi"])
        owner = self.village.owner(shop)
        for minutes, step in _STEPS[: _STEPS_DONE.get(state, 0)]:
            yield self._after(minutes, self._step, shop, step, owner)
        if "cash" in part:
            yield self._after(HANDED_OVER, self._take_cash, shop, part["cash"])

    @property
    def buyer(self) -> Actor:
        """The member who ordered, or whoever holds the order's link."""
        told = self.told["buyer"]
        return self.village.person(told["person"]) if told["kind"] == "account" else HOLDER

    def _place(self) -> None:
        told, village = self.told["buyer"], self.village
        member = village.people[told["person"]] if told["kind"] == "account" else None
        token: str | None = None
        for part in self.told["parts"]:
            for line in part["lines"]:
                token = carts.put_in_cart(token, product_slug=line["product"], qty=line["qty"])
        checkout = Checkout(
            key=secrets.token_urlsafe(18),
            seen=show_cart(token).seen,
            name=member.name if member else told["name"],
            phone=member.phone if member else told["phone"],
            email="",
            fulfilment=Fulfilment.PICKUP,
            pickup_point=village.points[self.told["pickup_point"]],
            address="",
            wanted_on=self._pickup_day(),
            note="",
            methods={part["shop"]: Method(part["method"]) for part in self.told["parts"]},
            buyer_id=member.id if member else None,
        )
        placed, _ = place_order(token, checkout, by=self.buyer)
        order = order_by_code(placed.code)
        open_requests(order)
        self.parts = {part.shop.slug: part.id for part in order.parts}
        assert order.total_vnd == sum(part["total_vnd"] for part in self.told["parts"])

    def _pickup_day(self) -> date:
        """The day the goods were fetched; for what is not fetched yet, the next day the pick-up point is open."""
        states = {SubOrderState(part["sub_order_state"]) for part in self.told["parts"]}
        if states <= {_S.HANDED_OVER, _S.COMPLETED}:
            return vietnam(self.placed_at + timedelta(minutes=HANDED_OVER)).date()
        told = next(point for point in self.village.told["pickup_points"] if point["slug"] == self.told["pickup_point"])
        open_on = {weekday for slot in told["slots"] for weekday in slot["weekdays"]}
        # An open order is not fetched on a day that is over.
        first = vietnam(self.placed_at if states & {_S.EXPIRED} else self.village.at).date()
        return next(
            day for day in (first + timedelta(days=ahead) for ahead in range(1, 8)) if day.isoweekday() in open_on
        )

    def _request(self, shop: str) -> PaymentRequest:
        return db.session.execute(
            sa.select(PaymentRequest).where(PaymentRequest.sub_order_id == self.parts[shop])
        ).scalar_one()

    def _credit(self, shop: str, number: int, told: Mapping[str, Any]) -> None:
        request = self._request(shop)
        account = get_account(request.account_id)
        settle(
            Told(
                shop_id=account.shop_id,
                account=account,
                teller=Teller.SEPAY,
                outside_key=f"sepay:{account.id}:demo-{self.told['story_id']}-{number}",
                amount_vnd=Dong(told["amount_vnd"]),
                at=now(),
                memo=memo_of(told["memo"], code=request.code),
                reference=f"DEMO{request.id:06d}{number}",
                account_told=account.number,
            )
        )

    def _take_cash(self, shop: str, told: Mapping[str, Any]) -> None:
        by_hand.take_cash(
            self.parts[shop],
            amount_vnd=Dong(told["amount_vnd"]),
            reason="",
            key=f"demo-{self.told['story_id']}",
            by=self.village.person(told["collected_by"]),
        )

    def _step(self, shop: str, step: Any, by: Actor) -> None:
        step(lock_sub_order(self.parts[shop]), by=by)

    def _lapse(self, shop: str) -> None:
        calling_off.lapse(self.parts[shop], at=now())

    def _call_off(self, shop: str, because: str) -> None:
        calling_off.call_off_by_buyer(self.parts[shop], because=because, by=self.buyer)

    def _decline(self, shop: str, because: str) -> None:
        calling_off.decline(self.parts[shop], because=because, by=self.village.owner(shop))


def memo_of(told: Mapping[str, Any], *, code: str) -> str:
    """What the bank printed: the code cut into groups, with the bank's own words around it."""
    groups: list[str] = []
    start = 0
    for length in told["code_groups"]:
        groups.append(code[start : start + length])
        start += length
    written = " ".join(groups)
    return told["before"] + (written.lower() if told["lower_case"] else written) + told["after"]
