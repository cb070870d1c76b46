"""Shops, bank accounts, products, offers, stock and search."""
