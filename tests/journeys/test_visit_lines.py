"""How many data a visit may take: by the line, by the device, by what the visitor chose."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from marketplace.config import ROOT
from tests.browser.village import Village

pytestmark = pytest.mark.browser

# What lines.js says on a line: the quality that holds, and whether neighbours may be fetched ahead.
ON_A_LINE: Final = """([device, phone]) => {
  window.matchMedia = () => ({ matches: phone });
  const line = window.lines.lineNow(device);
  const chosen = window.lines.keptQuality(line);
  const quality = chosen ?? window.lines.qualityFor(line);
  return [quality, window.lines.mayFetchAhead(line, { quality, chosen })];
}"""
GOOD: Final[dict[str, Any]] = {"connection": {"effectiveType": "4g"}, "deviceMemory": 8}
SAVING: Final[dict[str, Any]] = {"connection": {"effectiveType": "4g", "saveData": True}}


def test_a_choice_holds_on_lines_like_the_one_it_was_made_on(village: Village, browser: Browser) -> None:
    plain = re.sub(r"^export ", "", (ROOT / "frontend/js/tour/lines.js").read_text(), flags=re.M)
    tab = browser.new_page()
    tab.goto(village.site + "/static/build/manifest.json")  # a place to remember things at
    tab.evaluate(
        f"window.lines = (() => {{ {plain}\n return {{ lineNow, keptQuality, keepQuality, qualityFor, mayFetchAhead }}; }})()"
    )

    def on(device: dict[str, Any], *, phone: bool = True) -> Any:
        return tab.evaluate(ON_A_LINE, [device, phone])

    def choose(quality: str, device: dict[str, Any]) -> None:
        tab.evaluate("([quality, device]) => lines.keepQuality(quality, lines.lineNow(device))", [quality, device])

    try:
        assert on(GOOD) == ["light", True]
        assert on(GOOD | {"deviceMemory": 2}) == ["light", False]
        # Safari says nothing of its line: nothing is fetched ahead on a guess.
        assert on({}) == ["light", False]
        assert on({}, phone=False) == ["sharp", False]

        choose("sharp", GOOD)
        assert on(GOOD) == ["sharp", True]
        assert on(SAVING) == ["light", False], "the phone saves data now"
        assert on({"connection": {"effectiveType": "3g"}}) == ["light", False]
        choose("sharp", SAVING)
        assert on(SAVING) == ["sharp", False], "chosen on this very line"

        choose("light", GOOD)
        assert on(GOOD) == ["light", False]
        assert on(GOOD, phone=False) == ["light", False]
    finally:
        tab.close()
