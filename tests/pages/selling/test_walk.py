"""Opening a shop, page by page, without JavaScript."""

import io
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.places.models import Place
from marketplace.shops.models import BankAccount, Category, Offer, Product, Shop
from marketplace.shops.states import AccountState, ProductState, ShopState, SoldBy
from tests.factories import (
    make_product,
    make_shop,
    make_user,
)
from tests.pages.selling.desk import (
    CANARY,
    hidden,
    jpeg,
    photo,
    post,
    product_fields,
    the_shop,
)
from tests.people import sign_in


def test_walk_ends_on_a_live_preview_and_waits_for_a_moderator(
    client: FlaskClient, member: User, place: Place, category: Category, folder: Path
) -> None:
    sign_in(client, member)

    assert client.get("/ban-hang/mo-gian-hang").status_code == 200
    opened = post(
        client, "/ban-hang/mo-gian-hang", name="Nhà bà Tư Hợi", kind="household", place=place.slug,
        story="Ba đời làm giá đỗ.", photo=photo(jpeg(gps=True)),
    )  # fmt: skip
    assert opened.location == "/ban-hang/nha-ba-tu-hoi/tai-khoan"
    assert "Số tài khoản" in client.get(opened.location).text
    given = post(client, opened.location, bank="000000", number="demo 0001", holder="nguyen thi tu")
    shown_back = client.get(given.location).text
    assert "Ngân hàng DEMO" in shown_back
    assert "demo0001" in shown_back
    assert "NGUYEN THI TU" in shown_back
    assert '<svg class="qr"' in shown_back
    assert "phải hiện đúng tên chủ tài khoản" in shown_back
    assert "/ban-hang/nha-ba-tu-hoi/hang-dau-tien" in shown_back
    listed = post(
        client, "/ban-hang/nha-ba-tu-hoi/hang-dau-tien", **product_fields(category),
        photos=[photo(jpeg(gps=True)), photo(jpeg(width=640))],
    )  # fmt: skip
    preview = client.get(listed.location)
    assert listed.location == "/ban-hang/nha-ba-tu-hoi/xem-truoc/gia-do-xanh"
    assert preview.status_code == 200
    assert "12.000\N{NO-BREAK SPACE}₫" in preview.text
    assert "gói 500 g" in preview.text
    assert "24.000\N{NO-BREAK SPACE}₫" in preview.text, "the price of a kilogram"
    assert "Gửi duyệt" in preview.text
    assert preview.text.count("<h1") == 1
    handed_in = client.post("/ban-hang/nha-ba-tu-hoi/gui-duyet", follow_redirects=True)

    assert "Đã gửi duyệt" in handed_in.text
    shop = the_shop()
    assert (shop.state, shop.story, shop.seller_name) == (ShopState.PENDING, "Ba đời làm giá đỗ.", "Nguyễn Thị Tư")
    offer = db.session.execute(sa.select(Offer)).scalar_one()
    assert (offer.price_vnd, offer.base_qty, offer.base_unit, offer.free_qty) == (12_000, 500, "g", 20)
    pictures = db.session.scalars(sa.select(Picture)).all()
    assert len(pictures) == 3
    for picture in pictures:
        for width in picture.widths:
            file = (folder / "media" / f"{picture.key}-{width}.webp").read_bytes()
            assert not Image.open(io.BytesIO(file)).getexif()
            assert b"Exif" not in file
    assert pictures[0].height > pictures[0].width, "turned upright"


def test_pending_shop_sells_nothing(client: FlaskClient) -> None:
    shop = make_shop(state=ShopState.PENDING)
    product = make_product(shop=shop, state=ProductState.LIVE)
    db.session.commit()

    assert client.get(f"/hang/{product.slug}").status_code == 404
    assert client.get(f"/gian-hang/{shop.slug}").status_code == 404
    assert product.name not in client.get("/hang").text
    client.post("/gio-hang/them", data={"hang": product.slug, "so_luong": "1"})
    assert product.name not in client.get("/gio-hang").text


def test_break_is_resumed_at_the_first_step_that_is_not_done(
    client: FlaskClient, member: User, place: Place, category: Category
) -> None:
    sign_in(client, member)
    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="craft", place=place.slug)

    assert "Làm tiếp “Nhà Tư”" in client.get("/ban-hang/mo-gian-hang").text
    assert client.get("/ban-hang/nha-tu/tiep-tuc").location == "/ban-hang/nha-tu/tai-khoan"
    post(client, "/ban-hang/nha-tu/tai-khoan", bank="000000", number="1", holder="Tu")
    assert client.get("/ban-hang/nha-tu/tiep-tuc").location == "/ban-hang/nha-tu/hang-dau-tien"
    post(client, "/ban-hang/nha-tu/hang-dau-tien", **product_fields(category))
    assert client.get("/ban-hang/nha-tu/tiep-tuc").location == "/ban-hang/nha-tu/xem-truoc/gia-do-xanh"


