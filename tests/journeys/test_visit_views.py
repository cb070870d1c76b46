"""What one sees: the picture before, links to a view, ways between scenes, data."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.village import Village
from tests.browser.watched import DESKTOP, PHONE, Watched, watched
from tests.journeys.everything import DOTS, PART_TURN
from tests.journeys.visiting import (
    VISIT,
    apart,
    bare_picture,
    begin,
    decibels,
    in_place,
    is_at,
    look,
    mark_off,
    until,
    view,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "path", ["/tham-quan/lang-dung", "everything", "everything?canh=sau", "everything?canh=phan", "everything/nhung"]
)
def test_the_viewer_takes_over_from_the_picture_without_a_jump(
    village: Village, browser: Browser, hosts: set[str], everything: str, tmp_path: Any, path: str
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, device_scale_factor=2) as tab:
        page, address = tab.page, path.replace("everything", everything)
        page.goto(village.site + address, wait_until="networkidle")
        before = bare_picture(page)

        begin(tab, village, address)
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(500)
        after = bare_picture(page)

        assert in_place(before, after) > 0.9


@pytest.mark.parametrize("path", ["/tham-quan/lang-dung", "everything?canh=phan"])
def test_on_a_wide_page_too(village: Village, everything: str, desktop: Watched, path: str) -> None:
    page, address = desktop.page, path.replace("everything", everything)
    page.goto(village.site + address, wait_until="networkidle")
    before = bare_picture(page)

    begin(desktop, village, address, by="click")
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(500)

    after = bare_picture(page)
    assert in_place(before, after) > 0.9


def test_a_leaning_and_turned_picture_shows_things_where_they_are_told(
    village: Village, everything: str, desktop: Watched
) -> None:
    page = begin(desktop, village, f"{everything}?canh=sau&yaw=0&pitch=0&hfov=70", by="click")
    picture = bare_picture(page)

    for dot in DOTS:
        off = mark_off(page, picture, dot, (255, 255, 0))
        assert off is not None and off < 6, (dot, off)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_link_opens_this_very_view(
    village: Village, browser: Browser, hosts: set[str], everything: str, tmp_path: Any, size: dict[str, int]
) -> None:
    with watched(browser, size=size, hosts=hosts, pictures=tmp_path) as tab:
        by = "tap" if size is PHONE else "click"
        page = begin(tab, village, f"{everything}?canh=sau&yaw=-121.5&pitch=-14.0&hfov=55.0", by=by)

        found = view(page)

        assert page.evaluate(f"{VISIT}.here.slug") == "sau"
        assert apart(found["yaw"], -121.5) < 0.2
        assert abs(found["pitch"] + 14) < 0.2
        assert abs(found["hfov"] - 55) < 1
        # The page itself shows that scene's picture before the viewer is there, and the old form still leads.
        page = begin(tab, village, f"{everything}#phan", by=by)
        is_at(page, "phan")


def test_what_is_sent_to_a_friend_opens_where_one_looked(
    village: Village, browser: Browser, hosts: set[str], everything: str, phone: Watched, tmp_path: Any
) -> None:
    page = begin(phone, village, everything)
    look(page, 47.3, -8.8)
    page.evaluate("navigator.share = async (told) => { window.shared = told; }")
    page.click("button[aria-label='Gửi góc nhìn này']")
    shared = until(page, "window.shared && window.shared.url")
    mine = view(page)

    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path) as other:
        theirs = view(begin(other, village, shared.removeprefix(village.site)))

    assert all(abs(mine[name] - theirs[name]) <= 1 for name in ("yaw", "pitch", "hfov"))


def test_without_a_share_sheet_the_address_is_copied(village: Village, everything: str, desktop: Watched) -> None:
    page = begin(desktop, village, everything, by="click")
    page.evaluate(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; }; delete Navigator.prototype.share"
    )

    page.click("button[aria-label='Gửi góc nhìn này']")

    expect(page.locator(".tour-foot [role=alert]")).to_have_text("Đã chép địa chỉ góc nhìn này.")
    assert page.evaluate("window.copied") == page.url


def test_the_line_to_embed_is_of_the_view_one_looks_at(village: Village, everything: str, desktop: Watched) -> None:
    page = begin(desktop, village, everything, by="click")
    look(page, 47.3, -8.8)
    until(page, "location.search.includes('yaw=47.3')")

    below = page.locator("main .row a[data-share]").get_attribute("href")
    page.get_by_role("link", name="Nhúng góc nhìn này vào trang khác").click()

    assert page.url == below
    expect(page.locator(".to-copy").nth(1)).to_contain_text("canh=dau&amp;yaw=47.3&amp;pitch=-8.8&amp;hfov=")


def test_the_address_keeps_step_and_back_leads_through_the_doors(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything)
    look(page, 52.0, -10.0)
    until(page, "location.search.includes('yaw=52.0')")

    page.locator(".tour-pin:has-text('Sang sau')").tap()
    is_at(page, "sau")
    asked = parse_qs(urlsplit(page.url).query)
    # Yard: yaw 60 with north at -30; garden: north at -100. Whoever walks on keeps the direction: 60 + 30 - 100.
    assert apart(view(page)["yaw"], -10.0) < 0.5
    assert asked["canh"] == ["sau"]

    page.go_back()
    is_at(page, "dau")
    page.wait_for_timeout(600)
    assert apart(view(page)["yaw"], 60.0) < 9  # it had turned towards the door
    assert page.evaluate("document.activeElement.closest('tour-viewer') !== null")


def test_of_two_ways_taken_at_once_the_last_one_counts(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)

    page.evaluate(f"""() => {{
      const visit = {VISIT};
      visit.use(visit.hotspots.find((pin) => pin.label === "Sang sau"));
      // While the view still turns to the door: a link of the list.
      setTimeout(() => document.querySelector("a[href='#phan']").click(), 100);
    }}""")

    is_at(page, "phan")
    page.wait_for_timeout(1500)
    assert page.evaluate(f"{VISIT}.here.slug") == "phan"
    assert page.evaluate(f"{VISIT}.stage.scene.slug") == "phan"


def counted(page: Page) -> dict[str, float]:
    """Bytes over the line by CDP, as they come in."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sums = {"bytes": 0.0}

    def finished(event: Any) -> None:
        sums["bytes"] += event["encodedDataLength"]

    session.on("Network.loadingFinished", finished)
    return sums


