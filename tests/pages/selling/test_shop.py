"""The shop's own page, its bank account, and whose shop it is."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.accounts.models import AuditEvent, User
from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.notices.models import Notice
from marketplace.places.models import Place
from marketplace.shops.models import BankAccount, Category, Shop
from marketplace.shops.states import AccountState, ProductState, ShopState
from tests.factories import (
    PASSWORD,
    make_picture,
    make_product,
    make_shop,
)
from tests.pages.selling.desk import fresh, jpeg, photo, post, sign_in_owner
from tests.people import sign_in


def test_other_sellers_shop_is_not_found(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop)
    picture = make_picture(product=product)
    mine = make_shop()
    own = make_product(shop=mine)
    sign_in_owner(client, mine)
    theirs, thing = f"/ban-hang/{shop.slug}", f"/ban-hang/{shop.slug}/hang/{product.slug}"

    gets = (
        "mo-gian-hang",
        "tai-khoan",
        "hang-dau-tien",
        "tiep-tuc",
        "hang",
        "them-hang",
        "gian-hang",
        f"xem-truoc/{product.slug}",
    )
    for path in gets:
        assert client.get(f"{theirs}/{path}").status_code == 404, path
    for path in ("", "/kho", "/bo"):
        assert client.get(thing + path).status_code == 404, path
    for path in ("gui-duyet", "nghi", "mo-lai", "khoa-sepay/dang-dung", "gian-hang", "them-hang", "tai-khoan"):
        assert client.post(f"{theirs}/{path}", data={"secret": "x"}).status_code == 404, path
    for path in ("", "/mo-ban", "/tam-ngung", "/bo", "/kho", f"/anh/{picture.key}/bo"):
        assert client.post(thing + path, data={}).status_code == 404, path
    # A product of another shop under the address of one's own is not found either.
    assert client.get(f"/ban-hang/{mine.slug}/hang/{product.slug}").status_code == 404
    assert client.get(f"/ban-hang/{mine.slug}/hang/{own.slug}").status_code == 200
    assert fresh(shop).state is ShopState.LIVE
    assert fresh(product).state is ProductState.LIVE


def test_only_the_demo_bank_can_be_chosen_in_the_demo_village(client: FlaskClient, member: User, place: Place) -> None:
    sign_in(client, member)
    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="household", place=place.slug)

    page = client.get("/ban-hang/nha-tu/tai-khoan").text
    answer = post(client, "/ban-hang/nha-tu/tai-khoan", bank="970436", number="0123456789", holder="NGUYEN THI TU")

    assert re.findall(r'<option[^>]* value="(\d+)"', page) == ["000000"]
    assert "Ngân hàng DEMO (000000)" in page
    assert answer.status_code == 422
    assert "chỉ dùng được “Ngân hàng DEMO (000000)”" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount)) == 0


@pytest.mark.parametrize("number", ["12345678901234567890", "12-34", "sáu bảy", "１２３", ""])
def test_bad_account_number_is_refused_in_words(client: FlaskClient, member: User, place: Place, number: str) -> None:
    sign_in(client, member)
    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="household", place=place.slug)

    answer = post(client, "/ban-hang/nha-tu/tai-khoan", bank="000000", number=number, holder="TU")

    assert answer.status_code == 422
    assert 'id="number-error"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount)) == 0


def test_changing_the_account_later_needs_the_password_and_a_moderator(client: FlaskClient, shop: Shop) -> None:
    shop.verified_at = shop.created_at
    sign_in_owner(client, shop)
    path = f"/ban-hang/{shop.slug}/tai-khoan"
    fields = {"bank": "000000", "number": "DEMO9999", "holder": "NGUYEN THI TU"}

    without = post(client, path, **fields)
    wrong = post(client, path, **fields, password="not mine")
    count_before = db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount))
    right = post(client, path, **fields, password=PASSWORD)

    assert without.status_code == wrong.status_code == 422
    assert 'id="password-error"' in wrong.text
    assert "DEMO9999" in wrong.text
    assert count_before == 1
    assert right.status_code == 303
    states = db.session.scalars(sa.select(BankAccount.state).order_by(BankAccount.id)).all()
    assert list(states) == [AccountState.VERIFIED, AccountState.NEW]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice).where(Notice.user_id == shop.owner_id)) == 1
    inbox = client.get("/tin-bao").text
    assert "khai tài khoản nhận tiền mới" in inbox
    assert shop.name in inbox
    assert "9999" in inbox


def test_shop_rests_and_wakes(client: FlaskClient, shop: Shop) -> None:
    product = make_product(shop=shop)
    sign_in_owner(client, shop)

    for _ in range(2):
        assert client.post(f"/ban-hang/{shop.slug}/nghi").status_code == 303
    assert fresh(shop).state is ShopState.PAUSED
    assert product.name not in client.get("/hang").text
    for _ in range(2):
        assert client.post(f"/ban-hang/{shop.slug}/mo-lai").status_code == 303

    assert fresh(shop).state is ShopState.LIVE


@pytest.mark.parametrize("state", [ShopState.PENDING, ShopState.SUSPENDED, ShopState.DRAFT])
def test_shop_that_may_not_sell_cannot_wake_itself(client: FlaskClient, shop: Shop, state: ShopState) -> None:
    shop.state = state
    sign_in_owner(client, shop)

    assert client.post(f"/ban-hang/{shop.slug}/mo-lai").status_code == 409
    assert client.get(f"/ban-hang/{shop.slug}/gian-hang").status_code == 200

    assert fresh(shop).state is state


def test_sent_back_shop_shows_why_and_is_handed_in_again(client: FlaskClient, shop: Shop) -> None:
    make_product(shop=shop, state=ProductState.DRAFT)
    shop.state, shop.moderator_note = ShopState.SENT_BACK, "Tên chủ tài khoản chưa khớp"
    sign_in_owner(client, shop)

    page = client.get(f"/ban-hang/{shop.slug}/gian-hang").text
    client.post(f"/ban-hang/{shop.slug}/gui-duyet")

    assert "Tên chủ tài khoản chưa khớp" in page
    assert fresh(shop).state is ShopState.PENDING
    assert db.session.scalar(sa.select(AuditEvent.id).where(AuditEvent.what == "shop handed in")) is not None


def test_identity_is_saved_and_the_old_photo_is_gone(client: FlaskClient, shop: Shop, folder: Path) -> None:
    sign_in_owner(client, shop)
    place = db.session.get_one(Place, shop.place_id)
    fields = {"name": "Nhà Mới", "kind": "coop", "place": place.slug, "story": "Lời kể", "seller_name": "Bà Tư",
              "registration": "01A8000123", "public_phone": "0912 345 678"}  # fmt: skip

    post(client, f"/ban-hang/{shop.slug}/gian-hang", **fields, photo=photo(jpeg()))
    first = db.session.execute(sa.select(Picture.key)).scalar_one()
    post(client, f"/ban-hang/{shop.slug}/gian-hang", **fields, photo=photo(jpeg(width=500)))

    changed = fresh(shop)
    assert (changed.name, changed.seller_name, changed.public_phone) == ("Nhà Mới", "Bà Tư", "+84912345678")
    assert db.session.execute(sa.select(Picture.key)).scalar_one() != first
    assert not list((folder / "media").glob(f"{first}*"))
    public = client.get(f"/gian-hang/{shop.slug}").text
    assert "Nhà Mới" in public
    assert "Bà Tư" in public


def test_page_of_the_desk_is_small(client: FlaskClient, shop: Shop, category: Category) -> None:
    for _ in range(30):
        make_product(shop=shop)
    sign_in_owner(client, shop)

    for path in ("hang", "them-hang", "gian-hang"):
        assert len(client.get(f"/ban-hang/{shop.slug}/{path}").data) < 60_000, path
