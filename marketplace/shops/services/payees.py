"""Accounts that money may be sent to: a shop's own, or a buyer's who gets some back."""

import re
from dataclasses import dataclass, field
from typing import Final

from marketplace import config
from marketplace.errors import NotFound
from marketplace.shops.banks import DEMO_BANK, find_bank
from marketplace.shops.errors import BadAccountNumber, DemoBankOnly
from marketplace.text import clean_line

_NUMBER: Final = re.compile(r"[0-9A-Za-z]{1,19}")


@dataclass(frozen=True, kw_only=True)
class Payee:
    """An account at a bank that VietQR can name. The holder in upper case, as the bank writes it."""

    bin: str
    bank_name: str
    number: str = field(repr=False)
    holder: str = field(repr=False)


def read_payee(*, bank_bin: str, number: str, holder: str) -> Payee:
    """What a person typed, as an account a transfer can go to.

    Raises DemoBankOnly in the demo village for any real bank, BadAccountNumber, NotFound for no such bank.
    """
    number = re.sub(r"\s", "", number)
    if not _NUMBER.fullmatch(number):
        raise BadAccountNumber
    bank = DEMO_BANK if bank_bin == DEMO_BANK.bin else find_bank(bank_bin)
    if config.current().demo and bank is not DEMO_BANK:
        raise DemoBankOnly
    if bank is None or (bank is DEMO_BANK and not config.current().demo):
        raise NotFound
    return Payee(bin=bank.bin, bank_name=bank.short_name, number=number, holder=clean_line(holder).upper())
