"""Asking a feed's machine over HTTP: one call, one JSON object or one of two faults.

No fault names a key: what requests says of a header it cannot send quotes the header, so it is not passed on.
"""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

import requests
import urllib3

from marketplace.errors import Fault, GatewayUnreachable
from marketplace.payments.errors import BadNotice
from marketplace.payments.feeds.notice import LARGEST_BODY, object_of
from marketplace.payments.neighbours import Resting, neighbour

# Seconds to connect, seconds to wait for each piece of the answer.
TIME_LIMITS: Final = (3.05, 10.0)
# Seconds for an answer that comes drop by drop.
WHOLE_SECONDS: Final = 30.0
_PIECE: Final = 16 * 1024
# Ask again later: the machine has no time, or is broken.
_LATER: Final = frozenset({408, 429})


class BadAnswer(Fault):
    """The machine answered, but not with what was asked for. `code` is its own word for why, or the HTTP status."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str | int] | None = None,
    told: Mapping[str, Any] | None = None,
    session: requests.Session | None = None,
    time_limits: tuple[float, float] = TIME_LIMITS,
    largest: int = LARGEST_BODY,
) -> Mapping[str, Any]:
    """The JSON object that a machine answers to a call; `told` goes as the call's own JSON.

    Raises GatewayUnreachable when it does not answer in time or says so itself (408, 429, 5xx): ask again later.
    Raises BadAnswer for any other status, redirects too, and for anything but one plain JSON object of at most
    `largest` bytes.
    """
    until = time.monotonic() + WHOLE_SECONDS
    try:
        with ExitStack() as open_things:
            open_things.enter_context(neighbour(url).called())
            if session is None:
                session = open_things.enter_context(requests.Session())
            answer = session.request(
                method,
                url,
                headers={"Accept": "application/json", "Accept-Encoding": "identity", **headers},
                params=params,
                json=told,
                timeout=time_limits,
                allow_redirects=False,
                stream=True,
                # A netrc file on this machine must not take the place of our own Authorization.
                auth=_as_it_is,
            )
            open_things.callback(answer.close)
            _check_status(answer.status_code)
            body = _read(answer, largest=largest, until=until)
    except Resting:
        raise GatewayUnreachable("not asked: it did not answer lately") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError) as trouble:
        raise GatewayUnreachable(f"no answer: {type(trouble).__name__}") from None
    try:
        return object_of(body, largest=largest)
    except BadNotice as wrong:
        raise BadAnswer(f"no JSON object: {wrong.facts['why']}") from None


def _as_it_is(call: requests.PreparedRequest) -> requests.PreparedRequest:
    return call


def _check_status(status: int) -> None:
    if status in _LATER or status >= 500:
        raise GatewayUnreachable(f"answered {status}")
    if not 200 <= status < 300:
        raise BadAnswer(f"answered {status}", code=str(status))


def _read(answer: requests.Response, *, largest: int, until: float) -> bytes:
    """The answer's bytes; those of one that is too long only as far as it takes to know that."""
    body = bytearray()
    while piece := answer.raw.read1(_PIECE, decode_content=False):
        body += piece
        if len(body) > largest:
            break
        if time.monotonic() > until:
            raise GatewayUnreachable("the answer does not end")
    return bytes(body)
