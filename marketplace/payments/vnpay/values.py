"""How VNPay writes amounts, times and texts. Its hundredths of a đồng live here and nowhere else."""

import ipaddress
import re
from datetime import UTC, datetime
from typing import Final

from marketplace.clock import VIETNAM, vietnam
from marketplace.money import Dong
from marketplace.payments.vietqr import without_marks
from marketplace.payments.vnpay.errors import BadVNPayNotice

# vnp_Amount has twelve digits, of which two are hundredths.
LARGEST_VND: Final = Dong(9_999_999_999)
_HUNDREDTHS: Final = 100

_TIME: Final = re.compile(r"20[0-9]{12}")
_TIME_WRITTEN: Final = "%Y%m%d%H%M%S"
# Never \d: it also takes digits of other scripts.
_AMOUNT: Final = re.compile(r"[1-9][0-9]{0,11}")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")
_NOT_FOR_VNPAY: Final = re.compile(r"[^A-Za-z0-9 .\-_:,]+")
_SPACES: Final = re.compile(r" +")
_SHORTEST_ADDRESS: Final = 7


def write_amount(amount_vnd: Dong) -> str:
    """10,000 đồng → "1000000"."""
    assert 0 < amount_vnd <= LARGEST_VND
    return str(amount_vnd * _HUNDREDTHS)


def read_amount(text: str) -> Dong:
    """ "1000000" → 10,000 đồng. Raises BadVNPayNotice for anything but a whole number of đồng above zero."""
    if not _AMOUNT.fullmatch(text) or int(text) % _HUNDREDTHS:
        raise BadVNPayNotice(why="vnp_Amount is no whole number of dong")
    return Dong(int(text) // _HUNDREDTHS)


def write_time(at: datetime) -> str:
    """Write an instant as 14 digits on Vietnam's clock, whatever clock the server is on."""
    assert at.tzinfo is not None
    return vietnam(at).strftime(_TIME_WRITTEN)


def read_time(text: str) -> datetime | None:
    """The instant of 14 digits on Vietnam's clock, in UTC; None when they are no time."""
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, _TIME_WRITTEN).replace(tzinfo=VIETNAM).astimezone(UTC)
    except ValueError:
        return None


def write_reference(txn_ref: str) -> str:
    """Give our reference of one attempt to pay, which must be of letters, digits, dots, dashes and underscores."""
    assert _REFERENCE.fullmatch(txn_ref)
    return txn_ref


def write_address(ip: str) -> str:
    """An internet address in at least the seven characters VNPay wants: "::1" is written out.

    Raises ValueError for what is no address.
    """
    address = ipaddress.ip_address(ip)
    return address.exploded if len(ip) < _SHORTEST_ADDRESS else ip


def clean_order_info(text: str, *, limit: int = 255) -> str:
    """A text as every encoder in use spells it the same: without marks, only A-Z a-z 0-9 space . - _ : ,

    Cleaning twice changes nothing more. "" when nothing can be kept.
    """
    plain = _NOT_FOR_VNPAY.sub(" ", without_marks(text))
    return _SPACES.sub(" ", plain).strip()[:limit].strip()
