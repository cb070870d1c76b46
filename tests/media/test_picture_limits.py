"""How many pictures one person may keep, when several come at once."""

from pathlib import Path
from typing import Any

import pytest

from marketplace.accounts.actor import Actor
from marketplace.media.errors import TooManyPictures
from marketplace.media.services import pictures as services
from tests.factories import make_user
from tests.media.test_services import saved_as


# L14: whoever sends two at once has no more than who sends one after the other.
def test_two_pictures_at_once_count_each_other(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_PICTURES", 1)
    by = Actor(label="Chủ", user_id=make_user().id)
    decode = services._decode

    def slowly(data: bytes, space: Path, name: str) -> dict[str, Any]:
        if name == "một.png":
            services.keep_picture(saved_as("PNG"), name="hai.png", by=by)
        return decode(data, space, name)

    monkeypatch.setattr(services, "_decode", slowly)

    with pytest.raises(TooManyPictures):
        services.keep_picture(saved_as("PNG"), name="một.png", by=by)
