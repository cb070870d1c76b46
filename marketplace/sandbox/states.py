"""What becomes of a transfer's notice, and how the bank may misbehave on purpose.

no_address | silent | waiting → told | failed;  told, failed, silent, no_address → waiting  (sent again)
"""

from enum import StrEnum


class Mischief(StrEnum):
    """How the notice of a transfer goes wrong."""

    NONE = "none"
    BAD_SIGNATURE = "bad_signature"
    OLD_SIGNATURE = "old_signature"
    WRONG_ACCOUNT = "wrong_account"
    TOLD_TWICE = "told_twice"
    REVERSED = "reversed"
    SILENT = "silent"


class Told(StrEnum):
    """Whether the market was told of a transfer."""

    WAITING = "waiting"
    TOLD = "told"
    FAILED = "failed"
    SILENT = "silent"
    NO_ADDRESS = "no_address"
