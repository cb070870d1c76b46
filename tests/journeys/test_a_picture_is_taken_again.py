"""A curator takes a better picture of the same spot: what was told there stays where it was."""

import io
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from marketplace.config import ROOT
from tests.browser.village import Village
from tests.browser.watched import Watched
from tests.journeys.test_make_a_tour import content, is_saved
from tests.journeys.test_nothing_written_is_lost import open_editor
from tests.journeys.visiting import decibels

pytestmark = pytest.mark.browser

TOUR: Final = "/di-san/chuyen-dao/nha-suoi-baltimore"
HEADING: Final = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" '
    'GPano:ProjectionType="equirectangular" GPano:PoseHeadingDegrees="245"/></rdf:RDF></x:xmpmeta>'
)


def taken_again(folder: Path) -> Path:
    """The picture of the Spring House from a camera that looked 45 degrees farther to the right, and knew where north is."""
    with Image.open(ROOT / "demo" / "panoramas" / "spring-house.jpg") as first:
        other = ImageChops.offset(first.resize((2048, 1024)), -2048 // 8, 0)
    path = folder / "chup-lai.jpg"
    other.save(path, "JPEG", quality=90, xmp=HEADING.encode())
    return path


def seen(page: Page) -> Image.Image:
    """The picture in the middle of the editor, without its pins."""
    page.wait_for_timeout(1_500)
    show = "for (const one of document.querySelectorAll('.editor-stage .tour-pins')) one.style.visibility = {!r}"
    page.evaluate(show.format("hidden"))
    shot = page.locator(".editor-stage").screenshot()
    page.evaluate(show.format(""))
    return Image.open(io.BytesIO(shot)).convert("RGB").resize((200, 120))


def test_a_retaken_picture_keeps_pins_and_stands_as_the_one_before(
    village: Village, desktop: Watched, tmp_path: Path
) -> None:
    page = open_editor(desktop, village, f"{TOUR}/soan")
    north = page.locator(".editor-panel").get_by_label("Giữa ảnh nhìn về hướng (độ)")
    north.fill("200")
    north.press("Tab")
    before, picture = content(page), seen(page)

    page.locator(".editor-panel").get_by_role("button", name="Thay ảnh khác").click()
    page.set_input_files("#bring-scenes", taken_again(tmp_path))
    expect(page.locator(".editor-said")).to_contain_text("Đã thay ảnh", timeout=60_000)
    expect(page.locator("dialog[open]")).to_have_count(0)
    after = content(page)
    scene, old = after["scenes"][0], before["scenes"][0]

    assert scene["panorama"] != old["panorama"]
    assert scene["turn"] == 45
    # Everything else of the scene, and all other scenes, are as they were.
    assert {**scene, "panorama": "", "turn": 0} == {**old, "panorama": "", "turn": 0}
    assert after["scenes"][1:] == before["scenes"][1:]
    # The same things lie in the same directions.
    assert decibels(picture, seen(page)) > 20
    is_saved(page)

    # Where north is not known a hand turns it; what one sees turns along.
    turn = page.locator(".editor-panel").get_by_label("Quay ảnh")
    turn.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert content(page)["scenes"][0]["turn"] == 55
    # The bearing that is told is that of the picture's middle, which came to look elsewhere.
    expect(north).to_have_value("255")
    assert decibels(picture, seen(page)) < 20
    page.click("[aria-label='Hoàn tác']")
    assert content(page)["scenes"][0]["turn"] == 45
    expect(north).to_have_value("245")
    desktop.audit()
    is_saved(page)

    # A visitor of the draft sees it so as well; what is published is as it was.
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Xem như khách").click()
    draft = opened.value
    draft.wait_for_load_state()
    poster = draft.locator(".tour picture img").get_attribute("src") or ""
    assert scene["panorama"] in poster
    assert "-t450" in poster
    assert f"pano/{old['panorama']}/" in page.request.get(f"{village.site}/tham-quan/nha-suoi-baltimore").text()
