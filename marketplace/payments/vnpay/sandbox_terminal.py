"""The sandbox's VNPay: our own market registers its terminal there by itself.

The real one has no such door: there VNPAY's people enter the IPN address. The body is signed as for the SePay panel,
with a key made from the installation's own secret, which market and sandbox share.
"""

import json
from typing import Final

import requests

from marketplace.errors import GatewayUnreachable
from marketplace.payments.sandbox_panel import SIGNATURE_HEADER, TIME_LIMITS, sign

TERMINALS_PATH: Final = "/vnpay/terminals/signed"
PAY_PATH: Final = "/paymentv2/vpcpay.html"
API_PATH: Final = "/merchant_webapi/api/transaction"


def register_terminal(
    sandbox_url: str, *, secret_key: str, tmn_code: str, secret: str, ipn_url: str, name: str
) -> None:
    """Payments of the terminal are told at `ipn_url`, signed with `secret`, from now on.

    Sent again, it takes the place of the former. Raises GatewayUnreachable when the sandbox does not answer or does
    not want to.
    """
    told = {"tmn_code": tmn_code, "secret": secret, "ipn_url": ipn_url, "name": name}
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(body, secret_key=secret_key)}
    try:
        with requests.Session() as session:
            # The sandbox is on this machine: never by a proxy.
            session.trust_env = False
            answer = session.post(
                sandbox_url.rstrip("/") + TERMINALS_PATH,
                data=body,
                headers=headers,
                timeout=TIME_LIMITS,
                allow_redirects=False,
            )
    except requests.RequestException as trouble:
        raise GatewayUnreachable(f"the sandbox's VNPay does not answer: {type(trouble).__name__}") from trouble
    if answer.status_code != requests.codes.ok:
        raise GatewayUnreachable(f"the sandbox's VNPay answered {answer.status_code}: {answer.text[:200]}")
