"""Bank notices: signed as SePay signs, each paying one open order in full."""

import json

import sqlalchemy as sa

from benchmarks.data import SEPAY_SECRET
from benchmarks.load import Asked
from marketplace.clock import now
from marketplace.db import db
from marketplace.payments.feeds import sepay
from marketplace.payments.feeds.notice import write_instant
from marketplace.payments.models import PaymentRequest
from marketplace.payments.states import RequestState
from marketplace.shops.models import BankAccount


def notices(*, limit: int, first_id: int) -> list[Asked]:
    """One notice for each of the oldest open requests. They are good for five minutes."""
    rows = db.session.execute(
        sa.select(PaymentRequest, BankAccount)
        .join(BankAccount, BankAccount.id == PaymentRequest.account_id)
        .where(PaymentRequest.state == RequestState.OPEN)
        .order_by(PaymentRequest.id)
        .limit(limit)
    ).all()
    made = [_notice(request, account, first_id + n) for n, (request, account) in enumerate(rows)]
    db.session.rollback()
    return made


def _notice(request: PaymentRequest, account: BankAccount, number: int) -> Asked:
    at = now()
    body = json.dumps(
        {
            "id": number,
            "gateway": account.bank_name,
            "transactionDate": write_instant(at),
            "accountNumber": account.number,
            "subAccount": None,
            "transferType": "in",
            "transferAmount": request.amount_vnd,
            "accumulated": 0,
            "code": None,
            "content": f"NGUYEN VAN A chuyen tien {request.code.lower()} FT26327",
            "referenceCode": f"FT{number}",
            "description": "",
        }
    )
    stamp = str(int(at.timestamp()))
    signature = sepay.sign(body.encode(), secret=SEPAY_SECRET, timestamp=stamp)
    return Asked(
        f"/bao-tien/sepay/{account.hook}",
        "POST",
        body,
        {"Content-Type": "application/json", sepay.TIMESTAMP_HEADER: stamp, sepay.SIGNATURE_HEADER: signature},
    )


def how_many_settled() -> int:
    """How many requests are paid by now."""
    settled = sa.select(sa.func.count()).select_from(PaymentRequest).where(PaymentRequest.state == RequestState.PAID)
    found = db.session.scalar(settled) or 0
    db.session.rollback()
    return found
