"""One balance alert: account, signed amount, when, balance, memo.

Every pattern here is of fixed length or repeats one kind of character a bounded number of times, so that reading takes
time in proportion to the text (CASES O15).
"""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from marketplace.payments.statements import errors
from marketplace.payments.statements.amounts import amount_of, balance_of
from marketplace.payments.statements.errors import BadRow
from marketplace.payments.statements.texts import is_safe
from marketplace.text import fold

_BANK_NAMES: Final = (
    ("CTG", "vietinbank"),
    ("VCB", "vietcombank|vcb"),
    ("TCB", "techcombank|tcb"),
    ("BIDV", "bidv"),
    ("AGRIBANK", "agribank"),
    ("MB", "mbbank|mb"),
    ("ACB", "acb"),
    ("TPB", "tpbank"),
    ("MSB", "msb"),
    ("VIB", "vib"),
    ("VPB", "vpbank"),
    ("STB", "sacombank"),
)
_BANK: Final = re.compile(r"\b(?:" + "|".join(f"({words})" for _, words in _BANK_NAMES) + r")\b")
_BEGINS: Final = re.compile(
    r"[\[(\"'*>•-]{0,3} ?(?:(?:sd|so du) (?:tk|tai khoan)\b"
    r"|(?:tk|stk|tai khoan|so tk)\b ?:? ?(?:[a-z]{2,12} )?[a-z]{0,8}[0-9x*.]{3}"
    r"|(?:" + "|".join(words for _, words in _BANK_NAMES) + r")\b)"
)
_ACCOUNT: Final = re.compile(
    r"\b(?:tk|stk|tai khoan)\b[ :]{0,3}(?:(?:vcb|tcb|mb|acb|bidv|tpb|msb|vib|agribank)\b ?)?([a-z]{0,8}[0-9x*.]{3,30})"
)
# Signs inside dates and words are none: 23-11-2026, T+1.
_AMOUNT: Final = re.compile(r"(?<![0-9a-z])([+-]) ?([0-9][0-9.,]{0,24})")
_BALANCE_LABEL: Final = re.compile(
    r"\b(?:so du|sd)\b(?! ?(?:tk|tai khoan)\b)(?: ?(?:kha dung|cuoi|hien tai|kd))?|\bsdc\b|\bsdkd\b|\bsdht\b"
)
_BALANCE: Final = re.compile(r"[ :]{0,3}([+-]?[0-9][0-9.,]{0,24}) ?(?:vnd\b|d\b)?")
_MEMO_LABEL: Final = re.compile(
    r"\b(?:nd|noi dung(?: gd| giao dich| ck)?|gd|mo ta|dien giai)\b ?[:.] ?|\bref[ :.]{1,3}"
)
_BETWEEN: Final = re.compile(r"[ |.,;:-]{0,8}")
# Between balance and memo some banks say who sent it, or when.
_MAY_STAND_BEFORE_MEMO: Final = re.compile(
    r"\Z|(?:tu|den|luc|vao|ngay)\b|[0-9]{1,2}(?:[/:-][0-9]{1,2}){1,2}(?:[/-][0-9]{2,4})?[ ;|.,]"
)
_DATE: Final = re.compile(r"(?<![0-9/-])([0-9]{1,2})([/-])([0-9]{1,2})(?:\2(20[0-9]{2}|[0-9]{2}))?(?![0-9/]|-[0-9])")
_TIME: Final = re.compile(r"(?<![0-9:])([0-9]{1,2})[:h]([0-9]{2})(?:[:p]([0-9]{2})?)?(?![0-9:])")
_CURRENCY_AND_PAREN: Final = re.compile(r" ?(?:vnd|d)? ?\(")
_MASK: Final = re.compile(r"[x*]+")


@dataclass(frozen=True, kw_only=True)
class Alert:
    """What one message tells; `date` is None when it tells none."""

    bank: str
    account: str
    signed_vnd: int
    date: datetime.date | None
    time: datetime.time | None
    balance_vnd: int | None
    memo: str


def begins_alert(line: str) -> bool:
    """Whether a message begins on this line."""
    return bool(_BEGINS.match(_flat(line[:80])))


def dated_line(line: str, today: datetime.date) -> datetime.date | None:
    """The date of a line that holds nothing else but perhaps a time."""
    if len(line) > len("ngay 23/11/2026, 10:18:23 "):
        return None
    left = _TIME.sub("", _DATE.sub("", _flat(line)))
    if left.replace("ngay", "").replace("luc", "").strip(" ,;:-"):
        return None
    try:
        return _date_in(_flat(line), today)
    except BadRow:
        return None


