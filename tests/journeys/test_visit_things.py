"""Documents, areas, pictures of then, sounds and films in a scene."""

import io
import itertools
import math
import re
import shutil
import struct
import subprocess
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from marketplace.config import ROOT
from tests.browser.village import Village
from tests.browser.watched import Watched
from tests.journeys.everything import DOTS
from tests.journeys.visiting import VISIT, bare_picture, begin, decibels, is_at, look, mark_off, until

pytestmark = pytest.mark.browser
SCRIPTS = ROOT / "frontend" / "js" / "tour"


def open_pin(page: Page, name: str) -> None:
    page.locator(f".tour-pin:has-text('{name}')").dispatch_event("click")


def test_a_picture_of_then_lies_where_it_was_taken(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    open_pin(page, "Sân năm xưa")
    slider = page.get_by_role("slider", name="Ảnh xưa rõ dần")
    slider.wait_for()
    page.wait_for_timeout(900)
    expect(page.locator(".tour-tray")).to_contain_text("Tài liệu. Nguồn: Sổ đình")

    # By keyboard, with words a screen reader says.
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "Ảnh năm 1935: rõ 100 %")
    look(page, 2, 1)
    degrees_a_pixel = page.evaluate(f"{VISIT}.stage.viewer.state.vFov / {VISIT}.stage.viewer.state.size.height")
    picture = bare_picture(page)
    for dot in DOTS:
        off = mark_off(page, picture, dot, (255, 0, 255))
        assert off is not None and off * degrees_a_pixel < 0.5, (dot, off)

    # Clear again, it is today's picture.
    page.get_by_role("slider", name="Ảnh xưa rõ dần").focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "Ảnh khoảng 1968: rõ 0 %")
    page.locator(".tour-tray button[aria-label='Đóng']").click()
    assert (
        page.evaluate(f"{VISIT}.stage.viewer.renderer.scene.children.filter((one) => one.renderOrder === 20).length")
        == 0
    )


def seen_marks(page: Page) -> dict[str, int]:
    """How many of the dots stand where they belong, by the colour they have in the picture of that year."""
    picture = bare_picture(page)
    found = {}
    for name, colour in (("1935", (255, 0, 255)), ("1968", (0, 255, 0)), ("now", (0, 255, 255))):
        found[name] = sum(mark_off(page, picture, dot, colour, near=10) is not None for dot in DOTS)
    return found


def test_one_slider_leads_through_all_years_of_a_view(village: Village, everything: str, desktop: Watched) -> None:
    page = begin(desktop, village, everything, by="click")
    open_pin(page, "Sân năm xưa")
    slider = page.get_by_role("slider", name="Ảnh xưa rõ dần")
    expect(slider).to_have_attribute("aria-valuetext", "Ảnh năm 1935: rõ 100 %")
    expect(page.locator(".tour-tray .tour-ends")).to_have_text(re.compile(r"Nay\s*1968\s*1935"))
    page.wait_for_timeout(900)
    look(page, 2, 0)
    assert seen_marks(page) == {"1935": 4, "1968": 0, "now": 0}

    # Back to the year between: its own picture, name and words.
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)
    expect(slider).to_have_attribute("aria-valuetext", "Ảnh khoảng 1968: rõ 100 %")
    expect(page.locator(".tour-tray h2")).to_have_text("Sân năm sau · Ảnh khoảng 1968")
    expect(page.locator(".tour-tray")).to_contain_text("Sân đã lát gạch.")
    expect(page.locator(".tour-tray")).not_to_contain_text("Sân còn lát đất.")
    assert seen_marks(page) == {"1935": 0, "1968": 4, "now": 0}

    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(300)
    assert seen_marks(page) == {"1935": 0, "1968": 0, "now": 4}
    desktop.audit()
    page.locator(".tour-tray button[aria-label='Đóng']").click()
    page.wait_for_timeout(300)
    meshes = f"{VISIT}.stage.viewer.renderer.scene.children.filter((one) => one.renderOrder === 20).length"
    assert page.evaluate(meshes) == 0


def test_a_year_whose_picture_does_not_come_is_said(village: Village, everything: str, desktop: Watched) -> None:
    page = begin(desktop, village, everything, by="click")
    later = page.evaluate(f"{VISIT}.hotspots.find((pin) => pin.label === 'Sân năm sau').pictures[0].src")
    page.route("**" + later, lambda route: route.abort())
    open_pin(page, "Sân năm xưa")
    slider = page.get_by_role("slider", name="Ảnh xưa rõ dần")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")

    expect(slider).to_have_attribute("aria-valuetext", "Ảnh khoảng 1968: chưa mở được ảnh này")
    desktop.troubles[:] = [trouble for trouble in desktop.troubles if "ERR_FAILED" not in trouble]


