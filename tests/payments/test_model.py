"""Random histories of a small village, told to the market and to a model of it: after every step both say the same.

A hundred histories of forty steps, the same ones at every run; SOAK=10000 looks for more. What the model leaves out stands
in tests/payments/modelled.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from marketplace.db import db
from tests.payments.modelled.market import STOCK, Market, Stage, expected
from tests.payments.modelled.rows import BANKS, Line, Part, Product, Refund, Word
from tests.payments.modelled.world import World

# So many histories of sixty steps, none of them known before; without it the same hundred of forty steps.
SOAK = int(os.environ.get("SOAK", "0"))
MOST_PARTS = 7

which = st.integers(0, 11)
tellers = st.sampled_from(BANKS)
amounts = st.sampled_from(("exact", "exact", "exact", "whole", "short", "over", "one"))
often, seldom = st.sampled_from((True, True, True, False)), st.sampled_from((False, False, False, True))


class Histories(RuleBasedStateMachine):
    """Each rule is one deed, done to the model and to the market."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        # The market's own transaction of this history; undone at its end.
        connection: Any = db.engines[None]
        self.history = connection.begin_nested()
        self.market, self.world = Market(self.stage), World()
        self.steps = 0
        self.words: list[Word] = []
        self.agree = True
        for product in self.stage.products:
            shop = [shop.id for shop in self.stage.shops].index(product.shop_id)
            self.world.products.append(Product(shop, 50_000 + 10_000 * (len(self.world.products) % 2), STOCK, STOCK))

    def teardown(self) -> None:
        try:
            assert not self.agree or self.market.broken() == {}
        finally:
            db.session.rollback()
            db.session.remove()
            self.history.rollback()

    def both(self, modelled: Callable[[], None], real: Callable[[], object]) -> None:
        """Done here and there: both agree whether it may be, and on what is then."""
        self.agree = False
        done = self.market.tries(real)
        assert self.world.tries(modelled) == done, "the market did it" if done else self.market.why
        assert self.market.seen() == expected(self.world)
        self.steps += 1
        if SOAK or self.steps % 5 == 0:
            assert self.market.broken() == {}
        self.agree = True

    def part(self, number: int) -> Part:
        return self.world.parts[number % len(self.world.parts)]

    def line(self, number: int, *, suggested: bool = False) -> Line:
        """Any line, or one that waits for a person's word, if there is one."""
        lines = [line for line in self.world.lines if suggested and line.state == "suggested"] or self.world.lines
        return lines[number % len(lines)]

    def refund(self, number: int) -> tuple[int, Refund]:
        place = number % len(self.world.refunds)
        return place, self.world.refunds[place]

    def amount(self, part: Part, kind: str) -> int:
        left = part.left or part.amount
        return {"exact": left, "whole": part.amount, "short": max(1, left - 20_000), "over": left + 20_000, "one": 1}[
            kind
        ]

    # --- orders ---

    @initialize()
    def three_orders(self) -> None:
        for wanted, cash in (({0: 1}, False), ({1: 1, 2: 1}, False), ({0: 1}, True)):
            self.placed(wanted, cash=cash, is_member=True)

    @precondition(lambda self: len(self.world.parts) < MOST_PARTS)
    @rule(
        wanted=st.dictionaries(st.integers(0, 3), st.integers(1, 3), min_size=1, max_size=2),
        cash=seldom,
        is_member=seldom,
    )
    def place(self, wanted: dict[int, int], *, cash: bool, is_member: bool) -> None:
        self.placed(wanted, cash=cash, is_member=is_member)

    def placed(self, wanted: dict[int, int], *, cash: bool, is_member: bool) -> None:
        self.both(
            lambda: self.world.place(wanted, cash=cash),
            lambda: self.market.place(wanted, cash=cash, is_member=is_member),
        )

    @rule(number=st.integers(0, 3), qty=st.sampled_from((-3, -1, 1, 2)))
    def stock(self, number: int, qty: int) -> None:
        self.both(lambda: self.world.stock(number, qty), lambda: self.market.stock(number, qty))

    @rule(n=which, step=st.sampled_from(("accepted", "accepted", "ready", "handed_over", "completed")))
    def step(self, n: int, step: str) -> None:
        part = self.part(n)
        self.both(
            lambda: self.world.complete(part) if step == "completed" else self.world.step(part, step),
            lambda: self.market.step(part.number, step),
        )

    @rule(n=which, by_shop=st.booleans())
    def call_off(self, n: int, *, by_shop: bool) -> None:
        part = self.part(n)
        self.both(
            lambda: self.world.call_off(part, by_shop=by_shop),
            lambda: self.market.call_off(part.number, by_shop=by_shop),
        )

    @rule(n=which)
    def lapse(self, n: int) -> None:
        part = self.part(n)
        self.both(lambda: self.world.lapse(part), lambda: self.market.lapse(part.number))

    # --- banks ---

    def told(self, word: Word) -> None:
        self.words.append(word)
        self.both(lambda: self.world.tell(word), lambda: self.market.tell(word))

    def key(self, teller: str) -> str:
        return f"{teller}:{len(self.words)}"

    def reference(self, *, is_named: bool) -> str:
        return f"FT{len(self.words):06d}" if is_named else ""

    @rule(n=which, kind=amounts, teller=tellers, has_reference=often, late=seldom)
    def pay(self, n: int, kind: str, teller: str, *, has_reference: bool, late: bool) -> None:
        part = self.part(n)
        if part.asked:
            self.told(
                Word(
                    shop=part.shop, teller=teller, key=self.key(teller), amount=self.amount(part, kind),
                    codes=(part.number,), reference=self.reference(is_named=has_reference), day=3 if late else 0,
                )
            )  # fmt: skip

    @rule(n=which, kind=amounts, teller=tellers, other_shop=seldom, other_account=seldom)
    def pay_without_code(self, n: int, kind: str, teller: str, *, other_shop: bool, other_account: bool) -> None:
        part = self.part(n)
        names = other_shop and part.asked != ""
        self.told(
            Word(
                shop=1 - part.shop if other_shop else part.shop, teller=teller, key=self.key(teller),
                amount=self.amount(part, kind), codes=(part.number,) if names else (),
                reference=self.reference(is_named=other_account), names_other_account=other_account,
            )
        )  # fmt: skip

    @rule(n=which, m=which, teller=tellers, is_exact=often)
    def pay_two(self, n: int, m: int, teller: str, *, is_exact: bool) -> None:
        one, two = self.part(n), self.part(m)
        if one is not two and one.asked and two.asked:
            amount = max(1, one.left + two.left) if is_exact else one.amount
            codes = (one.number, two.number)
            self.told(Word(shop=one.shop, teller=teller, key=self.key(teller), amount=amount, codes=codes))

    @precondition(lambda self: self.words)
    @rule(n=which, teller=tellers, key=seldom, reference=st.sampled_from(("same", "none", "other")))
    def tell_again(self, n: int, teller: str, reference: str, *, key: bool) -> None:
        """The same movement: by the same teller with its own key, or by any with a key of its own."""
        word = self.words[n % len(self.words)]
        changed = {"teller": teller, "key": self.key(teller)}
        if reference != "same":
            changed["reference"] = self.reference(is_named=reference == "other")
        self.told(word if key else Word(**{**vars(word), **changed}))

    @precondition(lambda self: any(not line.is_out and line.reference for line in self.world.lines))
    @rule(n=which, teller=tellers, has_code=seldom)
    def take_back(self, n: int, teller: str, *, has_code: bool) -> None:
        """The bank takes a credit back."""
        lines = [line for line in self.world.lines if not line.is_out and line.reference]
        line = lines[n % len(lines)]
        codes = (self.part(n).number,) if has_code and self.part(n).asked else ()
        self.told(
            Word(
                shop=line.shop, teller=teller, key=self.key(teller), amount=line.amount, codes=codes,
                reference=line.reference, is_out=True,
            )
        )  # fmt: skip

    @precondition(lambda self: self.world.refunds)
    @rule(n=which, teller=tellers, by_order=seldom, is_exact=often, is_out=often)
    def show_refund(self, n: int, teller: str, *, by_order: bool, is_exact: bool, is_out: bool) -> None:
        """The bank shows the transfer back to a buyer, or (seldom) that it came back."""
        number, refund = self.refund(n)
        by_order = by_order and refund.part is not None and self.world.parts[refund.part].asked != ""
        amount = refund.amount if is_exact else refund.amount + 1
        self.told(
            Word(
                shop=self.world.lines[refund.line].shop, teller=teller, key=self.key(teller), amount=amount,
                codes=(refund.part,) if by_order and refund.part is not None else (),
                refund=None if by_order else number, reference=self.reference(is_named=True), is_out=is_out,
            )
        )  # fmt: skip

    # --- hands ---

    @rule(n=which, kind=amounts, turn=st.integers(0, 1), reason=st.sampled_from(("", "thử")), wrong=seldom)
    def receive(self, n: int, kind: str, turn: int, reason: str, *, wrong: bool) -> None:
        """The thumb, or cash; seldom the one that the part does not take."""
        part = self.part(n)
        cash = (part.asked == "") != wrong
        amount, key = self.amount(part, kind), f"{part.number}:{turn}:{cash}"
        take = self.world.cash if cash else self.world.thumb
        self.both(
            lambda: take(part, amount, key, reason=reason),
            lambda: self.market.receive(part.number, amount, key, reason=reason, cash=cash),
        )

    @precondition(lambda self: self.world.lines)
    @rule(n=which, m=which)
    def link(self, n: int, m: int) -> None:
        line, part = self.line(n), self.part(m)
        self.both(lambda: self.world.link(line, part), lambda: self.market.link(line.number, part.number))

    @precondition(lambda self: self.world.lines)
    @rule(n=which, what=st.sampled_from(("undo", "set_aside", "say_same", "say_same")))
    def decide(self, n: int, what: str) -> None:
        line = self.line(n, suggested=what == "say_same")
        self.both(lambda: getattr(self.world, what)(line), lambda: getattr(self.market, what)(line.number))

    @precondition(lambda self: self.world.lines)
    @rule(n=which, kind=st.sampled_from(("all", "some", "more")))
    def ask_refund(self, n: int, kind: str) -> None:
        line = self.line(n, suggested=n % 2 == 0)
        amount = {"all": line.parked, "some": 10_000, "more": line.parked + 1}[kind]
        self.both(lambda: self.world.ask_refund(line, amount), lambda: self.market.ask_refund(line.number, amount))

    @precondition(lambda self: self.world.refunds)
    @rule(n=which, what=st.sampled_from(("send", "send", "send", "confirm", "bounce")), cash=seldom)
    def return_money(self, n: int, what: str, *, cash: bool) -> None:
        number, refund = self.refund(n)
        how = {"cash": cash} if what == "send" else {}
        self.both(lambda: getattr(self.world, what)(refund, **how), lambda: getattr(self.market, what)(number, **how))


@pytest.mark.usefixtures("session")
def test_the_market_and_its_model_always_agree() -> None:
    Histories.stage = Stage()

    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=SOAK or 100,
            stateful_step_count=60 if SOAK else 40,
            derandomize=not SOAK,
            database=None,
            deadline=None,
            print_blob=False,
            # Making a failing history shorter takes minutes, so it is done when asked for.
            phases=[Phase.generate, *([Phase.shrink] if os.environ.get("SHRINK") else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
