"""Runs of all invariants, and what they found, for /kiem-tra."""

import time
from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.payments.models.ledger import Entry, Journal
from marketplace.payments.models.lines import BankLine
from marketplace.payments.models.proofs import Proof
from marketplace.payments.models.seals import LedgerSeal
from marketplace.payments.services.checking import broken
from marketplace.payments.services.sealing import broken_seals

SEALS: Final = "INV-02 every sealed day is as it was sealed"
# Of each invariant so many broken things are kept by name; how many there are in all is kept too.
NAMED: Final = 20
KEPT_PROOFS: Final = 500


def find_broken() -> Mapping[str, Sequence[str]]:
    """What breaks which invariant, the seals among them; every invariant is a key, a whole one has an empty list."""
    return dict(sorted({**broken(), SEALS: broken_seals()}.items()))


def prove() -> Proof:
    """All invariants were run, and what they found is kept; of old runs only the last 500."""
    begun = time.perf_counter()
    found = find_broken()
    proof = Proof(
        at=now(),
        took_ms=round((time.perf_counter() - begun) * 1000),
        broken={name: len(things) for name, things in found.items()},
        found={name: list(things[:NAMED]) for name, things in found.items()},
        counts=_counts(),
        is_whole=not any(found.values()),
    )
    db.session.add(proof)
    db.session.flush()
    kept = sa.select(Proof.id).order_by(Proof.id.desc()).limit(KEPT_PROOFS).subquery()
    db.session.execute(sa.delete(Proof).where(Proof.id.not_in(sa.select(kept.c.id))))
    return proof


def _counts() -> dict[str, int | str]:
    """Over how much was looked, and the last link of the chain of seals: whoever copies it down can compare later."""
    amounts = {
        "journals": sa.select(sa.func.count()).select_from(Journal),
        "entries": sa.select(sa.func.count()).select_from(Entry),
        "lines": sa.select(sa.func.count()).select_from(BankLine),
        "orders": sa.select(sa.func.count()).select_from(Order),
        "parked_vnd": sa.select(sa.func.coalesce(sa.func.sum(BankLine.parked_vnd), 0)),
        "sealed_days": sa.select(sa.func.count()).select_from(LedgerSeal),
    }
    row = db.session.execute(sa.select(*(amount.scalar_subquery() for amount in amounts.values()))).one()
    counts: dict[str, int | str] = {name: int(value) for name, value in zip(amounts, row, strict=True)}
    last = db.session.scalars(sa.select(LedgerSeal).order_by(LedgerSeal.id.desc()).limit(1)).one_or_none()
    if last is not None:
        counts |= {"sealed_upto": last.day.isoformat(), "digest": last.digest}
    return counts
