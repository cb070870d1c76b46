"""The one door for money."""

import random

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.money import Dong
from marketplace.notices.models import Notice
from marketplace.orders.models import Order
from marketplace.payments import matching
from marketplace.payments.models import Allocation, BankLine, PaymentRequest
from marketplace.payments.queries import surplus_of_requests
from marketplace.payments.states import LineState, RequestState
from marketplace.shops.models import Hold
from marketplace.shops.states import HoldState
from tests.digest import digest, outcome
from tests.factories import make_account, make_order, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of, stock_of, tell
from tests.payments.credits import with_wrong_symbol

pytestmark = pytest.mark.usefixtures("books")


def make_orders(*prices: int) -> list[Order]:
    """Orders of these amounts at one shop."""
    shop = make_shop()
    return [make_order(make_product(shop=shop, price_vnd=price)) for price in prices]


def allocated(request: PaymentRequest) -> list[int]:
    return list(
        db.session.scalars(
            sa.select(Allocation.amount_vnd).where(Allocation.request_id == request.id).order_by(Allocation.id)
        )
    )


def surplus_of(order: Order) -> int:
    request = request_of(order)
    return surplus_of_requests([request.id]).get(request.id, Dong(0))


def is_paid(order: Order) -> bool:
    return request_of(order).state is RequestState.PAID and part_of(order).paid_at is not None


# C01
def test_exact_credit_pays_the_order() -> None:
    product, member = make_product(price_vnd=150_000, stock=5), make_user()
    order = make_order(product, buyer_id=member.id, email="ba.hai@example.vn")

    line = credit(request_of(order), 150_000)

    assert (line.state, line.parked_vnd) == (LineState.MATCHED, 0)
    assert is_paid(order)
    assert allocated(request_of(order)) == [150_000]
    assert stock_of(product) == (4, 4)
    assert [hold.state for hold in db.session.scalars(sa.select(Hold))] == [HoldState.CONSUMED]
    told = db.session.scalars(sa.select(Notice).where(Notice.user_id == member.id)).all()
    assert [(notice.email, notice.cause.split(":")[2]) for notice in told] == [("ba.hai@example.vn", "paid")]


# C02
def test_same_credit_twice_pays_once() -> None:
    order = make_orders(150_000)[0]
    credit(request_of(order), 150_000, outside_key="sepay:1:77")
    unchanged = digest()

    assert tell(request_of(order), 150_000, outside_key="sepay:1:77") is None
    assert tell(request_of(order), 999, outside_key="sepay:1:77") is None

    assert digest() == unchanged


# C04
def test_one_dong_short_keeps_the_order_open_until_it_comes() -> None:
    order = make_order(make_product(price_vnd=150_000), email="ba.hai@example.vn")

    credit(request_of(order), 149_999)
    assert (request_of(order).state, request_of(order).left_vnd) == (RequestState.PART_PAID, 1)
    assert part_of(order).paid_at is None
    mails = db.session.scalars(sa.select(Notice).where(Notice.email != "")).all()
    assert [mail.facts["left"] for mail in mails] == ["1\N{NO-BREAK SPACE}₫"]

    credit(request_of(order), 1)
    assert is_paid(order)


# C05
def test_one_dong_too_much_is_owed_to_the_buyer() -> None:
    order = make_orders(150_000)[0]

    line = credit(request_of(order), 150_001)

    assert (line.state, line.parked_vnd, line.surplus_of_id) == (LineState.PARKED, 1, request_of(order).id)
    assert request_of(order).state is RequestState.OVER_PAID
    assert part_of(order).paid_at is not None
    assert surplus_of(order) == 1


# C06 C20: there is no other open order, whose code would tell the matching what codes look like.
def test_a_second_transfer_is_owed_to_the_buyer_and_both_are_told() -> None:
    order = make_order(make_product(price_vnd=150_000), email="ba.hai@example.vn")
    credit(request_of(order), 150_000)
    paid_at, history = part_of(order).paid_at, len(part_of(order).history)

    line = credit(request_of(order), 150_000)

    assert (line.state, line.parked_vnd) == (LineState.PARKED, 150_000)
    assert request_of(order).state is RequestState.OVER_PAID
    assert surplus_of(order) == 150_000
    assert (part_of(order).paid_at, len(part_of(order).history)) == (paid_at, history)
    titles = db.session.scalars(sa.select(Notice.title).order_by(Notice.id)).all()
    assert "Đơn %(code)s: bạn đã trả thừa" in titles
    assert "Có tiền cần xem cho đơn %(code)s" in titles


