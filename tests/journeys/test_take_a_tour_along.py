"""A visitor saves a tour at home and walks it on site, where there is no network."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.village import Village
from tests.journeys.visiting import VISIT, is_at, until

pytestmark = pytest.mark.browser

TOUR = "/tham-quan/lang-dung"
SCENES = ("cong-lang", "san-dinh", "san-dinh-hoi", "trong-dinh", "san-nha-keo")
SOUND = "5e5e5e5e5e5e5e5e"
# What is kept of tours: the names of caches, and the bytes of all files in them.
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("chothon-pack "));
  let bytes = 0, files = 0;
  for (const name of names) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      bytes += (await (await cache.match(request)).blob()).size;
      files += 1;
    }
  }
  return { names, bytes, files };
}"""


# Plays for a moment; how far it came, in seconds.
PLAYED = """async (media) => {
  media.muted = true;
  await media.play();
  await new Promise((done) => setTimeout(done, 800));
  return media.currentTime;
}"""


def in_database(village: Village, statement: str, **values: Any) -> Any:
    engine = sa.create_engine(village.database_url)
    with engine.begin() as connection:
        result = connection.execute(sa.text(statement), values)
        found = result.scalar() if result.returns_rows else None
    engine.dispose()
    return found


def next_version(village: Village) -> None:
    """As if a reviewer had signed another version of every tour."""
    in_database(village, "UPDATE tour_version SET number = number + 50 WHERE state = 'published'")


def save(page: Page, village: Village) -> dict[str, Any]:
    """The tour is saved. Answers the list it was saved by: a minute later goods, and so their photos, may be others."""
    page.goto(f"{village.site}{TOUR}/mang-theo")
    is_list = re.compile(r"/mang-theo\.json\?(?!.*gon=)")
    with page.expect_response(is_list) as answer:
        page.click("offline-pack button:has-text('Lưu để xem')")
    told: dict[str, Any] = answer.value.json()
    expect(page.locator("offline-pack")).to_contain_text("Đã lưu", timeout=60_000)
    return told


def seen(page: Page) -> Any:
    return page.evaluate(KEPT)


def test_a_saved_tour_opens_without_network(village: Village, context: BrowserContext, page: Page) -> None:
    came: list[int] = []
    page.on(
        "response",
        lambda answer: came.append(int(answer.headers.get("content-length", 0))) if "x-past-worker" in answer.request.headers else None,
    )  # fmt: skip
    page.goto(f"{village.site}{TOUR}/mang-theo")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    offered = page.locator("offline-pack button").inner_text()
    told = save(page, village)

    kept = seen(page)
    promised = told["bytes"]["webm"]
    shown = float(re.findall(r"([\d,]+)\sMB", offered)[0].replace(",", ".")) * 1_000_000
    assert abs(sum(came) - promised) <= 0.05 * promised, (sum(came), promised)
    assert abs(sum(came) - shown) <= 0.05 * shown
    assert abs(kept["bytes"] - told["stored_bytes"]["webm"]) <= 0.05 * kept["bytes"]
    assert kept["files"] == len([file for file in told["files"] if file.get("sound") != "m4a"])
    assert len(kept["names"]) == 1

    context.set_offline(offline=True)
    failed: list[str] = []
    # A request that the next page cut short is no loss; the tab's own picture goes past every worker.
    page.on(
        "requestfailed",
        lambda request: failed.append(f"{request.failure} {request.url}") if "ERR_ABORTED" not in (request.failure or "") and "/seal-" not in request.url else None,
    )  # fmt: skip
    page.on("pageerror", lambda trouble: failed.append(str(trouble)))
    for slug in SCENES:
        page.goto(f"{village.site}{TOUR}/{slug}?tu=cong-lang")
        title = page.locator("h1").inner_text()
        assert (
            page.locator(".scene-picture img").evaluate(
                "(picture) => picture.decode().then(() => picture.naturalWidth)"
            )
            > 0
        )
        expect(page.locator("main")).to_contain_text("Bản lưu trên máy lúc")

        page.goto(f"{village.site}{TOUR}?canh={slug}&yaw=30&pitch=0&hfov=90")
        page.click("button.tour-start")
        page.wait_for_selector(".tour canvas", timeout=60_000)
        expect(page.locator(".tour")).to_contain_text(title, timeout=60_000)
        page.wait_for_timeout(500)
    assert failed == []
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{village.site}/gio-hang")


