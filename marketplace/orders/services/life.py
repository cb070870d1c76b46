"""The steps of one shop's part, from placed to completed."""

from datetime import datetime, timedelta
from typing import Final

from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.money import write_dong
from marketplace.notices.services import tell_by_mail, tell_member
from marketplace.orders.errors import CashNotRecorded, NotPaidYet, StaleView, WrongMoment
from marketplace.orders.models import SubOrder
from marketplace.orders.secrets import order_secret
from marketplace.orders.states import Method, SubOrderState
from marketplace.shops.services.stock import consume_hold, give_back, take_hold
from marketplace.text import N_

# Goods that were handed over and paid are a finished matter after this long without a word from the buyer.
QUIET: Final = timedelta(days=3)

_S = SubOrderState


def refuse_stale(part: SubOrder, seen_version: int | None) -> None:
    """Nothing happens when the page showed this very version. Raises StaleView (A16)."""
    if seen_version is not None and part.version != seen_version:
        raise StaleView


def tell_of_cash_order(part: SubOrder) -> None:
    """The shop is told of a new order that will be paid in cash; a transfer is told of when its money is there."""
    tell_shop(
        part,
        "placed",
        N_("Đơn mới %(code)s, trả tiền mặt"),
        N_("Khách đặt %(amount)s, trả khi nhận hàng. Mời bấm “Nhận đơn”."),
    )


def note_paid(part: SubOrder, *, at: datetime, by: Actor) -> None:
    """The part's money is whole: its goods are sold. Once; again changes nothing."""
    if part.paid_at is not None:
        return
    part.paid_at = at
    part.version += 1
    if part.method is Method.TRANSFER:
        for line in sorted(part.lines, key=lambda line: line.offer_id):
            consume_hold(line.id, by=by)
    tell_buyer(
        part, "paid", N_("Đã nhận tiền đơn %(code)s"), N_("“%(shop)s” đã nhận đủ %(amount)s và sẽ chuẩn bị hàng.")
    )
    tell_shop(part, "paid", N_("Đơn %(code)s đã trả tiền"), N_("Khách đã trả đủ %(amount)s. Mời bấm “Nhận đơn”."))


def note_unpaid(part: SubOrder) -> None:
    """Money that made the part paid was taken back."""
    part.paid_at = None
    part.version += 1


def accept(part: SubOrder, *, by: Actor) -> None:
    """The shop takes the order on. Raises NotPaidYet for a transfer without its money, WrongMoment."""
    if part.method is Method.TRANSFER and part.paid_at is None:
        raise NotPaidYet
    part.become(_S.ACCEPTED, because=N_("Gian hàng nhận đơn"), by=by)
    tell_buyer(part, "accepted", N_("Đơn %(code)s đã được nhận"), N_("“%(shop)s” đã nhận đơn và đang chuẩn bị."))


def make_ready(part: SubOrder, *, by: Actor) -> None:
    """The goods are packed. Raises WrongMoment."""
    part.become(_S.READY, because=N_("Hàng đã gói xong"), by=by)
    tell_buyer(
        part, "ready", N_("Hàng của đơn %(code)s đã sẵn sàng"), N_("“%(shop)s” đã gói xong. Mời đến nhận theo hẹn.")
    )


def hand_over(part: SubOrder, *, by: Actor) -> None:
    """The buyer has the goods. Goods of a cash order leave the stock now. Raises WrongMoment."""
    part.become(_S.HANDED_OVER, because=N_("Đã giao hàng"), by=by)
    for line in sorted(part.lines, key=lambda line: line.offer_id):
        consume_hold(line.id, by=by)
    tell_buyer(part, "handed-over", N_("Đơn %(code)s đã giao"), N_("“%(shop)s” đã giao hàng. Cảm ơn bạn!"))


def complete(part: SubOrder, *, by: Actor) -> None:
    """The order is finished. Pressed again it stays so (A07). Raises CashNotRecorded, NotPaidYet, WrongMoment."""
    if part.state is _S.COMPLETED:
        return
    if part.paid_at is None:
        raise CashNotRecorded if part.method is Method.CASH else NotPaidYet
    part.become(_S.COMPLETED, because=N_("Hoàn tất"), by=by)