# C06 C20
def test_a_second_transfer_beside_other_open_orders_is_owed_too() -> None:
    order, _other = make_orders(150_000, 150_000)
    credit(request_of(order), 150_000)

    credit(request_of(order), 150_000)
    credit(request_of(order), 20_000)

    assert surplus_of(order) == 170_000


# C07
def test_of_two_equal_orders_the_named_one_is_paid() -> None:
    one, two = make_orders(150_000, 150_000)

    credit(request_of(two), 150_000)

    assert is_paid(two)
    assert request_of(one).state is RequestState.OPEN


# C08
@pytest.mark.parametrize("memo", ["", "chuyen tien", "tien hang", "\N{PILE OF POO}" * 40])
def test_an_amount_alone_pays_nothing(memo: str) -> None:
    one, two = make_orders(150_000, 150_000)

    line = credit(request_of(one), 150_000, memo)

    assert (line.state, line.parked_vnd) == (LineState.SUGGESTED, 150_000)
    assert sorted(line.suggested) == sorted([request_of(one).code, request_of(two).code])
    assert request_of(one).paid_vnd == request_of(two).paid_vnd == 0


# C08
def test_one_order_of_that_amount_is_only_suggested() -> None:
    order = make_orders(150_000)[0]

    line = credit(request_of(order), 150_000, "chuyen tien")

    assert line.suggested == [request_of(order).code]
    assert allocated(request_of(order)) == []


# C09 (all the ways banks mangle a memo: test_matching.py)
@pytest.mark.parametrize("shape", ["{}", "mbvcb.123.{}.ct tu 0123", "CT DEN:{} GD 123-112326", "IBFT {}FT26327\n"])
def test_a_mangled_memo_still_pays(shape: str) -> None:
    order = make_orders(150_000)[0]
    code = request_of(order).code
    mangled = shape.format(f"{code[:4].lower()} {code[4:7]}\n{code[7:]}")

    credit(request_of(order), 150_000, mangled)

    assert is_paid(order)


# C10
def test_a_cut_code_is_parked() -> None:
    order = make_orders(150_000)[0]
    code = request_of(order).code

    line = credit(request_of(order), 150_000, code[:-1])

    assert line.parked_vnd == 150_000
    assert line.suggested == [code]
    assert allocated(request_of(order)) == []


# C11
@pytest.mark.parametrize(("amount", "state"), [(150_000, LineState.MATCHED), (149_000, LineState.SUGGESTED)])
def test_one_wrong_symbol_is_repaired_only_with_the_exact_amount(amount: int, state: LineState) -> None:
    order, _other = make_orders(150_000, 90_000)
    code = request_of(order).code
    wrong = with_wrong_symbol(code, place=5, wrong="A" if code[5] != "A" else "B")

    line = credit(request_of(order), amount, wrong)

    assert line.state is state
    assert is_paid(order) == (state is LineState.MATCHED)


# C12
def test_a_code_said_twice_counts_once() -> None:
    order = make_orders(150_000)[0]
    code = request_of(order).code

    credit(request_of(order), 150_000, f"{code} {code}")

    assert allocated(request_of(order)) == [150_000]


# C13
def test_two_codes_and_their_exact_sum_pay_both_and_nothing_too_much() -> None:
    one, two = make_orders(150_000, 90_000)

    line = credit(request_of(one), 240_000, f"{request_of(one).code} {request_of(two).code}")

    assert line.state is LineState.MATCHED
    assert is_paid(one)
    assert is_paid(two)


# B03 C13: a cart with the same goods takes them in order of id, and so must this.
def test_goods_of_two_orders_are_locked_together_before_any_is_sold(statements: list[str]) -> None:
    one, two = make_orders(150_000, 90_000)
    memo = f"{request_of(one).code} {request_of(two).code}"
    statements.clear()

    credit(request_of(one), 240_000, memo)

    locks = [
        place for place, sql in enumerate(statements) if "FROM offer" in sql and "ORDER BY offer.id FOR NO KEY" in sql
    ]
    sales = [place for place, sql in enumerate(statements) if sql.startswith("UPDATE offer")]
    assert (len(locks), len(sales)) == (1, 2)
    assert locks[0] < sales[0]


