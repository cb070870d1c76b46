"""Asking buyers for money: one request per shop, with that shop's own account."""

from datetime import timedelta

import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import SYSTEM
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.orders.states import Method
from marketplace.payments.codes import draw_code
from marketplace.payments.errors import NoPayableAccount
from marketplace.payments.models import PaymentRequest, RequestChange
from marketplace.payments.queries import codes_taken, is_code_taken
from marketplace.payments.states import RequestState
from marketplace.shops.queries import current_account, feeds_of
from marketplace.text import N_


def open_requests(order: Order) -> None:
    """Each transfer part of a new order has its request: account, amount and code as of now.

    Raises NoPayableAccount when a shop has no verified account.
    """
    settings = config.current()
    asked = []
    for part in order.parts:
        if part.method is Method.TRANSFER:
            account = current_account(part.shop_id)
            if account is None:
                raise NoPayableAccount(shop=part.shop.name)
            asked.append((account, part))
    for account, part in sorted(asked, key=lambda pair: pair[0].id):
        # Codes of one account are drawn one after another, so that each keeps its distance from all others.
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"codes:{account.id}", 0))))
        request = PaymentRequest(
            sub_order_id=part.id,
            account_id=account.id,
            code=_free_code(account.id),
            memo_prefix=next((feed.memo_prefix for feed in feeds_of([account.id]) if feed.memo_prefix), ""),
            amount_vnd=part.amount_vnd,
            bin=account.bin,
            bank_name=account.bank_name,
            number_sealed=account.number_sealed,
            holder=account.holder,
            opened_at=part.placed_at,
            open_until=part.pay_by,
            late_until=part.hold_until + timedelta(hours=settings.late_hours),
        )
        db.session.add(request)
        db.session.flush()
        db.session.add(
            RequestChange(
                request_id=request.id,
                after=RequestState.OPEN,
                at=part.placed_at,
                because=N_("Đơn được đặt"),
                actor=SYSTEM.label,
            )
        )
    db.session.flush()


def _free_code(account_id: int) -> str:
    taken = codes_taken(account_id)
    while True:
        code = draw_code(config.current().code_prefix, taken=taken)
        if not is_code_taken(code):
            return code
