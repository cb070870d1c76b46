"""A shop's month as the ledger tells it: what came, what went back, what left, and what stands on each account.

A month is of Vietnam's clock, and money belongs to the month in which it was written into the ledger: so a month that
is over never changes, however late a bank tells of a transfer. The bank's own time stands beside it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.clock import VIETNAM, vietnam
from marketplace.db import db
from marketplace.orders.models import SubOrder
from marketplace.payments.models import BankLine, Entry, Journal, Refund
from marketplace.payments.queries.balances import Moved, moved_in
from marketplace.payments.states import REFUND_GONE, Direction, LineState, RefundState, RefundWay

# Where money is (above zero in the ledger), and what it is for (below). Out is money gone whose purpose is not known.
HANDS: Final = ("bank", "cash", "vnpay")
PURPOSES: Final = ("order", "parked", "set_aside", "out")
# Moves of a credit that give money back to who paid it, or undo that.
_RETURNS: Final = frozenset({"returned", "return undone", "return seen"})


@dataclass(frozen=True, order=True)
class Month:
    """A month of Vietnam's calendar."""

    year: int
    number: int

    @property
    def starts(self) -> datetime:
        """Its first instant, in UTC."""
        return datetime(self.year, self.number, 1, tzinfo=VIETNAM).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The first instant of the next month, in UTC."""
        return Month(self.year + self.number // 12, self.number % 12 + 1).starts

    @property
    def before(self) -> "Month":
        """The month before this one."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


def month_of(instant: datetime) -> Month:
    """The month this instant belongs to."""
    local = vietnam(instant)
    return Month(local.year, local.month)


def read_month(word: str) -> Month | None:
    """2026-11 as a month, None for any other word."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", word)
    return Month(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Move:
    """One journal: when, what, and what it moved by kind of account; `parts` is what it moved onto which order."""

    at: datetime
    what: str
    line_id: int
    kinds: Mapping[str, int]
    parts: Mapping[int, int]

    def sum_of(self, *kinds: str) -> int:
        """What it moved on accounts of these kinds."""
        return sum(self.kinds.get(kind, 0) for kind in kinds)


@dataclass(kw_only=True)
class Came:
    """A credit of this month, or an earlier one that something was done with in it.

    received = orders + parked + set aside + returned + withdrawn, for what this month did; parked is below zero when
    money of an earlier month found its place.
    """

    line: BankLine
    moves: list[Move] = field(default_factory=list)
    parts: dict[int, SubOrder] = field(default_factory=dict)

    @property
    def booked_at(self) -> datetime:
        return self.moves[0].at

    @property
    def received_vnd(self) -> int:
        return sum(move.sum_of(*HANDS) for move in self.moves if move.what == "receipt")

    @property
    def orders(self) -> list[tuple[SubOrder, int]]:
        """What was put to which order, after what was taken off again."""
        sums: dict[int, int] = {}
        for move in self.moves:
            for part_id, amount in move.parts.items():
                sums[part_id] = sums.get(part_id, 0) - amount
        return [(self.parts[part_id], amount) for part_id, amount in sorted(sums.items()) if amount]

    @property
    def allocated_vnd(self) -> int:
        return -sum(move.sum_of("order") for move in self.moves)

    @property
    def parked_vnd(self) -> int:
        return -sum(move.sum_of("parked") for move in self.moves)

    @property
    def set_aside_vnd(self) -> int:
        return -sum(move.sum_of("set_aside") for move in self.moves)

    @property
    def returned_vnd(self) -> int:
        return -sum(move.sum_of(*HANDS, "out") for move in self.moves if move.what in _RETURNS)

    @property
    def withdrawn_vnd(self) -> int:
        """What was no money of its own (told twice), or was taken back by the bank."""
        others = (move for move in self.moves if move.what != "receipt" and move.what not in _RETURNS)
        return -sum(move.sum_of(*HANDS, "out") for move in others)


@dataclass(frozen=True, kw_only=True)
class Returned:
    """Money that went back to a buyer; below zero when it bounced. Without a refund nobody knows whose it was."""

    at: datetime
    way: RefundWay
    amount_vnd: int
    refund: Refund | None


@dataclass(kw_only=True)
class Left:
    """A debit the bank told of: what left, and what of it is known to be a return, or the bank taking money back."""

    line: BankLine
    moves: list[Move] = field(default_factory=list)
    known: list[Move] = field(default_factory=list)

    @property
    def left_vnd(self) -> int:
        return -sum(move.sum_of(*HANDS) for move in self.moves)

    @property
    def known_vnd(self) -> int:
        return -sum(move.sum_of("out") for move in self.known)

    @property
    def set_aside_vnd(self) -> int:
        return sum(move.sum_of("set_aside") for move in self.moves)

    @property
    def waiting_vnd(self) -> int:
        return self.left_vnd - self.known_vnd - self.set_aside_vnd


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One month of one shop. `kinds` is the ledger's own word on it."""

    month: Month
    came: Sequence[Came]
    returned: Sequence[Returned]
    left: Sequence[Left]
    kinds: Mapping[str, Moved]

    def opening_vnd(self, *kinds: str) -> int:
        return sum(self.kinds[kind].opening_vnd for kind in kinds)

    def change_vnd(self, *kinds: str) -> int:
        return sum(self.kinds[kind].change_vnd for kind in kinds)

    def closing_vnd(self, *kinds: str) -> int:
        return sum(self.kinds[kind].closing_vnd for kind in kinds)

    def total(self, name: str) -> int:
        """The sum of one column of what came."""
        return sum(getattr(row, f"{name}_vnd") for row in self.came)


