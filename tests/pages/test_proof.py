"""/kiem-tra: everybody sees whether the books are right; only staff see what is wrong, and where to mend it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Role, User
from marketplace.clock import now, pretend
from marketplace.db import db
from marketplace.orders.models import Order
from marketplace.pages.proof import REPAIRS, SENTENCES
from marketplace.payments.models.proofs import Proof
from marketplace.payments.services import by_hand, proving
from marketplace.payments.services.checking import INVARIANTS, broken
from marketplace.payments.services.sealing import seal_days
from marketplace.shops.models import Shop
from tests.factories import make_order, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of
from tests.people import open_browser, sign_in


@pytest.fixture
def shop(session: Any) -> Shop:
    return make_shop(name="Nhà bà Sáu")


@pytest.fixture
def order(shop: Shop) -> Order:
    """A member's order of a day that is sealed, paid 7 ₫ too much, which is owed, and 3 ₫ of another set aside."""
    seller = make_user(name="Trần Thị Kín")
    with pretend(now() - timedelta(days=3)):
        order = make_order(make_product(shop=shop, price_vnd=150_000), buyer_id=seller.id)
        credit(request_of(order), 150_007)
        by_hand.set_aside(credit(request_of(order), 3, "chuyen tien").id, reason="tiền nhà", by=seller.as_actor())
    db.session.flush()
    seal_days(now().date())
    assert not any(broken().values())
    return order


@pytest.fixture
def unguarded(order: Order) -> Iterator[Order]:
    """The same with all triggers asleep: faults can be planted."""
    db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    yield order
    db.session.execute(sa.text("SET LOCAL session_replication_role = origin"))


@pytest.fixture
def moderator(app: Flask, session: Any) -> FlaskClient:
    browser = open_browser(app)
    sign_in(browser, make_user(role=Role.MODERATOR))
    return browser


def state_of(page: str, number: str) -> str:
    """What the page says of this invariant: good, bad or over."""
    item = page[page.index(f'<li id="{number}">') :]
    found = re.search(r'class="state" data-state="(\w+)"', item)
    assert found is not None
    return found[1]


def test_before_the_first_run_the_page_says_so(client: FlaskClient) -> None:
    page = client.get("/kiem-tra")

    assert page.status_code == 200
    assert "Chưa có lần kiểm nào" in page.text
    assert "INV-01" not in page.text


# I13
def test_good_books_are_green_for_everybody(client: FlaskClient, order: Order) -> None:
    proving.prove()
    db.session.commit()

    page = client.get("/kiem-tra").text

    assert "Mọi điều đều đúng." in page
    assert [number for number in SENTENCES if state_of(page, number) != "good"] == ["INV-09"]
    assert state_of(page, "INV-09") == "over"
    assert "Chưa dùng" in page and "đã cũ" not in page
    assert "Kiểm ngay bây giờ" not in page


def test_the_page_reads_in_english_too(client: FlaskClient, order: Order) -> None:
    proving.prove()
    db.session.commit()

    assert client.get("/en/kiem-tra").status_code == 200


def test_an_old_run_says_that_it_is_old(client: FlaskClient, order: Order) -> None:
    with pretend(now() - timedelta(hours=2, minutes=1)):
        proving.prove()
    db.session.commit()

    assert "Kết quả này đã cũ" in client.get("/kiem-tra").text


FAULTS: list[tuple[str, str]] = [
    ("INV-01", "UPDATE entry SET amount_vnd = amount_vnd + 5 WHERE id = (SELECT max(id) FROM entry)"),
    ("INV-02", "UPDATE journal SET what = 'khác' WHERE id = (SELECT min(id) FROM journal)"),
    ("INV-02", "ALTER TABLE entry DISABLE TRIGGER entry_only_grows"),
    ("INV-03", "UPDATE bank_line SET amount_vnd = amount_vnd + 1"),
    ("INV-04", "DELETE FROM telling"),
    ("INV-05", "UPDATE sub_order SET paid_at = NULL"),
    ("INV-06", "UPDATE offer SET free_qty = free_qty - 1"),
    ("INV-07", "DELETE FROM stock_move WHERE reason = 'sold'"),
    ("INV-08", "UPDATE refund SET amount_vnd = 999999"),
    ("INV-10", "DELETE FROM sub_order_change"),
    ("INV-11", "UPDATE order_line SET amount_vnd = amount_vnd + 1"),
    (
        "INV-12",
        "INSERT INTO kept_notice (account_id, teller, outside_id, body_hash, received_at, state, told_otherwise) "
        "SELECT max(id), 'sepay', '1', '', now() - interval '61 minutes', 'failed', 0 FROM bank_account",
    ),
    ("INV-13", "DELETE FROM notice"),
    ("INV-14", "DELETE FROM audit_event"),
]


