"""What the model remembers: goods, parts of orders, movements of money, refunds."""

from dataclasses import dataclass, field

PAYABLE = ("open", "part_paid")
SETTLED = ("paid", "over_paid")
BANKS = ("sepay", "casso", "statement", "paste")
OWED, GONE = ("asked", "agreed"), ("sent", "confirmed")


class No(Exception):
    """The market refuses."""


@dataclass
class Product:
    shop: int
    price: int
    on_hand: int
    free: int


@dataclass
class Part:
    """One shop's part. `asked` is the state of its payment request, "" for cash; `goods` are held, sold or free."""

    number: int
    shop: int
    goods_of: dict[int, int]
    amount: int
    asked: str
    state: str = "placed"
    goods: str = "free"
    got: int = 0
    is_paid: bool = False

    @property
    def left(self) -> int:
        return self.amount - self.got


@dataclass
class Line:
    """A movement of money. `pays` is how much of it pays which part, `surplus_of` the part it is too much for."""

    number: int
    shop: int
    hands: str
    teller: str
    amount: int
    is_out: bool = False
    day: int = 0
    mark: tuple[int, ...] | str = ""
    reference: str = ""
    state: str = "new"
    parked: int = 0
    returned: int = 0
    surplus_of: int | None = None
    pays: dict[int, int] = field(default_factory=dict)
    tellers: set[str] = field(default_factory=set)


@dataclass
class Refund:
    """So much of a line that goes back, for a part if it was paid too much or called off."""

    line: int
    amount: int
    part: int | None
    state: str = "asked"
    paid_from: str = ""
    debit: int | None = None


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a bank's teller says. `codes` are the parts whose codes stand in the memo, `refund` the refund whose code
    does. Day 0 is in time for everything, any other day is much too late."""

    shop: int
    teller: str
    key: str
    amount: int
    codes: tuple[int, ...] = ()
    refund: int | None = None
    reference: str = ""
    day: int = 0
    is_out: bool = False
    names_other_account: bool = False

    @property
    def mark(self) -> tuple[int, ...] | str:
        """What makes two memos the same."""
        return tuple(sorted(self.codes)) or f"refund {self.refund}"
