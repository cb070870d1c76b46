"""What a pin is called that has no name of its own."""

from typing import Final

# A pin without a name of its own is called by the beginning of what it tells.
LONGEST_LABEL: Final = 32


def beginning_of(text: str) -> str:
    """The first words of a text, to call it by: up to its first stop, or as many words as fit and "…"."""
    short = text
    for stop in (". ", ", ", "; ", ": ", "\n"):
        short = short.split(stop, 1)[0]
    short = short.rstrip(".")
    if len(short) > LONGEST_LABEL:
        short = short[: LONGEST_LABEL + 1].rsplit(" ", 1)[0] + "…"
    return short