def test_steps_of_the_walk_can_be_changed_before_handing_in(
    client: FlaskClient, member: User, place: Place, category: Category
) -> None:
    sign_in(client, member)
    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="household", place=place.slug)
    post(client, "/ban-hang/nha-tu/hang-dau-tien", **product_fields(category))

    post(client, "/ban-hang/nha-tu/mo-gian-hang", name="Nhà bà Tư", kind="household", place=place.slug)
    again = client.get("/ban-hang/nha-tu/hang-dau-tien").text
    changed = post(
        client, "/ban-hang/nha-tu/hang-dau-tien",
        **product_fields(category, sold_by="weight-100", price="15.000", stock="3500", step="100"),
    )  # fmt: skip

    assert 'value="12.000"' in again
    assert 'value="gói"' in again
    assert 'value="500"' in again
    assert changed.status_code == 303
    assert the_shop().name == "Nhà bà Tư"
    product = db.session.execute(sa.select(Product)).scalar_one()
    offer = db.session.execute(sa.select(Offer).where(Offer.product_id == product.id)).scalar_one()
    assert (offer.sold_by, offer.unit, offer.price_per, offer.step) == (SoldBy.WEIGHT, "lạng", 100, 100)
    assert offer.on_hand_qty == offer.free_qty == 3500
    assert offer.amount(300) == 45_000


def test_handing_in_without_account_is_refused_in_words(
    client: FlaskClient, member: User, place: Place, category: Category
) -> None:
    sign_in(client, member)
    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="household", place=place.slug)
    post(client, "/ban-hang/nha-tu/hang-dau-tien", **product_fields(category))

    answer = client.post("/ban-hang/nha-tu/gui-duyet", follow_redirects=True)

    assert "Còn bước chưa xong" in answer.text
    assert the_shop().state is ShopState.DRAFT


def test_same_first_form_twice_opens_one_shop(client: FlaskClient, member: User, place: Place) -> None:
    sign_in(client, member)
    once = hidden(client.get("/ban-hang/mo-gian-hang").text, "once")[0]
    fields = {"name": "Nhà Tư", "kind": "household", "place": place.slug, "once": once}

    first = post(client, "/ban-hang/mo-gian-hang", **fields)
    second = post(client, "/ban-hang/mo-gian-hang", **fields)

    assert first.status_code == second.status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Shop)) == 1


def test_guest_is_sent_to_sign_in_and_a_member_without_shop_is_refused_the_desk(
    client: FlaskClient, member: User, shop: Shop
) -> None:
    db.session.commit()

    assert client.get("/ban-hang/mo-gian-hang").location == "/dang-nhap?next=/ban-hang/mo-gian-hang"
    sign_in(client, member)
    assert client.get(f"/ban-hang/{shop.slug}/hang").status_code == 403
    assert client.get(f"/ban-hang/{shop.slug}/tai-khoan").status_code == 404


def test_extra_fields_change_nothing(client: FlaskClient, member: User, place: Place, category: Category) -> None:
    other = make_user()
    sign_in(client, member)
    extra = {
        "state": "live", "verified": "1", "verified_at": "2026-01-01", "verified_by_id": "1", "owner": str(other.id),
        "owner_id": str(other.id), "slug": "cua-toi", "is_demo": "0", "free_qty": "999", "role": "admin",
        "created_at": "2020-01-01",
    }  # fmt: skip

    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="household", place=place.slug, **extra)
    post(client, "/ban-hang/nha-tu/tai-khoan", bank="000000", number="1", holder="TU", hook="known", **extra)
    post(client, "/ban-hang/nha-tu/hang-dau-tien", **product_fields(category), **extra)
    post(
        client, "/ban-hang/nha-tu/gian-hang", name="Nhà Tư", kind="household", place=place.slug, seller_name="Tư",
        **extra,
    )  # fmt: skip

    shop = the_shop()
    assert (shop.slug, shop.state, shop.owner_id, shop.verified_at) == ("nha-tu", ShopState.DRAFT, member.id, None)
    account = db.session.execute(sa.select(BankAccount)).scalar_one()
    assert account.state is AccountState.NEW
    assert account.hook != "known"
    product = db.session.execute(sa.select(Product)).scalar_one()
    assert product.state is ProductState.DRAFT
    assert product.slug == "gia-do-xanh"
    assert db.session.execute(sa.select(Offer.free_qty)).scalar_one() == 20


def test_markup_in_names_is_shown_as_text(client: FlaskClient, member: User, place: Place, category: Category) -> None:
    sign_in(client, member)
    opened = post(
        client, "/ban-hang/mo-gian-hang", name=f"Tư {CANARY}", kind="household", place=place.slug, story=CANARY
    )
    slug = opened.location.split("/")[2]
    given = post(client, opened.location, bank="000000", number="1", holder=CANARY)
    listed = post(
        client, f"/ban-hang/{slug}/hang-dau-tien",
        **product_fields(category, name=f"Hàng {CANARY}", unit=CANARY, story=CANARY, season="{{7*7}}"),
    )  # fmt: skip
    refused = post(
        client, f"/ban-hang/{slug}/gian-hang", name=CANARY, kind="household", place=place.slug, seller_name="x",
        photo=photo(b"no photo", "x<script>alert(1)</script>.jpg"),
    )  # fmt: skip
    product = listed.location.rsplit("/", 1)[-1]

    pages = [given.location, listed.location, f"/ban-hang/{slug}/hang", f"/ban-hang/{slug}/hang/{product}",
             f"/ban-hang/{slug}/hang/{product}/kho", f"/ban-hang/{slug}/hang/{product}/bo",
             f"/ban-hang/{slug}/gian-hang", f"/ban-hang/{slug}/hang-dau-tien", "/ban-hang/mo-gian-hang"]  # fmt: skip
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path
        assert ">49<" not in answer.text
    assert refused.status_code == 415
    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;" in refused.text