def test_online_a_saved_tour_is_the_fresh_one_and_nothing_personal_is_kept(
    village: Village, context: BrowserContext, page: Page
) -> None:
    page.goto(f"{village.site}/hang/keo-lac-vung")
    page.click("text=Thêm vào giỏ")
    save(page, village)
    before = seen(page)

    for path in (f"{TOUR}/san-nha-keo", TOUR, "/gio-hang", "/hang", "/dang-nhap"):
        page.goto(village.site + path)
        assert "Bản lưu trên máy" not in page.content()

    assert seen(page) == before
    texts = page.evaluate(
        """async () => {
      const cache = await caches.open((await caches.keys()).find((name) => name.startsWith("chothon-pack ")));
      const pages = (await cache.keys()).filter((request) => request.url.includes("/tham-quan/"));
      return Promise.all(pages.map(async (request) => (await cache.match(request)).text()));
    }"""
    )
    # The tour, its scenes, the narrated walk, and what the viewer reads.
    assert len(texts) == 1 + len(SCENES) + 1 + 1
    for text in texts:
        assert "csrf" not in text
        assert '<b class="count"' not in text, "the basket of whoever saved"


@pytest.fixture
def drum(village: Village) -> Iterator[Path]:
    """A drum stands in the village's yard: two seconds of sound, encoded as the market encodes it."""
    home = village.log.parent / "media" / "sound" / SOUND
    home.mkdir(parents=True)
    for name, codec in (("sound.webm", "libopus"), ("sound.m4a", "aac")):
        subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "sine=frequency=220:duration=2", "-c:a", codec, "-b:a", "24k", home / name],
            check=True, timeout=60,
        )  # fmt: skip
    scene = in_database(village, "SELECT id FROM scene WHERE slug = 'san-dinh'")
    in_database(
        village,
        "INSERT INTO hotspot (scene_id, number, kind, yaw, pitch, label, label_en, text, text_en, is_demo, source_title, source_url, needs_review, more)"
        " VALUES (:scene, 999, 'sound', 20, 0, 'Trống đình', '', '', '', false, '', '', false, CAST(:more AS jsonb))",
        scene=scene, more=json.dumps({"sound": SOUND}),
    )  # fmt: skip
    next_version(village)
    yield home
    in_database(village, "DELETE FROM hotspot WHERE number = 999")
    next_version(village)


def test_sound_plays_from_what_was_saved_and_can_be_wound(
    village: Village, context: BrowserContext, page: Page, drum: Path
) -> None:
    save(page, village)
    context.set_offline(offline=True)

    page.goto(f"{village.site}{TOUR}/san-dinh")
    played = page.locator(f"audio:has(source[src*='{SOUND}'])").evaluate(
        """async (audio) => {
      audio.muted = true;
      await audio.play();
      await new Promise((done) => setTimeout(done, 600));
      const first = audio.currentTime;
      audio.currentTime = 1.5;
      await new Promise((done) => audio.addEventListener("seeked", done, { once: true }));
      return { first, wound: audio.currentTime, length: audio.duration };
    }"""
    )
    part = page.evaluate(
        f"""async () => {{
      const answer = await fetch("/media/sound/{SOUND}/sound.webm", {{ headers: {{ Range: "bytes=10-19" }} }});
      return [answer.status, (await answer.blob()).size, answer.headers.get("Content-Range")];
    }}"""
    )

    assert played["first"] > 0.1
    assert played["wound"] >= 1.4
    assert 1.9 < played["length"] < 2.2
    assert part == [206, 10, f"bytes 10-19/{(drum / 'sound.webm').stat().st_size}"]


def test_without_network_one_goes_through_doors_is_led_with_words_and_hears_the_drum(
    village: Village, context: BrowserContext, page: Page
) -> None:
    save(page, village)
    context.set_offline(offline=True)
    page.goto(village.site + TOUR)
    page.click("button.tour-start")
    until(page, f"{VISIT} && {VISIT}.stage.isSharp")

    page.locator(".tour-pin[data-kind=door]:has-text('Qua cổng')").dispatch_event("click")
    is_at(page, "san-dinh")
    page.locator(".tour-pin[data-kind=sound]").first.dispatch_event("click")
    page.get_by_role("button", name="Nghe", exact=True).click()
    until(page, f"{VISIT}.sounds.now && {VISIT}.sounds.now.audio.currentTime > 0.3")
    page.locator(".tour-tray button[aria-label='Đóng']").click()
    page.get_by_role("button", name="Dạo có người dẫn").click()
    is_at(page, "cong-lang")
    until(page, f"{VISIT}.walk && {VISIT}.walk.isPlaying && {VISIT}.walk.ms > 0")
    expect(page.locator(".tour-captions")).to_contain_text("Mời bạn dạo một làng dựng bằng máy tính")
    page.get_by_role("button", name="Chặng sau").click()
    expect(page.locator(".tour-captions")).to_contain_text("Bên trái cổng là cây đa")


