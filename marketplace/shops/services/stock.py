"""Stock is a ledger of moves; goods of open orders are holds.

`on_hand_qty` and `free_qty` change in one statement that also checks them, so nothing is ever sold twice. What is made
to order has no stock: `take_hold` says so of each line, and a line without a hold has nothing to sell or give back.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.errors import BadInput
from marketplace.shops.errors import CountingFixed, NotCounted, NotForSale, OutOfStock, StockTooLow
from marketplace.shops.models import Hold, Offer, Product, Shop, StockMove
from marketplace.shops.states import HoldState, MoveReason, ProductState, ShopState


def move_stock(
    offer_id: int, *, qty: int, reason: MoveReason, by: Actor, note: str = "", order_line_id: int | None = None
) -> None:
    """`qty` more (or, below zero, less) is on hand, with a row that says why.

    Raises StockTooLow when buyers already hold what would go, NotCounted for what is made to order.
    """
    if qty == 0:
        return
    changed = db.session.execute(
        sa.update(Offer)
        .where(Offer.id == offer_id, ~Offer.made_to_order, Offer.free_qty + qty >= 0)
        .values(on_hand_qty=Offer.on_hand_qty + qty, free_qty=Offer.free_qty + qty)
        .returning(Offer.free_qty),
        execution_options={"synchronize_session": False},
    ).first()
    if changed is None:
        _refuse_move(offer_id, by_qty=qty)
    _write_move(offer_id, qty=qty, reason=reason, by=by, note=note, order_line_id=order_line_id)


def count_stock(offer_id: int, *, counted: int, seen: int, by: Actor, note: str = "") -> None:
    """The seller counted `counted` on hand when the page said `seen`; the difference is a move.

    Sales between the page and now stay sold: the difference is applied, not the total.
    Raises StockTooLow, NotCounted, BadInput for a count below zero.
    """
    if counted < 0:
        raise BadInput
    move_stock(offer_id, qty=counted - seen, reason=MoveReason.COUNTED, by=by, note=note)


def _refuse_move(offer_id: int, *, by_qty: int) -> None:
    offer = db.session.execute(
        sa.select(Offer.on_hand_qty, Offer.free_qty, Offer.made_to_order).where(Offer.id == offer_id)
    ).one()
    if offer.made_to_order:
        raise NotCounted
    raise StockTooLow(wanted=offer.on_hand_qty + by_qty, held=offer.on_hand_qty - offer.free_qty)


def _write_move(
    offer_id: int, *, qty: int, reason: MoveReason, by: Actor, note: str, order_line_id: int | None
) -> None:
    db.session.add(
        StockMove(
            offer_id=offer_id,
            qty=qty,
            reason=reason,
            at=now(),
            actor=by.label,
            actor_id=by.user_id,
            note=note,
            order_line_id=order_line_id,
        )
    )


def lock_goods(offer_ids: Iterable[int]) -> None:
    """These offers are ours until the transaction ends: for whoever changes goods of several orders at once."""
    db.session.execute(
        sa.select(Offer.id).where(Offer.id.in_(set(offer_ids))).order_by(Offer.id).with_for_update(key_share=True)
    )


def change_counting(offer: Offer, *, made_to_order: bool, open_orders: int, by: Actor) -> None:
    """From now on the goods are made to order, or are counted again, from none. What was counted leaves the stock.

    Wants lock_goods, then the number of open orders: whoever buys meanwhile waits. Raises CountingFixed when there are
    any, because a line stays what it was when bought, and who counts would not see what is promised already.
    """
    db.session.refresh(offer)
    if offer.made_to_order == made_to_order:
        return
    if open_orders:
        raise CountingFixed(count=open_orders)
    move_stock(offer.id, qty=-offer.on_hand_qty, reason=MoveReason.TO_ORDER, by=by)
    offer.made_to_order = made_to_order
    db.session.flush()


def take_hold(offer_id: int, *, order_line_id: int, qty: int, until: datetime, product_name: str) -> Hold | None:
    """These goods are kept for this line until then; None: they are made to order, there is nothing to keep.

    Callers go through offers in order of id, and write down on the line which it was.
    Raises OutOfStock, or NotForSale when product or shop stopped selling.
    """
    taken = db.session.execute(
        sa.update(Offer)
        .where(
            Offer.id == offer_id,
            sa.or_(Offer.made_to_order, Offer.free_qty >= qty),
            Offer.product_id == Product.id,
            Product.shop_id == Shop.id,
            Product.state == ProductState.LIVE,
            Shop.state == ShopState.LIVE,
        )
        .values(free_qty=sa.case((Offer.made_to_order, Offer.free_qty), else_=Offer.free_qty - qty))
        .returning(Offer.made_to_order),
        execution_options={"synchronize_session": False},
    ).first()
    if taken is None:
        _refuse_hold(offer_id, qty=qty, product_name=product_name)
    elif taken.made_to_order:
        return None
    hold = Hold(offer_id=offer_id, order_line_id=order_line_id, qty=qty, taken_at=now(), until=until)
    db.session.add(hold)
    db.session.flush()
    return hold


def _refuse_hold(offer_id: int, *, qty: int, product_name: str) -> None:
    found = db.session.execute(
        sa.select(Offer.free_qty, Offer.sold_by, Product.state, Shop.state)
        .join(Product, Product.id == Offer.product_id)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Offer.id == offer_id)
    ).one()
    if found[2] is not ProductState.LIVE or found[3] is not ShopState.LIVE:
        raise NotForSale(product=product_name)
    left = f"{found.free_qty} g" if found.sold_by == "weight" else str(found.free_qty)
    raise OutOfStock(product=product_name, wanted=qty, left=left)


def _end_hold(order_line_id: int, *, state: HoldState) -> Hold | None:
    """The line's active hold is over, in one statement, so it ends once; None when it had none."""
    return db.session.scalar(
        sa.update(Hold)
        .where(Hold.order_line_id == order_line_id, Hold.state == HoldState.ACTIVE)
        .values(state=state, ended_at=now())
        .returning(Hold),
        execution_options={"synchronize_session": False, "populate_existing": True},
    )


