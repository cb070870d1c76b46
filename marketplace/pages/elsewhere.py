"""Where else than by our own VietQR a buyer may pay: on VNPay's page, on payOS's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import g

from marketplace import config
from marketplace.orders.models import SubOrder
from marketplace.payments.models import PaymentRequest
from marketplace.payments.queries import payos_channels, terminals_offered


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Which of them one part's buyer may take."""

    by_vnpay: bool
    by_payos: bool


def ways_of(parts: Sequence[SubOrder], requests: Mapping[int, PaymentRequest]) -> dict[int, Ways]:
    """The other ways to pay each part, by the part's row id. Forms of the page that is drawn may lead to their sites."""
    settings = config.current()
    terminals = terminals_offered([part.shop_id for part in parts])
    channels = payos_channels([request.account_id for request in requests.values()])
    sites = [settings.vnpay_pay_url] * bool(terminals) + [settings.payos_pay_url] * bool(channels)
    g.forms_lead_to = " ".join(dict.fromkeys(f"{site.scheme}://{site.netloc}" for site in map(urlsplit, sites)))
    return {
        part.id: Ways(
            by_vnpay=part.shop_id in terminals,
            by_payos=part.id in requests and requests[part.id].account_id in channels,
        )
        for part in parts
    }