# C14
@pytest.mark.parametrize("amount", [239_999, 240_001, 150_000])
def test_two_codes_and_another_sum_are_parked(amount: int) -> None:
    one, two = make_orders(150_000, 90_000)
    codes = [request_of(one).code, request_of(two).code]

    line = credit(request_of(one), amount, " ".join(codes))

    assert (line.state, line.parked_vnd) == (LineState.PARKED, amount)
    assert all(code in line.reason for code in codes)
    assert allocated(request_of(one)) == allocated(request_of(two)) == []


# C15
@pytest.mark.parametrize("paid_too", [False, True])
def test_a_paid_code_beside_another_is_parked_with_both(paid_too: bool) -> None:  # noqa: FBT001
    one, two = make_orders(150_000, 90_000)
    credit(request_of(one), 150_000)
    if paid_too:
        credit(request_of(two), 90_000)
    codes = [request_of(one).code, request_of(two).code]

    line = credit(request_of(one), 240_000, " ".join(codes))

    assert (line.state, line.parked_vnd) == (LineState.PARKED, 240_000)
    assert all(code in line.reason for code in codes)
    assert is_paid(two) is paid_too


# C16
def test_another_shops_code_is_not_paid_here() -> None:
    ours, theirs = make_order(), make_order()

    line = credit(request_of(ours), 150_000, request_of(theirs).code)

    assert (line.state, line.parked_vnd, line.is_alarm) == (LineState.PARKED, 150_000, True)
    assert request_of(theirs).state is RequestState.OPEN
    assert request_of(ours).state is RequestState.OPEN


# C17
def test_money_on_another_account_than_shown_is_an_alarm() -> None:
    shop = make_shop()
    order = make_order(make_product(shop=shop, price_vnd=150_000))
    request = request_of(order)
    db.session.execute(sa.text("UPDATE bank_account SET state = 'retired' WHERE id = :id"), {"id": request.account_id})
    other = make_account(shop, number="DEMO777777")

    elsewhere = credit(request, 150_000, account=other)
    misnamed = credit(request, 150_000, account_told="0000000000")

    for line in (elsewhere, misnamed):
        assert (line.state, line.parked_vnd, line.is_alarm) == (LineState.PARKED, 150_000, True)
    assert request_of(order).state is RequestState.OPEN
    credit(request, 150_000)
    assert is_paid(order)


def test_an_order_that_appears_between_the_two_looks_is_only_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    order = make_orders(150_000)[0]
    nothing = matching.Decision(verdict=matching.Verdict.PARK, cause=matching.Cause.NOTHING_FOUND, reason="")
    answers = [nothing]
    monkeypatch.setattr(
        "marketplace.payments.services.settling.match",
        lambda *asked: answers.pop() if answers else matching.match(*asked),
    )
    wrong = with_wrong_symbol(request_of(order).code, place=5, wrong="A" if request_of(order).code[5] != "A" else "B")

    line = credit(request_of(order), 150_000, wrong)

    assert (line.state, line.suggested) == (LineState.SUGGESTED, [request_of(order).code])
    assert allocated(request_of(order)) == []


# D16
def test_the_same_credits_in_any_order_end_the_same() -> None:
    orders = make_orders(150_000, 150_000, 90_000, 70_000)
    requests = [request_of(order) for order in orders]
    told: list[tuple[int, int, str | None]] = [
        *[(0, 100_000, None), (0, 50_000, None), (0, 150_000, None), (1, 149_999, None)],
        *[(1, 2, None), (2, 90_000, None), (2, 90_000, None), (3, 10_000, None), (3, 70_000, "")],
    ]
    events = [(f"sepay:{number}", *event) for number, event in enumerate(told)]
    chance, ends = random.Random(16), set()

    for _ in range(10):
        order_of_arrival = chance.sample([*events, *chance.sample(events, 3)], len(events) + 3)
        trial = db.session.begin_nested()
        for key, number, amount, memo in order_of_arrival:
            tell(requests[number], amount, memo, outside_key=key)
        ends.add(outcome())
        trial.rollback()
        db.session.expire_all()

    assert len(ends) == 1


def test_every_credit_is_one_line_whatever_it_says() -> None:
    order = make_orders(150_000)[0]

    for amount in (1, 10**12, 499_999_999_999):
        credit(request_of(order), amount, "không ai biết")

    assert db.session.scalar(sa.select(sa.func.sum(BankLine.parked_vnd))) == 1 + 10**12 + 499_999_999_999
