"""Placing orders: carts are filled and checkouts opened beforehand, then only POST /dat-hang is measured."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.load import Asked, Loop, Seen, run
from benchmarks.servers import Server
from benchmarks.visiting import Unexpected, Visitor, hidden
from marketplace.db import db
from marketplace.shops.models import Hold, Offer, Product
from marketplace.shops.states import HoldState


def ready_to_buy(server: Server, slugs: Sequence[str], *, first_phone: int = 0) -> list[Asked]:
    """One buyer for each of these products, its checkout filled in: the POSTs that place the orders."""
    with ThreadPoolExecutor(4) as crowd:
        return list(crowd.map(lambda n: _one(server.port, slugs[n], first_phone + n), range(len(slugs))))


def _one(port: int, slug: str, number: int) -> Asked:
    buyer = Visitor(port)
    page = buyer.get(f"/hang/{slug}").text
    # By weight the smallest choice, by the piece one.
    weight = re.search(r'<option value="([0-9]+)"', page[page.index('class="buy-panel"') :])
    buyer.post(
        "/gio-hang/them",
        {
            "csrf_token": hidden(page, "csrf_token"),
            "hang": slug,
            "so_luong": weight[1] if weight else "1",
            "mua_ngay": "1",
        },
    )
    checkout = buyer.get("/dat-hang").text
    day = re.search(r'<option[^>]* value="(20[0-9-]{8})"', checkout)
    if day is None:
        raise Unexpected("no day to choose")
    return buyer.form(
        "/dat-hang",
        {
            "csrf_token": hidden(checkout, "csrf_token"),
            "key": hidden(checkout, "key"),
            "seen": hidden(checkout, "seen"),
            "name": "Bà Hai",
            "phone": f"09{12_000_000 + number}",
            "fulfilment": "address",
            "address": "Số 3 ngõ Giếng",
            "wanted_on": day[1],
        },
    )


@dataclass(frozen=True)
class Burst:
    """What fifty buyers at one moment left behind, as the database tells it."""

    buyers: int
    pieces: int
    held: int
    free: int
    answers: dict[str, int]

    @property
    def is_exact(self) -> bool:
        """Whether exactly what there was has been sold."""
        return self.held == self.pieces and self.free == 0 and self.answers.get("303") == self.pieces


def burst(server: Server, slug: str, *, buyers: int, pieces: int) -> tuple[Burst, Seen]:
    """All buyers want one piece at the same moment."""
    seen = run(Loop(server.port, ready_to_buy(server, [slug] * buyers, first_phone=500_000), connections=buyers))
    offer_id, free = db.session.execute(
        sa.select(Offer.id, Offer.free_qty).join(Product).where(Product.slug == slug)
    ).one()
    held = db.session.scalar(
        sa.select(sa.func.sum(Hold.qty)).where(Hold.offer_id == offer_id, Hold.state == HoldState.ACTIVE)
    )
    db.session.rollback()
    return Burst(buyers, pieces, int(held or 0), free, seen.statuses), seen
