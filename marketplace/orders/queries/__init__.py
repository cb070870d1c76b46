"""Reading carts and orders."""

from marketplace.orders.queries.carts import CartShop, CartView, find_cart, lock_cart, show_cart
from marketplace.orders.queries.orders import (
    lock_sub_order,
    open_parts_of_phone,
    order_by_code,
    order_of_key,
    orders_of_member,
    overdue_part_ids,
    part_for_seller,
    parts_for_desk,
    quiet_part_ids,
    whole_part,
)

__all__ = [
    "CartShop",
    "CartView",
    "find_cart",
    "lock_cart",
    "lock_sub_order",
    "open_parts_of_phone",
    "order_by_code",
    "order_of_key",
    "orders_of_member",
    "overdue_part_ids",
    "part_for_seller",
    "parts_for_desk",
    "quiet_part_ids",
    "show_cart",
    "whole_part",
]
