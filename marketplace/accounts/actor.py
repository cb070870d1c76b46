"""Who did it: the name under every change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (with a user id), the holder of an order's link, or a machine.

    `label` is what the history shows; it never holds a phone number.
    """

    label: str
    user_id: int | None = None
    on_behalf_of: str = ""


SYSTEM = Actor(label="system")
BANK = Actor(label="bank")
HOLDER = Actor(label="buyer")
