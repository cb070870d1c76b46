"""Carts, checkout, orders, sub-orders and hand-over."""
