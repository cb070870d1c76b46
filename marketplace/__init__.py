"""Chợ Thôn: a village's market and its heritage in 360°, every producer paid directly."""
