"""A transfer as each feed lists it when it is asked.

Sources: developer.sepay.vn, "List transactions" of API v1 and v2; developer.casso.vn, "API lấy giao dịch"; the payment
link of payOS's official Node library; read on 2026-11-23.
"""

import uuid
from typing import Any

from marketplace import clock
from marketplace.payments.feeds.notice import write_instant
from marketplace.sandbox.book import Transfer
from marketplace.shops.banks import find_bank


def _bank_name(transfer: Transfer) -> str:
    bank = find_bank(transfer.bank_bin)
    return bank.short_name if bank else transfer.bank_bin


def sepay_row(transfer: Transfer) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox:{transfer.id}")),
        "transaction_date": write_instant(transfer.paid_at),
        "account_number": transfer.account,
        "va": "",
        "transfer_type": "in",
        "amount_in": transfer.amount_vnd,
        "amount_out": 0,
        "accumulated": 0,
        "transaction_content": transfer.content,
        "reference_number": transfer.reference,
        "code": None,
        "bank_brand_name": _bank_name(transfer),
        "bank_account_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox:account:{transfer.account}")),
        "va_id": None,
        "webhook_success": sum(attempt.is_good for attempt in transfer.attempts),
    }


def sepay_old_row(transfer: Transfer) -> dict[str, Any]:
    return {
        "id": str(transfer.id),
        "bank_brand_name": _bank_name(transfer),
        "account_number": transfer.account,
        "transaction_date": write_instant(transfer.paid_at),
        "amount_out": "0.00",
        "amount_in": f"{transfer.amount_vnd}.00",
        "accumulated": "0.00",
        "transaction_content": transfer.content,
        "reference_number": transfer.reference,
        "code": None,
        "sub_account": None,
        "bank_account_id": "1",
    }


def casso_row(transfer: Transfer) -> dict[str, Any]:
    return {
        "id": transfer.id,
        "tid": transfer.reference,
        "description": transfer.content,
        "amount": transfer.amount_vnd,
        "cusumBalance": 0,
        "when": f"{clock.vietnam(transfer.paid_at):%Y-%m-%dT%H:%M:%S}",
        "bankSubAccId": transfer.account,
        "paymentChannel": "",
        "virtualAccount": "",
        "virtualAccountName": "",
        "corresponsiveName": "",
        "corresponsiveAccount": "",
        "corresponsiveBankId": "",
        "corresponsiveBankName": "",
        "accountId": 1,
        "bankCodeName": _bank_name(transfer),
    }


def payos_row(transfer: Transfer) -> dict[str, Any]:
    return {
        "reference": transfer.reference,
        "amount": transfer.amount_vnd,
        "accountNumber": transfer.account,
        "description": transfer.content,
        "transactionDateTime": write_instant(transfer.paid_at),
        "virtualAccountName": None,
        "virtualAccountNumber": None,
        "counterAccountBankId": None,
        "counterAccountBankName": None,
        "counterAccountName": None,
        "counterAccountNumber": None,
    }
