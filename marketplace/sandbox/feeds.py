"""The doors at which SePay, Casso and payOS can be asked: transactions to fetch, and payment links.

Shapes and signatures are the real ones: see payments/feeds/pulling.py and payments/feeds/payos.py for their sources.
What an error is called is not documented for all: here any code but "00" is no.
"""

import hmac
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import requests
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from marketplace import clock
from marketplace.clock import VIETNAM
from marketplace.config import DEMO_BIN
from marketplace.errors import Refusal
from marketplace.money import Dong
from marketplace.payments.feeds import payos
from marketplace.payments.vietqr import VietQR, VietQRError, encode
from marketplace.sandbox import rows
from marketplace.sandbox.book import Account, Link, Transfer
from marketplace.sandbox.courier import TIME_LIMITS
from marketplace.sandbox.hooks import check_hook
from marketplace.sandbox.notices import Provider, call_of, payos_answer, payos_text
from marketplace.sandbox.views import machine
from marketplace.shops.banks import find_bank
from marketplace.web import open_to

bp = Blueprint("sandbox_feeds", __name__)

_SEPAY: Final = (Provider.SEPAY, Provider.SEPAY_KEY)
_MOST_ROWS: Final = 100
_OLD_ROWS: Final = 5000
# Real answers name every kind of no; these two are enough here.
_REFUSED: Final = "20"
_KNOWN_ORDER: Final = "231"


