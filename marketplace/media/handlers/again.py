"""How often a job of this room is tried again."""

from typing import Final

from procrastinate import RetryStrategy

# A full disk, or a machine that was switched off: it is tried again, and makes the same files.
AGAIN: Final = RetryStrategy(max_attempts=3, exponential_wait=8)
