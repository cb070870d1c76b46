"""The moderator's desk: who sells is seen by a person before anything is sold."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import AuditEvent, Role, User
from marketplace.db import db
from marketplace.notices.models import Notice
from marketplace.shops.models import BankAccount, Product, Shop
from marketplace.shops.states import AccountState, ProductState, ShopState
from tests.factories import PASSWORD, make_account, make_product, make_shop, make_user
from tests.people import open_browser, sign_in, sign_out

CANARY = '"><script>alert(1)</script>'


@pytest.fixture
def client(app: Flask, session: Any) -> FlaskClient:
    return open_browser(app)


@pytest.fixture
def moderator(session: Any) -> User:
    return make_user(name="Chị Hạnh", role=Role.MODERATOR)


@pytest.fixture
def shop(session: Any) -> Shop:
    """A shop that was handed in: account and first product wait with it."""
    shop = make_shop(name="Nhà bà Tư", state=ShopState.PENDING, account=False)
    make_account(shop, number="DEMO00012345", state=AccountState.NEW)
    make_product(shop=shop, name="Bưởi tôm vàng", state=ProductState.DRAFT)
    return shop


def account_field(page: str) -> str:
    found = re.search(r'name="account"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def fresh(thing: Any) -> Any:
    db.session.expire_all()
    db.session.refresh(thing)
    return thing


def audit(what: str) -> AuditEvent:
    return db.session.execute(sa.select(AuditEvent).where(AuditEvent.what == what)).scalar_one()


def test_approving_makes_shop_account_and_goods_live_and_says_who_saw_what(
    client: FlaskClient, moderator: User, shop: Shop
) -> None:
    sign_in(client, moderator)
    queue = client.get("/dieu-hanh").text
    page = client.get(f"/dieu-hanh/gian-hang/{shop.slug}").text

    answer = client.post(
        f"/dieu-hanh/gian-hang/{shop.slug}/duyet",
        data={"seen": "VNeID mức 2, gặp tại nhà", "account": account_field(page)},
    )

    assert "Nhà bà Tư" in queue
    assert "2345" in page
    assert "DEMO00012345" not in page, "staff see the last four"
    assert "TAI KHOAN DEMO" in page
    assert "Bưởi tôm vàng" in page
    assert answer.status_code == 303
    verified = fresh(shop)
    assert (verified.state, verified.verified_by_id) == (ShopState.LIVE, moderator.id)
    assert verified.verified_seen == "VNeID mức 2, gặp tại nhà"
    assert verified.verified_at is not None
    assert db.session.execute(sa.select(BankAccount.state)).scalar_one() is AccountState.VERIFIED
    product = db.session.execute(sa.select(Product)).scalar_one()
    assert product.state is ProductState.LIVE
    assert client.get(f"/hang/{product.slug}").status_code == 200
    event = audit("shop verified")
    assert (event.actor, event.actor_id, event.reason) == ("Chị Hạnh", moderator.id, "VNeID mức 2, gặp tại nhà")
    assert event.thing == f"shop:{shop.slug}"
    assert audit("bank account verified").actor == "Chị Hạnh"
    told = db.session.execute(sa.select(Notice).where(Notice.user_id == shop.owner_id)).scalar_one()
    assert "đã được duyệt" in told.title


def test_preview_is_the_page_buyers_will_see(client: FlaskClient, moderator: User, shop: Shop) -> None:
    product = db.session.execute(sa.select(Product)).scalar_one()
    sign_in(client, moderator)

    answer = client.get(f"/dieu-hanh/gian-hang/{shop.slug}/hang/{product.slug}")

    assert answer.status_code == 200
    assert "Bưởi tôm vàng" in answer.text
    assert "Thêm vào giỏ" not in answer.text


def test_approval_without_what_was_seen_is_refused(client: FlaskClient, moderator: User, shop: Shop) -> None:
    sign_in(client, moderator)

    answer = client.post(f"/dieu-hanh/gian-hang/{shop.slug}/duyet", data={"seen": " "})

    assert answer.status_code == 422
    assert "Xin ghi đã xem gì" in answer.text
    assert fresh(shop).state is ShopState.PENDING


def test_account_that_changed_meanwhile_is_not_approved_unseen(
    client: FlaskClient, moderator: User, shop: Shop
) -> None:
    sign_in(client, moderator)
    page = client.get(f"/dieu-hanh/gian-hang/{shop.slug}").text
    old = db.session.execute(sa.select(BankAccount)).scalar_one()
    old.become(AccountState.RETIRED)
    db.session.flush()
    make_account(shop, number="DEMO66669999", state=AccountState.NEW)
    db.session.commit()

    answer = client.post(
        f"/dieu-hanh/gian-hang/{shop.slug}/duyet",
        data={"seen": "gặp tại nhà", "account": account_field(page)},
        follow_redirects=True,
    )

    assert "vừa đổi tài khoản" in answer.text
    assert "9999" in answer.text
    assert fresh(shop).state is ShopState.PENDING


def test_changed_account_takes_the_old_ones_place_or_is_refused(client: FlaskClient, moderator: User) -> None:
    shops = [make_shop(name="Một"), make_shop(name="Hai")]
    for number, shop in enumerate(shops):
        shop.verified_at, shop.verified_by_id = shop.created_at, moderator.id
        make_account(shop, number=f"DEMO7777000{number}", state=AccountState.NEW)
    sign_in(client, moderator)
    queue = client.get("/dieu-hanh").text
    page = client.get(f"/dieu-hanh/gian-hang/{shops[0].slug}").text

    client.post(
        f"/dieu-hanh/gian-hang/{shops[0].slug}/duyet-tai-khoan",
        data={"seen": "gọi lại số đã lưu", "account": account_field(page)},
    )
    client.post(f"/dieu-hanh/gian-hang/{shops[1].slug}/tu-choi-tai-khoan", data={"because": "Tên không khớp"})

    assert queue.count("Tài khoản mới</span>") == 2
    states = db.session.execute(
        sa.select(BankAccount.shop_id, BankAccount.last_four, BankAccount.state).order_by(BankAccount.id)
    ).all()
    by_shop = {shop.id: [state for owner, _, state in states if owner == shop.id] for shop in shops}
    assert by_shop[shops[0].id] == [AccountState.RETIRED, AccountState.VERIFIED]
    assert by_shop[shops[1].id] == [AccountState.VERIFIED, AccountState.RETIRED]
    assert audit("bank account verified").reason == "gọi lại số đã lưu"
    assert audit("bank account refused").reason == "Tên không khớp"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2


def test_sending_back_tells_the_owner_what_is_missing(client: FlaskClient, moderator: User, shop: Shop) -> None:
    owner = db.session.get_one(User, shop.owner_id)
    sign_in(client, moderator)

    empty = client.post(f"/dieu-hanh/gian-hang/{shop.slug}/tra-lai", data={"because": ""})
    client.post(f"/dieu-hanh/gian-hang/{shop.slug}/tra-lai", data={"because": f"Thiếu ảnh {CANARY}"})
    assert "<script>alert" not in client.get(f"/dieu-hanh/gian-hang/{shop.slug}").text
    sign_out(client)
    sign_in(client, owner)
    inbox = client.get("/tin-bao").text

    assert empty.status_code == 422
    assert "Xin ghi lý do" in empty.text
    assert fresh(shop).state is ShopState.SENT_BACK
    assert audit("shop sent back").reason == f"Thiếu ảnh {CANARY}"
    assert "Gian hàng “Nhà bà Tư” cần sửa" in inbox
    assert "Thiếu ảnh" in inbox
    assert "<script>alert" not in inbox


def test_suspended_shop_sells_nothing_until_it_is_let_back(client: FlaskClient, moderator: User, shop: Shop) -> None:
    sign_in(client, moderator)
    page = client.get(f"/dieu-hanh/gian-hang/{shop.slug}").text
    client.post(f"/dieu-hanh/gian-hang/{shop.slug}/duyet", data={"seen": "gặp", "account": account_field(page)})
    product = db.session.execute(sa.select(Product)).scalar_one()

    client.post(f"/dieu-hanh/gian-hang/{shop.slug}/khoa", data={"because": "Bán hàng cấm"})
    assert fresh(shop).state is ShopState.SUSPENDED
    assert client.get(f"/hang/{product.slug}").status_code == 404
    assert "Nhà bà Tư" in client.get("/dieu-hanh").text
    assert "Bán hàng cấm" in client.get(f"/dieu-hanh/gian-hang/{shop.slug}").text
    client.post(f"/dieu-hanh/gian-hang/{shop.slug}/cho-ban-lai", data={"because": "Đã bỏ món ấy"})

    assert fresh(shop).state is ShopState.LIVE
    assert client.get(f"/hang/{product.slug}").status_code == 200
    assert audit("shop suspended").before == {"state": "live"}
    assert audit("shop let back").reason == "Đã bỏ món ấy"


def test_step_in_the_wrong_moment_changes_nothing(client: FlaskClient, moderator: User, shop: Shop) -> None:
    sign_in(client, moderator)

    answer = client.post(
        f"/dieu-hanh/gian-hang/{shop.slug}/cho-ban-lai", data={"because": "nhầm"}, follow_redirects=True
    )

    assert "đang ở bước khác" in answer.text
    assert fresh(shop).state is ShopState.PENDING


def test_only_staff_come_in(client: FlaskClient, shop: Shop) -> None:
    seller = db.session.get_one(User, shop.owner_id)
    paths = ("/dieu-hanh", f"/dieu-hanh/gian-hang/{shop.slug}", "/dieu-hanh/mat-khau", "/dieu-hanh/nhat-ky")
    db.session.commit()
    for path in paths:
        assert client.get(path).status_code == 303, path
    sign_in(client, seller)

    for path in paths:
        assert client.get(path).status_code == 403, path
    for word in ("duyet", "tra-lai", "khoa", "cho-ban-lai", "duyet-tai-khoan", "tu-choi-tai-khoan"):
        answer = client.post(f"/dieu-hanh/gian-hang/{shop.slug}/{word}", data={"seen": "x", "because": "x"})
        assert answer.status_code == 403, word
    assert fresh(shop).state is ShopState.PENDING


def test_unknown_shop_is_not_found(client: FlaskClient, moderator: User) -> None:
    sign_in(client, moderator)

    assert client.get("/dieu-hanh/gian-hang/khong-co").status_code == 404
    assert client.post("/dieu-hanh/gian-hang/khong-co/khoa", data={"because": "x"}).status_code == 404


def test_moderator_hands_over_a_link_that_works_once(client: FlaskClient, moderator: User) -> None:
    person = make_user(name="Ông Sáu", phone="+84912345699")
    sign_in(client, moderator)

    answer = client.post("/dieu-hanh/mat-khau", data={"phone": "0912 345 699"})
    link = re.findall(r'readonly value="http://localhost(/dat-lai-mat-khau/[^"]+)"', answer.text)[0]
    again = client.get("/dieu-hanh/mat-khau").text
    sign_out(client)
    assert client.get(link).status_code == 200
    chosen = client.post(link, data={"password": "cau ao ba nhip 9"})
    second = client.post(link, data={"password": "cau ao ba nhip 8"})

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "dat-lai-mat-khau" not in again, "shown once"
    assert chosen.status_code == 303
    assert second.status_code == 409
    assert client.post("/dang-nhap", data={"phone": person.phone, "password": PASSWORD}).status_code == 422
    assert client.post("/dang-nhap", data={"phone": person.phone, "password": "cau ao ba nhip 9"}).status_code == 303
    event = audit("reset link handed over")
    assert (event.actor, event.thing) == ("Chị Hạnh", f"user:{person.public_id}")


def test_link_is_not_made_for_nobody_nor_for_other_staff(client: FlaskClient, moderator: User) -> None:
    admin = make_user(name="Quản trị", role=Role.ADMIN, phone="+84912345611")
    sign_in(client, moderator)

    unknown = client.post("/dieu-hanh/mat-khau", data={"phone": "0912 345 677"})
    staff = client.post("/dieu-hanh/mat-khau", data={"phone": admin.phone})
    nonsense = client.post("/dieu-hanh/mat-khau", data={"phone": "abc"})

    assert "Không có tài khoản mang số này." in unknown.text
    assert "readonly" not in unknown.text
    assert "chỉ quản trị viên" in staff.text
    assert "readonly" not in staff.text
    assert nonsense.status_code == 422


def test_audit_page_shows_the_latest_events_as_text(client: FlaskClient, moderator: User, shop: Shop) -> None:
    sign_in(client, moderator)
    client.post(f"/dieu-hanh/gian-hang/{shop.slug}/tra-lai", data={"because": CANARY})

    page = client.get("/dieu-hanh/nhat-ky").text

    assert "Trả lại để sửa" in page
    assert "Chị Hạnh" in page
    assert "<script>alert" not in page


# --- pages of the account and the inbox ---


def test_pages_of_the_account_answer(client: FlaskClient, shop: Shop) -> None:
    db.session.commit()
    for path in ("/dang-nhap", "/dang-ky", "/quen-mat-khau", "/dat-lai-mat-khau/khong-co", "/en/dang-nhap"):
        assert client.get(path).status_code == 200, path
    joined = client.get("/dang-nhap?next=/ban-hang/mo-gian-hang").text
    assert "/dang-ky?next=/ban-hang/mo-gian-hang" in joined
    assert "/quen-mat-khau" in joined
    asked = client.post("/quen-mat-khau", data={"phone": "0912345678"})
    assert "một lá thư đã được gửi" in asked.text

    sign_in(client, db.session.get_one(User, shop.owner_id))

    details = client.get("/tai-khoan")
    assert details.status_code == 200
    assert "Máy này" in details.text
    assert "Chưa có tin nào" in client.get("/tin-bao").text
    wrong = client.post("/tai-khoan/mat-khau", data={"old": "x", "password": "abc"})
    assert wrong.status_code == 422
    assert 'id="new-password-error"' not in wrong.text
    assert 'id="old-error"' in wrong.text
    ids = re.findall(r' id="([^"]+)"', wrong.text)
    assert len(ids) == len(set(ids))


def test_page_for_no_shows_a_way_on(client: FlaskClient, session: Any) -> None:
    answer = client.get("/khong-co-trang-nay")

    assert answer.status_code == 404
    assert answer.headers["X-Request-Id"] in answer.text
    assert 'href="/"' in answer.text
