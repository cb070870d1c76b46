"""The whole village: what buyers, sellers, banks and the clock can do."""

from tests.payments.modelled.coming_in import ComingIn
from tests.payments.modelled.going_back import GoingBack
from tests.payments.modelled.rows import Line, No, Part, Word

BEFORE = {"accepted": ("placed",), "ready": ("accepted",), "handed_over": ("accepted", "ready")}
WITH_CASH_DUE = ("placed", "accepted", "ready", "handed_over")


class World(ComingIn, GoingBack):
    """Everything together."""

    # --- orders ---

    def place(self, wanted: dict[int, int], *, cash: bool) -> None:
        """One order, with a part for each shop."""
        for shop in sorted({self.products[number].shop for number in wanted}):
            goods = {number: qty for number, qty in wanted.items() if self.products[number].shop == shop}
            amount = sum(self.products[number].price * qty for number, qty in goods.items())
            part = Part(len(self.parts), shop, goods, amount, "" if cash else "open")
            self.hold(part)
            self.parts.append(part)

    def stock(self, number: int, qty: int) -> None:
        product = self.products[number]
        if product.free + qty < 0:
            raise No
        product.on_hand += qty
        product.free += qty

    def step(self, part: Part, step: str) -> None:
        """The shop accepts, packs or hands over."""
        if part.state not in BEFORE[step] or (step == "accepted" and part.asked and not part.is_paid):
            raise No
        part.state = step
        if step == "handed_over":
            self.sell(part)

    def complete(self, part: Part) -> None:
        if part.state != "completed":
            if part.state != "handed_over" or not part.is_paid:
                raise No
            part.state = "completed"

    def call_off(self, part: Part, *, by_shop: bool) -> None:
        if part.state not in (("placed", "accepted", "ready") if by_shop else ("placed", "accepted")):
            raise No
        part.asked = part.asked and "void"
        self._end(part, "declined_by_shop" if by_shop else "cancelled_by_buyer")

    def lapse(self, part: Part) -> None:
        """The time is over. What is paid or further on stays as it is."""
        if part.state == "placed" and not part.is_paid:
            part.asked = part.asked and "lapsed"
            self._end(part, "expired")

    def _end(self, part: Part, state: str) -> None:
        """The goods can be bought again; what paid the part waits, and is owed to the buyer."""
        part.state, part.got, part.is_paid = state, 0, False
        self.let_go(part)
        for line in self.lines:
            if part.number in line.pays:
                line.parked += line.pays.pop(part.number)
                self.park_for(line, part)

    # --- banks ---

    def tell(self, word: Word) -> None:
        """A bank's teller says that money moved."""
        other = self.of_reference(word, out=not word.is_out)
        if word.is_out and other is None and not word.codes and word.refund is None:
            return
        line = self.write(word)
        if line is None:
            return
        if word.is_out and other is None:
            self.close_refund(line, word)
        elif word.is_out and other is not None:
            if not self.reverse(other, line):
                line.state = "parked"
        elif other is None or not self.reverse(line, other):
            self.settle(line, word)

    # --- hands ---

    def thumb(self, part: Part, amount: int, key: str, *, reason: str) -> None:
        """The seller has seen this money in the account."""
        if part.asked and key in self.keys:
            return
        if part.asked in ("", "void") or not part.left or (amount != part.left and not reason):
            raise No
        if part.asked == "lapsed" and amount < part.left:
            raise No
        self._by_hand(part, amount, key, hands=f"bank {part.shop}", teller="thumb")

    def cash(self, part: Part, amount: int, key: str, *, reason: str) -> None:
        """The seller has this cash."""
        if key in self.keys:
            return
        if part.asked or part.state not in WITH_CASH_DUE or not part.left or (amount != part.left and not reason):
            raise No
        self._by_hand(part, amount, key, hands=f"cash {part.shop}", teller="cash")

    def _by_hand(self, part: Part, amount: int, key: str, *, hands: str, teller: str) -> None:
        self.keys.add(key)
        line = self.new_line(part.shop, hands, teller, amount)
        if self.pay(line, part):
            self.close(line, part)
        else:
            self.park_for(line, part)

    def link(self, line: Line, part: Part) -> None:
        """Parked money is put to this part."""
        if line.shop != part.shop or line.is_out or not line.parked:
            raise No
        is_over = part.state not in WITH_CASH_DUE if not part.asked else part.asked == "void"
        if is_over or not part.left or (part.asked == "lapsed" and line.parked < part.left):
            raise No
        self.withdraw(line)
        if not self.pay(line, part):
            raise No
        surplus_of = line.surplus_of
        line.surplus_of = surplus_of if line.parked and part.asked else None
        self.close(line, part)
        if surplus_of != part.number:
            self.still_over_paid(surplus_of)

    def undo(self, line: Line) -> None:
        """The link was wrong."""
        if not line.pays:
            raise No
        self.take_off(line)
        line.surplus_of, line.state = None, "parked"

    def set_aside(self, line: Line) -> None:
        """What waits concerns no order."""
        if not line.parked:
            raise No
        self.withdraw(line)
        line.parked, line.state = 0, "set_aside"
        self.still_over_paid(line.surplus_of)

    def say_same(self, line: Line) -> None:
        """The line is money the part has already: it counts once."""
        if line.surplus_of is None or line.state != "suggested" or line.parked != line.amount:
            raise No
        part = self.parts[line.surplus_of]
        same = [twin for twin in self.twins(line, part) if twin.amount == twin.pays[part.number] + twin.parked]
        if not same:
            raise No
        first = next((twin for twin in same if twin.teller == "thumb"), same[0])
        self.withdraw(line)
        gone = first if first.teller == "thumb" else line
        if gone is first:
            self.withdraw(first)
            line.pays[part.number] = first.pays.pop(part.number)
            line.parked -= line.pays[part.number]
            line.surplus_of = None
            self.close(line, part)
        else:
            line.surplus_of = None
        self.book(gone.hands, -gone.amount)
        gone.parked, gone.state = 0, "replaced"
