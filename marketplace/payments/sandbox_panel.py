"""The sandbox's panel: the demo village registers its accounts there by itself.

A real panel has no such door; there a person types address and secret. The body is signed with a key made from the
installation's own secret, which market and sandbox share.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

import requests

from marketplace.errors import GatewayUnreachable

SIGNATURE_HEADER: Final = "X-Sandbox-Signature"
TIME_LIMITS: Final = (2, 5)


def register(
    sandbox_url: str,
    *,
    secret_key: str,
    account: str,
    holder: str,
    hook_url: str,
    secret: str,
    key: str,
    provider: str = "sepay",
    settings: Mapping[str, str] | None = None,
) -> None:
    """Credits on the account are told at `hook_url` in the manner of `provider`, signed with `secret`, from now on.

    `settings` is what the provider is asked with: `pull_token`, or payOS's `client_id` and `api_key`. `key` names the registration: sent again, it takes the place of the former. Raises GatewayUnreachable when the
    sandbox does not answer or does not want to.
    """
    told = {
        "account": account,
        "holder": holder,
        "hook_url": hook_url,
        "secret": secret,
        "key": key,
        "provider": provider,
        "settings": dict(settings or {}),
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(body, secret_key=secret_key)}
    try:
        with requests.Session() as session:
            # The sandbox is on this machine: never by a proxy.
            session.trust_env = False
            answer = session.post(
                sandbox_url.rstrip("/") + "/sepay/accounts",
                data=body,
                headers=headers,
                timeout=TIME_LIMITS,
                allow_redirects=False,
            )
    except requests.RequestException as trouble:
        raise GatewayUnreachable(f"the sandbox panel does not answer: {type(trouble).__name__}") from trouble
    if answer.status_code != requests.codes.ok:
        raise GatewayUnreachable(f"the sandbox panel answered {answer.status_code}: {answer.text[:200]}")


def sign(body: bytes, *, secret_key: str) -> str:
    """Work out the signature header of a body (64 hex digits)."""
    key = hashlib.sha256(b"sandbox panel:" + secret_key.encode()).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, *, signature: str, secret_key: str) -> bool:
    """Say whether our own market signed this body."""
    return hmac.compare_digest(signature.encode(), sign(body, secret_key=secret_key).encode())
