"""Photos from a phone: kept small and clean, or refused in words."""

import gc
import io
import tempfile
import weakref
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from marketplace import config
from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.media import storage
from marketplace.media.models import Picture
from marketplace.media.services import pictures
from marketplace.places.models import Place
from marketplace.shops.models import Category, Product, Shop
from tests.factories import (
    make_category,
    make_picture,
    make_product,
)
from tests.pages.selling.desk import hidden, jpeg, kept_sentence, photo, post, product_fields, sign_in_owner
from tests.people import sign_in


@pytest.mark.parametrize(
    "data", [b"<script>alert(1)</script>", b"%PDF-1.7 ...", jpeg()[:400], jpeg(width=20, height=20)]
)
def test_refused_photo_says_why_and_keeps_everything_else(
    client: FlaskClient, member: User, place: Place, category: Category, data: bytes
) -> None:
    sign_in(client, member)
    post(client, "/ban-hang/mo-gian-hang", name="Nhà Tư", kind="household", place=place.slug)

    answer = post(
        client, "/ban-hang/nha-tu/hang-dau-tien", **product_fields(category, name="Bưởi tôm vàng"),
        photos=[photo(jpeg()), photo(data, "anh xau.jpg")],
    )  # fmt: skip

    assert answer.status_code == 415
    assert 'id="photos-error"' in answer.text
    assert "anh xau.jpg" in answer.text
    assert 'value="Bưởi tôm vàng"' in answer.text
    assert 'value="12.000"' in answer.text
    assert kept_sentence(answer.text)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Product)) == 0
    kept = hidden(answer.text, "kept")
    assert len(kept) == 1
    sent_again = post(client, "/ban-hang/nha-tu/hang-dau-tien", **product_fields(category), kept=kept)
    assert sent_again.status_code == 303
    assert db.session.scalars(sa.select(Picture.key)).all() == kept
    assert kept[0] in client.get(sent_again.location).text


def test_good_photo_is_kept_when_the_price_is_wrong(client: FlaskClient, shop: Shop, category: Category) -> None:
    sign_in_owner(client, shop)

    wrong = post(
        client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category, price="rẻ"), photos=[photo(jpeg())]
    )

    assert wrong.status_code == 422
    assert kept_sentence(wrong.text)
    assert "Xin ghi số tiền" in wrong.text


def test_photo_of_somebody_else_cannot_be_taken_along(client: FlaskClient, shop: Shop, category: Category) -> None:
    other = make_picture()
    sign_in_owner(client, shop)

    made = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category), kept=[other.key])

    assert made.status_code == 303
    assert other.key not in client.get(made.location).text


