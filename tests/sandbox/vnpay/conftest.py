"""The fixtures of this room's VNPay."""

from .making import pace, running, sandbox_settings, shop

__all__ = ["pace", "running", "sandbox_settings", "shop"]
