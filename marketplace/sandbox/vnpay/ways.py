"""The ways to pay on the make-believe VNPay's page, and how each ends.

Cards: VNPAY's public sandbox page, as gathered in the team's fact sheet on VNPay (2026-11-23), section 10. Which code
an expired card ends with is not told there; here it is 99.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.payments.vnpay import RESPONSES, Method

PAID: Final = "00"
CANCELLED: Final = "24"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One card, account or app. `code` is the response code it ends with."""

    key: str
    method: Method
    bank: str
    card_type: str
    words: str
    code: str

    @property
    def ending(self) -> str:
        """What it ends with, in Vietnamese; translated where it is shown."""
        return RESPONSES[self.code]


def _ncb(key: str, number: str, code: str) -> Way:
    return Way(key=key, method=Method.VNBANK, bank="NCB", card_type="ATM", words=f"NCB {number}".strip(), code=code)


def _international(key: str, brand: str, number: str) -> Way:
    return Way(key=key, method=Method.INTCARD, bank=brand, card_type=brand, words=f"{brand} {number}", code=PAID)


def _app(key: str, code: str) -> Way:
    return Way(key=key, method=Method.VNPAYQR, bank="VNPAY", card_type="QRCODE", words="VNPAY-QR", code=code)


WAYS: Final[Sequence[Way]] = (
    _ncb("ncb", "9704198526191432198", PAID),
    _app("app", PAID),
    Way(key="napas", method=Method.VNBANK, bank="NAPAS", card_type="ATM", words="NAPAS 9704000000000018", code=PAID),
    Way(
        key="eximbank",
        method=Method.VNBANK,
        bank="EXIMBANK",
        card_type="ACCOUNT",
        words="Eximbank 9704310005819191",
        code=PAID,
    ),
    _international("visa", "VISA", "4456530000001005"),
    _international("visa-3ds", "VISA", "4456530000001096"),
    _international("mastercard", "MASTERCARD", "5200000000001005"),
    _international("mastercard-3ds", "MASTERCARD", "5200000000001096"),
    _international("jcb", "JCB", "3337000000000008"),
    _international("jcb-3ds", "JCB", "3337000000200004"),
    _ncb("ncb-poor", "9704195798459170488", "51"),
    _ncb("ncb-not-registered", "9704192181368742", "09"),
    _ncb("ncb-locked", "9704193370791314", "12"),
    _ncb("ncb-expired", "9704194841945513", "99"),
    _ncb("ncb-wrong-data", "", "10"),
    _ncb("ncb-wrong-otp", "", "13"),
    _ncb("ncb-over-limit", "", "65"),
    _ncb("ncb-maintenance", "", "75"),
    _ncb("ncb-wrong-password", "", "79"),
    _app("app-poor", "51"),
    _app("app-too-late", "11"),
)
# Nothing was chosen yet: as VNPay tells of a buyer who turned back.
NO_WAY: Final = _app("cancel", CANCELLED)


def ways_for(bank_code: str) -> Sequence[Way]:
    """The ways that the link leaves to choose from; all of them when it names none, or one we have no card of."""
    fitting = [way for way in WAYS if bank_code in (way.method, way.bank)]
    return fitting or WAYS
