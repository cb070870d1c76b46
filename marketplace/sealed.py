"""Encryption at rest: bank account numbers and secrets are stored sealed.

AES-256-GCM; the first key seals, every key opens, so that keys can be rotated.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_keys: list[bytes] = []


class CannotOpen(Exception):
    """None of our keys opens this: the key ring is not the one it was sealed with."""


def use_keys(words: list[str]) -> None:
    """From now on seal with the first of these secrets and open with any of them."""
    _keys[:] = [hashlib.sha256(b"sealed:" + word.encode()).digest() for word in words]


def seal(text: str, *, purpose: str) -> bytes:
    """The text, readable only with our key and only for the same purpose."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_keys[0]).encrypt(nonce, text.encode(), purpose.encode())


def unseal(box: bytes, *, purpose: str) -> str:
    """The text inside. Raises CannotOpen."""
    for key in _keys:
        try:
            return AESGCM(key).decrypt(box[:12], box[12:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            # ValueError: too short to have been sealed at all.
            continue
    raise CannotOpen(purpose)


def fingerprint(text: str, *, purpose: str) -> str:
    """A keyed hash (64 hex digits): finds a sealed text again without opening any.

    Made with the oldest key, so that a new key in front changes no fingerprint.
    """
    return hmac.new(_keys[-1], f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """SHA-256 (64 hex digits) of a random token: what the database keeps instead of it."""
    return hashlib.sha256(token.encode()).hexdigest()