def statement_of(shop_id: int, month: Month) -> Statement:
    """The shop's month, whole."""
    moves = _moves(shop_id, month)
    lines = _lines({move.line_id for move in moves})
    refunds = _refunds(shop_id, moves)
    owners = _credits_of_debits(shop_id, lines.values(), refunds)
    lines |= _lines(set(owners.values()) - lines.keys())
    came: dict[int, Came] = {}
    left: dict[int, Left] = {}
    returned = []
    for move in moves:
        line = lines[move.line_id]
        owner = line
        if line.direction is Direction.OUT:
            debit = left.setdefault(line.id, Left(line=line))
            if move.what in _RETURNS or move.what == "reversed":
                debit.known.append(move)
                owner = lines[owners.get(line.id, line.id)]
            else:
                debit.moves.append(move)
                continue
        # A debit's return whose refund nobody finds any more stands under the debit's own name: nothing is dropped.
        came.setdefault(owner.id, Came(line=owner)).moves.append(move)
        if move.what in ("returned", "return undone"):
            returned.append(_returned(move, owner, line, refunds))
    parts = _parts({part_id for row in came.values() for move in row.moves for part_id in move.parts})
    for row in came.values():
        row.parts = parts
    nothing = Moved(0, 0)
    kinds = moved_in(shop_id, starts=month.starts, ends=month.ends)
    return Statement(
        month=month,
        came=list(came.values()),
        returned=returned,
        left=list(left.values()),
        kinds={kind: kinds.get(kind, nothing) for kind in (*HANDS, *PURPOSES)},
    )


def differences(statement: Statement) -> list[str]:
    """Where the rows of a statement do not add up to the sums of the ledger, by name; none when all is well."""
    left = {name: sum(getattr(row, name) for row in statement.left) for name in ("waiting_vnd", "set_aside_vnd")}
    came = {
        name: statement.total(name)
        for name in ("received", "allocated", "parked", "set_aside", "returned", "withdrawn")
    }
    sums = {
        "hands": (
            came["received"] - came["returned"] - came["withdrawn"] - left["waiting_vnd"] - left["set_aside_vnd"],
            statement.change_vnd(*HANDS),
        ),
        "order": (came["allocated"], -statement.change_vnd("order")),
        "parked": (came["parked"], -statement.change_vnd("parked")),
        "set_aside": (came["set_aside"] - left["set_aside_vnd"], -statement.change_vnd("set_aside")),
        "out": (left["waiting_vnd"], statement.change_vnd("out")),
        "returned": (sum(row.amount_vnd for row in statement.returned), came["returned"]),
        "all": (statement.closing_vnd(*HANDS, *PURPOSES), 0),
    }
    wrong = [name for name, (rows, ledger) in sums.items() if rows != ledger]
    for row in statement.came:
        placed = row.allocated_vnd + row.parked_vnd + row.set_aside_vnd + row.returned_vnd + row.withdrawn_vnd
        if row.received_vnd != placed or row.allocated_vnd != sum(amount for _, amount in row.orders):
            wrong.append(f"line {row.line.public_id}")
    return wrong


def first_month(shop_id: int) -> Month | None:
    """The month of the shop's first move in the ledger, None before it."""
    at = db.session.scalar(
        sa.select(sa.func.min(Journal.at))
        .join(BankLine, BankLine.id == Journal.line_id)
        .where(BankLine.shop_id == shop_id)
    )
    return month_of(at) if at is not None else None


