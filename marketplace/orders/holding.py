"""Who holds an order: the browser that opened its link, or the member who placed it."""

from typing import Final

from flask import session
from flask_login import current_user

from marketplace.orders import queries
from marketplace.orders.errors import OrderNotFound
from marketplace.orders.models import Order
from marketplace.orders.secrets import is_order_secret, order_secret

# A browser remembers this many orders; older ones open by their links.
REMEMBERED: Final = 20


def remember(order: Order) -> None:
    """This browser may open the order from now on."""
    held = dict(session.get("orders", {}))
    held.pop(order.code, None)
    held[order.code] = order_secret(order.code, order.link_nonce)
    session["orders"] = dict(list(held.items())[-REMEMBERED:])
    session.permanent = True


def held_order(code: str) -> Order:
    """The order, if this browser holds its secret or this member placed it. Raises OrderNotFound."""
    order = queries.order_by_code(code)
    told = session.get("orders", {}).get(code, "")
    if is_order_secret(told, code=order.code, nonce=order.link_nonce):
        return order
    if current_user.is_authenticated and order.buyer_id == current_user.id:
        return order
    raise OrderNotFound


def order_of_link(code: str, secret: str) -> Order:
    """The order this link opens. Raises OrderNotFound for another order's secret, or a changed one."""
    order = queries.order_by_code(code)
    if not is_order_secret(secret, code=order.code, nonce=order.link_nonce):
        raise OrderNotFound
    return order
