"""A stock sheet: the shop's goods with their numbers, counted at home and brought back.

Each row carries the mark of the stock it was written from (queries/stock.py). What was counted is compared with the
stock at that mark, and the difference is a move, so sales in between stay sold. Where somebody wrote into the stock by
hand in between, nobody knows what the count had seen: that row is refused. So is the same sheet brought twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from marketplace.accounts.actor import Actor
from marketplace.errors import BadInput
from marketplace.shops.errors import NotASheet, NotCounted, SheetOvertaken
from marketplace.shops.queries.stock import Since, Stocked, moved_since, stock_of_shop
from marketplace.shops.services.stock import lock_goods, move_stock
from marketplace.shops.states import MoveReason
from marketplace.text import N_, fold, read_whole

MOST_ROWS: Final = 1_000
# The heads of the columns that are read, folded, in both languages. The others are for people.
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "slug": ("ma hang", "product code"),
    "counted": ("so dem duoc", "counted"),
    "mark": ("dau cua cho", "market s mark"),
}
_HEAD_ROWS: Final = 10
_MOST: Final = 10_000_000

UNKNOWN: Final = N_("Gian hàng không có món mang mã “%(slug)s”.")
NOT_A_NUMBER: Final = N_("“%(found)s” không phải số nguyên từ 0 đến 10.000.000. Chỉ ghi chữ số, ví dụ 12.")
NO_MARK: Final = N_("Dấu của chợ ở dòng này đã bị sửa hoặc xóa. Xin tải bảng mới.")
TOO_LOW: Final = N_(
    "Ghi số này thì kho thiếu %(short)s: khách đang giữ %(held)s trong các đơn chưa giao, "
    "và chợ đã bán %(sold)s từ lúc tải bảng."
)
TWICE: Final = N_("Món này đã có ở dòng %(first)s.")
WRITTEN_MEANWHILE: Final = N_(
    "Có người đã ghi kho món này sau khi bảng được tải về, hoặc bảng này đã ghi rồi. Xin tải bảng mới rồi đếm lại."
)


class Count(NamedTuple):
    """One row of a sheet, numbered as its reader sees it: so much was counted, by who had the stock of that mark."""

    row: int
    slug: str
    counted: int
    mark: int


@dataclass(frozen=True, kw_only=True)
class RefusedCount:
    """A row that changes nothing, and why."""

    row: int
    name: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one row does: the stock goes from `before` to `after`; `moved` is what orders did since the sheet."""

    count: Count
    stocked: Stocked
    moved: int

    @property
    def by_qty(self) -> int:
        """The difference that was counted."""
        return self.count.counted - (self.stocked.on_hand_qty - self.moved)

    @property
    def before(self) -> int:
        """What is on hand now."""
        return self.stocked.on_hand_qty

    @property
    def after(self) -> int:
        """What will be."""
        return self.before + self.by_qty


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What a sheet would do: rows that change something, rows that are refused, and how many agree."""

    changes: Sequence[Change]
    refused: Sequence[RefusedCount]
    same: int


def read_counts(lines: Sequence[Sequence[str]]) -> tuple[list[Count], list[RefusedCount]]:
    """The rows of a sheet; one without a number says nothing and is left out. Raises NotASheet."""
    head, columns = _find_head(lines)
    counts: list[Count] = []
    refused: list[RefusedCount] = []
    seen: dict[str, int] = {}
    for row, line in enumerate(lines[head + 1 :], head + 2):
        slug, counted, mark = (_cell(line, columns[name]) for name in ("slug", "counted", "mark"))
        if not slug or not counted:
            continue
        number, known = read_whole(counted), read_whole(mark)
        if slug in seen:
            refused.append(RefusedCount(row=row, name=slug, sentence=TWICE, facts={"first": seen[slug]}))
        elif number is None or number > _MOST:
            refused.append(RefusedCount(row=row, name=slug, sentence=NOT_A_NUMBER, facts={"found": counted[:40]}))
        elif known is None:
            refused.append(RefusedCount(row=row, name=slug, sentence=NO_MARK))
        else:
            counts.append(Count(row, slug, number, known))
        seen.setdefault(slug, row)
    return counts, refused


def _find_head(lines: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, int]]:
    for place, line in enumerate(lines[:_HEAD_ROWS]):
        titles = [fold(cell) for cell in line]
        found = {name: titles.index(word) for name, words in HEADS.items() for word in words if word in titles}
        if len(found) == len(HEADS):
            return place, found
    raise NotASheet


def _cell(line: Sequence[str], column: int) -> str:
    return line[column].strip() if column < len(line) else ""


def compare_counts(shop_id: int, counts: Sequence[Count]) -> Compared:
    """What these rows would do to the shop's stock as it is now."""
    stock = {stocked.slug: stocked for stocked in stock_of_shop(shop_id)}
    known = [count for count in counts if count.slug in stock]
    since = moved_since({stock[count.slug].offer_id: count.mark for count in known})
    changes: list[Change] = []
    refused: list[RefusedCount] = []
    same = 0
    for count in counts:
        stocked = stock.get(count.slug)
        if stocked is None:
            refused.append(RefusedCount(row=count.row, name=count.slug, sentence=UNKNOWN, facts={"slug": count.slug}))
            continue
        moved = since.get(stocked.offer_id, Since(0, 0))
        change = Change(count=count, stocked=stocked, moved=moved.qty)
        no = _refusal(change, moved)
        if no is not None:
            refused.append(no)
        elif change.by_qty:
            changes.append(change)
        else:
            same += 1
    return Compared(changes=changes, refused=refused, same=same)