def alert_from(text: str, today: datetime.date) -> Alert:
    """The alert of a message in one line. Raises BadRow when it is none, or lacks its sign."""
    flat = _flat(text)
    amount = _first_amount(flat)
    head = flat[: amount.start()]
    account = _ACCOUNT.search(head)
    if not account:
        raise BadRow(errors.NOT_AN_ALERT)
    signed = amount_of(amount[1] + amount[2].rstrip(".,"))
    if signed is None:
        raise BadRow(errors.NO_AMOUNT)
    memo_at, memo_end, balance = _memo_and_balance(flat, amount.end())
    # All but the memo, which the payer wrote.
    told = f"{flat[: amount.start()]} {flat[amount.end() : memo_at]}"
    memo = text[memo_at:memo_end].strip()
    if not is_safe(memo):
        raise BadRow(errors.BAD_TEXT)
    return Alert(
        bank=_bank_in(flat[:memo_at]),
        account=_digits_shown(account[1]),
        signed_vnd=signed,
        date=_date_in(told, today),
        time=_time_in(told),
        balance_vnd=balance,
        memo=memo,
    )


def _first_amount(flat: str) -> re.Match[str]:
    """The first signed amount, unless a balance or the memo comes before it."""
    amount = _AMOUNT.search(flat)
    limit = amount.start() if amount else len(flat)
    has_account = _ACCOUNT.search(flat, 0, limit)
    if not amount or _BALANCE_LABEL.search(flat, 0, limit) or re.search(r"\b(?:nd|noi dung) ?:", flat[:limit]):
        raise BadRow(errors.ALERT_WITHOUT_SIGN if has_account and "vnd" in flat else errors.NOT_AN_ALERT)
    return amount


def _memo_and_balance(flat: str, after: int) -> tuple[int, int, int | None]:
    """Where the memo begins and ends, and the balance. `after` is where the amount ends."""
    paren = _CURRENCY_AND_PAREN.match(flat, after)
    if paren:
        # Agribank puts the memo in brackets and the balance behind it. The payer may write brackets too.
        labels = list(_BALANCE_LABEL.finditer(flat, paren.end()))
        closing = flat.rfind(")", paren.end(), labels[-1].start() if labels else len(flat))
        balance = _balance_at(flat, labels[-1].end()) if labels and closing > 0 else None
        return paren.end(), closing if closing > 0 else len(flat), balance[0] if balance else None
    label = _MEMO_LABEL.search(flat, after)
    balance_label = _BALANCE_LABEL.search(flat, after, label.start() if label else len(flat))
    balance = _balance_at(flat, balance_label.end()) if balance_label else None
    if balance:
        between = _BETWEEN.match(flat, balance[1])
        start = between.end() if between else balance[1]
        # Techcombank writes the memo behind the balance without a word between, and in it "ND:" is the payer's.
        if label is None or not _MAY_STAND_BEFORE_MEMO.match(flat, start, label.start()):
            return start, len(flat), balance[0]
    if label:
        return label.end(), len(flat), balance[0] if balance else None
    return len(flat), len(flat), None


def _balance_at(flat: str, at: int) -> tuple[int, int] | None:
    match = _BALANCE.match(flat, at)
    if not match:
        return None
    try:
        amount = balance_of(match[1].rstrip(".,"))
    except BadRow:
        return None
    return (amount, match.end()) if amount is not None else None


def _date_in(flat: str, today: datetime.date) -> datetime.date | None:
    match = _DATE.search(flat)
    if not match:
        return None
    day, month, year = int(match[1]), int(match[3]), match[4]
    try:
        if year:
            return datetime.date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        # A message without a year is not from the future: of its day, the newest that has been.
        this_year = datetime.date(today.year, month, day)
        return this_year if this_year <= today else this_year.replace(year=today.year - 1)
    except ValueError:
        raise BadRow(errors.BAD_DATE, found=match[0]) from None


def _time_in(flat: str) -> datetime.time | None:
    for match in _TIME.finditer(flat):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if hour < 24 and minute < 60 and second < 60:
            return datetime.time(hour, minute, second)
    return None


def _bank_in(flat: str) -> str:
    match = _BANK.search(flat)
    if match:
        return _BANK_NAMES[(match.lastindex or 1) - 1][0]
    if flat.startswith("sd tk"):
        return "VCB"
    return "TCB" if "so tien gd" in flat else ""


def _digits_shown(number: str) -> str:
    """Of a masked number the digits behind the mask, or else those before it."""
    parts = [re.sub(r"[^0-9]", "", part) for part in _MASK.split(number)]
    return next((part for part in reversed(parts) if part), "")


def _flat(text: str) -> str:
    """The text without case and marks, letter for letter: places in it are places in the text."""
    return text.lower() if text.isascii() else "".join(map(_flat_letter, text))


@lru_cache(maxsize=1_000)
def _flat_letter(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    if letter == "\N{MINUS SIGN}":
        return "-"
    bare = fold(letter)
    return bare if len(bare) == 1 else " "
