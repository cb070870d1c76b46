"""The invariants of CASES.md, as statements that find what breaks them.

Each gives one row per broken thing; no row means it holds. Run by `marketplace check`, by a job for /kiem-tra, and by
tests.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.payments.services.checking.money import MONEY
from marketplace.payments.services.checking.orders import ORDERS

INVARIANTS: Final = dict(sorted({**MONEY, **ORDERS}.items()))


def broken() -> Mapping[str, Sequence[str]]:
    """What breaks which invariant; every invariant is a key, a whole one has an empty list."""
    # What waits for the end of the transaction is checked now.
    db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    found = {name: [str(row[0]) for row in db.session.execute(sa.text(rule))] for name, rule in INVARIANTS.items()}
    db.session.execute(sa.text("SET CONSTRAINTS ALL DEFERRED"))
    return found
