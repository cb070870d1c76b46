"""The shelves and the books: goods that are held and sold, lines that pay parts, money in somebody's hands."""

import copy
from collections.abc import Callable

from tests.payments.modelled.rows import OWED, Line, No, Part, Product, Refund


class Books:
    """Everything there is, and what all deeds need."""

    def __init__(self) -> None:
        self.products: list[Product] = []
        self.parts: list[Part] = []
        self.lines: list[Line] = []
        self.refunds: list[Refund] = []
        self.keys: set[str] = set()
        self.hands: dict[str, int] = {}

    def tries(self, deed: Callable[[], None]) -> bool:
        """Whether the deed is done; when it is refused, everything is as before."""
        before = copy.deepcopy(self.__dict__)
        try:
            deed()
        except No:
            self.__dict__.update(before)
            return False
        return True

    # --- goods ---

    def hold(self, part: Part) -> None:
        for number, qty in part.goods_of.items():
            if self.products[number].free < qty:
                raise No
            self.products[number].free -= qty
        part.goods = "held"

    def sell(self, part: Part) -> None:
        """Goods that are held leave the stock; those that are sold already do so once."""
        if part.goods == "held":
            for number, qty in part.goods_of.items():
                self.products[number].on_hand -= qty
            part.goods = "sold"

    def let_go(self, part: Part) -> None:
        """The goods can be bought again, whether they were held or sold."""
        for number, qty in part.goods_of.items():
            self.products[number].free += qty if part.goods != "free" else 0
            self.products[number].on_hand += qty if part.goods == "sold" else 0
        part.goods = "free"

    # --- money ---

    def book(self, hands: str, amount: int) -> None:
        self.hands[hands] = self.hands.get(hands, 0) + amount

    def new_line(self, shop: int, hands: str, teller: str, amount: int, *, is_out: bool = False) -> Line:
        line = Line(len(self.lines), shop, hands, teller, amount, is_out, parked=amount, tellers={teller})
        self.lines.append(line)
        self.book(hands, -amount if is_out else amount)
        return line

    def pay(self, line: Line, part: Part) -> bool:
        """As much as is asked and there. False when a lapsed part's goods are gone; then nothing has changed."""
        if part.asked == "lapsed":
            if any(self.products[number].free < qty for number, qty in part.goods_of.items()):
                return False
            self.hold(part)
            part.state = "placed"
        amount = min(part.left, line.parked)
        line.parked -= amount
        line.pays[part.number] = line.pays.get(part.number, 0) + amount
        part.got += amount
        part.is_paid = not part.left
        if part.asked:
            part.asked = "paid" if part.is_paid else "part_paid"
            if part.is_paid:
                self.sell(part)
        return True

    def close(self, line: Line, part: Part) -> None:
        """A rest is what was paid too much."""
        line.state = "matched"
        if line.parked:
            self.park_for(line, part)
            if part.asked == "paid":
                part.asked = "over_paid"

    def park_for(self, line: Line, part: Part) -> None:
        """What is left waits, and is owed to the part's buyer."""
        line.state = "parked"
        if part.asked:
            line.surplus_of = part.number
        self.owe(line, part)

    def owe(self, line: Line, part: Part) -> None:
        amount = line.parked - self.owed(line)
        if amount > 0:
            self.refunds.append(Refund(line.number, amount, part.number))

    def owed(self, line: Line) -> int:
        """How much of the line is promised back and not sent."""
        return sum(refund.amount for refund in self.refunds if refund.line == line.number and refund.state in OWED)

    def withdraw(self, line: Line) -> None:
        for refund in self.refunds:
            if refund.line == line.number and refund.state in OWED:
                refund.state = "withdrawn"

    def take_off(self, line: Line) -> None:
        """The line pays nothing any more; the parts it paid ask anew. What was sold stays sold until they end."""
        for number, amount in line.pays.items():
            part = self.parts[number]
            part.got -= amount
            part.is_paid = False
            if part.asked:
                part.asked = "part_paid" if part.got else "open"
            line.parked += amount
        line.pays = {}

    def still_over_paid(self, number: int | None) -> None:
        """A part whose surplus is gone is simply paid."""
        surplus = [
            line for line in self.lines if line.surplus_of == number and line.parked and line.state != "suggested"
        ]
        if number is not None and self.parts[number].asked == "over_paid" and not surplus:
            self.parts[number].asked = "paid"
