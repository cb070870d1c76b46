"""A buyer pays through payOS, with every machine in a process or on a port of its own, and the power goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from benchmarks.load import Asked
from benchmarks.servers import Server
from benchmarks.visiting import Answer, Visitor, hidden
from marketplace import config
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.orders.secrets import order_secret
from marketplace.payments import handlers
from marketplace.payments.models import BankLine, PaymentRequest, PayOSLink
from marketplace.payments.states import LinkState, RequestState
from marketplace.sandbox.book import Account, Link
from marketplace.sandbox.notices import Provider
from marketplace.shops.queries import get_account
from marketplace.shops.services import feeds
from marketplace.shops.states import FeedProvider
from tests.factories import SELLER, make_order
from tests.money import request_of
from tests.sandbox.conftest import Running, sandbox, settings, wait_until
from tests.serving import Market, inside, look_anew

__all__ = ["sandbox", "settings"]

KEYS = {"secret": "a checksum key for tests", "client_id": "our-id", "api_key": "our-key"}


@dataclass
class Buying:
    """One order of a shop with a payOS channel."""

    code: str
    link_secret: str
    request_id: int
    account: str
    hook: str
    payos: Running

    def told_at(self, server: Server) -> None:
        """payOS calls this server from now on."""
        self.payos.machine.book.register(
            Account(
                account=self.account,
                holder="TAI KHOAN DEMO",
                hook_url=f"http://127.0.0.1:{server.port}/bao-tien/payos/{self.hook}",
                secret=KEYS["secret"],
                provider=Provider.PAYOS,
                settings={name: KEYS[name] for name in ("client_id", "api_key")},
            )
        )

    def press(self, server: Server) -> Answer | None:
        """The buyer opens the pay page and presses the button; None when the market died of it."""
        browser = Visitor(server.port)
        browser.send(Asked(f"/don/{self.code}?khoa={self.link_secret}"))
        token = hidden(browser.get(f"/don/{self.code}/thanh-toan").text, "csrf_token")
        try:
            return browser.send(browser.form(f"/don/{self.code}/payos/1", {"csrf_token": token}))
        except OSError:
            return None

    def pay(self, link: Link) -> None:
        """The buyer pays on payOS's page."""
        data = {"act": "pay", "mischief": "none", "form_key": link.link_id}
        assert self.payos.send(f"/payos/web/{link.link_id}", data=data).status_code == 303

    @property
    def state(self) -> RequestState:
        look_anew()
        return db.session.get_one(PaymentRequest, self.request_id).state

    @property
    def links(self) -> list[PayOSLink]:
        look_anew()
        found = sa.select(PayOSLink).where(PayOSLink.request_id == self.request_id).order_by(PayOSLink.id)
        return list(db.session.scalars(found))

    @property
    def lines(self) -> int:
        account_id = db.session.get_one(PaymentRequest, self.request_id).account_id
        count = sa.select(sa.func.count()).select_from(BankLine).where(BankLine.account_id == account_id)
        return db.session.execute(count).scalar_one()

    def there(self) -> Link | None:
        """The newest link, as payOS has it."""
        return self.payos.machine.book.find_link(self.account, str(self.links[-1].order_code))


@pytest.fixture
def buying(market: Market, sandbox: Running) -> Iterator[Buying]:
    with inside(market, payos_url=sandbox.url + "/payos", payos_pay_url=sandbox.url):
        # Making a sandbox set this process's settings, and the market's stand again.
        order = make_order()
        request = request_of(order)
        account = get_account(request.account_id)
        feeds.note_good_call(feeds.set_feed(account, FeedProvider.PAYOS, by=SELLER, **KEYS).id)
        db.session.commit()
        yield Buying(
            order.code, order_secret(order.code, order.link_nonce), request.id, account.number, account.hook, sandbox
        )


@contextmanager
def serving(market: Market, buying: Buying, *, crash_at: str = "") -> Iterator[Server]:
    """A gunicorn of this market, which payOS calls and which calls payOS."""
    urls = {"MARKETPLACE_PAYOS_URL": buying.payos.url + "/payos", "MARKETPLACE_PAYOS_PAY_URL": buying.payos.url}
    with market.serving(workers=1, threads=8, crash_at=crash_at, **urls) as server:
        buying.told_at(server)
        yield server


# F01: from the button to the money, over real HTTP both ways.
def test_a_buyer_goes_to_payos_and_its_call_pays(market: Market, buying: Buying) -> None:
    with serving(market, buying) as server:
        answer = buying.press(server)
        link = buying.there()
        assert answer is not None
        assert link is not None
        assert answer.location == f"{buying.payos.url}/payos/web/{link.link_id}"
        buying.pay(link)
        wait_until(lambda: buying.state is RequestState.PAID)

    with pretend(now() + timedelta(minutes=2)):
        handlers.ask_payos(0)
    assert (buying.lines, buying.links[0].state) == (1, LinkState.PAID)


# J05 J06: the number is stored and payOS does not know of it; or it knows, and its answer died with us.
@pytest.mark.parametrize(("point", "known"), [("payos-intended", 0), ("payos-made", 1)])
def test_a_link_whose_making_dies_is_found_out_and_leaves_no_second_one_open(
    market: Market, buying: Buying, point: str, known: int
) -> None:
    with serving(market, buying, crash_at=point) as server:
        assert buying.press(server) is None
    assert (buying.links[0].state, int(buying.there() is not None)) == (LinkState.BEGUN, known)

    with pretend(now() + timedelta(minutes=4)):
        handlers.ask_payos(0)

    assert buying.links[0].state is (LinkState.CANCELLED if known else LinkState.FAILED)
    with serving(market, buying) as server:
        answer = buying.press(server)
        assert answer is not None
        assert answer.location.startswith(buying.payos.url)
    assert [link.state for link in buying.links[1:]] == [LinkState.OPEN]
    assert (buying.lines, config.current().payos_pay_url) == (0, buying.payos.url)
