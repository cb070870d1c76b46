"""The link that opens one order: a keyed hash, so it can be made again for a mail and is stored nowhere.

160 bits; it is not the order's code, and opens no other order (CASES A15).
"""

import base64
import hashlib
import hmac

from marketplace import config


def order_secret(code: str, nonce: str) -> str:
    """The secret part of this order's link, by today's key."""
    return _secret(config.current().secret_key, code, nonce)


def is_order_secret(told: str, *, code: str, nonce: str) -> bool:
    """Whether this is the order's secret, by any key of the ring."""
    return any(
        hmac.compare_digest(_secret(key, code, nonce).encode(), told.encode()) for key in config.current().secret_keys
    )


def _secret(key: str, code: str, nonce: str) -> str:
    digest = hmac.new(key.encode(), f"order-link:{code}:{nonce}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:20]).decode().rstrip("=")