def _moves(shop_id: int, month: Month) -> list[Move]:
    """The journals of the shop's lines in this month, in the order they were written."""
    rows = db.session.execute(
        sa.select(Journal.id, Journal.at, Journal.what, Journal.line_id, Entry.account, Entry.amount_vnd)
        .join(BankLine, BankLine.id == Journal.line_id)
        .join(Entry, Entry.journal_id == Journal.id)
        .where(BankLine.shop_id == shop_id, Journal.at >= month.starts, Journal.at < month.ends)
        .order_by(Journal.id, Entry.id)
    )
    found: dict[int, tuple[datetime, str, int, dict[str, int], dict[int, int]]] = {}
    for journal_id, at, what, line_id, account, amount in rows:
        kinds, parts = found.setdefault(journal_id, (at, what, line_id, {}, {}))[3:]
        kind, _, number = account.partition(":")
        kinds[kind] = kinds.get(kind, 0) + amount
        if kind == "order":
            parts[int(number)] = parts.get(int(number), 0) + amount
    return [Move(*one) for one in found.values()]


def _lines(ids: Collection[int]) -> dict[int, BankLine]:
    found = sa.select(BankLine).where(BankLine.id.in_(ids)).options(joinedload(BankLine.account))
    return {line.id: line for line in db.session.scalars(found)}


def _parts(ids: Iterable[int]) -> dict[int, SubOrder]:
    found = sa.select(SubOrder).where(SubOrder.id.in_(ids)).options(joinedload(SubOrder.order))
    return {part.id: part for part in db.session.scalars(found)}


def _refunds(shop_id: int, moves: Sequence[Move]) -> Sequence[Refund]:
    """The shop's refunds these moves may be about, with their history."""
    ids = {move.line_id for move in moves}
    return db.session.scalars(
        sa.select(Refund)
        .where(Refund.shop_id == shop_id, sa.or_(Refund.line_id.in_(ids), Refund.debit_line_id.in_(ids)))
        .options(selectinload(Refund.history), joinedload(Refund.sub_order).joinedload(SubOrder.order))
        .order_by(Refund.id)
    ).all()


def _credits_of_debits(shop_id: int, lines: Iterable[BankLine], refunds: Sequence[Refund]) -> dict[int, int]:
    """Which credit each debit returned or took back, by row ids."""
    owners = {refund.debit_line_id: refund.line_id for refund in refunds if refund.debit_line_id is not None}
    taken = [line for line in lines if line.direction is Direction.OUT and line.state is LineState.REVERSED]
    if not taken:
        return owners
    back = db.session.scalars(
        sa.select(BankLine)
        .where(
            BankLine.shop_id == shop_id,
            BankLine.direction == Direction.IN,
            BankLine.state == LineState.REVERSED,
            BankLine.account_id.in_({line.account_id for line in taken}),
        )
        .order_by(BankLine.id)
    ).all()
    left = list(back)
    for debit in sorted(taken, key=lambda line: line.id):
        # The bank takes a credit back under the credit's own reference.
        for line in left:
            if _same_reference(line, debit):
                owners[debit.id] = line.id
                left.remove(line)
                break
    return owners


def _same_reference(credit: BankLine, debit: BankLine) -> bool:
    plain = [re.sub("[^A-Z0-9]", "", line.reference.upper()) for line in (credit, debit)]
    return plain[0] == plain[1] and credit.account_id == debit.account_id and credit.amount_vnd == debit.amount_vnd


def _returned(move: Move, credit: BankLine, line: BankLine, refunds: Sequence[Refund]) -> Returned:
    """The return this move wrote down. Several refunds of one amount may be of one credit: the step of a refund's
    history nearest in time is what the move belongs to."""
    amount = move.sum_of("parked")
    if line.direction is Direction.OUT:
        refund = next((one for one in refunds if one.debit_line_id == line.id), None)
        way = RefundWay.BANK
    else:
        way = next((_WAYS[kind] for kind in HANDS if move.kinds.get(kind)), RefundWay.BANK)
        steps = [
            (abs(change.at - move.at), one)
            for one in refunds
            if one.line_id == credit.id and one.amount_vnd == abs(amount)
            for change in one.history
            if (change.after is RefundState.SENT if amount > 0 else change.before in REFUND_GONE)
        ]
        refund = min(steps, key=lambda step: step[0], default=(None, None))[1]
    return Returned(at=move.at, way=way, amount_vnd=amount, refund=refund)


_WAYS: Final = {"bank": RefundWay.BANK, "cash": RefundWay.CASH, "vnpay": RefundWay.VNPAY}
