"""The lives of orders' parts, and of complaints about them."""

from marketplace.orders.states.complaints import COMPLAINT_NEXT, About, ComplaintState, Outcome
from marketplace.orders.states.parts import NEXT, OPEN, Fulfilment, Method, SubOrderState, may_become

__all__ = [
    "COMPLAINT_NEXT",
    "NEXT",
    "OPEN",
    "About",
    "ComplaintState",
    "Fulfilment",
    "Method",
    "Outcome",
    "SubOrderState",
    "may_become",
]
