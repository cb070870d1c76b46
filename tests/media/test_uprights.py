"""A picture that leans is seen by its pillars and walls; one that stands, or has none, is left alone."""

import math
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from marketplace.config import ROOT
from marketplace.media.films import look_at_film
from marketplace.media.flat import View, _unlevelled
from marketplace.media.gpano import GPano
from marketplace.media.looking import Kind, look_at
from marketplace.media.probing import probe
from marketplace.media.uprights import SIZE, Lean, lean_of
from tests.media import clips
from tests.media.tilting import tilted

REAL = ROOT / "tests" / "data" / "panoramas"
MODELLED = ROOT / "demo" / "village3d" / "pictures"
LEVEL = [path for path in sorted([*REAL.glob("*.jpg"), *MODELLED.glob("*.jpg")]) if "partial" not in path.name]
PILLARS = [REAL / "peabody-6th-floor.jpg", REAL / "peabody-library.jpg", MODELLED / "trong-dinh.jpg"]
# Trees, stones and mountains: nobody can tell.
NATURE = [REAL / name for name in ("cerro-toco-gpano.jpg", "machu-picchu.jpg", "spruit-sunrise.jpg")]


def opened(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        picture.draft("RGB", (2 * SIZE[0], 2 * SIZE[1]))
        return picture.convert("RGB").resize(SIZE, Image.Resampling.BOX)


def left_over(by: View, lean: Lean) -> float:
    """Degrees between up and up, once the tilted picture is levelled as the lean says: in the viewer's own geometry."""
    # A hair beside straight up, where yaw means something.
    up = (0.3, math.radians(89.99))
    in_tilted = _unlevelled(*up, View(0, 0, 90, level_pitch=-lean.pitch, level_roll=lean.roll))
    _, pitch = _unlevelled(*in_tilted, by)
    return 90 - math.degrees(pitch)


# It may miss one of five; what it says is right.
@pytest.mark.parametrize("path", PILLARS, ids=[path.stem for path in PILLARS])
def test_levelling_by_what_was_found_sets_the_picture_upright(path: Path) -> None:
    picture = opened(path)
    over = []
    for pitch, roll in ((4, 0), (0, -4), (-5, 6), (0, 9), (10, -1)):
        by = View(0, 0, 90, level_pitch=pitch, level_roll=roll)
        lean = lean_of(tilted(picture, by))
        over += [left_over(by, lean)] if lean else []

    assert len(over) >= 4
    assert max(over) <= 2


# Turned to the right, other things stand in front, and every picture gives one more.
@pytest.mark.parametrize("path", LEVEL, ids=[path.stem for path in LEVEL])
def test_a_picture_that_stands_is_not_said_to_lean(path: Path) -> None:
    picture = opened(path)

    assert lean_of(picture) is None
    assert lean_of(ImageChops.offset(picture, SIZE[0] // 5, 0)) is None


@pytest.mark.parametrize("path", NATURE, ids=[path.stem for path in NATURE])
def test_where_nothing_stands_upright_nothing_is_said(path: Path) -> None:
    assert lean_of(tilted(opened(path), View(0, 0, 90, level_pitch=-5, level_roll=6))) is None


@pytest.mark.parametrize("colour", ["black", "white", "grey"])
def test_a_picture_of_nothing_leans_nowhere(colour: str) -> None:
    assert lean_of(Image.new("RGB", SIZE, colour)) is None


# A phone writes a pose of nothing, however it was held.
@pytest.mark.parametrize("told", [None, GPano(projection="equirectangular", pitch=0.0, roll=0.0)])
def test_who_uploads_it_is_told(told: GPano | None) -> None:
    leaning = tilted(opened(PILLARS[0]), View(0, 0, 90, level_roll=6.0))

    seen = look_at(leaning, width=4096, height=2048, gpano=told)

    assert seen.kind is Kind.FULL
    assert seen.leans is not None
    assert any("Cột, tường" in warning for warning in seen.warnings)


def test_the_cameras_own_word_of_its_pose_comes_first() -> None:
    leaning = tilted(opened(PILLARS[0]), View(0, 0, 90, level_roll=6.0))

    seen = look_at(leaning, width=4096, height=2048, gpano=GPano(projection="equirectangular", pitch=2.0, roll=-6.0))

    assert (seen.pitch, seen.roll, seen.leans) == (2.0, -6.0, None)


# A lean is no darkness, and what is dark does not lean.
@clips.needs_ffmpeg
@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("tilt", "light", "said"), [(6.0, 1.0, ["trông nghiêng"]), (0.0, 0.1, ["Phim tối"]), (0.0, 1.0, [])]
)
def test_a_film_is_said_to_lean_or_to_be_dark(tmp_path: Path, tilt: float, light: float, said: list[str]) -> None:
    with Image.open(ROOT / "tests" / "data" / "panoramas" / "peabody-6th-floor.jpg") as whole:
        still = tilted(whole.convert("RGB"), View(0, 0, 90, level_roll=tilt)).point(lambda value: int(value * light))
    still.save(tmp_path / "still.png")
    film = clips.shoot(
        tmp_path / "film.mp4", "-loop", "1", "-framerate", "5", "-i", str(tmp_path / "still.png"), "-t", "2",
        "-vf", "scale=1920:960", *clips.QUICK,
    )  # fmt: skip

    look = look_at_film(probe(film), tmp_path)

    assert [any(word in warning for warning in look.warnings) for word in said] == [True] * len(said)
    assert (len(look.warnings), look.leans is not None) == (len(said), tilt > 0)