def expire(part: SubOrder) -> None:
    """The time to pay is over: the goods are free again. Raises WrongMoment when it is not waiting."""
    if part.paid_at is not None:
        raise WrongMoment
    part.become(_S.EXPIRED, because=N_("Quá hạn mà chưa nhận đủ tiền"), by=SYSTEM)
    _let_goods_go(part, expired=True)
    tell_buyer(
        part, "expired", N_("Đơn %(code)s đã hết hạn"),
        N_("Chưa nhận được tiền cho “%(shop)s” nên đơn đã đóng. Nếu bạn đã chuyển, xin mở trang đơn để xem phải làm gì."),
    )  # fmt: skip


def revive(part: SubOrder, *, until: datetime, by: Actor) -> None:
    """Late money found the goods still free: they are held anew and the part is placed again (B06).

    Raises OutOfStock or NotForSale when they are gone: then the money waits for a person.
    """
    for line in sorted(part.lines, key=lambda line: line.offer_id):
        hold = take_hold(
            line.offer_id, order_line_id=line.id, qty=line.qty, until=until, product_name=line.product_name
        )
        # It may be sold another way now than when it was first placed.
        line.made_to_order = hold is None
    part.become(_S.PLACED, because=N_("Tiền đến muộn, hàng vẫn còn"), by=by)


def cancel_by_buyer(part: SubOrder, *, because: str, by: Actor) -> None:
    """The buyer called it off; the goods are free again. Raises WrongMoment once it is packed.

    What was paid is promised back by the caller, in the same transaction (payments).
    """
    part.become(_S.CANCELLED_BY_BUYER, because=because, by=by)
    _let_goods_go(part)
    tell_shop(part, "cancelled", N_("Khách hủy đơn %(code)s"), N_("Khách đã hủy đơn %(amount)s."))


def decline_by_shop(part: SubOrder, *, because: str, by: Actor) -> None:
    """The shop cannot deliver; the goods are free again. Raises WrongMoment once they are handed over."""
    part.become(_S.DECLINED_BY_SHOP, because=because, by=by)
    _let_goods_go(part)
    tell_buyer(
        part, "declined", N_("Đơn %(code)s không giao được"),
        N_("“%(shop)s” không giao được: %(because)s. Nếu bạn đã trả tiền, gian hàng phải hoàn lại đủ."),
        because=because,
    )  # fmt: skip


def _let_goods_go(part: SubOrder, *, expired: bool = False) -> None:
    """Held goods are free; goods already sold come back as a move, once per line (B14)."""
    for line in sorted(part.lines, key=lambda line: line.offer_id):
        give_back(line.offer_id, order_line_id=line.id, expired=expired)


def tell_buyer(part: SubOrder, step: str, title: str, body: str, **facts: str) -> None:
    """The buyer is told of this step: in the inbox of a member, by mail where there is an address."""
    order = part.order
    path = f"/don/{order.code}?khoa={order_secret(order.code, order.link_nonce)}"
    told = {"code": order.code, "shop": part.shop.name, "amount": _amount(part), **facts}
    cause = f"part:{part.id}:{step}:{part.version}"
    if order.buyer_id is not None:
        tell_member(
            user_id=order.buyer_id, cause=cause, title=title, body=body, facts=told, path=path,
            email=order.buyer_email, language=order.language,
        )  # fmt: skip
    elif order.buyer_email:
        tell_by_mail(
            email=order.buyer_email, cause=cause, title=title, body=body, facts=told, path=path, language=order.language
        )


def tell_shop(part: SubOrder, step: str, title: str, body: str, **facts: str) -> None:
    """The shop's owner is told of this step."""
    told = {"code": part.order.code, "shop": part.shop.name, "amount": _amount(part), **facts}
    tell_member(
        user_id=part.shop.owner_id,
        cause=f"part:{part.id}:shop:{step}:{part.version}",
        title=title,
        body=body,
        facts=told,
        path=f"/ban-hang/don/{part.public_id}",
    )


def _amount(part: SubOrder) -> str:
    return write_dong(part.amount_vnd)


def is_quiet(part: SubOrder, *, at: datetime | None = None) -> bool:
    """Whether a handed-over part can be completed without the buyer's word."""
    return part.state is _S.HANDED_OVER and (at or now()) - part.history[-1].at >= QUIET
