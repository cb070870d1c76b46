"""Flat pictures of partial panoramas: they begin where the viewer will stand."""

from pathlib import Path

import pytest
from PIL import Image

from marketplace.media.flat import Box, field_of, turned, vertical_field
from marketplace.media.gpano import Placing
from marketplace.media.panoramas import POSTERS, View, cut_tiles, draw_posters, flat_view, part_in
from tests.tours.test_panoramas import apart, opened, sphere


@pytest.fixture(scope="module")
def whole() -> Image.Image:
    return sphere(2048)


def test_a_flat_picture_of_a_part_shows_the_part(whole: Image.Image, tmp_path: Path) -> None:
    source = tmp_path / "part.png"
    whole.crop((512, 256, 1536, 768)).save(source)
    placing = Placing(2048, 1024, 512, 256)
    files = cut_tiles(source, tmp_path, placing=placing)

    (name, *_) = draw_posters(tmp_path / files.key, view=View(0, 0, 60))

    flat = opened(tmp_path / files.key / name)
    assert apart(flat, flat_view(whole, View(0, 0, 60), size=POSTERS["wide"])) < 4


# A view that looks over the edge of a part is turned and narrowed until only the part is seen.
@pytest.mark.parametrize("shape", POSTERS)
@pytest.mark.parametrize("view", [View(0, 0, 100), View(80, 40, 100), View(-170, -80, 80), View(60, 0, 100, turn=45.0)])
def test_no_flat_picture_of_a_part_shows_what_is_beside_it(shape: str, view: View) -> None:
    part = Box(0.25, 0.375, 0.5, 0.625)  # from 90 degrees left to the middle, 22.5 up and down

    looks = field_of(shape, view, part)

    up, right = vertical_field(shape, looks) / 2, looks.hfov / 2
    assert abs(looks.pitch) + up <= 22.51
    assert abs(turned(looks.yaw - view.turn + 45)) + right <= 45.01
    assert max(up / 22.5, right / 45) > 0.99  # and no less of it than there is


def test_the_folder_of_a_part_says_so_and_its_flat_picture_is_turned_into_it(
    whole: Image.Image, tmp_path: Path
) -> None:
    source = tmp_path / "part.png"
    whole.crop((512, 256, 1536, 768)).save(source)
    home = tmp_path / cut_tiles(source, tmp_path, placing=Placing(2048, 1024, 512, 256)).key

    assert part_in(home) == Box(0.25, 0.25, 0.75, 0.75)
    (name, *_) = draw_posters(home, view=View(70, 0, 60))

    told = field_of("wide", View(70, 0, 60), part_in(home))
    assert (round(told.yaw), round(told.hfov)) == (60, 60)
    assert apart(opened(home / name), flat_view(whole, told, size=POSTERS["wide"])) < 4