def test_a_picture_of_then_that_comes_late_is_not_laid_over_another_scene(
    village: Village, everything: str, phone: Watched
) -> None:
    page = begin(phone, village, everything)
    later = page.evaluate(f"{VISIT}.hotspots.find((pin) => pin.label === 'Sân năm sau').pictures[0].src")
    held: list[Route] = []
    page.route("**" + later, lambda route: held.append(route))
    open_pin(page, "Sân năm sau")
    until(page, f"{VISIT}.here.slug === 'dau'")
    for _ in range(50):
        if held:
            break
        page.wait_for_timeout(100)
    open_pin(page, "Sang sau")
    is_at(page, "sau")
    before = page.evaluate(f"{VISIT}.stage.view()")

    held[0].continue_()
    page.wait_for_timeout(1_000)

    meshes = f"{VISIT}.stage.viewer.renderer.scene.children.filter((one) => one.renderOrder === 20).length"
    assert page.evaluate(meshes) == 0
    assert page.locator(".tour-tray[hidden]").count() == 1
    assert page.evaluate(f"{VISIT}.stage.view()") == before


def test_an_area_is_tapped_on_its_surface_and_by_its_button(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    look(page, 100, 2)

    place = page.evaluate(f"{VISIT}.stage.place({{ yaw: 106, pitch: 2 }})")
    box = page.locator(".tour-stage").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + place["x"], box["y"] + place["y"])
    expect(page.locator("dialog[open] h2")).to_have_text("Bức chạm")
    page.keyboard.press("Escape")

    look(page, -60, 0)
    assert page.locator(".tour-areas path").get_attribute("d") == "", "behind one's back there is no outline"
    page.evaluate("document.querySelector('.tour-pin[data-kind=area]').focus()")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_contain_text("Chạm rồng.")


def test_a_document_can_be_read_large(village: Village, everything: str, phone: Watched) -> None:
    page = begin(phone, village, everything)
    open_pin(page, "Đạo sắc")
    frame = page.get_by_role("button", name="Phóng to ảnh")
    expect(page.locator("dialog[open] figcaption")).to_contain_text("Người thử, CC0 1.0")
    small = page.locator(".tour-zoom img").bounding_box()

    frame.tap()

    large = page.locator(".tour-zoom img").bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 2 * small["width"]
    phone.audit()
    page.get_by_role("button", name="Thu ảnh vừa khung").tap()


