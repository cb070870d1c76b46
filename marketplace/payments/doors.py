"""The doors that bank feeds come in by: how each proves itself, and how its calls are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from marketplace.payments.feeds import casso, payos, sepay
from marketplace.payments.feeds.notice import Checked, FeedNotice
from marketplace.payments.states import Teller
from marketplace.shops.states import FeedProvider

# Asked for a header by its name, whatever its case; None when it was not sent.
Header = Callable[[str], str | None]


@dataclass(frozen=True)
class Door:
    """One kind of feed. `check` says what a call is worth, `read` raises BadNotice, `is_test` knows the panel's own
    test call, which is answered and forgotten."""

    teller: Teller
    check: Callable[[Header, bytes, Sequence[str], datetime], Checked]
    read: Callable[[bytes], FeedNotice]
    is_test: Callable[[bytes], bool]


def _sepay_signed(header: Header, body: bytes, secrets: Sequence[str], at: datetime) -> Checked:
    return sepay.check_signature(
        timestamp=header(sepay.TIMESTAMP_HEADER),
        signature=header(sepay.SIGNATURE_HEADER),
        body=body,
        secrets=secrets,
        at=at,
    )


def _sepay_keyed(header: Header, body: bytes, secrets: Sequence[str], at: datetime) -> Checked:
    return sepay.check_api_key(header=header("Authorization"), keys=secrets)


def _casso(header: Header, body: bytes, secrets: Sequence[str], at: datetime) -> Checked:
    return casso.check_signature(header=header(casso.SIGNATURE_HEADER), body=body, secrets=secrets, at=at)


def _payos(header: Header, body: bytes, secrets: Sequence[str], at: datetime) -> Checked:
    return payos.check_signature(body=body, keys=secrets)


def _never(body: bytes) -> bool:
    return False


DOORS: Final[Mapping[FeedProvider, Door]] = MappingProxyType(
    {
        FeedProvider.SEPAY: Door(Teller.SEPAY, _sepay_signed, sepay.read_notice, _never),
        FeedProvider.SEPAY_KEY: Door(Teller.SEPAY, _sepay_keyed, sepay.read_notice, _never),
        FeedProvider.CASSO: Door(Teller.CASSO, _casso, casso.read_notice, casso.is_test_call),
        FeedProvider.PAYOS: Door(Teller.PAYOS, _payos, payos.read_notice, payos.is_sample),
    }
)
READERS: Final = MappingProxyType({door.teller: door.read for door in DOORS.values()})
# The word of each door in its address.
WORDS: Final = MappingProxyType(
    {
        "sepay": FeedProvider.SEPAY,
        "sepay-khoa": FeedProvider.SEPAY_KEY,
        "casso": FeedProvider.CASSO,
        "payos": FeedProvider.PAYOS,
    }
)
WORD_OF: Final = MappingProxyType({provider: word for word, provider in WORDS.items()})
