"""What the orders room keeps."""

from marketplace.orders.models.complaints import Complaint, ComplaintChange
from marketplace.orders.models.orders import Cart, CartLine, Order, OrderLine, SubOrder, SubOrderChange

__all__ = [
    "Cart",
    "CartLine",
    "Complaint",
    "ComplaintChange",
    "Order",
    "OrderLine",
    "SubOrder",
    "SubOrderChange",
]
