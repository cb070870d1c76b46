"""The words banks head their columns with, all folded: small letters without marks. The best word of a role first."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marketplace.text import fold


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


# Where a statement has several dates, the day the transaction was made comes before the day it counts from.
ROLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "date": _words(
            "ngay giao dich, ngay gd, transaction date, tnx date, trans date, ngay gio giao dich, thoi gian giao dich, "
            "ngay phat sinh, ngay thuc hien, ngay, thoi gian, date, ngay hach toan, posting date, accounting date, "
            "ngay hieu luc, effective date, value date"
        ),
        "time": _words("gio giao dich, gio gd, gio, transaction time, time"),
        "memo": _words(
            "noi dung chi tiet, noi dung giao dich, noi dung, dien giai, mo ta giao dich, mo ta, "
            "transactions in detail, transaction description, transaction details, details, description, remarks, remark"
        ),
        "credit": _words(
            "so tien ghi co, ghi co, phat sinh co, ps co, co tktt, so tien gui vao, tien vao, so tien vao, credit, "
            "credit amount, co"
        ),
        "debit": _words(
            "so tien ghi no, ghi no, phat sinh no, ps no, no tktt, so tien rut ra, tien ra, so tien ra, debit, "
            "debit amount, no"
        ),
        "amount": _words("so tien giao dich, so tien gd, so tien, phat sinh, transaction amount, amount"),
        "side": _words("d c, dr cr, no co, ghi no ghi co, debit credit, loai no co"),
        "reference": _words(
            "so tham chieu, ma tham chieu, so but toan, so ct, so chung tu, so gd, so giao dich, ma giao dich, ma gd, "
            "doc no, transaction no, transaction number, reference no, reference number, ref no, reference"
        ),
        "balance": _words(
            "so du luy ke, so du tk, so du sau giao dich, so du sau gd, so du, account balance, running balance, balance"
        ),
        "payer": _words(
            "ten tai khoan doi ung, ten doi ung, nguoi huong nguoi chuyen, payee payer, don vi thu huong, ten tai khoan, "
            "nguoi chuyen, doi tac, remitter"
        ),
    }
)
# "No." is also short for number, and "co" for a company: alone they count only beside each other.
WEAK: Final = frozenset({"co", "no"})

IN_WORDS: Final = frozenset(_words("c, cr, credit, co, ghi co, in, tien vao, thu"))
OUT_WORDS: Final = frozenset(_words("d, dr, debit, no, ghi no, out, tien ra, chi"))

# A row that begins with one of these is no transaction when it has no date, or no amount.
TOTAL: Final = re.compile(
    r"(?:tong|cong|total|so du|du dau|du cuoi|opening|closing|beginning balance|ending balance|balance|phat sinh trong ky)\b"
)
OPENING: Final = re.compile(r"(?:so )?du dau\b|opening balance|beginning balance")
CLOSING: Final = re.compile(r"(?:so )?du cuoi\b|closing balance|ending balance")

# Which bank, by the words above its table, its sheet's name and its columns. The first that fits.
BANKS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (bank, re.compile(rf"\b(?:{words})\b"))
    for bank, words in (
        ("CTG", "vietinbank|cong thuong viet nam|lich su giao dich transaction history"),
        ("VCB", "vietcombank|ngoai thuong viet nam|transactions in detail"),
        ("TCB", "techcombank|ky thuong viet nam|accountstatement a4 landscape|no tktt"),
        ("BIDV", "bidv|dau tu va phat trien viet nam|bao cao chi tiet so du tai khoan"),
        ("AGRIBANK", "agribank|nong nghiep va phat trien nong thon"),
        ("MB", "mb bank|mbbank|ngan hang quan doi|tmcp quan doi|sao ke chi tiet tai khoan account statement"),
        ("TPB", "tpbank|tien phong bank|tmcp tien phong|ngay thuc hien"),
        ("MSB", "msb|hang hai viet nam|payee payer"),
        ("ACB", "acb|tmcp a chau|so tien gui vao"),
        ("VIB", "vib|quoc te viet nam|currentaccountstatement"),
        ("VCB", "so tham chieu so tien ghi no so tien ghi co mo ta"),
        ("BIDV", "ngay hieu luc ghi no ghi co so du mo ta|so tham chieu mo ta phat sinh no phat sinh co"),
    )
)
# These leave the date out where it is the same as in the row above.
DATES_FILLED_DOWN: Final = frozenset({"CTG"})


def bank_of(words: str) -> str:
    """The bank's short name by what stands around its table, or ""."""
    folded = fold(words)
    return next((bank for bank, pattern in BANKS if pattern.search(folded)), "")
