"""Passwords: argon2id, and which ones are too easy.

19 MiB, 2 passes, 1 lane: OWASP's minimum for argon2id (Password Storage Cheat Sheet, 2025),
about 23 ms here. Parameters can grow: a sign-in hashes anew what was hashed with less.
"""

import re
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from marketplace.accounts.errors import PasswordTooLong, WeakPassword
from marketplace.text import fold

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What is checked for a phone nobody has, so that both answers take as long.
_NOBODY: Final = _hasher.hash("nobody's password")

# The 30,000 passwords seen most in leaks, as zxcvbn ships them.
_COMMON: Final = frozenset(FREQUENCY_LISTS["passwords"])
_CONTEXT: Final = frozenset(
    {"chothon", "matkhau", "songphuong", "danphuong", "hanoi", "vietnam", "password", "langmau"}
)


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Raises PasswordTooLong."""
    return _hasher.hash(_normal(password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether this is the password; as slow for None (nobody) as for a person."""
    try:
        normal = _normal(password)
    except PasswordTooLong:
        return False
    try:
        return _hasher.verify(kept or _NOBODY, normal) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def refuse_weak(password: str, *, phone: str, name: str) -> None:
    """Nothing happens for a good password. Raises WeakPassword or PasswordTooLong."""
    normal = _normal(password)
    if len(normal) < 8:
        raise WeakPassword
    plain = re.sub(r"[^a-z0-9]", "", fold(normal))
    letters = re.sub(r"[0-9]+$", "", plain)
    if normal.lower() in _COMMON or plain in _COMMON or plain in _CONTEXT or letters in _CONTEXT:
        raise WeakPassword
    if len(set(normal)) < 4:
        raise WeakPassword
    own = fold(name).replace(" ", "")
    if phone.removeprefix("+84") in plain or (len(own) > 3 and letters == own):
        raise WeakPassword


def _normal(password: str) -> str:
    if len(password) > 1000:
        raise PasswordTooLong
    return unicodedata.normalize("NFC", password)
