"""Whether a visitor is a machine that reads pages, by what it calls itself."""

import re
from typing import Final

# Search engines, link previews of messengers, monitors, and programs. Zalo's and Facebook's own browsers are people.
_ROBOT: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|externalhit|facebookcatalog|whatsapp/|headless|lighthouse|monitor|uptime|pingdom"
    r"|curl/|wget|python|java/|libwww|go-http|okhttp|axios|node-fetch|httpclient|scrapy|ia_archiver|bytespider|gptbot"
)


def is_robot(agent: str) -> bool:
    """True for a known machine, and for whoever does not say what it is."""
    return not agent.strip() or _ROBOT.search(agent.lower()) is not None