@pytest.fixture
def plaque(village: Village) -> Iterator[str]:
    """The number of a plaque in the village's yard."""
    in_database(
        village,
        "INSERT INTO plaque (number, tour_id, scene, pin, aim, yaw, pitch, hfov, name, name_en, made_at)"
        " SELECT '471108', id, 'san-dinh', 0, 'view', 30, 0, 80, 'Sân đình', 'The yard', now() FROM tour WHERE slug = 'lang-dung'",
    )  # fmt: skip
    next_version(village)
    yield "471108"
    in_database(village, "DELETE FROM plaque WHERE number = '471108'")
    next_version(village)


def test_the_number_of_a_plaque_leads_into_the_saved_tour_scanned_or_typed(
    village: Village, context: BrowserContext, page: Page, plaque: str
) -> None:
    save(page, village)
    context.set_offline(offline=True)
    there = re.compile(rf"{TOUR}\?bien={plaque}&canh=san-dinh&yaw=30.0")

    page.goto(f"{village.site}/T/{plaque}")
    expect(page).to_have_url(there)
    expect(page.locator("main")).to_contain_text("Bản lưu trên máy lúc")

    page.goto(f"{village.site}/t")
    expect(page.locator("main")).to_contain_text("Đang không có mạng")
    page.fill("[name=so]", "47 11-08")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(there)

    # The plaque of a tour that was not saved: the page says what can be done.
    page.goto(f"{village.site}/t/999999")
    expect(page.locator("main")).to_contain_text("Số khác xin gõ lại khi có mạng")


def test_too_little_room_is_said_before_anything_is_saved(
    village: Village, context: BrowserContext, page: Page
) -> None:
    # This Chromium tells every site the same large number; others say what there is.
    page.add_init_script("navigator.storage.estimate = async () => ({ quota: 500_000, usage: 100_000 })")
    page.goto(f"{village.site}{TOUR}/mang-theo")

    page.click("offline-pack button:has-text('Lưu để xem')")

    expect(page.locator("offline-pack [role=alert]")).to_contain_text("Máy không còn đủ chỗ")
    expect(page.locator("offline-pack [role=alert]")).to_contain_text("còn 400 KB")
    assert page.evaluate("caches.keys()") == []
    expect(page.locator("offline-pack button")).to_contain_text("Lưu để xem")


def test_a_phone_that_runs_out_of_room_halfway_keeps_no_half_tour(
    village: Village, context: BrowserContext, page: Page
) -> None:
    page.goto(f"{village.site}{TOUR}/mang-theo")
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": village.site, "quotaSize": 500_000})

    page.click("offline-pack button:has-text('Lưu để xem')")

    expect(page.locator("offline-pack [role=alert]")).to_contain_text("Máy hết chỗ giữa chừng")
    assert seen(page)["names"] == []


def test_a_line_that_breaks_halfway_leaves_nothing(village: Village, context: BrowserContext, page: Page) -> None:
    context.route("**/4096/3_2.webp", lambda route: route.abort())
    page.goto(f"{village.site}{TOUR}/mang-theo")

    page.click("offline-pack button:has-text('Lưu để xem')")

    expect(page.locator("offline-pack [role=alert]")).to_contain_text("Mạng đứt giữa chừng")
    assert seen(page)["names"] == []
    context.unroute("**/4096/3_2.webp")
    save(page, village)


def test_what_was_left_half_made_is_swept_away_at_the_next_start(village: Village, page: Page) -> None:
    save(page, village)
    page.evaluate(
        "caches.open('chothon-pack /tham-quan/lang-dung 0 half').then((cache) => cache.put('/x', new Response('x')))"
    )
    assert len(seen(page)["names"]) == 2

    page.reload()
    expect(page.locator("offline-pack")).to_contain_text("Đã lưu")

    assert len(seen(page)["names"]) == 1


def test_a_new_version_takes_the_place_of_the_old_and_can_be_dropped(village: Village, page: Page) -> None:
    save(page, village)
    [old] = seen(page)["names"]
    expect(page.locator("offline-pack")).not_to_contain_text("Có bản mới")

    next_version(village)
    page.reload()
    page.click("offline-pack button:has-text('Có bản mới: cập nhật')")
    expect(page.locator("offline-pack")).not_to_contain_text("Có bản mới", timeout=60_000)
    expect(page.locator("offline-pack")).to_contain_text("Đã lưu")

    [new] = seen(page)["names"]
    assert new != old
    page.click("offline-pack button:has-text('Bỏ')")
    expect(page.locator("offline-pack button")).to_contain_text("Lưu để xem")
    assert seen(page)["names"] == []


def test_without_support_there_is_no_button(village: Village, context: BrowserContext, page: Page) -> None:
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{village.site}{TOUR}/mang-theo")
    page.wait_for_timeout(500)

    assert page.locator("offline-pack button").count() == 0
