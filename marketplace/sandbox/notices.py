"""A transfer as SePay tells of it: JSON in the documented shape and order of fields.

Source: developer.sepay.vn, as gathered in the team's fact sheet on bank webhooks, section 1 (2026-11-23).
"""

import json
from datetime import datetime

from marketplace.clock import vietnam
from marketplace.money import Dong
from marketplace.payments.feeds.notice import write_instant


def bank_reference(*, number: int, at: datetime) -> str:
    """FT, the day as year and day of the year, and nine digits: FT26327000000001."""
    return f"FT{vietnam(at):%y%j}{number % 10**9:09d}"


def notice_text(
    *, number: int, gateway: str, at: datetime, account: str, content: str, amount_vnd: Dong, reference: str
) -> str:
    """Write the body of the call that tells of one incoming transfer."""
    told = {
        "id": number,
        "gateway": gateway,
        "transactionDate": write_instant(at),
        "accountNumber": account,
        "subAccount": None,
        "code": None,
        "content": content,
        "transferType": "in",
        "description": f"BankAPINotify {content}",
        "transferAmount": amount_vnd,
        "accumulated": 0,
        "referenceCode": reference,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def another_account(account: str) -> str:
    """An account number like this one that is not this one: its last symbol is another digit."""
    return account[:-1] + ("1" if account.endswith("0") else "0")