# The village that newcomers see first, and the richest of the samples.
@pytest.mark.parametrize("tour", ["lang-dung", "thu-vien-peabody"])
def test_a_visit_is_light_and_says_how_light(
    village: Village, browser: Browser, hosts: set[str], tmp_path: Any, tour: str
) -> None:
    with watched(browser, size=PHONE, hosts=hosts, pictures=tmp_path, device_scale_factor=2) as tab:
        page = tab.page
        sums = counted(page)
        begin(tab, village, f"/tham-quan/{tour}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)
        first = sums["bytes"]
        for step in range(12):
            look(page, -4 + 30 * (step + 1), 0)
        page.wait_for_load_state("networkidle")
        page.click("button[aria-label='Độ nét và dữ liệu']")

        meter = page.evaluate(f"{VISIT}.meter.bytes")
        assert first <= 450_000, first
        assert sums["bytes"] <= 1_000_000
        assert abs(meter - sums["bytes"]) <= 0.05 * sums["bytes"]
        assert page.evaluate(f"{VISIT}.stage.textureBytes()") <= 30_000_000
        expect(page.locator("dialog[open] [role=status]")).to_have_text(
            f"Chuyến này đã dùng {meter / 1_000_000:.1f} MB".replace(".", ",")
        )


def test_however_long_one_looks_round_the_pictures_fit_a_phone(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, "/tham-quan/lang-dung")

    for pitch in (-60, -20, 20, 60):
        for yaw in range(-180, 180, 60):
            look(page, yaw, pitch)
            assert page.evaluate(f"{VISIT}.stage.textureBytes()") <= 30_000_000
    # What one looks at is never let go, however the picture is turned: here the other half of it is before one's eyes.
    page.evaluate(f"{VISIT}.stage.setLevel({{ pitch: 0, roll: 0, turn: 180 }})")
    for yaw in range(-180, 180, 45):
        look(page, yaw, 0)
    drawn = page.evaluate(f"[...{VISIT}.stage.viewer.adapter.drawn.keys()]")
    column = int(((view(page)["yaw"] - 180) / 360 + 0.5) % 1 * 8)
    assert {f"{column}x{row}/1" for row in (1, 2)} <= set(drawn), (view(page), drawn)
    # By the graphics card's own count there is no more than what is drawn, the base and one that is on its way.
    held = page.evaluate(f"{VISIT}.stage.viewer.renderer.renderer.info.memory.textures")
    assert held <= page.evaluate(f"{VISIT}.stage.viewer.adapter.drawn.size") + 2
    # What was let go comes again when one turns back to it.
    look(page, -4, 6)
    page.wait_for_timeout(500)
    assert page.evaluate(f"{VISIT}.stage.viewer.adapter.drawn.size") > 3


@pytest.mark.parametrize(
    ("line", "widest"), [({"saveData": True, "effectiveType": "4g"}, 2048), ({"effectiveType": "3g"}, 4096)]
)
def test_a_dear_line_gets_small_pictures(village: Village, desktop: Watched, line: dict[str, Any], widest: int) -> None:
    asked: list[int] = []
    desktop.page.on(
        "request", lambda r: asked.append(int(r.url.split("/")[-2])) if r.url.split("/")[-2].isdigit() else None
    )
    desktop.page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: " + str(line).replace("True", "true") + " })"
    )

    page = begin(desktop, village, "/tham-quan/thu-vien-peabody", by="click")
    page.evaluate(f"{VISIT}.stage.zoomBy(100)")
    page.wait_for_timeout(800)
    assert max(asked) <= widest

    # HD is a tap away, and is remembered.
    page.click("button[aria-label='Độ nét và dữ liệu']")
    page.click("text=Nét (HD)")
    until(page, f"{VISIT}.stage.most === 8192 && {VISIT}.stage.isSharp")
    page.keyboard.press("Escape")
    begin(desktop, village, "/tham-quan/thu-vien-peabody", by="click")
    assert page.evaluate(f"{VISIT}.quality") == "sharp"


