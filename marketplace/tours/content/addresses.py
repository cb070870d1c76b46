"""What is an address on the web."""

from urllib.parse import urlsplit

from marketplace.text import clean_line


def is_web_address(address: str) -> bool:
    """Whether this is the plain address of a page on the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and clean_line(address) == address
        and " " not in address
    )
