"""What shops tell rooms above them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountVerified:
    """A moderator has verified this bank account: buyers pay into it from now on."""

    account_id: int