def _refusal(change: Change, since: Since) -> RefusedCount | None:
    row, stocked = change.count.row, change.stocked
    held = stocked.on_hand_qty - stocked.free_qty
    if stocked.made_to_order:
        return RefusedCount(row=row, name=stocked.name, sentence=NotCounted.sentence)
    if since.by_hand:
        return RefusedCount(row=row, name=stocked.name, sentence=WRITTEN_MEANWHILE)
    if change.by_qty and change.after < held:
        facts = {"short": held - change.after, "held": held, "sold": max(0, -change.moved)}
        return RefusedCount(row=row, name=stocked.name, sentence=TOO_LOW, facts=facts)
    return None


def write_counts(shop_id: int, counts: Sequence[Count], *, by: Actor) -> int:
    """The counted differences are moves, all or none; returns how many.

    The goods are locked first, in order of id as orders take them, and then looked at once more: nothing may have
    happened since the sheet was shown. Raises SheetOvertaken.
    """
    wanted = {count.slug for count in counts}
    lock_goods(stocked.offer_id for stocked in stock_of_shop(shop_id) if stocked.slug in wanted)
    compared = compare_counts(shop_id, counts)
    if compared.refused:
        raise SheetOvertaken
    for change in sorted(compared.changes, key=lambda change: change.stocked.offer_id):
        move_stock(change.stocked.offer_id, qty=change.by_qty, reason=MoveReason.COUNTED, by=by)
    return len(compared.changes)


def carried(counts: Sequence[Count]) -> str:
    """The rows as a form carries them from the page that shows them to the one that writes them."""
    return ";".join(f"{count.row}:{count.slug}:{count.counted}:{count.mark}" for count in counts)


def read_carried(text: str) -> list[Count]:
    """What `carried` wrote. Raises BadInput."""
    counts: dict[str, Count] = {}
    for part in text.split(";")[: MOST_ROWS + 1]:
        row, slug, counted, mark = (*part.split(":"), "", "", "", "")[:4]
        numbers = [number for number in map(read_whole, (row, counted, mark)) if number is not None]
        if len(numbers) < 3 or not slug or slug in counts or numbers[1] > _MOST:
            raise BadInput
        counts[slug] = Count(numbers[0], slug, numbers[1], numbers[2])
    return list(counts.values())
