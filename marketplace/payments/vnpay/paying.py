"""The address a buyer is sent to, to pay at VNPay.

Source: VNPAY's page on PAY 2.1.0, as gathered in the team's fact sheet on VNPay (2026-11-23), section 2.
"""

from datetime import datetime
from typing import Literal

from marketplace.money import Dong
from marketplace.payments.vnpay.signing import signed_query
from marketplace.payments.vnpay.terminal import VERSION, Method, VNPay
from marketplace.payments.vnpay.values import (
    clean_order_info,
    write_address,
    write_amount,
    write_reference,
    write_time,
)


def payment_url(
    vnpay: VNPay,
    *,
    txn_ref: str,
    amount_vnd: Dong,
    order_info: str,
    return_url: str,
    ip: str,
    created_at: datetime,
    expires_at: datetime,
    method: Method | None = None,
    locale: Literal["vn", "en"] = "vn",
) -> str:
    """Write the signed address where this attempt can be paid until `expires_at`.

    `txn_ref` names one attempt, never used again, also not after a failure. `order_info` may be any text: it is
    cleaned here, and is the reference when nothing is left. `ip` is the buyer's. Raises ValueError for no address.
    """
    assert created_at < expires_at
    assert 10 <= len(return_url) <= 255 and return_url.isascii()
    params = {
        "vnp_Version": VERSION,
        "vnp_Command": "pay",
        "vnp_TmnCode": vnpay.tmn_code,
        "vnp_Amount": write_amount(amount_vnd),
        "vnp_CreateDate": write_time(created_at),
        "vnp_CurrCode": "VND",
        "vnp_ExpireDate": write_time(expires_at),
        "vnp_IpAddr": write_address(ip),
        "vnp_Locale": locale,
        "vnp_OrderInfo": clean_order_info(order_info) or txn_ref,
        "vnp_OrderType": "other",
        "vnp_ReturnUrl": return_url,
        "vnp_TxnRef": write_reference(txn_ref),
    }
    if method is not None:
        params["vnp_BankCode"] = method.value
    return f"{vnpay.pay_url}?{signed_query(params.items(), secret=vnpay.secret)}"