# L20
def test_a_half_made_pyramid_shows_the_base_and_no_broken_tiles(
    village: Village, everything: str, phone: Watched
) -> None:
    missing: list[str] = []

    def lose(route: Route) -> None:
        missing.append(route.request.url)
        route.fulfill(status=404, body="")

    phone.page.route("**/media/pano/*/2048/*", lose)
    phone.page.goto(village.site + everything, wait_until="networkidle")
    before = bare_picture(phone.page)
    page = begin(phone, village, everything)
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(500)

    assert missing
    assert decibels(before, bare_picture(page)) > 18  # the same view, blurred
    page.locator(".tour-pin:has-text('Sang phim')").dispatch_event("click")
    is_at(page, "phim")


def test_a_scene_whose_picture_does_not_come_leaves_one_where_one_was(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything)
    base = page.evaluate(f"{VISIT}.sceneBySlug('sau').panorama.base")
    page.route("**" + base, lambda route: route.fulfill(status=404, body=""))

    page.locator(".tour-pin:has-text('Sang sau')").dispatch_event("click")
    expect(page.locator(".tour-foot [role=alert]")).to_contain_text("Không mở được cảnh ấy")

    is_at(page, "dau")
    assert page.locator(".tour-pin").count() == 10
    phone.troubles[:] = [
        trouble for trouble in phone.troubles if "HttpError" not in trouble and "fetch for" not in trouble
    ]


@pytest.mark.parametrize(("yaw", "pitch"), [(PART_TURN, 20.0), (PART_TURN + 60, -12.0), (PART_TURN - 40, 0.0)])
def test_a_link_into_a_part_lands_where_it_says(
    village: Village, everything: str, phone: Watched, yaw: float, pitch: float
) -> None:
    page = begin(phone, village, f"{everything}?canh=phan&yaw={yaw}&pitch={pitch}&hfov=60")

    found = view(page)

    assert apart(found["yaw"], yaw) < 1
    assert abs(found["pitch"] - pitch) < 1


def test_a_part_of_a_picture_shows_no_empty_sky(village: Village, everything: str, phone: Watched) -> None:
    lost: list[str] = []
    phone.page.on("response", lambda answer: lost.append(answer.url) if answer.status == 404 else None)
    page = begin(phone, village, f"{everything}?canh=phan")

    for yaw, pitch in ((140, 0), (-100, 0), (0, 80), (0, -80)):
        look(page, yaw, pitch)
        page.evaluate(f"{VISIT}.stage.zoomBy(-100)")
        page.wait_for_timeout(200)
        found = view(page)
        assert abs(found["yaw"] - PART_TURN) + found["hfov"] / 2 <= 90.5
        assert abs(found["pitch"]) < 1  # the part is as high as the view
    assert lost == []

    page.locator(".tour-pin").dispatch_event("click")
    is_at(page, "dau")
    look(page, 170, 0)
    assert apart(view(page)["yaw"], 170) < 0.5


def test_without_webgl_there_is_a_sentence_and_the_list(village: Village, everything: str, phone: Watched) -> None:
    phone.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    phone.page.goto(village.site + everything)

    phone.page.locator("button.tour-start").tap()

    expect(phone.page.locator(".tour-sentence")).to_contain_text("không xem được 360°")
    expect(phone.page.locator("#dau")).to_contain_text("Giếng làng.")
    expect(phone.page.locator("main")).to_contain_text("Đây là sân. Có trống.")
    phone.troubles.clear()  # the viewer told the console of it


def test_the_button_works_though_it_came_after_the_script(village: Village, everything: str, phone: Watched) -> None:
    page = phone.page
    page.goto(village.site + everything)
    # On a slow line the script may run before the rest of the page is there: an element without its children.
    page.evaluate("""() => {
      const before = document.querySelector("tour-viewer");
      const inside = [...before.childNodes];
      const early = before.cloneNode(false);
      before.replaceWith(early);
      early.append(...inside);
    }""")

    page.locator("button.tour-start").tap()

    until(page, f"{VISIT} && {VISIT}.stage.isSharp")


def test_a_viewer_that_does_not_come_may_be_tried_again(village: Village, everything: str, phone: Watched) -> None:
    page = phone.page
    page.route("**/canh.json", lambda route: route.abort())
    page.goto(village.site + everything)
    page.locator("button.tour-start").tap()
    expect(page.locator(".tour-sentence")).to_contain_text("Danh sách các cảnh ở ngay dưới")

    page.unroute("**/canh.json")
    page.locator("button.tour-start").tap()

    until(page, f"{VISIT} && {VISIT}.stage.isSharp")
    phone.troubles.clear()  # the console told of the failure, as it should


def test_a_lost_graphics_card_leaves_the_list_and_the_button(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)

    page.evaluate(
        "document.querySelector('.psv-canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )

    expect(page.locator(".tour-sentence")).to_be_visible()
    expect(page.locator("button.tour-start")).to_be_visible()
    assert page.locator(".tour-stage").count() == 0
    phone.troubles.clear()
