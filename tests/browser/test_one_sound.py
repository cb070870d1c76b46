"""On pages that are read one hears one thing at a time."""

import pytest

from tests.browser.village import Village
from tests.browser.watched import Watched

pytestmark = pytest.mark.browser


def test_what_begins_to_play_lets_the_rest_pause_but_not_what_is_silent(village: Village, desktop: Watched) -> None:
    page = desktop.page
    page.goto(village.site + "/tham-quan/lang-dung/san-dinh")

    paused = page.evaluate(
        """() => {
          const [voice, drum, film] = ["audio", "audio", "video"].map((name) => document.body.appendChild(document.createElement(name)));
          film.muted = true;
          const paused = [];
          for (const [name, one] of Object.entries({ voice, drum, film })) one.pause = () => paused.push(name);
          voice.dispatchEvent(new Event("play"));
          film.dispatchEvent(new Event("play"));
          return paused;
        }"""
    )

    assert paused == ["drum"]