# INV-01 INV-02 I13
@pytest.mark.parametrize(("number", "fault"), FAULTS, ids=lambda word: word[:40])
def test_each_fault_is_red_for_all_and_named_with_its_place_for_staff(
    number: str, fault: str, client: FlaskClient, moderator: FlaskClient, unguarded: Order, shop: Shop
) -> None:
    db.session.execute(sa.text(fault))
    proof = proving.prove()
    things = [thing for name, found in proof.found.items() if name.startswith(number) for thing in found]
    db.session.commit()

    public, inside = client.get("/kiem-tra").text, moderator.get("/kiem-tra").text

    assert state_of(public, number) == state_of(inside, number) == "bad"
    # Not by colour alone.
    assert f"Sai {len(things)} chỗ" in public and "#error" in public
    assert things and all(thing in inside for thing in things)
    assert str(REPAIRS[number].says) in inside
    if REPAIRS[number].endpoint.startswith("moderating."):
        assert f"{things[0]}</span> · <a href" in inside
    elif number != "INV-02":
        assert f"/dieu-hanh/gian-hang/{shop.slug}" in inside
    assert not any(thing in public for thing in things)
    for secret in (shop.slug, shop.name, unguarded.code, request_of(unguarded).code, "Trần Thị Kín", "150.0"):
        assert secret not in public


def test_every_invariant_that_is_checked_has_a_test_here_and_a_way_to_mend_it() -> None:
    numbers = {name[:6] for name in INVARIANTS} | {proving.SEALS[:6]}

    assert numbers == set(REPAIRS) == {number for number, _ in FAULTS} == SENTENCES.keys() - {"INV-09"}


def test_staff_who_sell_for_the_shop_are_sent_to_its_desk(app: Flask, unguarded: Order, shop: Shop) -> None:
    db.session.execute(sa.text("UPDATE bank_line SET amount_vnd = amount_vnd + 1"))
    proving.prove()
    owner = db.session.get_one(User, shop.owner_id)
    make_role = sa.text(
        "INSERT INTO role_grant (user_id, role, granted_at, scope_kind) VALUES (:id, 'moderator', now(), 'commune')"
    )
    db.session.execute(make_role, {"id": owner.id})
    browser = open_browser(app)
    sign_in(browser, owner)

    assert f"/ban-hang/{shop.slug}/tien" in browser.get("/kiem-tra").text


def test_staff_run_it_on_demand(moderator: FlaskClient, order: Order) -> None:
    assert "Kiểm ngay bây giờ" in moderator.get("/kiem-tra").text

    answer = moderator.post("/kiem-tra/chay")

    assert (answer.status_code, answer.location) == (303, "/kiem-tra")
    assert db.session.scalars(sa.select(Proof.is_whole)).all() == [True]
    assert "Đã kiểm xong: mọi điều đều đúng." in moderator.get("/kiem-tra").text


def test_a_run_on_demand_says_when_something_is_broken(moderator: FlaskClient, unguarded: Order) -> None:
    db.session.execute(sa.text("UPDATE bank_line SET amount_vnd = amount_vnd + 1"))
    db.session.commit()

    moderator.post("/kiem-tra/chay")

    assert "Đã kiểm xong: có chỗ sai" in moderator.get("/kiem-tra").text


def test_nobody_else_runs_it_and_staff_not_without_end(
    app: Flask, client: FlaskClient, moderator: FlaskClient, shop: Shop
) -> None:
    assert client.post("/kiem-tra/chay").status_code == 401
    seller = open_browser(app)
    sign_in(seller, db.session.get_one(User, shop.owner_id))
    assert seller.post("/kiem-tra/chay").status_code == 403

    answers = [moderator.post("/kiem-tra/chay").status_code for _ in range(7)]

    assert answers == [303] * 6 + [429]


def test_the_part_in_doubt_is_named_by_its_public_id(moderator: FlaskClient, unguarded: Order) -> None:
    db.session.execute(sa.text("UPDATE sub_order SET paid_at = NULL"))
    proving.prove()
    db.session.commit()

    assert f"part {part_of(unguarded).public_id}" in moderator.get("/kiem-tra").text
