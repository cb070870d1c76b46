"""What happens to the demo village, in the order in which it happens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.db import db


@dataclass(frozen=True)
class Moment:
    """Something that somebody does at an instant."""

    at: datetime
    do: Callable[[], object]


def live_through(moments: Iterable[Moment], *, until: datetime) -> None:
    """All of it has happened, each at its own instant. What is to come after `until` is left to the real clock.

    One after another over the whole village, so that row ids, inboxes and the ledger tell the same story as the times.
    """
    for moment in sorted(moments, key=lambda moment: moment.at):
        if moment.at > until:
            return
        with clock.pretend(moment.at):
            moment.do()
            db.session.flush()