def test_seventh_photo_is_refused(client: FlaskClient, shop: Shop, category: Category) -> None:
    product = make_product(shop=shop)
    for _ in range(6):
        make_picture(product=product)
    sign_in_owner(client, shop)

    page = client.get(f"/ban-hang/{shop.slug}/hang/{product.slug}").text
    answer = post(
        client, f"/ban-hang/{shop.slug}/hang/{product.slug}", **product_fields(make_category()), photos=[photo(jpeg())]
    )

    assert "đã đủ 6 ảnh" in page
    assert answer.status_code == 422


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened from now on."""
    opened: list[str] = []
    decode = pictures._decode

    def note(data: bytes, space: Path, name: str) -> dict[str, Any]:
        opened.append(name)
        return decode(data, space, name)

    monkeypatch.setattr(pictures, "_decode", note)
    return opened


def sent_a_hundred(client: FlaskClient, shop: Shop, category: Category, data: bytes) -> Any:
    """What is answered to a form with this file a hundred times: 0.jpg to 99.jpg."""
    sign_in_owner(client, shop)
    photos = [photo(data, f"{number}.jpg") for number in range(100)]
    answer = post(client, f"/ban-hang/{shop.slug}/them-hang", **product_fields(category), photos=photos)
    assert answer.status_code == 422
    return answer


# L13: only as many are opened as there is room for.
def test_of_a_hundred_photos_six_are_opened(
    client: FlaskClient, shop: Shop, category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = noted(monkeypatch)

    answer = sent_a_hundred(client, shop, category, jpeg())

    assert opened == [f"{number}.jpg" for number in range(6)]
    assert len(hidden(answer.text, "kept")) == 6
    # Once in the list of what is wrong, once under the field.
    assert answer.text.count("Còn chỗ cho 6 ảnh: 94 ảnh từ “6.jpg” trở đi chưa được giữ.") == 2


# L13
def test_of_a_hundred_files_that_are_no_photos_twenty_are_opened(
    client: FlaskClient, shop: Shop, category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = noted(monkeypatch)

    answer = sent_a_hundred(client, shop, category, b"no photo")

    assert len(opened) == 20
    assert answer.text.count("80 ảnh từ “20.jpg” trở đi") == 2


def test_photo_is_added_and_dropped(client: FlaskClient, shop: Shop, folder: Path) -> None:
    product = make_product(shop=shop)
    category = db.session.get_one(Category, product.category_id)
    path = f"/ban-hang/{shop.slug}/hang/{product.slug}"
    sign_in_owner(client, shop)

    post(client, path, **product_fields(category), photos=[photo(jpeg(), "../../etc/x.jpg")])
    key = db.session.execute(sa.select(Picture.key)).scalar_one()
    assert client.post(f"{path}/anh/{key}/bo").status_code == 303
    assert client.post(f"{path}/anh/{key}/bo").status_code == 303

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Picture)) == 0
    assert not list((folder / "media").glob(f"{key}*"))


def test_large_photo_passes_the_csrf_check_and_a_larger_one_does_not(
    app: Flask, client: FlaskClient, shop: Shop, category: Category
) -> None:
    # 3 MB is over the limit of ordinary forms: the limit is raised before the token is read.
    heavy = jpeg() + b"\x00" * 3_000_000
    path = f"/ban-hang/{shop.slug}/them-hang"
    sign_in_owner(client, shop)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        token = hidden(client.get(path).text, "csrf_token")[0]
        good = post(client, path, **product_fields(category), csrf_token=token, photos=[photo(heavy)])
        forged = post(client, path, **product_fields(category), csrf_token="x", photos=[photo(heavy)])
        elsewhere = post(client, f"/ban-hang/{shop.slug}/nghi", csrf_token=token, photos=[photo(heavy)])
        too_heavy = post(
            client, f"/ban-hang/{shop.slug}/gian-hang", csrf_token=token,
            photo=photo(b"\xff\xd8" + b"\x00" * config.current().upload_megabytes * 1024 * 1024),
        )  # fmt: skip
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert good.status_code == 303
    assert forged.status_code == 400
    assert elsewhere.status_code == 413
    assert too_heavy.status_code == 413


def test_guest_may_not_send_a_large_body(client: FlaskClient, session: Any) -> None:
    answer = post(client, "/ban-hang/mo-gian-hang", photo=photo(b"\x00" * 3_000_000))

    assert answer.status_code in (401, 413)


def test_photo_of_an_iphone_is_kept(client: FlaskClient, shop: Shop, category: Category) -> None:
    heic = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (640, 480), "#a5301d")).save(heic, format="HEIF")
    sign_in_owner(client, shop)

    made = post(
        client,
        f"/ban-hang/{shop.slug}/them-hang",
        **product_fields(category),
        photos=[photo(heic.getvalue(), "IMG_0002.HEIC")],
    )

    assert made.status_code == 303
    picture = db.session.execute(sa.select(Picture)).scalar_one()
    assert (picture.width, picture.height, picture.alt) == (640, 480, "Giá đỗ xanh")


# L12: what had come of it before it was refused lay in a nameless file, and that is gone with the answer.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("announced", [True, False])
def test_a_refused_file_leaves_nothing_behind(
    client: FlaskClient, shop: Shop, monkeypatch: pytest.MonkeyPatch, *, announced: bool
) -> None:
    begun: list[weakref.ref[Any]] = []
    begin = tempfile.TemporaryFile

    def noting(*told: Any, **more: Any) -> Any:
        file = begin(*told, **more)
        begun.append(weakref.ref(file))
        return file

    monkeypatch.setattr(tempfile, "TemporaryFile", noting)
    sign_in_owner(client, shop)
    before = set(Path(tempfile.gettempdir()).iterdir()), set(storage.folder().rglob("*"))
    largest = config.current().upload_megabytes * 1024 * 1024
    head = b"--x\r\nContent-Disposition: form-data; name=photo; filename=a.jpg\r\n\r\n"
    body = io.BytesIO(head + b"\xff\xd8" + bytes(largest + 2_000_000))

    answer = client.post(
        f"/ban-hang/{shop.slug}/gian-hang", input_stream=body, content_type="multipart/form-data; boundary=x",
        content_length=len(body.getvalue()) if announced else None,
        headers={} if announced else {"Transfer-Encoding": "chunked"},
        environ_overrides={} if announced else {"wsgi.input_terminated": True},
    )  # fmt: skip

    assert answer.status_code == 413
    assert body.tell() <= largest + 100_000
    gc.collect()
    # Announced, nothing of it is read; else it was written down as far as the limit.
    assert [file() for file in begun] == ([] if announced else [None])
    assert (set(Path(tempfile.gettempdir()).iterdir()), set(storage.folder().rglob("*"))) == before
