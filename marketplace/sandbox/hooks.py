"""Where the sandbox may call: its own market, and nowhere else."""

from typing import Final
from urllib.parse import urlsplit

from marketplace.sandbox.errors import ForeignHook

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def check_hook(url: str, *, site_url: str) -> str:
    """The address, when it is on the market's host or on this machine. Raises ForeignHook."""
    site_host = urlsplit(site_url).hostname or ""
    refused = ForeignHook(host=site_host)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise refused from wrong
    if parts.scheme not in ("http", "https") or parts.username or parts.password or port == 0:
        raise refused
    if not host or host not in LOOPBACK | {site_host} or not url.isascii() or any(c <= " " for c in url):
        raise refused
    return url
