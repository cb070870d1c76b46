"""How long words about money are kept: amounts and ids for good, memos and payers' names for their time (CASES P04)."""

from datetime import datetime

import sqlalchemy as sa

from marketplace.db import db
from marketplace.payments.models import BankLine, KeptNotice
from marketplace.payments.states import KeptState


def blank(*, before: datetime) -> int:
    """Memos of lines, and notices as they came, from before this instant are gone; returns how many.

    Money that still needs a person keeps its memo, and a notice that is not settled its body.
    """
    lines = sa.update(BankLine).where(
        BankLine.told_at < before, BankLine.parked_vnd == 0, BankLine.memo_sealed.is_not(None)
    )
    bodies = sa.update(KeptNotice).where(
        KeptNotice.received_at < before,
        KeptNotice.state.in_([KeptState.DONE, KeptState.REFUSED]),
        KeptNotice.body_sealed.is_not(None),
    )
    blanked = db.session.execute(lines.values(memo_sealed=None).returning(BankLine.id)).all()
    emptied = db.session.execute(bodies.values(body_sealed=None).returning(KeptNotice.id)).all()
    return len(blanked) + len(emptied)
