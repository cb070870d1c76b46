"""The gateway is tried against the sandbox's VNPay, over real HTTP."""

from tests.sandbox.vnpay.making import pace, running, sandbox_settings, shop

__all__ = ["pace", "running", "sandbox_settings", "shop"]
