"""Money that leaves: refunds on their way, debits that a bank's teller tells of, credits the bank takes back."""

from tests.payments.modelled.books import Books
from tests.payments.modelled.rows import GONE, OWED, Line, No, Refund, Word

STANDS = ("matched", "suggested", "parked", "set_aside", "returned")


class GoingBack(Books):
    """What becomes of a debit, and of what is owed."""

    def of_reference(self, word: Word, *, out: bool) -> Line | None:
        """The first line that goes the other way with the same reference and amount, and still stands."""
        wanted = (word.shop, word.reference, word.amount, out)
        found = (
            line
            for line in self.lines
            if (line.shop, line.reference, line.amount, line.is_out) == wanted
            and line.state in (("parked",) if out else STANDS)
        )
        return next(found, None) if word.reference else None

    def reverse(self, line: Line, debit: Line) -> bool:
        """The bank took the credit back. False when some of it has gone elsewhere."""
        if line.parked + sum(line.pays.values()) != line.amount:
            return False
        self.withdraw(line)
        self.take_off(line)
        surplus_of, line.surplus_of = line.surplus_of, None
        line.parked = debit.parked = 0
        line.state = debit.state = "reversed"
        self.still_over_paid(surplus_of)
        return True

    def close_refund(self, debit: Line, word: Word) -> None:
        """The debit is what returned the money of the first refund it names; else it waits."""
        debit.state = "parked"
        named = [number for number in range(len(self.refunds)) if self._is_named(number, word)]
        for number in sorted(named, key=lambda number: (number != word.refund, number)):
            refund = self.refunds[number]
            if refund.amount == debit.amount:
                if refund.state in GONE:
                    self.book(refund.paid_from, refund.amount)
                else:
                    self._return(refund)
                refund.paid_from, refund.debit = debit.hands, debit.number
                debit.parked, debit.state = 0, "matched"
                return

    def _is_named(self, number: int, word: Word) -> bool:
        refund = self.refunds[number]
        is_of_part = refund.part in word.codes
        is_open = refund.debit is None and refund.state in OWED + GONE
        return is_open and self.lines[refund.line].shop == word.shop and (number == word.refund or is_of_part)

    def _return(self, refund: Refund) -> None:
        line = self.lines[refund.line]
        line.parked -= refund.amount
        line.returned += refund.amount
        refund.state = "sent"
        if not line.parked:
            line.state = "returned" if line.returned == line.amount else "matched"
        self.still_over_paid(line.surplus_of)

    # --- the seller and the buyer ---

    def ask_refund(self, line: Line, amount: int) -> None:
        if line.is_out or not 0 < amount <= line.parked - self.owed(line):
            raise No
        self.refunds.append(Refund(line.number, amount, line.surplus_of))

    def send(self, refund: Refund, *, cash: bool) -> None:
        if refund.state in GONE:
            return
        if refund.state not in OWED:
            raise No
        line = self.lines[refund.line]
        refund.paid_from = f"cash {line.shop}" if cash else f"bank {line.shop}"
        self.book(refund.paid_from, -refund.amount)
        self._return(refund)

    def confirm(self, refund: Refund) -> None:
        if refund.state not in GONE:
            raise No
        refund.state = "confirmed"

    def bounce(self, refund: Refund) -> None:
        """What was sent came back: it is owed as before, and can be sent and seen anew."""
        if refund.state not in GONE:
            raise No
        line = self.lines[refund.line]
        line.parked += refund.amount
        line.returned -= refund.amount
        line.state = "parked"
        self.book(refund.paid_from, refund.amount)
        if line.surplus_of is not None and self.parts[line.surplus_of].asked == "paid":
            self.parts[line.surplus_of].asked = "over_paid"
        refund.state, refund.paid_from, refund.debit = "agreed", "", None
