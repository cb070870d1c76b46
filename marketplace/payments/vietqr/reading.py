"""Reading a payload: strict, because a forgiving reader can pay the wrong account."""

from dataclasses import asdict, dataclass
from typing import Final

from marketplace.payments.vietqr.errors import ErrorKind, VietQRError, raise_first
from marketplace.payments.vietqr.objects import DataObject, read_root, read_template
from marketplace.payments.vietqr.rules import COMMON_PATHS, OWN_PATHS, PayloadKind, faults_of

_FORMAT_INDICATOR: Final = "000201"


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """What a payload says, as text, just as it stands there; None is what it does not say.

    A VNPAY code names a merchant and no bank account: it cannot be paid by an ordinary transfer.
    """

    kind: PayloadKind
    initiation: str
    guid: str
    currency: str
    country: str
    bank_bin: str | None = None
    account: str | None = None
    service: str | None = None
    merchant_id: str | None = None
    mcc: str | None = None
    amount: str | None = None
    tip_indicator: str | None = None
    fee_fixed: str | None = None
    fee_percent: str | None = None
    merchant_name: str | None = None
    merchant_city: str | None = None
    postal_code: str | None = None
    bill_number: str | None = None
    mobile_number: str | None = None
    store_label: str | None = None
    loyalty_number: str | None = None
    reference_label: str | None = None
    customer_label: str | None = None
    terminal_label: str | None = None
    purpose: str | None = None
    consumer_data_request: str | None = None

    @property
    def amount_vnd(self) -> int | None:
        """The sum in đồng; None when the payer is to type it."""
        return None if self.amount is None else int(self.amount.removesuffix("."))

    def as_fields(self) -> dict[str, str]:
        """Give what the payload says by field name, without what it does not say."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}


def decode(text: str) -> Decoded:
    """Read one payload, VietQR or VNPAY-QR. White space around it, as scanners add, is ignored.

    Raises VietQRError and nothing else, whatever the text. Where a payload has several faults, the
    kind that stands first in ErrorKind is told.
    """
    payload = text.strip()
    if not payload:
        raise VietQRError(ErrorKind.EMPTY)
    if not payload.startswith(_FORMAT_INDICATOR):
        raise VietQRError(ErrorKind.NOT_EMV)
    root = read_root(payload)
    kind = _kind_of(root)
    values = _values_by_path(root, kind=kind)
    raise_first(faults_of(values, kind=kind))
    own = OWN_PATHS[kind]
    rest = {name: values.get(path) for name, path in {**COMMON_PATHS, **own}.items()}
    for name in ("initiation", "guid", "currency", "country"):
        del rest[name]
    return Decoded(
        kind=kind,
        initiation=values[COMMON_PATHS["initiation"]],
        guid=values[own["guid"]],
        currency=values[COMMON_PATHS["currency"]],
        country=values[COMMON_PATHS["country"]],
        **rest,
    )


def _kind_of(root: tuple[DataObject, ...]) -> PayloadKind:
    # A code may name both networks; the bank account then goes before VNPAY's merchant.
    identifiers = {found.identifier for found in root}
    if "26" in identifiers and "38" not in identifiers:
        return PayloadKind.VNPAY
    return PayloadKind.VIETQR


def _values_by_path(root: tuple[DataObject, ...], *, kind: PayloadKind) -> dict[str, str]:
    """Open the templates we know and give every value by its path; other objects are read past."""
    templates = {"62", "26"} if kind is PayloadKind.VNPAY else {"62", "38", "38.01"}
    values: dict[str, str] = {}
    faults: list[VietQRError] = []
    waiting = [(found.identifier, found.value) for found in root]
    while waiting:
        path, value = waiting.pop(0)
        values[path] = value
        if path not in templates:
            continue
        try:
            inner = read_template(value, path=path)
        except VietQRError as fault:
            faults.append(fault)
        else:
            waiting += [(f"{path}.{found.identifier}", found.value) for found in inner]
    raise_first(faults)
    return values
