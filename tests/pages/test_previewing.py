"""A version is walked as visitors would walk it, in 360° and in words, and its pictures' words are read before they are signed."""

import io
import re
from collections.abc import Callable
from html import unescape

import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from marketplace.accounts.models import Role
from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Panorama, Picture
from marketplace.tours.models import Site, TourVersion
from marketplace.tours.states import VersionState
from tests.factories import make_product, make_shop, make_user
from tests.pages.test_editing import begun, curator, document, open_as, panorama, saved, site
from tests.people import open_browser

__all__ = ["curator", "open_as", "panorama", "site"]


def test_a_draft_is_seen_as_visitors_would_see_it_and_by_nobody_else(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    product = make_product(shop=make_shop(name="Bếp Từ"), name="Kẹo lạc")
    db.session.commit()
    home = begun(curator, site)
    told = document(panorama)
    told["scenes"][0]["pins"] += [
        {"number": 2, "kind": "product", "yaw": 40, "pitch": 0, "product": product.slug},
        {"number": 3, "kind": "door", "yaw": 80, "pitch": 0, "to": "gone"},
    ]
    saved(curator, home, told)

    page = curator.get(home + "/xem-thu/1")
    scenes = curator.get(home + "/xem-thu/1/canh.json").get_json()["scenes"]

    assert "khách chưa thấy" in page.text
    assert "Kẹo lạc" in page.text
    assert [pin["kind"] for pin in scenes[0]["hotspots"]] == ["info", "product"]
    # The published tour's goods would answer "gone" for them: the draft has its own address.
    told_none, fresh = (pin["fresh"] for pin in scenes[0]["hotspots"])
    assert told_none is None
    goods = curator.get(fresh)
    assert goods.get_json()["label"] == "Kẹo lạc"
    assert goods.get_json()["can_buy"]
    assert goods.get_json()["from"] == ""
    assert curator.get(fresh.replace("/2.json", "/1.json")).status_code == 404
    assert open_as(Role.MODERATOR).get(fresh).status_code == 403
    assert page.headers["Cache-Control"] == "private, no-store"
    # Nothing of the preview became a row.
    assert open_browser(curator.application).get("/tham-quan/dao-dinh-thu").status_code == 404
    assert open_as(Role.MODERATOR).get(home + "/xem-thu/1").status_code == 403


def test_a_preview_can_be_walked_in_words(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    told = document(panorama)
    first = told["scenes"][0]
    first["pins"].append({"number": 5, "kind": "door", "yaw": 80, "pitch": 0, "to": "sau"})
    told["scenes"].append(
        {
            **first,
            "slug": "sau",
            "title": {"vi": "Sân sau", "en": ""},
            "pins": [{"number": 1, "kind": "door", "yaw": 0, "pitch": 0, "to": first["slug"]}],
        }
    )
    told["walk"] = [
        {"scene": "sau", "text": {"vi": "Sân lát gạch.", "en": ""}, "claim": {"kind": "oral", "source_title": "Cụ Từ"}}
    ]
    saved(curator, home, told)
    preview = f"{home}/xem-thu/1"

    page = curator.get(preview).text
    scene = curator.get(f"{preview}/canh/{first['slug']}").text
    walk = curator.get(f"{preview}/loi-dan")

    assert f'href="{preview}/canh/sau"' in page and f'href="{preview}/loi-dan"' in page
    assert "khách chưa thấy" in scene and "Bạn đứng ở" in scene
    (door,) = re.findall(rf'href="({preview}/canh/sau\?tu=[^"]*)"', scene)
    assert "lối bạn vừa tới" in curator.get(unescape(door)).text
    assert "Sân lát gạch." in walk.text and f'href="{preview}?canh=sau' in walk.text
    assert walk.headers["Cache-Control"] == "private, no-store"
    for address in (f"{preview}/canh/{first['slug']}", f"{preview}/loi-dan"):
        assert open_as(Role.MODERATOR).get(address).status_code == 403
        assert "/tham-quan/" not in curator.get(address).text.split("<main")[1].split("</main>")[0]
    assert curator.get(f"{preview}/canh/khong-co").status_code == 404


def test_of_a_picture_in_a_signed_tour_only_a_reviewer_mends_the_words(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    home = begun(curator, site)
    photo = io.BytesIO()
    Image.effect_mandelbrot((800, 600), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(photo, "JPEG")
    words = {"alt": "Cổng năm 1935", "alt_en": "The gate", "author": "Nhà Từ", "licence": "được phép"}
    sent = curator.post(home + "/anh", data={**words, "file": (io.BytesIO(photo.getvalue()), "cong.jpg")})
    told, key = document(panorama), sent.get_json()["key"]
    told["scenes"][0]["pins"][0]["pictures"] = [key]
    saved(curator, home, told)
    # The reviewer reads what the picture shows, and whose it is.
    assert "Cổng năm 1935 · Nhà Từ, được phép" in curator.get(home).text
    assert "ảnh của ai" in curator.get(home).text and "Người Chụp, CC0" in curator.get(home).text
    version = db.session.scalars(sa.select(TourVersion).order_by(TourVersion.id.desc())).first()
    assert version is not None
    version.signed_by_id, version.signed_at = make_user(role=Role.REVIEWER).id, now()
    version.state = VersionState.PUBLISHED
    db.session.commit()

    refused = curator.post(f"{home}/anh/{key}", data={**words, "alt": "Cổng chùa"})
    assert refused.status_code == 409
    assert "chỉ người duyệt sửa được" in refused.get_json()["error"]
    allowed = open_as(Role.REVIEWER).post(f"{home}/anh/{key}", data={**words, "alt": "Cổng chùa"})
    assert allowed.get_json()["picture"]["alt"] == "Cổng chùa"


# A curator who names the key of another's photo in a draft of her own gets no say over it.
def test_anothers_photo_of_a_site_is_not_told_otherwise_through_a_draft(
    curator: FlaskClient, open_as: Callable[[Role], FlaskClient], site: Site, panorama: Panorama
) -> None:
    words = {"alt": "Tam quan", "alt_en": "The gate", "author": "Nhà Từ", "licence": "được phép"}
    photo = Picture(
        key="anh-dinh", width=800, height=600, widths=[400], made_at=now(), made_by_id=make_user(role=Role.CURATOR).id,
        alt="Tam quan", credit={"author": "Nhà Từ", "licence": "được phép"},
    )  # fmt: skip
    db.session.add(photo)
    db.session.flush()
    site.picture_id = photo.id
    db.session.commit()
    home, told = begun(curator, site), document(panorama)
    told["scenes"][0]["pins"][0]["pictures"] = [photo.key]
    saved(curator, home, told)

    refused = curator.post(f"{home}/anh/{photo.key}", data={**words, "author": "Người khác"})

    assert (refused.status_code, "do người khác gửi lên" in refused.get_json()["error"]) == (409, True)
    allowed = open_as(Role.REVIEWER).post(f"{home}/anh/{photo.key}", data={**words, "alt": "Tam quan đình"})
    assert allowed.get_json()["picture"]["alt"] == "Tam quan đình"
