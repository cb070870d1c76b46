"""Money that a bank's teller tells of: known again, matched, or kept for a person."""

from tests.payments.modelled.books import Books
from tests.payments.modelled.rows import BANKS, PAYABLE, SETTLED, Line, Part, Word


class ComingIn(Books):
    """What becomes of a credit."""

    def write(self, word: Word) -> Line | None:
        """The movement is written down; None when it is known."""
        if word.key in self.keys:
            return None
        self.keys.add(word.key)
        seen = (word.shop, word.is_out, word.amount, word.day)
        alike = [
            line
            for line in self.lines
            if (line.shop, line.is_out, line.amount, line.day) == seen
            and (line.teller in BANKS and line.state != "replaced" and word.teller not in line.tellers)
        ]
        by_reference = [line for line in alike if word.reference and line.reference == word.reference]
        by_memo = [line for line in alike if line.mark == word.mark and not (word.reference and line.reference)]
        for line in by_reference[:1] or by_memo[:1]:
            line.reference = line.reference or word.reference
            line.tellers.add(word.teller)
            return None
        line = self.new_line(word.shop, f"bank {word.shop}", word.teller, word.amount, is_out=word.is_out)
        line.day, line.mark, line.reference = word.day, word.mark, word.reference
        return line

    def settle(self, line: Line, word: Word) -> None:
        """A new credit pays what it names, or waits."""
        named = [self.parts[number] for number in word.codes]
        line.state = "parked"
        if word.names_other_account or any(part.shop != word.shop for part in named):
            return
        waits = [part for part in named if part.asked in PAYABLE or (part.asked == "lapsed" and not word.day)]
        if not named:
            here = [part for part in self.parts if part.shop == word.shop and part.asked in PAYABLE]
            if word.refund is None and any(part.left == word.amount for part in here):
                line.state = "suggested"
        elif len(waits) == len(named) and (len(named) == 1 or sum(part.left for part in named) == word.amount):
            self._pay_all(line, named)
        elif len(named) == 1:
            self._too_much(line, named[0])

    def _pay_all(self, line: Line, parts: list[Part]) -> None:
        for part in parts:
            is_short = part.asked == "lapsed" and line.parked < part.left
            if part.asked == "part_paid" and self.twins(line, part):
                line.surplus_of, line.state = part.number, "suggested"
                return
            if is_short or not self.pay(line, part):
                self.park_for(line, part)
                return
        self.close(line, parts[-1])

    def _too_much(self, line: Line, part: Part) -> None:
        """Money for a part that waits for none."""
        if part.asked in SETTLED and self.twins(line, part):
            line.surplus_of, line.state = part.number, "suggested"
            return
        if part.asked == "paid":
            part.asked = "over_paid"
        self.park_for(line, part)

    def twins(self, line: Line, part: Part) -> list[Line]:
        """Lines that pay the part and may be this very money, told by somebody else: just as much, and by a thumb, or
        by another bank's teller on the same day."""
        return [
            other
            for other in self.lines
            if part.number in other.pays
            and (other is not line and other.amount == line.amount and other.state in ("matched", "parked"))
            and (other.teller == "thumb" or (other.teller in BANKS and other.day == line.day))
            and not other.tellers & line.tellers
        ]
