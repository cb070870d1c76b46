"""What is not the village's own says so wherever it is shown, and in whatever is sent on of it."""

import io
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from marketplace import config
from marketplace.accounts.models import Role
from marketplace.db import db
from marketplace.media import storage
from marketplace.media.models import Panorama
from marketplace.shops.models import Product
from marketplace.tours import handlers, queries, services
from marketplace.tours.handlers import drawing
from marketplace.tours.models import Site, Tour
from marketplace.tours.queries.shares import shares_wanted
from marketplace.tours.services import sites
from marketplace.tours.states import SiteNature, SiteState, TourState
from marketplace.tours.views.sites import share_of
from tests.factories import make_product, make_user
from tests.tours.making import cut_panorama, door, goods, info, make_site, make_tour, new_tour, scene
from tests.tours.test_views import viewer_data

SAID = {
    SiteNature.MODELLED: "Hình dựng, không phải ảnh thật",
    SiteNature.ELSEWHERE: "Mẫu ở nơi khác – không phải di tích của làng",
}


def main_of(html: str) -> str:
    return unescape(html.split("<main", 1)[1])


def linked(html: str) -> dict[str, Any]:
    """The first thing that search engines read of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    first: dict[str, Any] = data["@graph"][0] if "@graph" in data else data
    return first


def modelled(**changed: Any) -> tuple[Site, Tour]:
    site = make_site(nature=SiteNature.MODELLED, name="Làng dựng", **changed)
    return site, make_tour(info(), site=site)


def fetched(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    data = answer.data
    answer.close()
    return data


def lower_left(jpeg: bytes) -> tuple[int, ...]:
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.size == (1200, 630)
        pixel = picture.getpixel((6, 624))
        assert isinstance(pixel, tuple)
        return pixel


@pytest.fixture
def tour_with_files(session: Any, tmp_path: Path) -> Tour:
    """A tour of a modelled place whose pictures are really there."""
    site = make_site(nature=SiteNature.MODELLED)
    tour = services.add_tour(site.id, new_tour(scene("san", info(), panorama_id=cut_panorama(tmp_path).id)))
    tour.state = TourState.PUBLISHED
    db.session.flush()
    return tour


@pytest.mark.parametrize("nature", list(SAID))
def test_inside_the_visit_the_picture_says_what_it_is(client: FlaskClient, session: Any, nature: SiteNature) -> None:
    site = make_site(nature=nature)
    tour = make_tour(info(), site=site)

    credits_ = [told["credit"] for told in viewer_data(client, tour.slug)["scenes"]]
    frame = unescape(client.get(f"/tham-quan/{tour.slug}/nhung").text)
    card = unescape(client.get(f"/di-tich/{site.slug}").text)

    # In full screen and in frames there is nothing but the picture and this line.
    assert all(credit.startswith(SAID[nature]) and "CC BY 4.0" in credit for credit in credits_)
    assert credits_[0] in frame
    assert f"{tour.author}, {tour.licence}" in card
    assert ("Ảnh:" in credits_[0]) == (nature is SiteNature.ELSEWHERE)


@pytest.mark.parametrize("nature", list(SAID))
def test_every_page_of_a_sample_says_what_it_is(client: FlaskClient, session: Any, nature: SiteNature) -> None:
    site = make_site(nature=nature)
    tour = make_tour(info(), site=site)
    home = f"/tham-quan/{tour.slug}"

    for address in ("/di-tich", f"/di-tich/{site.slug}", home, f"{home}/san", f"{home}/chia-se", f"{home}/mang-theo"):
        html = client.get(address).get_data(as_text=True)
        assert SAID[nature] in main_of(html), address
        if address != "/di-tich":
            described = re.search(r'<meta property="og:description" content="([^"]*)"', html)
            assert described is not None, address
            assert unescape(described[1]).startswith(SAID[nature]), address


def test_the_title_that_other_sites_show_says_so_too(client: FlaskClient, session: Any) -> None:
    _, tour = modelled()
    _, own = make_site(), make_tour(info())

    told = client.get(f"/oembed?url=http://localhost/tham-quan/{tour.slug}").get_json()
    told_of_own = client.get(f"/oembed?url=http://localhost/tham-quan/{own.slug}").get_json()

    assert told["title"] == "Dạo đình – Hình dựng, không phải ảnh thật"
    assert told_of_own["title"] == "Dạo đình"


def test_a_picture_of_a_modelled_view_carries_a_strip(client: FlaskClient, tour_with_files: Tour) -> None:
    address = f"/tham-quan/{tour_with_files.slug}/san/chia-se.jpg"
    before = fetched(client, address)

    db.session.get_one(Site, tour_with_files.site_id).nature = SiteNature.OURS
    db.session.flush()
    plain = fetched(client, address)

    red, other = lower_left(before), lower_left(plain)
    assert red[0] > 120 > red[1]
    assert other[0] <= other[1] + 30


def test_the_strip_is_drawn_once(client: FlaskClient, tour_with_files: Tour) -> None:
    address = f"/tham-quan/{tour_with_files.slug}/san/chia-se.jpg"

    assert fetched(client, address) == fetched(client, address)

    assert len(list((storage.folder() / "share").glob("*-said/*.jpg"))) == 1


def test_the_village_puts_its_seal_on_its_own_sites_only(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_site(name="Đình Ta")
    modelled()
    drawn: dict[str, dict[str, Any]] = {}
    monkeypatch.setattr(drawing, "draw_share", lambda target, **words: drawn.setdefault(words["title"], words))
    monkeypatch.setattr(drawing, "transaction", lambda: session.begin_nested())

    handlers.draw_shares()

    assert drawn["Đình Ta"]["brand"] == f"Chợ Thôn · {config.current().village}"
    assert drawn["Làng dựng"]["brand"] == "Chợ Thôn"
    # Whose it is goes along with what it is.
    line = drawn["Làng dựng"]["line"]
    assert line.startswith(SAID[SiteNature.MODELLED] + " · ")
    assert "CC BY 4.0" in line


def test_a_page_finds_the_picture_that_was_drawn_for_it(app: Any, session: Any) -> None:
    site, _ = modelled()

    with app.test_request_context("/"):
        assert share_of(queries.site_on_show(site.slug)) in shares_wanted()


def test_search_engines_are_told_that_a_modelled_village_is_a_work(client: FlaskClient, session: Any) -> None:
    site, tour = modelled(opening_hours="7:00–17:00 hằng ngày", map_url="https://maps.example/x")

    of_site = linked(client.get(f"/di-tich/{site.slug}").get_data(as_text=True))
    of_tour = linked(client.get(f"/tham-quan/{tour.slug}").get_data(as_text=True))

    assert of_site["@type"] == "CreativeWork"
    assert of_site["abstract"] == SAID[SiteNature.MODELLED]
    assert not {"openingHours", "hasMap", "geo"} & of_site.keys()
    assert "contentLocation" not in of_tour


def test_search_engines_see_the_first_view_where_there_is_no_photo(client: FlaskClient, session: Any) -> None:
    site = make_site()
    make_tour(info(), site=site)

    told = linked(client.get(f"/di-tich/{site.slug}").get_data(as_text=True))

    assert told["@type"] == "TouristAttraction"
    assert re.fullmatch(r"http://localhost/media/pano/[0-9a-f]{16}/poster-wide.*\.(webp|jpg)", told["image"])


def test_nobody_is_asked_for_the_history_or_the_hours_of_an_invented_place(client: FlaskClient, session: Any) -> None:
    site, _ = modelled(opening_hours="lúc nào cũng mở")

    html = main_of(client.get(f"/di-tich/{site.slug}").get_data(as_text=True))

    assert "Ai biết sách" not in html
    assert "Nơi này được dựng trên máy, không có thật" in html
    assert "lúc nào cũng mở" not in html
    assert "lúc nào cũng mở" not in client.get("/di-tich").get_data(as_text=True)


def test_a_way_that_nobody_wrote_down_is_said_to_be_unknown(client: FlaskClient, session: Any) -> None:
    html = main_of(client.get(f"/di-tich/{make_site().slug}").get_data(as_text=True))

    assert re.search(r"<dt>Đường tới</dt>\s*<dd>chưa rõ\s*</dd>", html)


@pytest.fixture
def mixed(session: Any, tmp_path: Path) -> Tour:
    """A tour of a real place that begins in a modelled scene, as it was brought from another market."""
    site = make_site(name="Đình thật")
    dreamt, seen = cut_panorama(tmp_path, shade=1), cut_panorama(tmp_path, shade=2)
    dreamt.credit = {"author": "Xưởng hình", "licence": "CC0 1.0", "nature": "modelled"}
    product = make_product()
    tour = services.add_tour(
        site.id,
        new_tour(
            scene("san", door("hau-cung"), goods(product), panorama_id=dreamt.id, title="Sân"),
            scene("hau-cung", door("san"), panorama_id=seen.id, title="Hậu cung"),
            walk=[
                {
                    "scene": "san",
                    "yaw": 0.0,
                    "pitch": 0.0,
                    "hfov": 80.0,
                    "seconds": 3.0,
                    "text": {"vi": "Sân.", "en": ""},
                }
            ],
        ),
    )
    tour.state = TourState.PUBLISHED
    db.session.flush()
    return tour


def test_a_modelled_scene_in_a_real_place_says_so_everywhere(client: FlaskClient, mixed: Tour) -> None:
    said, home = SAID[SiteNature.MODELLED], f"/tham-quan/{mixed.slug}"

    for address in (
        home,
        f"{home}/san",
        f"{home}/chia-se?canh=san",
        f"{home}/loi-dan",
        f"{home}/nhung",
        "/di-tich",
        "/",
    ):
        assert said in main_of(client.get(address).get_data(as_text=True)), address
    assert "Cảnh dựng: Sân" in main_of(client.get(home).get_data(as_text=True))
    for address in (f"{home}/hau-cung", f"{home}/chia-se?canh=hau-cung", f"{home}/nhung?canh=hau-cung"):
        assert said not in main_of(client.get(address).get_data(as_text=True)), address
    dreamt, seen = (told["credit"] for told in viewer_data(client, mixed.slug)["scenes"])
    assert (dreamt, seen) == (f"{said}. Xưởng hình, CC0 1.0", "Ảnh: Người Chụp, CC0")
    site = db.session.get_one(Site, mixed.site_id)
    assert f"{said}. Xưởng hình, CC0 1.0" in unescape(client.get(f"/di-tich/{site.slug}").text)
    told = client.get(f"/oembed?url=http://localhost{home}").get_json()
    assert told["title"].endswith(said)


def test_a_modelled_scene_in_a_real_place_is_sent_on_with_its_words(client: FlaskClient, mixed: Tour) -> None:
    said = SAID[SiteNature.MODELLED]

    lines = {share.line: share.is_ours for share in shares_wanted()}
    dreamt, seen = (
        lower_left(fetched(client, f"/tham-quan/{mixed.slug}/{name}/chia-se.jpg")) for name in ("san", "hau-cung")
    )

    # Of the site, which has no photo, and of the tour: the first view of both was modelled.
    assert lines[f"{said} · Xưởng hình, CC0 1.0"] is False
    assert dreamt != seen


def test_goods_in_a_modelled_scene_of_a_real_place_say_so(client: FlaskClient, mixed: Tour) -> None:
    product = db.session.scalars(sa.select(Product)).one()

    assert "(hình dựng, không phải ảnh thật)" in client.get(f"/hang/{product.slug}").text


# The site stays behind when its pictures are shown elsewhere.
def test_the_pictures_of_a_modelled_site_are_marked_when_it_is_signed(session: Any, tmp_path: Path) -> None:
    reviewer = make_user(role=Role.REVIEWER).as_actor()
    site = make_site(nature=SiteNature.MODELLED, state=SiteState.DRAFT)
    tour = services.add_tour(site.id, new_tour(scene("san", info(), panorama_id=cut_panorama(tmp_path).id)))
    panorama = services.add_tour(make_site().id, new_tour(scene("san", panorama_id=cut_panorama(tmp_path, shade=3).id)))
    assert tour.id != panorama.id

    sites.sign_site(site, by=reviewer, is_reviewer=True)

    natures = [one.credit.get("nature") for one in db.session.scalars(sa.select(Panorama).order_by(Panorama.id))]
    assert natures == ["modelled", None]


def test_search_engines_hear_of_no_place_in_modelled_pictures(client: FlaskClient, mixed: Tour) -> None:
    site = db.session.get_one(Site, mixed.site_id)
    assert "image" not in linked(client.get(f"/di-tich/{site.slug}").text)
    assert "contentLocation" in linked(client.get(f"/tham-quan/{mixed.slug}").text)
    for panorama in db.session.scalars(sa.select(Panorama)):
        panorama.credit = {**panorama.credit, "nature": "modelled"}
    db.session.flush()
    assert "contentLocation" not in linked(client.get(f"/tham-quan/{mixed.slug}").text)
