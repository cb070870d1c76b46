"""One film and one sound for all tests of this room: making them takes a second each."""

from pathlib import Path

import pytest

from tests.media import clips


@pytest.fixture(scope="session")
def a_turn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a real hall, 1920 × 960 points, with sound; nothing in it says that it is a whole turn."""
    return clips.turn(tmp_path_factory.mktemp("clips") / "hall.mp4")


@pytest.fixture(scope="session")
def a_tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of a tone."""
    return clips.shoot(tmp_path_factory.mktemp("clips") / "tone.wav", *clips.TONE, "-t", "4")
