"""What banks make of a memo: nineteen shapes seen around payment codes, with invented content.

Source: the team's fact sheet on statements (2026-11-23), section 2.
"""

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

Shape = Callable[[str, random.Random], str]


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _vcb(memo: str, chance: random.Random) -> str:
    sender, receiver = _digits(chance, 10), _digits(chance, 10)
    return f"MBVCB.{_digits(chance, 10)}.{memo}.CT tu {sender} NGUYEN VAN AN toi {receiver} HTX RAU SACH"


def _vcb_to_another_bank(memo: str, chance: random.Random) -> str:
    sender, receiver = _digits(chance, 10), _digits(chance, 10)
    return f"MBVCB.{_digits(chance, 10)}.{_digits(chance, 6)}.{memo}.CT tu {sender} LE B toi {receiver} HTX tai MB"


def _vcb_short(memo: str, chance: random.Random) -> str:
    return f"MBVCB.{_digits(chance, 10)}.{memo} CT tu {_digits(chance, 9)} TRAN THI HOA toi{_digits(chance, 10)} HT"


def _trace_date_time(memo: str, chance: random.Random) -> str:
    return f"{_digits(chance, 6)}.100926.{_digits(chance, 6)}.{memo}"


def _long_trace(memo: str, chance: random.Random) -> str:
    return f"{_digits(chance, 24)}VHQZ{_digits(chance, 6)}.{_digits(chance, 5)}.{_digits(chance, 6)}.{memo}"


def _remark(memo: str, chance: random.Random) -> str:
    return f"SHGD:{_digits(chance, 8)}.DD:261123.BO:PHAM THI LAN.Remark:{memo}"


def _mb(memo: str, chance: random.Random) -> str:
    return f"{memo} FT26327{_digits(chance, 9)} HOANG VAN E Trace {_digits(chance, 6)} MB Quan Doi"


def _acb(memo: str, chance: random.Random) -> str:
    return f"(ACB) A Chau {memo} GD {_digits(chance, 6)}-090826 15:45:46"


def _acb_letters(memo: str, chance: random.Random) -> str:
    return f"{memo} GD {_digits(chance, 4)}IBT1CJ9CPA{_digits(chance, 2)} 300526-14:58:04"


def _vietinbank(memo: str, chance: random.Random) -> str:
    return f"CT DEN:{_digits(chance, 12)} SEVQR {memo}"


def _momo(memo: str, chance: random.Random) -> str:
    return f"{_digits(chance, 12)} 09{_digits(chance, 8)} {memo}"


def _zalopay(memo: str, chance: random.Random) -> str:
    return f"ZP26{_digits(chance, 10)} , {memo}"


def _sepay(memo: str, chance: random.Random) -> str:
    return f"BankAPINotify {_digits(chance, 6)}-{memo}-CHUYEN TIEN-OQCH{_digits(chance, 4)}-MOMO{_digits(chance, 8)}"


def _app_words(memo: str, _chance: random.Random) -> str:
    return f"nguyễn văn an chuyển tiền {memo}"


def _lower_case(memo: str, _chance: random.Random) -> str:
    return f"{memo} cam on".lower()


def _wrapped_cell(memo: str, chance: random.Random) -> str:
    """A cell of a PDF, broken inside the memo."""
    place = chance.randrange(1, len(memo))
    return f"IBFT {memo[:place]}\n{memo[place:]} {_digits(chance, 6)}"


def _glued(memo: str, chance: random.Random) -> str:
    return f"NAP{memo}FT26{_digits(chance, 12)}"


def _split(memo: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(memo))
    return f"{memo[:place]} {memo[place:]}  chuyen khoan"


def _separated(memo: str, chance: random.Random) -> str:
    return f"MBVCB.123.{chance.choice('.-,_/:#').join(memo)}"


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "vcb": _vcb,
        "vcb_to_another_bank": _vcb_to_another_bank,
        "vcb_short": _vcb_short,
        "trace_date_time": _trace_date_time,
        "long_trace": _long_trace,
        "remark": _remark,
        "mb": _mb,
        "acb": _acb,
        "acb_letters": _acb_letters,
        "vietinbank": _vietinbank,
        "momo": _momo,
        "zalopay": _zalopay,
        "sepay": _sepay,
        "app_words": _app_words,
        "lower_case": _lower_case,
        "wrapped_cell": _wrapped_cell,
        "glued": _glued,
        "split": _split,
        "separated": _separated,
    }
)


def mangled(memo: str, *, shape: str, chance: random.Random) -> str:
    """Give the memo as a bank of this shape would print it; `chance` draws the numbers around it."""
    return SHAPES[shape](memo, chance)
