"""What a link shows when it is shared: which title, which line under it, and which of our pictures.

Page and job make the same Share from the same row, so that the page finds what the job drew.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from marketplace.media import storage
from marketplace.media.models import Picture
from marketplace.media.natures import is_modelled
from marketplace.media.panoramas import View, poster_name
from marketplace.media.sharing import share_key
from marketplace.text import N_
from marketplace.tours.states import SiteNature

FOLDER: Final = "share"

# What is drawn into every picture that is sent on of a place that is not the village's own: the page with its notice
# stays behind. In both languages, because a job draws them without a reader.
DRAWN_WORDS: Final[Mapping[SiteNature, tuple[str, str]]] = MappingProxyType(
    {
        SiteNature.OURS: ("", ""),
        SiteNature.ELSEWHERE: (
            N_("Mẫu ở nơi khác – không phải di tích của làng"),
            "A sample from elsewhere – not a site of this village",
        ),
        SiteNature.MODELLED: (N_("Hình dựng, không phải ảnh thật"), "Modelled, not a photograph"),
    }
)
# What the lists are called in the pictures of their links.
LIST_TITLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"sites": (N_("Di tích và lễ hội"), "Heritage sites and festivals"), "routes": (N_("Tuyến đi"), "Routes")}
)


def drawn_line(words: str, credit: tuple[str, str]) -> str:
    """Those words with whose picture it is and under which licence, which must not be parted from it either."""
    return " · ".join(part for part in (words, ", ".join(part for part in credit if part)) if part)


def lines_under(nature: SiteNature, credit: tuple[str, str], line: str, line_en: str) -> tuple[str, str]:
    """The line under the title, in both languages: of the village's own this one, else what it is and whose."""
    if nature is SiteNature.OURS:
        return line, line_en
    words, words_en = DRAWN_WORDS[nature]
    return drawn_line(words, credit), drawn_line(words_en, credit)


def credit_in_force(of_panorama: Mapping[str, Any] | None, of_tour: tuple[str, str]) -> tuple[str, str]:
    """Author and licence of a scene's picture: its own, the tour's where it does not say."""
    own = of_panorama or {}
    return str(own.get("author") or of_tour[0]), str(own.get("licence") or of_tour[1])


def nature_of(of_panorama: Mapping[str, Any] | None, of_site: SiteNature) -> SiteNature:
    """What a scene's picture shows: one that was modelled stays so wherever it stands, else what its site is."""
    return SiteNature.MODELLED if is_modelled(of_panorama) else of_site


def credit_shown(picture: Picture | None, tour_credit: tuple[str, str]) -> tuple[str, str]:
    """Author and licence of what a site is shown by: its photo, else the first view of its tour."""
    if picture is None:
        return tour_credit
    credit = picture.credit or {}
    return str(credit.get("author", "")), str(credit.get("licence", ""))


class Share(NamedTuple):
    """One picture to be drawn. `base` is a file of the media folder, "" for none. The village seals only what is its own."""

    title: str
    line: str
    base: str
    is_ours: bool = True

    @property
    def key(self) -> str:
        """What the picture is called."""
        return share_key(title=self.title, line=self.line, base=self.base)

    @property
    def file(self) -> Path:
        """Where it lies."""
        return storage.folder() / FOLDER / f"{self.key}.jpg"

    @property
    def base_file(self) -> Path | None:
        """The picture it is drawn from, if that is there."""
        path = storage.folder() / self.base if self.base else None
        return path if path is not None and path.is_file() else None

    @property
    def address(self) -> str:
        """Where it is fetched, "" while it is not drawn."""
        return f"/media/{FOLDER}/{self.key}.jpg" if self.file.is_file() else ""


def photo(picture: Picture | None) -> str:
    """The widest rendition of a picture."""
    return f"{picture.key}-{max(picture.widths)}.webp" if picture is not None else ""


def view_of(panorama_key: str | None, view: View | None) -> str:
    """The flat picture of a first view."""
    return f"pano/{panorama_key}/{poster_name('wide', view)}" if panorama_key and view is not None else ""
