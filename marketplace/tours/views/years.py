"""When a picture of then was taken: written as people in the village say it, read in the reader's language."""

import re
from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from marketplace.text import N_
from marketplace.tours.content import UNKNOWN_YEAR

# How a year begins that is no exact one. What begins otherwise is shown as it was written.
_ABOUT: Final[Mapping[str, str]] = {
    "khoảng": N_("khoảng %(year)s"),
    "chừng": N_("khoảng %(year)s"),
    "trước": N_("trước năm %(year)s"),
    "sau": N_("sau năm %(year)s"),
    "thập niên": N_("thập niên %(year)s"),
    "những năm": N_("thập niên %(year)s"),
}
# Only where a year of digits follows: "trước Cách mạng tháng Tám" is nobody's to change.
_WRITTEN: Final = re.compile(rf"({'|'.join(_ABOUT)})\s+(?:năm\s+)?(\d{{3,4}}(?:\s*[-–]\s*\d{{2,4}})?)", re.IGNORECASE)


def year_read(year: str) -> str:
    """ "khoảng 1968", "about 1968"; that nobody knows it; nothing for nothing."""
    if year == UNKNOWN_YEAR:
        return gettext("chưa rõ năm")
    written = _WRITTEN.fullmatch(year)
    return gettext(_ABOUT[written[1].casefold()], year=written[2]) if written else year


def picture_of(year: str) -> str:
    """ "Ảnh năm 1935", "Ảnh khoảng 1968", as the caption of a picture of then."""
    if not year:
        return ""
    if year == UNKNOWN_YEAR:
        return gettext("Ảnh không rõ năm")
    if year[0].isdigit():
        return gettext("Ảnh năm %(year)s", year=year)
    return gettext("Ảnh %(year)s", year=year_read(year))