def tone(seconds: float) -> bytes:
    """A WAV of one note."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 3))) for n in range(int(8000 * seconds))))
    return file.getvalue()


def test_one_sound_at_a_time_after_a_tap_from_its_side(village: Village, everything: str, phone: Watched) -> None:
    asked: list[str] = []
    phone.page.on("request", lambda r: asked.append(r.url) if "/media/sound/" in r.url else None)
    phone.page.route("**/media/sound/**", lambda route: route.fulfill(body=tone(6), content_type="audio/wav"))
    page = begin(phone, village, everything)
    look(page, -30, 10)
    open_pin(page, "trống")
    play = page.get_by_role("button", name="Nghe", exact=True)
    play.wait_for()
    assert asked == [], "nothing sounds before a tap"
    expect(page.locator(".tour-tray")).to_contain_text("Trống đánh ba hồi. Rồi cờ ra.")

    play.tap()
    until(page, f"{VISIT}.sounds.now && {VISIT}.sounds.now.audio.currentTime > 0.2")
    said = page.locator(".tour-tray [role=status]")
    expect(said).to_have_text("Bạn nghe thấy: trống, phía trước")
    expect(page.locator(".tour-captions")).to_have_text("Trống đánh ba hồi.")
    page.evaluate(f"{VISIT}.stage.look({{ yaw: 60, pitch: 0 }}, {{ ms: 0 }})")
    expect(said).to_have_text("Bạn nghe thấy: trống, bên trái")

    # One switch mutes all, and another sound on the page ends ours.
    page.get_by_role("button", name="Tắt tiếng").tap()
    assert page.evaluate(f"{VISIT}.sounds.now.audio.muted")
    page.get_by_role("button", name="Bật tiếng").tap()
    page.evaluate(
        "const other = document.createElement('audio'); other.src = '/media/sound/other'; document.body.append(other); other.play()"
    )
    until(page, f"{VISIT}.sounds.now === null")
    expect(page.get_by_role("button", name="Nghe", exact=True)).to_be_visible()


def test_a_sound_that_does_not_come_leaves_its_words(village: Village, everything: str, phone: Watched) -> None:
    phone.page.route("**/media/sound/**", lambda route: route.fulfill(status=404, body=""))
    page = begin(phone, village, everything)
    open_pin(page, "trống")

    page.get_by_role("button", name="Nghe", exact=True).tap()

    expect(page.locator(".tour-tray [role=status]")).to_contain_text("Lời bằng chữ ở ngay dưới")
    expect(page.locator(".tour-tray")).to_contain_text("Trống đánh ba hồi.")


def test_a_sound_moves_from_ear_to_ear_as_one_turns(browser: Browser) -> None:
    """The viewer's own graph, rendered: energy right over left grows with the angle and swaps sides behind."""
    plain = re.sub(
        r"^(import .*|export )",
        "",
        "\n".join((SCRIPTS / name).read_text() for name in ("scenes.js", "hearing.js")),
        flags=re.M,
    )
    tab = browser.new_page()
    tab.evaluate(f"window.heard = (() => {{ {plain}\n return {{ buildHearing }}; }})()")
    angles = [-175, *range(-165, 166, 15), 175]

    ratios = tab.evaluate(
        """async (angles) => Promise.all(angles.map(async (angle) => {
            const context = new OfflineAudioContext(2, 4410, 44100);
            const source = new OscillatorNode(context, { frequency: 440 });
            window.heard.buildHearing(context, source).set(angle);
            source.start();
            const sound = await context.startRendering();
            const energy = (side) => sound.getChannelData(side).reduce((sum, one) => sum + one * one, 0);
            return [energy(0), energy(1)];
        }))""",
        angles,
    )
    tab.close()

    sides = [math.log10((right + 1e-9) / (left + 1e-9)) for left, right in ratios]
    loud = [left + right for left, right in ratios]
    inner = sides[1:-1]
    assert all(one < other for one, other in itertools.pairwise(inner))
    assert abs(inner[len(inner) // 2]) < 0.01
    # Behind one's head it passes from one ear to the other: at 175 degrees it is nearer the middle than at 165.
    assert 0 < sides[-1] < sides[-2]
    assert sides[1] < sides[0] < 0
    assert max(loud) == loud[len(loud) // 2]
    assert loud[0] < 0.5 * max(loud)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two seconds of red, 1280×640."""
    ffmpeg = shutil.which("ffmpeg")
    assert ffmpeg is not None, "ffmpeg is missing: ./do setup"
    path: Path = tmp_path_factory.mktemp("film") / "red.mp4"
    subprocess.run(
        [
            ffmpeg,
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=red:s=1280x640:r=10:d=2",
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            str(path),
        ],
        check=True,
        timeout=60,
    )
    return path.read_bytes()


def test_a_film_plays_in_its_scene_and_only_there(
    village: Village, everything: str, phone: Watched, film: bytes
) -> None:
    scripts: list[str] = []
    asked: list[str] = []
    phone.page.on("request", lambda r: scripts.append(r.url) if "/film-" in r.url else None)

    def serve(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=film, content_type="video/mp4", headers={"Accept-Ranges": "bytes"})

    phone.page.route("**/media/video/**", serve)
    page = begin(phone, village, everything)
    assert scripts == []
    open_pin(page, "Sang phim")
    is_at(page, "phim")
    play = page.get_by_role("button", name="Chạy phim")
    play.wait_for()
    still = bare_picture(page)
    assert asked == [], "on a phone nothing of the film comes before a tap"

    play.tap()
    until(page, f"{VISIT}.film.video.currentTime > 0.2")
    page.wait_for_timeout(400)
    moving = bare_picture(page)
    red, green, blue = moving.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > 150 > green + blue
    assert all(url.endswith("/1280.mp4") for url in asked)
    assert page.evaluate(f"{VISIT}.film.video.muted")
    page.get_by_role("button", name="Dừng phim").tap()
    page.get_by_role("slider", name="Tua phim").focus()
    page.keyboard.press("Home")
    until(page, f"{VISIT}.film.video.currentTime < 0.3")
    phone.audit()

    open_pin(page, "Sang dau")
    is_at(page, "dau")
    assert page.evaluate("document.querySelectorAll('.tour-film').length") == 0
    assert decibels(still, moving) < 15


def test_a_film_that_does_not_come_leaves_its_still(village: Village, everything: str, phone: Watched) -> None:
    phone.page.route("**/media/video/**", lambda route: route.fulfill(status=404, body=""))
    page = begin(phone, village, f"{everything}?canh=phim")
    before = bare_picture(page)

    page.get_by_role("button", name="Chạy phim").tap()

    expect(page.locator(".tour-film [role=status]")).to_contain_text("đây là ảnh lấy từ phim")
    assert decibels(before, bare_picture(page)) > 30
