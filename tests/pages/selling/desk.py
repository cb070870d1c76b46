"""What the tests of the sellers' pages share: forms as a browser sends them, photos, looking again."""

import io
import re
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.shops.models import Category, Offer, Product, Shop, StockMove
from tests.people import sign_in

CANARY = '"><script>alert(1)</script>'
BAD_NUMBERS = ("1_000", "１２３", "1e5", "NaN", "Infinity", "+5", "-1", "1.5", "2147483648000", "")


def jpeg(*, width: int = 800, height: int = 600, gps: bool = False) -> bytes:
    """A photo as a phone makes it; with `gps` it tells where it was taken, and lies on its side."""
    picture = Image.new("RGB", (width, height), "#3a7d44")
    exif = Image.Exif()
    if gps:
        exif[0x0112] = 6
        exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 5.0, 12.0), 3: "E", 4: (105.0, 40.0, 3.0)})
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def photo(data: bytes, name: str = "IMG_0001.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(data), filename=name)


def owner_of(shop: Shop) -> User:
    return db.session.get_one(User, shop.owner_id)


def sign_in_owner(client: FlaskClient, shop: Shop) -> None:
    sign_in(client, owner_of(shop))


def post(client: FlaskClient, path: str, **data: Any) -> TestResponse:
    # Encoded here: the test client would leave its own temporary file for a large body open.
    boundary, body = encode_multipart(data)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def product_fields(category: Category, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Giá đỗ xanh", "category": category.slug, "sold_by": "piece", "price": "12.000", "unit": "gói",
        "pack": "500", "pack_unit": "g", "step": "500", "stock": "20", "season": "quanh năm",
        "story": "Ủ bằng nước giếng.", **changed,
    }  # fmt: skip


def fresh(thing: Any) -> Any:
    db.session.expire_all()
    db.session.refresh(thing)
    return thing


def the_shop() -> Shop:
    return db.session.execute(sa.select(Shop).execution_options(populate_existing=True)).scalar_one()


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)


def kept_sentence(page: str) -> bool:
    return "Đã giữ 1 ảnh" in page


def on_hand(product: Product) -> tuple[int, int]:
    offer = db.session.execute(
        sa.select(Offer).where(Offer.product_id == product.id).execution_options(populate_existing=True)
    ).scalar_one()
    moves = db.session.scalar(sa.select(sa.func.sum(StockMove.qty)).where(StockMove.offer_id == offer.id))
    assert moves == offer.on_hand_qty, "the ledger of moves is the truth"
    return offer.on_hand_qty, offer.free_qty
