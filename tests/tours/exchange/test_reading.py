"""What other programs write, read from archives without touching a database."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from marketplace.tours.exchange import archives, photos, telling
from marketplace.tours.exchange.brought import Brought, FromCube
from marketplace.tours.exchange.errors import BadTourFile, BadTourText, NoTourInside
from marketplace.tours.exchange.photos import Stood, names_in_archive, natural
from marketplace.tours.exchange.reading import read_archive
from tests.tours.exchange.hostile import packed
from tests.tours.exchange.making import as_jpeg, marzipano, pixels


def read(tmp_path: Path, told: dict[str, bytes]) -> tuple[str, Brought]:
    (tmp_path / "a.zip").write_bytes(packed(told))
    with archives.opened(tmp_path / "a.zip") as archive:
        return read_archive(archive)


def config(**scene: Any) -> bytes:
    return json.dumps({"default": {"firstScene": "a"}, "scenes": {"a": {"title": "Sân", **scene}}}).encode()


FACE = as_jpeg(pixels().resize((64, 64)))


def test_pannellums_cube_map_is_six_faces(tmp_path: Path) -> None:
    names = [f"{face}.jpg" for face in "frblud"]

    _, brought = read(tmp_path, {"tour.json": config(type="cubemap", cubeMap=names), **dict.fromkeys(names, FACE)})

    source = brought.sources["san"]
    assert isinstance(source, FromCube)
    assert [(tile.face, tile.entry) for tile in source.tiles] == [(name[0], name) for name in names]


# The level that fills 4,096 around, not the largest.
def test_pannellums_tiles_are_taken_from_the_level_that_is_enough(tmp_path: Path) -> None:
    multi = {"basePath": "/multires", "path": "/%l/%s%y_%x", "extension": "jpg", "tileResolution": 512, "maxLevel": 4, "cubeResolution": 2608}  # fmt: skip
    told = {"tour.json": config(type="multires", multiRes=multi)}
    for level, count in ((1, 1), (2, 2), (3, 3), (4, 6)):
        told |= {
            f"multires/{level}/{face}{y}_{x}.jpg": FACE for face in "frblud" for y in range(count) for x in range(count)
        }

    _, brought = read(tmp_path, told)

    source = brought.sources["san"]
    assert isinstance(source, FromCube)
    assert source.size == 1304
    last = source.tiles[-1]
    assert (last.left + last.width, last.top + last.height) == (source.size, source.size)


def test_marzipano_in_a_folder_of_its_own_is_found(tmp_path: Path) -> None:
    kind, brought = read(tmp_path, {f"project-title/{name}": body for name, body in marzipano().items()})

    source = brought.sources["san-dinh"]
    assert kind == "marzipano" and isinstance(source, FromCube)
    assert (source.size, len(source.tiles)) == (512, 24)
    assert source.tiles[0].entry.startswith("project-title/app-files/tiles/0-san/1/f/")


def test_a_scene_whose_tiles_are_missing_is_left_out(tmp_path: Path) -> None:
    told = {name: body for name, body in marzipano().items() if "1-hau/1/d" not in name}

    _, brought = read(tmp_path, told)

    assert list(brought.sources) == ["san-dinh"]
    assert [remark.facts["scene"] for remark in brought.remarks] == ["Hậu cung", "Sân đình"]


# L16: a script is read, never run; what is no JSON in it is refused.
@pytest.mark.parametrize(
    "script",
    [b"alert(1)", b"var APP_DATA = alert(1);", b"var APP_DATA = {scenes: []};", b"{}", b"var X = {};", b"var APP_DATA = {\"scenes\": NaN};", b"APP_DATA" + b"{" * 9000],
)  # fmt: skip
def test_a_script_is_read_and_never_run(tmp_path: Path, script: bytes) -> None:
    with pytest.raises(BadTourText):
        read(tmp_path, {"app-files/data.js": script})


@pytest.mark.parametrize("told", [{"a.txt": b"x"}, {"index.html": b"<p>"}, {"package.json": b'{"name": "x"}'}])
def test_an_archive_without_a_tour_is_refused(tmp_path: Path, told: dict[str, bytes]) -> None:
    with pytest.raises(NoTourInside):
        read(tmp_path, told)


def test_two_hundred_pictures_are_the_most(tmp_path: Path) -> None:
    with pytest.raises(BadTourFile):
        read(tmp_path, {f"{number}.jpg": b"x" for number in range(201)})


def test_scenes_of_the_same_name_get_names_of_their_own(tmp_path: Path) -> None:
    _, brought = read(tmp_path, {"a/Sân.jpg": b"x", "b/san.jpg": b"x", "b/???.jpg": b"x"})

    assert sorted(brought.sources) == ["b-jpg", "san", "san-2"]


def test_names_are_sorted_as_people_count() -> None:
    assert sorted(["R10.JPG", "r9.jpg", "R0100.jpg", "anh"], key=natural) == ["anh", "r9.jpg", "R10.JPG", "R0100.jpg"]


# L09
def test_names_a_browser_sends_lead_nowhere() -> None:
    sent = ["../../x.jpg", "C:\\anh\\x.jpg", "", "a\u202ejpg.exe", "a" * 300 + ".jpg", ".."]

    given = names_in_archive(sent)

    assert given[:4] == ["x.jpg", "2-x.jpg", "3-anh", "ajpg.exe"]
    assert all("/" not in name and "\\" not in name and len(name) <= 110 for name in given)
    kept = io.BytesIO(packed(dict.fromkeys(given, b"x")))
    assert kept.getvalue()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Cột <b>lim</b>", "Cột lim"),
        ("a<br>b", "a b"),
        ("<script>alert(1)</script>Sân", "Sân"),
        ("<style>x{}</style>S&acirc;n&nbsp;đình", "Sân đình"),
        ("<img src=x onerror=alert(1)>", ""),
        ("1 < 2", "1 < 2"),
        ("\u202eabc\x00\ud800", "abc"),
        ("x" * 500, "x" * 119 + "…"),
        ("<" * 5000, None),
    ],
)
def test_markup_is_read_as_a_person_sees_it(text: str, seen: str | None) -> None:
    found = telling.plain({"text": text}, "text")

    assert found == seen if seen is not None else len(found) <= 120


# A door is where the neighbour is seen, by the compass; one whose north is unknown gets none.
def test_doors_are_guessed_by_bearing(tmp_path: Path) -> None:
    _, brought = read(tmp_path, {"a.jpg": b"x", "b.jpg": b"x", "c.jpg": b"x"})
    east = 30 / 111_195 / 0.9327  # 30 m at latitude 21.15

    told = photos.as_they_stood(
        brought.tour,
        {
            "a": Stood(north=350, position=(21.15, 105.65)),
            "b": Stood(north=90, position=(21.15, 105.65 + east)),
            "c": Stood(position=(21.15, 105.65)),
        },
    )

    a, b, c = told.scenes
    assert [(pin.to, round(pin.yaw), round(pin.arrive_yaw or 0)) for pin in a.pins] == [("b", 100, 0)]
    assert [(pin.to, round(pin.yaw), round(pin.arrive_yaw or 0)) for pin in b.pins] == [("a", -180, -80)]
    assert c.pins == ()
