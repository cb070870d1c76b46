"""Holding the books against the world outside: movements one by one (`breaks`), and sums (`counts`)."""