def release_hold(order_line_id: int, *, expired: bool = False) -> None:
    """The line's goods are free again; a line without a hold changes nothing."""
    hold = _end_hold(order_line_id, state=HoldState.EXPIRED if expired else HoldState.RELEASED)
    if hold is not None:
        db.session.execute(
            sa.update(Offer).where(Offer.id == hold.offer_id).values(free_qty=Offer.free_qty + hold.qty),
            execution_options={"synchronize_session": False},
        )


def give_back(offer_id: int, *, order_line_id: int, expired: bool = False) -> None:
    """The line's goods are the shop's again: held ones are free, sold ones come back as a move. Again changes nothing.

    Whether they were sold is read from the moves: money may have come, sold them, and gone again.
    """
    release_hold(order_line_id, expired=expired)
    db.session.flush()
    sold = -(
        db.session.scalar(sa.select(sa.func.sum(StockMove.qty)).where(StockMove.order_line_id == order_line_id)) or 0
    )
    if sold > 0:
        move_stock(offer_id, qty=int(sold), reason=MoveReason.RETURNED, by=SYSTEM, order_line_id=order_line_id)


def consume_hold(order_line_id: int, *, by: Actor) -> None:
    """The line's goods are sold: the hold becomes a move out of stock. Once; again changes nothing."""
    hold = _end_hold(order_line_id, state=HoldState.CONSUMED)
    if hold is None:
        return
    db.session.execute(
        sa.update(Offer).where(Offer.id == hold.offer_id).values(on_hand_qty=Offer.on_hand_qty - hold.qty),
        execution_options={"synchronize_session": False},
    )
    _write_move(hold.offer_id, qty=-hold.qty, reason=MoveReason.SOLD, by=by, note="", order_line_id=order_line_id)


def prolong_hold(order_line_id: int, *, until: datetime) -> None:
    """The line's goods are kept until then instead."""
    db.session.execute(
        sa.update(Hold).where(Hold.order_line_id == order_line_id, Hold.state == HoldState.ACTIVE).values(until=until),
        execution_options={"synchronize_session": False},
    )
