"""How often something may be tried: counted in PostgreSQL, so all processes share one count."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.db import Base, db, transaction
from marketplace.errors import TooMany
from marketplace.sealed import fingerprint


class Tries(Base):
    """How many tries one key had in one window. The key is a keyed hash: no address or phone is kept."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


def count_try(what: str, who: str, *, limit: int, seconds: int) -> None:
    """One more try of `what` by `who` is counted and saved. Raises TooMany when there were more than `limit`.

    Called by views before their work: it has a transaction of its own, so a refused try counts too.
    """
    with transaction():
        tries = tries_of(what, who, seconds=seconds, add=1)
    if tries > limit:
        raise TooMany(minutes=max(1, seconds // 60))


def house_of(address: str | None) -> str:
    """Who asks, as a limit names them: an IPv4 address, or the /64 an IPv6 address lies in. "?" when nobody knows.

    Whoever has one IPv6 address has the 2^64 of its network: each as a visitor of its own would be no limit at all.
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "?"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"


def tries_of(what: str, who: str, *, seconds: int, at: datetime | None = None, add: int = 0) -> int:
    """How many tries this window has seen, after adding `add`."""
    instant = at or now()
    start = instant - timedelta(seconds=instant.timestamp() % seconds)
    start = start.replace(microsecond=0)
    key = fingerprint(f"{what}:{who}", purpose="tries")
    if add == 0:
        found = db.session.scalar(sa.select(Tries.count).where(Tries.key == key, Tries.window_start == start))
        return found or 0
    counted = db.session.scalar(
        insert(Tries)
        .values(key=key, window_start=start, count=add)
        .on_conflict_do_update(index_elements=["key", "window_start"], set_={"count": Tries.count + add})
        .returning(Tries.count)
    )
    assert counted is not None
    return counted


def forget_old_tries(*, before: datetime) -> int:
    """Windows that began before this instant are gone; returns how many."""
    return db.session.execute(sa.delete(Tries).where(Tries.window_start < before)).rowcount  # type: ignore[attr-defined]
