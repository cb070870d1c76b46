"""One shop's terminal at VNPay, and what a buyer may be sent there to pay with."""

from dataclasses import dataclass, field
from enum import StrEnum

VERSION = "2.1.0"


class Method(StrEnum):
    """What the buyer pays with; without one VNPay's page asks."""

    VNPAYQR = "VNPAYQR"  # scan a code with a bank's app
    VNBANK = "VNBANK"  # domestic card or account
    INTCARD = "INTCARD"  # international card


@dataclass(frozen=True, kw_only=True)
class VNPay:
    """A terminal's settings. Every address is one, because VNPay's sandbox and production differ in path too.

    `time_limits` are seconds to connect and seconds to wait for an answer.
    """

    tmn_code: str
    secret: str = field(repr=False)
    pay_url: str
    api_url: str
    time_limits: tuple[float, float] = (3.05, 10)

    def __post_init__(self) -> None:
        # An empty secret would let anyone sign.
        assert self.secret and self.tmn_code
