"""The daily counts of a tour added up for its curator: by day or week, scene, pin and plaque."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from marketplace.orders.queries import CameFrom
from marketplace.tours.queries.counts import CountRow
from marketplace.tours.states import Counted

WEEK: Final = 7


class Bar(NamedTuple):
    """Some days of the chart, from `first` to `last`. `height` is in thousandths of the highest."""

    first: date
    last: date
    views: int
    scans: int
    orders: int
    height: int


@dataclass
class SceneSums:
    """How often a scene was entered and how long one stayed."""

    times: int = 0
    seconds: int = 0
    pins: int = 0
    scans: int = 0
    orders: int = 0

    @property
    def mean_seconds(self) -> int:
        """How long one stay was, on average; 0 when nobody came."""
        return round(self.seconds / self.times) if self.times else 0


@dataclass
class VisitSums:
    """All of it."""

    bars: Sequence[Bar]
    scenes: dict[str, SceneSums] = field(default_factory=dict)
    pins: Counter[tuple[str, int]] = field(default_factory=Counter)
    orders: Counter[tuple[str, int]] = field(default_factory=Counter)
    plaques: Counter[str] = field(default_factory=Counter)

    @property
    def views(self) -> int:
        """How often the tour was opened."""
        return sum(bar.views for bar in self.bars)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was counted."""
        return not (self.scenes or self.views)

    @property
    def mean_seconds(self) -> int:
        """How long somebody stayed in one scene, on average."""
        times = sum(scene.times for scene in self.scenes.values())
        return round(sum(scene.seconds for scene in self.scenes.values()) / times) if times else 0


def add_up(counts: Iterable[CountRow], orders: Iterable[CameFrom], *, first: date, last: date) -> VisitSums:
    """The sums of these days. Up to a month has a bar for each day, more has one for each week."""
    counts, orders = list(counts), list(orders)
    sums = VisitSums(_bars(counts, orders, first=first, last=last))

    def scene_of(slug: str) -> SceneSums:
        return sums.scenes.setdefault(slug, SceneSums())

    for row in counts:
        match row.what:
            case Counted.SCENE:
                scene_of(row.scene).times += row.n
            case Counted.DWELL_SECONDS:
                scene_of(row.scene).seconds += row.n
            case Counted.PIN:
                scene_of(row.scene).pins += row.n
                sums.pins[row.scene, row.pin] += row.n
            case Counted.SCAN:
                scene_of(row.scene).scans += row.n
                sums.plaques[row.plaque] += row.n
    for order in orders:
        scene_of(order.scene).orders += order.n
        sums.orders[order.scene, order.pin] += order.n
    return sums


def _bars(counts: Sequence[CountRow], orders: Sequence[CameFrom], *, first: date, last: date) -> Sequence[Bar]:
    views = _by_day(counts, Counted.VIEW)
    scans = _by_day(counts, Counted.SCAN)
    placed: Counter[date] = Counter()
    for order in orders:
        placed[order.day] += order.n
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    step = 1 if len(days) <= 31 else WEEK
    # Weeks are counted back from today, so that the last one is whole.
    groups = [days[max(0, end - step) : end] for end in range(len(days), 0, -step)][::-1]
    highest = max((sum(views[day] for day in group) for group in groups), default=0) or 1
    return [
        Bar(
            first=group[0],
            last=group[-1],
            views=(seen := sum(views[day] for day in group)),
            scans=sum(scans[day] for day in group),
            orders=sum(placed[day] for day in group),
            # Rounded up: one visit is seen beside a thousand.
            height=-(-1000 * seen // highest),
        )
        for group in groups
    ]


def _by_day(counts: Iterable[CountRow], what: Counted) -> Counter[date]:
    found: Counter[date] = Counter()
    for row in counts:
        if row.what is what:
            found[row.day] += row.n
    return found
