"""Money on its way back: owed in the moment it is, never more than came, sent once."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from marketplace import config
from marketplace.accounts.actor import HOLDER, Actor
from marketplace.accounts.models import AuditEvent
from marketplace.db import db
from marketplace.money import Dong
from marketplace.notices.models import Notice
from marketplace.orders.models import Order
from marketplace.orders.states import Method
from marketplace.payments.errors import (
    NeedsSecondPerson,
    NothingToReturn,
    NothingToUndo,
    RefundTooLarge,
    WrongMoneyMoment,
)
from marketplace.payments.models import BankLine, Refund
from marketplace.payments.services import by_hand, calling_off, returning, undoing
from marketplace.payments.states import LineState, RefundState, RefundWay, RequestState
from marketplace.shops.services.payees import Payee
from tests.digest import digest
from tests.factories import SELLER, make_order, make_product, make_user
from tests.money import credit, part_of, request_of

pytestmark = pytest.mark.usefixtures("books")

BUYERS = Payee(bin="970436", bank_name="Vietcombank", number="1234500099", holder="NGUYEN VAN AN")


def refunds() -> list[Refund]:
    return list(db.session.scalars(sa.select(Refund).order_by(Refund.id).execution_options(populate_existing=True)))


def owed() -> Refund:
    """The one refund there is."""
    (refund,) = refunds()
    return refund


def send(refund: Refund, way: RefundWay = RefundWay.BANK, by: Actor = SELLER) -> None:
    returning.mark_sent(refund.id, way=way, reference="FT1", by=by)
    db.session.flush()


def told(order: Order, word: str) -> int:
    cause = f"part:{part_of(order).id}:%{word}%"
    return db.session.scalar(sa.select(sa.func.count()).select_from(Notice).where(Notice.cause.like(cause))) or 0


# A04
@pytest.mark.parametrize("end", [calling_off.call_off_by_buyer, calling_off.decline])
def test_a_paid_order_called_off_owes_its_money_in_the_same_moment(end: Callable[..., None]) -> None:
    order = make_order()
    credit(request_of(order), 150_000)

    end(part_of(order).id, because="thôi", by=HOLDER)

    assert (owed().state, owed().amount_vnd, owed().sub_order_id) == (RefundState.ASKED, 150_000, part_of(order).id)


# A04 G03
def test_cash_taken_and_then_called_off_is_owed_too() -> None:
    order = make_order(method=Method.CASH)
    by_hand.take_cash(part_of(order).id, amount_vnd=Dong(150_000), reason="", key="k", by=SELLER)

    calling_off.decline(part_of(order).id, because="hết hàng", by=SELLER)
    send(owed(), RefundWay.CASH)

    assert (owed().state, owed().paid_from) == (RefundState.SENT, f"cash:{part_of(order).shop_id}")


# H08
def test_an_order_that_was_never_paid_owes_nothing() -> None:
    order = make_order()

    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)

    assert refunds() == []


# H10: paid in three parts; each comes back once, and no more than each.
def test_each_credit_comes_back_once() -> None:
    order = make_order()
    for amount in (50_000, 60_000, 40_000):
        credit(request_of(order), amount)

    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)

    assert sorted(refund.amount_vnd for refund in refunds()) == [40_000, 50_000, 60_000]


# C05
def test_what_was_paid_too_much_is_owed() -> None:
    order = make_order()

    credit(request_of(order), 150_001)

    assert (owed().amount_vnd, request_of(order).state) == (1, RequestState.OVER_PAID)


# C18
def test_money_for_a_cancelled_order_is_owed() -> None:
    order = make_order()
    calling_off.call_off_by_buyer(part_of(order).id, because="thôi", by=HOLDER)

    credit(request_of(order), 150_000)

    assert owed().state is RefundState.ASKED


# H03
def test_the_buyer_names_an_account_the_shop_sends_the_buyer_confirms() -> None:
    order = make_order()
    credit(request_of(order), 150_001)

    returning.name_account(owed(), BUYERS, by=HOLDER)
    assert (owed().to_number, owed().to_last_four, owed().to_holder) == ("1234500099", "0099", "NGUYEN VAN AN")
    send(owed())
    assert (owed().state, request_of(order).state) == (RefundState.SENT, RequestState.PAID)
    returning.confirm_refund(owed().id, by=HOLDER)

    assert owed().state is RefundState.CONFIRMED
    line = db.session.get_one(BankLine, owed().line_id)
    assert (line.state, line.parked_vnd, line.returned_vnd) == (LineState.MATCHED, 0, 1)
    assert b"1234500099" not in (owed().to_number_sealed or b"")


# P05: the audit log knows four digits.
def test_the_buyers_account_stands_in_no_log() -> None:
    credit(request_of(make_order()), 150_001)

    returning.name_account(owed(), BUYERS, by=HOLDER)
    send(owed())

    events = db.session.scalars(sa.select(AuditEvent))
    assert not [event for event in events if "1234500099" in f"{event.before}{event.after}{event.reason}"]


def test_sent_and_confirmed_twice_is_once() -> None:
    credit(request_of(make_order()), 150_001)
    send(owed())
    unchanged = digest()
    send(owed())
    assert digest() == unchanged

    returning.confirm_refund(owed().id, by=HOLDER)
    confirmed = digest()
    returning.confirm_refund(owed().id, by=HOLDER)
    assert digest() == confirmed


def test_nothing_is_confirmed_before_it_was_sent() -> None:
    credit(request_of(make_order()), 150_001)

    with pytest.raises(WrongMoneyMoment):
        returning.confirm_refund(owed().id, by=HOLDER)


# H12
def test_the_buyer_is_told_when_it_is_sent_with_the_true_amount() -> None:
    order = make_order(email="an@example.vn")
    credit(request_of(order), 150_001)

    send(owed())

    assert told(order, "refund-sent") == 1
    body = db.session.scalar(sa.select(Notice.body).where(Notice.cause.like("%refund-sent%")))
    facts = db.session.scalar(sa.select(Notice.facts).where(Notice.cause.like("%refund-sent%")))
    assert body is not None
    assert facts is not None
    assert facts["returned"] == "1\xa0₫"


# --- a seller's own decision ---


# H01 H08
def test_a_parked_credit_is_returned_on_the_sellers_word() -> None:
    line = credit(request_of(make_order()), 70_000, "nhầm người")

    refund = returning.ask_refund(line.id, amount_vnd=Dong(70_000), reason="Chuyển nhầm", by=SELLER)
    send(refund)

    assert (line.state, line.parked_vnd, line.returned_vnd) == (LineState.RETURNED, 0, 70_000)


# H02 F21 INV-08
def test_no_more_is_asked_than_is_there_and_not_yet_owed() -> None:
    line = credit(request_of(make_order()), 70_000, "nhầm người")
    returning.ask_refund(line.id, amount_vnd=Dong(50_000), reason="một phần", by=SELLER)

    for amount in (20_001, 0, -1):
        with pytest.raises(RefundTooLarge) as refusal:
            returning.ask_refund(line.id, amount_vnd=Dong(amount), reason="thêm", by=SELLER)
        assert refusal.value.facts == {"left": "20.000\xa0₫"}

    returning.ask_refund(line.id, amount_vnd=Dong(20_000), reason="phần còn lại", by=SELLER)
    assert [refund.amount_vnd for refund in refunds()] == [50_000, 20_000]


# H08
def test_money_that_pays_an_order_cannot_be_returned_past_it() -> None:
    line = credit(request_of(make_order()), 150_000)

    with pytest.raises(NothingToReturn):
        returning.ask_refund(line.id, amount_vnd=Dong(1), reason="thử", by=SELLER)


# H01
def test_a_large_refund_needs_a_second_person() -> None:
    asker, other = make_user(), make_user()
    large = config.current().refund_second_person_vnd
    line = credit(request_of(make_order()), large, "nhầm người")
    refund = returning.ask_refund(line.id, amount_vnd=Dong(large), reason="nhầm", by=asker.as_actor())

    with pytest.raises(NeedsSecondPerson):
        returning.mark_sent(refund.id, way=RefundWay.BANK, reference="", by=asker.as_actor())
    returning.mark_sent(refund.id, way=RefundWay.BANK, reference="", by=other.as_actor())

    assert (owed().state, owed().asked_by_id, owed().agreed_by_id) == (RefundState.SENT, asker.id, other.id)


# --- what happens otherwise to money that is owed ---


# B05: the seller puts late money on the order after all.
def test_money_that_pays_after_all_is_owed_no_more() -> None:
    order, other = make_order(), make_order()
    line = credit(request_of(order), 300_000)
    shops_other = make_order(make_product(shop=part_of(order).shop, price_vnd=150_000))

    by_hand.link_line(line.id, part=part_of(shops_other), reason="khách nhờ", by=SELLER)

    assert owed().state is RefundState.WITHDRAWN
    assert request_of(shops_other).state is RequestState.PAID
    assert request_of(other).state is RequestState.OPEN


def test_money_set_aside_is_owed_no_more() -> None:
    line = credit(request_of(make_order()), 150_001)

    by_hand.set_aside(line.id, reason="khách cho luôn", by=SELLER)

    assert owed().state is RefundState.WITHDRAWN


# F18: what VNPay was asked to return cannot be spent meanwhile.
def test_money_that_is_being_sent_is_nobodys_to_link() -> None:
    order = make_order()
    line = credit(request_of(order), 300_000)
    owed().become(RefundState.SENDING, because="hỏi VNPay", by=SELLER)
    other = make_order(make_product(shop=part_of(order).shop, price_vnd=150_000))

    with pytest.raises(WrongMoneyMoment):
        by_hand.link_line(line.id, part=part_of(other), reason="", by=SELLER)
    with pytest.raises(WrongMoneyMoment):
        by_hand.set_aside(line.id, reason="x", by=SELLER)


# F20 H09
def test_a_refund_that_bounced_is_owed_again_and_both_are_told() -> None:
    order = make_order(email="an@example.vn")
    line = credit(request_of(order), 150_001)
    send(owed())

    returning.note_bounced(owed().id, because="Ngân hàng trả lại", by=SELLER)

    assert (owed().state, line.parked_vnd, line.returned_vnd) == (RefundState.AGREED, 1, 0)
    assert request_of(order).state is RequestState.OVER_PAID
    assert told(order, "refund-bounced") == 2
    send(owed())
    assert (owed().state, line.parked_vnd) == (RefundState.SENT, 0)


# H09
def test_only_what_was_sent_can_bounce_and_only_what_is_owed_be_sent() -> None:
    order = make_order()
    line = credit(request_of(order), 150_001)
    with pytest.raises(WrongMoneyMoment):
        returning.note_bounced(owed().id, because="x", by=SELLER)

    by_hand.set_aside(line.id, reason="khách cho", by=SELLER)
    with pytest.raises(WrongMoneyMoment):
        send(owed())


# --- a wrong link, undone ---


# C29
def test_a_wrong_link_is_undone_by_a_counter_entry() -> None:
    order = make_order()
    line = credit(request_of(order), 150_000, "không có mã")
    by_hand.link_line(line.id, part=part_of(order), reason="đoán", by=SELLER)
    assert part_of(order).paid_at is not None

    undoing.undo_link(line.id, reason="Ghép nhầm đơn", by=SELLER)

    request = request_of(order)
    assert (request.state, request.paid_vnd, part_of(order).paid_at) == (RequestState.OPEN, 0, None)
    assert (line.state, line.parked_vnd, line.reason) == (LineState.PARKED, 150_000, "Ghép nhầm đơn")
    amounts = db.session.execute(sa.text("SELECT amount_vnd FROM allocation ORDER BY id")).scalars().all()
    assert list(amounts) == [150_000, -150_000]
    assert db.session.scalar(sa.select(AuditEvent.what).order_by(AuditEvent.id.desc())) == "link undone"


# C29
def test_undone_it_can_go_where_it_belongs() -> None:
    wrong = make_order()
    right = make_order(make_product(shop=part_of(wrong).shop, price_vnd=150_000))
    line = credit(request_of(wrong), 150_000, "không có mã")
    by_hand.link_line(line.id, part=part_of(wrong), reason="đoán", by=SELLER)

    undoing.undo_link(line.id, reason="Ghép nhầm", by=SELLER)
    by_hand.link_line(line.id, part=part_of(right), reason="đúng đơn", by=SELLER)

    assert request_of(wrong).state is RequestState.OPEN
    assert request_of(right).state is RequestState.PAID


def test_nothing_to_undo_is_said_so() -> None:
    line = credit(request_of(make_order()), 5, "không có mã")

    with pytest.raises(NothingToUndo):
        undoing.undo_link(line.id, reason="x", by=SELLER)