@bp.get("/sepay/userapi/v2/transactions")
@open_to("machines")
def sepay_transactions() -> ResponseReturnValue:
    """One page of transfers, named by UUID as SePay's newer interface does."""
    ours = _accounts("pull_token", _authorization("Bearer "), _SEPAY)
    if not ours:
        return {"status": "error", "message": "Unauthorized"}, 401
    found = _since(_transfers(ours), _instant("transaction_date_from"))
    if request.args.get("transaction_date_sort") != "asc":
        found = found[::-1]
    page, size = _number("page", 1), min(_number("per_page", 20), _MOST_ROWS)
    pages = max(-(-len(found) // size), 1)
    meta = {"total": len(found), "per_page": size, "current_page": page, "last_page": pages, "has_more": page < pages}
    told = [rows.sepay_row(transfer) for transfer in found[(page - 1) * size : page * size]]
    return {"status": "success", "data": told, "meta": {"pagination": meta}}


@bp.get("/sepay/userapi/transactions/list")
@open_to("machines")
def sepay_old_transactions() -> ResponseReturnValue:
    """Transfers named by the number their calls bear, newest first, as SePay's older interface does."""
    ours = _accounts("pull_token", _authorization("Bearer "), _SEPAY)
    if not ours:
        # So does the real one: 200, and nothing.
        return "", 200
    wanted = request.args.get("account_number")
    found = [t for t in _transfers(ours) if wanted in (None, t.account)]
    found = _since(found, _instant("transaction_date_min"))[::-1][: _number("limit", _OLD_ROWS)]
    told = [rows.sepay_old_row(transfer) for transfer in found]
    return {"status": 200, "error": None, "messages": {"success": True}, "transactions": told}


@bp.get("/casso/v2/transactions")
@open_to("machines")
def casso_transactions() -> ResponseReturnValue:
    """One page of transfers from a day on."""
    ours = _accounts("pull_token", _authorization("Apikey "), (Provider.CASSO,))
    if not ours:
        return {"error": 401, "message": "Unauthorized"}, 401
    day = request.args.get("fromDate", type=date.fromisoformat)
    since = datetime(day.year, day.month, day.day, tzinfo=VIETNAM) if day else None
    found = _since(_transfers(ours), since)
    if request.args.get("sort") == "DESC":
        found = found[::-1]
    page, size = _number("page", 1), min(_number("pageSize", 10), _MOST_ROWS)
    pages = max(-(-len(found) // size), 1)
    data = {
        "page": page,
        "pageSize": size,
        "nextPage": page + 1 if page < pages else None,
        "prevPage": page - 1 if page > 1 else None,
        "totalPages": pages,
        "totalRecords": len(found),
        "records": [rows.casso_row(transfer) for transfer in found[(page - 1) * size : page * size]],
    }
    return {"error": 0, "message": "success", "data": data}


@bp.post("/payos/v2/payment-requests")
@open_to("machines")
def make_link() -> ResponseReturnValue:
    """A link is made for one order; its QR is paid on the sandbox's own pay page."""
    account = _payos_account()
    if account is None:
        return {"code": "401", "desc": "Unauthorized"}, 401
    told = request.get_json(silent=True)
    link = _link_asked_for(told, account) if isinstance(told, dict) else None
    if link is None:
        return _no(_REFUSED)
    if machine().book.find_link(account.account, str(link.order_code)):
        return _no(_KNOWN_ORDER)
    try:
        qr = qr_of(link)
        for url in (link.return_url, link.cancel_url):
            check_hook(url, site_url=machine().settings.site_url)
    except (VietQRError, Refusal):
        return _no(_REFUSED)
    machine().book.keep_link(link)
    data = {
        "bin": DEMO_BIN,
        "accountNumber": account.account,
        "accountName": account.holder,
        "amount": link.amount_vnd,
        "description": link.memo,
        "orderCode": link.order_code,
        "currency": "VND",
        "paymentLinkId": link.link_id,
        "status": status_of(link),
        "expiredAt": int(link.expires_at.timestamp()) if link.expires_at else None,
        "checkoutUrl": url_for("sandbox_checkout.show", link_id=link.link_id, _external=True),
        "qrCode": qr,
    }
    return payos_answer(data, key=account.secret)


@bp.get("/payos/v2/payment-requests/<which>")
@open_to("machines")
def show_link(which: str) -> ResponseReturnValue:
    """A link as it stands now."""
    return _with_link(which, lambda link: link)


@bp.post("/payos/v2/payment-requests/<which>/cancel")
@open_to("machines")
def cancel_link(which: str) -> ResponseReturnValue:
    """A link is called off; what was paid stays paid."""
    told = request.get_json(silent=True)
    because = str(told.get("cancellationReason") or "") if isinstance(told, dict) else ""

    return _with_link(which, lambda link: call_off(link, because=because))


def call_off(link: Link, *, because: str) -> Link:
    """A link that still waits for money is cancelled; any other stays as it is."""
    if status_of(link) in (payos.LinkStatus.PENDING, payos.LinkStatus.UNDERPAID):
        link = replace(link, cancelled_at=clock.now(), because=because)
        machine().book.keep_link(link)
    return link


@bp.post("/payos/confirm-webhook")
@open_to("machines")
def confirm_hook() -> ResponseReturnValue:
    """Credits are told at this address from now on, when it answers a sample with 2xx."""
    account = _payos_account()
    if account is None:
        return {"code": "401", "desc": "Unauthorized"}, 401
    told = request.get_json(silent=True)
    url = told.get("webhookUrl") if isinstance(told, dict) else None
    try:
        url = check_hook(str(url), site_url=machine().settings.site_url)
    except Refusal:
        return _no(_REFUSED)
    if not _takes_sample(url, account):
        return _no(_REFUSED)
    machine().book.register(replace(account, hook_url=url))
    bank = find_bank(DEMO_BIN)
    name = bank.short_name if bank else ""
    data = {
        "webhookUrl": url,
        "accountName": account.holder,
        "accountNumber": account.account,
        "name": name,
        "shortName": name,
    }
    return {"code": payos.GOOD_CODE, "desc": "success", "data": data}


def sample_notice(*, at: datetime) -> str:
    """What payOS tells an address that is to be confirmed: an order that nobody made."""
    return payos_text(
        order_code=payos.SAMPLE_ORDER_CODE,
        link_id="124c33293c43417ab7879e14c8d9eb18",
        at=at,
        account="12345678",
        content="VQRIO123",
        amount_vnd=Dong(3000),
        reference="TF230204212323",
    )


def _takes_sample(url: str, account: Account) -> bool:
    now = clock.now()
    call = call_of(sample_notice(at=now), provider=Provider.PAYOS, secret=account.secret, at=now)
    try:
        with requests.Session() as session:
            # The market is on this machine or its own host: never by a proxy.
            session.trust_env = False
            answer = session.post(
                url, data=call.body, headers=call.headers, timeout=TIME_LIMITS, allow_redirects=False, stream=True
            )
            answer.close()
    except requests.RequestException:
        return False
    return 200 <= answer.status_code < 300


def _with_link(which: str, change: Callable[[Link], Link]) -> ResponseReturnValue:
    account = _payos_account()
    if account is None:
        return {"code": "401", "desc": "Unauthorized"}, 401
    link = machine().book.find_link(account.account, which)
    if link is None:
        return _no(_REFUSED)
    link = change(link)
    paid = machine().book.transfers_of(link)
    data = {
        "id": link.link_id,
        "orderCode": link.order_code,
        "amount": link.amount_vnd,
        "amountPaid": sum(transfer.amount_vnd for transfer in paid),
        "amountRemaining": max(link.amount_vnd - sum(transfer.amount_vnd for transfer in paid), 0),
        "status": status_of(link),
        "createdAt": link.made_at.isoformat(),
        "transactions": [rows.payos_row(transfer) for transfer in paid],
        "cancellationReason": link.because or None,
        "canceledAt": link.cancelled_at.isoformat() if link.cancelled_at else None,
    }
    return payos_answer(data, key=account.secret)


def _link_asked_for(told: dict[str, Any], account: Account) -> Link | None:
    """The link these words ask for; None when they are not signed, or not of the documented shape."""
    signed = {name: told.get(name) for name in ("amount", "cancelUrl", "description", "orderCode", "returnUrl")}
    signature = payos.sign_data(signed, key=account.secret)
    if not hmac.compare_digest(str(told.get("signature")).encode(), signature.encode()):
        return None
    code, amount, memo, expiry = (told.get(name) for name in ("orderCode", "amount", "description", "expiredAt"))
    back, away = signed["returnUrl"], signed["cancelUrl"]
    if not isinstance(code, int) or not isinstance(amount, int) or not isinstance(memo, str):
        return None
    if not isinstance(back, str) or not isinstance(away, str):
        return None
    if not (0 < code <= payos.LARGEST_ORDER_CODE and amount > 0 and 0 < len(memo) <= payos.LONGEST_DESCRIPTION):
        return None
    return Link(
        account=account.account,
        order_code=code,
        link_id=uuid.uuid4().hex,
        amount_vnd=Dong(amount),
        memo=memo,
        made_at=clock.now(),
        expires_at=datetime.fromtimestamp(expiry, UTC) if isinstance(expiry, int) else None,
        return_url=back,
        cancel_url=away,
    )


def status_of(link: Link) -> payos.LinkStatus:
    """Where the link stands now."""
    paid = sum(transfer.amount_vnd for transfer in machine().book.transfers_of(link))
    if paid >= link.amount_vnd:
        return payos.LinkStatus.PAID
    if link.cancelled_at:
        return payos.LinkStatus.CANCELLED
    if paid:
        return payos.LinkStatus.UNDERPAID
    if link.expires_at and link.expires_at <= clock.now():
        return payos.LinkStatus.EXPIRED
    return payos.LinkStatus.PENDING


def qr_of(link: Link) -> str:
    """What a bank app reads. Raises VietQRError."""
    return encode(VietQR(bank_bin=DEMO_BIN, account=link.account, amount=str(link.amount_vnd), purpose=link.memo))


def _no(code: str) -> ResponseReturnValue:
    # 200, as the real one: the code says no.
    return {"code": code, "desc": "refused", "data": None}


def _authorization(word: str) -> str:
    told = request.headers.get("Authorization", "")
    return told.removeprefix(word) if told.startswith(word) else ""


def _accounts(setting: str, told: str, providers: Sequence[Provider]) -> list[Account]:
    """The accounts of these providers that may be asked about with this word."""
    return [
        account
        for account in machine().book.accounts()
        if account.provider in providers
        and told
        and hmac.compare_digest(told.encode(), account.settings.get(setting, "").encode())
    ]


def _payos_account() -> Account | None:
    ours = _accounts("api_key", request.headers.get("x-api-key", ""), (Provider.PAYOS,))
    client_id = request.headers.get("x-client-id", "")
    return next((account for account in ours if account.settings.get("client_id") == client_id), None)


def _transfers(ours: Sequence[Account]) -> list[Transfer]:
    """Oldest first; those that were never told too."""
    numbers = {account.account for account in ours}
    return [transfer for transfer in reversed(machine().book.transfers()) if transfer.account in numbers]


def _since(found: list[Transfer], since: datetime | None) -> list[Transfer]:
    return [transfer for transfer in found if since is None or transfer.paid_at.replace(microsecond=0) >= since]


def _instant(name: str) -> datetime | None:
    told = request.args.get(name, type=datetime.fromisoformat)
    return told.replace(tzinfo=VIETNAM) if told else None


def _number(name: str, default: int) -> int:
    return max(request.args.get(name, default, type=int), 1)
