"""Visitors say what is wrong; curators answer for it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.text import clean_line, clean_lines
from marketplace.tours.models import Correction
from marketplace.tours.queries.corrections import Subject
from marketplace.tours.states import NEXT_CORRECTION, CorrectionState

CONTACT_KEPT: Final = timedelta(days=90)
# Whatever became of it, and when nobody ever answered.
CONTACT_KEPT_AT_MOST: Final = timedelta(days=180)


def send_correction(subject: Subject, *, wrong: str, right: str, how_known: str = "", contact: str = "") -> Correction:
    """The curators have one more correction to look at."""
    correction = Correction(
        public_id=secrets.token_urlsafe(9), about=subject.path, about_name=subject.name, wrong=clean_lines(wrong),
        right=clean_lines(right), how_known=clean_lines(how_known), contact=clean_line(contact), sent_at=now(),
    )  # fmt: skip
    db.session.add(correction)
    db.session.flush()
    return correction


def accept_correction(correction: Correction, *, by: Actor) -> None:
    """It is right, and somebody mends it. The correction must be locked. Raises WrongCorrectionMoment."""
    correction.become(CorrectionState.ACCEPTED, because="", by=by)
    db.session.flush()


def decline_correction(correction: Correction, *, answer: str, by: Actor) -> None:
    """It stays as it is, for this reason. The correction must be locked. Raises WrongCorrectionMoment."""
    _close(correction, CorrectionState.DECLINED, answer=answer, by=by)


def finish_correction(correction: Correction, *, answer: str, by: Actor) -> None:
    """It is mended. The correction must be locked. Raises WrongCorrectionMoment."""
    _close(correction, CorrectionState.DONE, answer=answer, by=by)


def close_corrections(corrections: Sequence[Correction], target: CorrectionState, *, answer: str, by: Actor) -> int:
    """All of these that can be are closed with one answer; returns how many. They must be locked."""
    ready = [one for one in corrections if target in NEXT_CORRECTION[one.state]]
    for correction in ready:
        _close(correction, target, answer=answer, by=by)
    return len(ready)


def _close(correction: Correction, target: CorrectionState, *, answer: str, by: Actor) -> None:
    correction.answer = clean_lines(answer)
    correction.become(target, because=correction.answer, by=by)
    correction.closed_at = now()
    db.session.flush()


def forget_contacts(*, at: datetime) -> int:
    """How to reach the senders of what was closed 90 days ago, or sent 180 days ago, is gone; returns how many."""
    return db.session.execute(  # type: ignore[attr-defined]
        sa.update(Correction)
        .where(
            Correction.contact != "",
            sa.or_(Correction.closed_at < at - CONTACT_KEPT, Correction.sent_at < at - CONTACT_KEPT_AT_MOST),
        )
        .values(contact="")
    ).rowcount
