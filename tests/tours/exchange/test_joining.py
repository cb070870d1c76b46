"""Six faces of a cube, or our own tiles, become one picture of the whole turn again."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from marketplace.media import panoramas
from marketplace.media.gpano import Placing
from marketplace.media.panoramas import PanoramaRefused, PanoramaTooSmall
from marketplace.tours.exchange import asking, joining
from marketplace.tours.exchange.brought import Tile
from tests.tours.exchange.making import decibels, faces, pixels, sphere


# Measured: 30.7 dB on the richest room; what is lost lies at the poles, where faces are drawn from few pixels.
def test_a_cube_made_of_a_real_picture_gives_the_picture_back() -> None:
    joined = joining.join_cube(faces(1400))

    assert joined.size == (4096, 2048)
    assert decibels(joined, pixels(width=4096)) > 30
    # No border of a face shows: a band along each is as good as the rest.
    for x in (512, 1536, 2560, 3584):
        box = (x - 8, 400, x + 8, 1648)
        assert decibels(joined.crop(box), pixels(width=4096).crop(box)) > 28


@pytest.mark.parametrize(("face", "x", "y"), [("f", 1024, 512), ("r", 1536, 512), ("b", 2, 512), ("l", 512, 512), ("u", 1024, 60), ("d", 1024, 964)])  # fmt: skip
def test_each_face_is_where_its_letter_says(face: str, x: int, y: int) -> None:
    colours = {"f": "red", "r": "lime", "b": "blue", "l": "yellow", "u": "magenta", "d": "cyan"}
    cube = {name: Image.new("RGB", (512, 512), colour) for name, colour in colours.items()}

    joined = joining.join_cube(cube)

    assert joined.getpixel((x, y)) == Image.new("RGB", (1, 1), colours[face]).getpixel((0, 0))


def test_above_the_front_lies_the_lower_edge_of_the_upper_face() -> None:
    cube = {name: Image.new("RGB", (512, 512), "black") for name in joining.FACES}
    ImageDraw.Draw(cube["u"]).rectangle((0, 400, 511, 511), fill="red")
    ImageDraw.Draw(cube["d"]).rectangle((0, 0, 511, 111), fill="lime")

    joined = joining.join_cube(cube)

    assert joined.getpixel((1024, 512 - 280)) == (255, 0, 0)
    assert joined.getpixel((1024, 512 + 280)) == (0, 255, 0)
    assert joined.getpixel((3, 512 - 280)) == (0, 0, 0)


def test_faces_that_do_not_make_a_cube_are_refused() -> None:
    small = {name: Image.new("RGB", (300, 300)) for name in joining.FACES}
    with pytest.raises(PanoramaTooSmall):
        joining.join_cube(small)
    with pytest.raises(PanoramaRefused):
        joining.join_cube({**faces(512), "u": Image.new("RGB", (512, 500))})
    with pytest.raises(PanoramaRefused):
        joining.join_cube({name: face for name, face in faces(512).items() if name != "d"})


# L03: a tile that is larger than any face is refused on its header, in the child.
@pytest.mark.parametrize("body", [b"no picture", b""])
def test_a_tile_that_cannot_be_read_is_refused_by_the_child(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "tile").write_bytes(body)
    tiles = [Tile(face, "a", 0, 0, 512, 512) for face in joining.FACES]

    with pytest.raises(PanoramaRefused):
        asking.join_cube_in_child(512, tiles, {"a": tmp_path / "tile"}, tmp_path / "out.jpg")


def test_a_tile_of_fifty_thousand_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (50_000, 9_000)).save(tmp_path / "tile.png")
    tiles = [Tile(face, "a", 0, 0, 512, 512) for face in joining.FACES]

    with pytest.raises(PanoramaRefused):
        asking.join_cube_in_child(512, tiles, {"a": tmp_path / "tile.png"}, tmp_path / "out.jpg")


def test_our_own_tiles_are_joined_again_a_part_to_its_place(tmp_path: Path) -> None:
    (tmp_path / "whole.jpg").write_bytes(sphere())
    whole = panoramas.cut_tiles(tmp_path / "whole.jpg", tmp_path / "pano")
    pixels().crop((0, 0, 2048, 700)).save(tmp_path / "part.png")
    part = panoramas.cut_tiles(tmp_path / "part.png", tmp_path / "pano", placing=Placing(2048, 1024, 0, 100))

    joined, placing = joining.join_tiles(tmp_path / "pano" / whole.key, 2048, whole.part)
    cropped, at = joining.join_tiles(tmp_path / "pano" / part.key, 2048, part.part)

    assert (joined.size, placing) == ((2048, 1024), ())
    assert decibels(joined, pixels()) > 28
    assert (cropped.size, at) == ((2048, 700), (2048, 1024, 0, 100))
    assert decibels(cropped, pixels().crop((0, 0, 2048, 700))) > 28
