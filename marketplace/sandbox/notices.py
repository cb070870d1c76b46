"""A transfer as SePay, Casso and payOS tell of it: JSON in the documented shape and order of fields, and its call.

Sources: developer.sepay.vn, Casso's pages on webhook version 2 and payos.vn/docs, as gathered in the team's fact sheet
on bank webhooks, sections 1 to 3 (2026-11-23).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from marketplace.clock import vietnam
from marketplace.money import Dong
from marketplace.payments.feeds import casso, payos, sepay
from marketplace.payments.feeds.notice import write_instant
from marketplace.sandbox.memos import PAYER_ACCOUNT, PAYER_NAME


class Provider(StrEnum):
    """In whose manner an account's credits are told. SePay's panel has two: a signature, or a key in clear."""

    SEPAY = "sepay"
    SEPAY_KEY = "sepay_key"
    CASSO = "casso"
    PAYOS = "payos"


@dataclass(frozen=True, kw_only=True)
class Call:
    """What goes over the wire."""

    body: bytes
    headers: Mapping[str, str]


def call_of(notice: str, *, provider: Provider, secret: str, at: datetime) -> Call:
    """Sign a notice in the manner of this provider, as if it were sent at that instant."""
    told, headers = notice, {"Content-Type": "application/json", "User-Agent": f"{provider}-sandbox"}
    match provider:
        case Provider.SEPAY:
            timestamp = str(int(at.timestamp()))
            headers[sepay.TIMESTAMP_HEADER] = timestamp
            headers[sepay.SIGNATURE_HEADER] = sepay.sign(notice.encode(), secret=secret, timestamp=timestamp)
        case Provider.SEPAY_KEY:
            headers[sepay.KEY_HEADER] = f"Apikey {secret}"
        case Provider.CASSO:
            timestamp_ms = str(int(at.timestamp() * 1000))
            headers[casso.SIGNATURE_HEADER] = casso.sign(json.loads(notice), secret=secret, timestamp_ms=timestamp_ms)
        case Provider.PAYOS:
            # The signature stands beside what it signs, and says nothing of when. Some real calls have no User-Agent.
            data = json.loads(notice)
            told = _compact(payos_answer(data, key=secret) | {"success": True})
    return Call(body=told.encode(), headers=headers)


def payos_answer(data: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """What payOS wraps around everything it says, signed with the checksum key."""
    return {"code": payos.GOOD_CODE, "desc": "success", "data": data, "signature": payos.sign_data(data, key=key)}


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
    return _compact(told)


def casso_text(
    *, number: int, gateway: str, at: datetime, account: str, content: str, amount_vnd: Dong, reference: str
) -> str:
    """Write the body of Casso's call, version 2, that tells of one incoming transfer."""
    data = {
        "id": number,
        "reference": reference,
        "description": content,
        "amount": amount_vnd,
        "runningBalance": 0,
        "transactionDateTime": write_instant(at),
        "accountNumber": account,
        "bankName": gateway,
        "bankAbbreviation": gateway,
        "virtualAccountNumber": "",
        "virtualAccountName": "",
        "counterAccountName": PAYER_NAME,
        "counterAccountNumber": PAYER_ACCOUNT,
        "counterAccountBankId": "",
        "counterAccountBankName": "",
    }
    return _compact({"error": 0, "data": data})


def payos_text(
    *, order_code: int, link_id: str, at: datetime, account: str, content: str, amount_vnd: Dong, reference: str
) -> str:
    """Write the data of payOS's call that tells of one credit on a payment link; `call_of` signs it."""
    data = {
        "orderCode": order_code,
        "amount": amount_vnd,
        "description": content,
        "accountNumber": account,
        "reference": reference,
        "transactionDateTime": write_instant(at),
        "currency": "VND",
        "paymentLinkId": link_id,
        "code": payos.GOOD_CODE,
        "desc": "success",
        "counterAccountBankId": None,
        "counterAccountBankName": None,
        "counterAccountName": PAYER_NAME,
        "counterAccountNumber": PAYER_ACCOUNT,
        "virtualAccountName": None,
        "virtualAccountNumber": None,
    }
    return _compact(data)


def _compact(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def another_account(account: str) -> str:
    """An account number like this one that is not this one: its last symbol is another digit."""
    return account[:-1] + ("1" if account.endswith("0") else "0")
