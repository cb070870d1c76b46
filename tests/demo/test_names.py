"""Every point of the demo's tours has a name of its own, in both languages."""

from collections.abc import Mapping
from typing import Any

import pytest

from marketplace.tours.labels import LONGEST_LABEL
from tests.demo.loaded.told import TOLD

SCENES = [scene for tour in TOLD["tours"] for scene in tour["scenes"]]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene["slug"]))
@pytest.mark.parametrize("name", ["label_vi", "label_en"])
def test_no_two_points_that_tell_are_called_alike(scene: Mapping[str, Any], name: str) -> None:
    names = [pin[name] for pin in scene["hotspots"] if pin["kind"] in ("info", "sound")]

    assert all(0 < len(each) <= LONGEST_LABEL for each in names)
    assert len(set(names)) == len(names)
