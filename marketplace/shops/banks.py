"""The banks a shop can be paid at, read from banks.json; its source and date stand there.

A bank is known by its BIN, the six digits a VietQR code carries. Short codes clash between lists.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from marketplace.config import DEMO_BIN


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A bank or wallet. `scans_codes` is None when nobody said whether its app scans a VietQR."""

    bin: str
    code: str
    short_name: str
    name: str
    offer_for_payee: bool
    scans_codes: bool | None
    other_codes: tuple[str, ...] = ()


# The make-believe bank of the demo village: its BIN is assigned to nobody, so that no real app can pay it.
DEMO_BANK: Final = Bank(
    bin=DEMO_BIN,
    code="DEMO",
    short_name="Ngân hàng DEMO",
    name="Ngân hàng DEMO (hộp cát, không có thật)",
    offer_for_payee=False,
    scans_codes=True,
)


def banks_for_payees() -> Sequence[Bank]:
    """The real banks to choose from when a shop names its account, by short name."""
    return _OFFERED


def find_bank(bank_bin: str) -> Bank | None:
    """The bank with this BIN, the demo bank too; None when the list does not know it."""
    return _BY_BIN.get(bank_bin)


def _read(path: Path) -> tuple[Bank, ...]:
    return tuple(_bank(row) for row in json.loads(path.read_text(encoding="utf-8"))["banks"])


def _bank(row: Mapping[str, Any]) -> Bank:
    return Bank(
        bin=row["bin"],
        code=row["code"],
        short_name=row["short_name"],
        name=row["name"],
        offer_for_payee=row["offer_for_payee"],
        scans_codes=row["scan_transfer_supported"],
        other_codes=tuple(row["other_codes"]),
    )


ALL_BANKS: Final[Sequence[Bank]] = _read(Path(__file__).with_name("banks.json"))
_OFFERED: Final = tuple(sorted((b for b in ALL_BANKS if b.offer_for_payee), key=lambda b: b.short_name.casefold()))
_BY_BIN: Final[Mapping[str, Bank]] = MappingProxyType({bank.bin: bank for bank in (*ALL_BANKS, DEMO_BANK)})
