"""When a festival comes next, and the times after that."""

from collections.abc import Sequence
from datetime import date, timedelta

from marketplace.lunar import Span, next_lunar_span
from marketplace.tours.models import Festival
from marketplace.tours.states import Calendar


def next_days(festival: Festival, *, on: date) -> Span | None:
    """The days it is kept next, or now; None where its calendar is not known."""
    month, first, last = festival.month, festival.first_day, festival.last_day
    if month is None or first is None or last is None:
        return None
    if festival.calendar is Calendar.LUNAR:
        return next_lunar_span(month=month, first=first, last=last, on=on)
    span = Span(date(on.year, month, first), date(on.year, month, last))
    return span if span.last >= on else Span(date(on.year + 1, month, first), date(on.year + 1, month, last))


def coming_days(festival: Festival, *, on: date, times: int) -> Sequence[Span]:
    """The next so many times."""
    spans: list[Span] = []
    day = on
    while len(spans) < times and (span := next_days(festival, on=day)) is not None:
        spans.append(span)
        day = span.last + timedelta(days=1)
    return spans


def by_coming(festivals: Sequence[Festival], *, on: date) -> Sequence[tuple[Festival, Span | None]]:
    """Festivals with their next days, the nearest first; those without known days last."""
    days = [(festival, next_days(festival, on=on)) for festival in festivals]
    return sorted(days, key=lambda pair: (pair[1] is None, pair[1].first if pair[1] else date.max))
