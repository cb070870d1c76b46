"""An order's money as its buyer sees it: one card for each shop, and what tells an old page from a fresh one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from marketplace.clock import now
from marketplace.money import Dong
from marketplace.orders.models import Complaint, Order, SubOrder
from marketplace.pages.elsewhere import Ways, ways_of
from marketplace.payments import qr, vietqr
from marketplace.payments.models import PaymentRequest, Refund
from marketplace.payments.queries import refunds_of_parts, requests_of_parts, surplus_of_requests
from marketplace.payments.states import RequestState


@dataclass(frozen=True)
class PayCard:
    """One shop's share as the buyer sees its money. `payload` is set while a QR may be shown."""

    part: SubOrder
    request: PaymentRequest | None
    surplus_vnd: Dong
    payload: str
    refunds: Sequence[Refund] = ()
    by_vnpay: bool = False
    by_payos: bool = False

    @property
    def awaits_money(self) -> bool:
        """Whether money may still come: also after its time, while a late transfer opens the order again."""
        if self.request is None or self.part.paid_at is not None:
            return False
        if self.request.state is RequestState.LAPSED:
            return now() <= self.request.late_until
        return self.request.is_payable and self.part.is_open

    @property
    def qr(self) -> Markup:
        """The code as an inline picture, drawn by us from our own payload."""
        label = gettext("Mã VietQR trả %(shop)s", shop=self.part.shop.name)
        return Markup(qr.svg(self.payload, label=label))  # noqa: S704  # digits, path and an escaped label

    @property
    def state(self) -> str:
        """open, paid or lapsed: how the card is drawn."""
        if self.part.paid_at is not None:
            return "paid"
        return "open" if self.payload else "lapsed"


def cards_of(order: Order) -> list[PayCard]:
    """One card for each shop of the order, in the parts' order."""
    requests = requests_of_parts([part.id for part in order.parts])
    surplus = surplus_of_requests([request.id for request in requests.values()])
    refunds = refunds_of_parts([part.id for part in order.parts])
    ways = ways_of(order.parts, requests)
    return [
        _card(
            part,
            requests.get(part.id),
            surplus,
            [refund for refund in refunds if refund.sub_order_id == part.id],
            ways[part.id],
        )
        for part in order.parts
    ]


def _card(
    part: SubOrder,
    request_: PaymentRequest | None,
    surplus: dict[int, Dong],
    refunds: Sequence[Refund],
    ways: Ways,
) -> PayCard:
    payload = ""
    if request_ is not None and request_.is_payable and part.is_open and now() < request_.open_until:
        payload = vietqr.order_payload(request_.bin, request_.number, request_.left_vnd, request_.memo)
    surplus_vnd = surplus.get(request_.id, Dong(0)) if request_ else Dong(0)
    return PayCard(part, request_, surplus_vnd, payload, refunds, ways.by_vnpay, ways.by_payos)


def version_of(cards: list[PayCard], complaints: dict[int, Complaint] | None = None) -> str:
    """Changes whenever the page would: states, QRs that ran out, and what is said in complaints."""
    said = "".join(f"-{complaint.number}.{complaint.version}" for complaint in (complaints or {}).values())
    return said + "-".join(
        f"{card.part.version}.{card.request.version if card.request else 0}.{int(bool(card.payload))}{int(card.awaits_money)}.{card.surplus_vnd}"
        + "".join(f".{refund.version}" for refund in card.refunds)
        for card in cards
    )
