"""What an archive of ours says of each file in it: how it is called, who made it, what others may do with it.

A licence asks for these words wherever the file is shown, so they travel with it. They are a stranger's: only plain lines
and addresses of the web come out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from marketplace.media.natures import MODELLED, NATURE, is_modelled
from marketplace.text import clean_line
from marketplace.tours.exchange import telling

# The words of a credit that pages show, and how many letters of each are read.
CREDIT: Final[Mapping[str, int]] = {"author": 200, "licence": 200, "credit_line": 500, "changes": 500}
LINK: Final = "licence_url"
ALT: Final = 300
NAME: Final = 120


@dataclass(frozen=True, kw_only=True)
class FileBrought:
    """A file in the archive, by its entry, with what is said of it; `credit` is empty when nothing is."""

    entry: str
    name: str = ""
    alt: str = ""
    alt_en: str = ""
    credit: Mapping[str, str] = field(default_factory=dict)
    # As it was once brought, and not what a market made of it.
    is_original: bool = False


def credit_out(credit: Mapping[str, Any] | None) -> dict[str, str]:
    """The words of a credit that are packed."""
    told = credit or {}
    return {name: str(told[name]) for name in (*CREDIT, LINK, NATURE) if told.get(name)}


def credit_in(told: Any) -> dict[str, str]:
    """The words of a credit that an archive tells, made harmless."""
    about = told if isinstance(told, dict) else {}
    words = {name: clean_line(telling.word(about, name))[:most] for name, most in CREDIT.items()}
    words[LINK] = telling.web_link(about, LINK)
    words[NATURE] = MODELLED if is_modelled(about) else ""
    return {name: word for name, word in words.items() if word}


def file_in(entry: str, told: Any, *, is_original: bool = False) -> FileBrought:
    """This entry, with what the archive tells of it. Archives of before told nothing of sounds and films."""
    about = told if isinstance(told, dict) else {}
    return FileBrought(
        entry=entry, name=clean_line(telling.word(about, "name"))[:NAME], alt=clean_line(telling.word(about, "alt"))[:ALT],
        alt_en=clean_line(telling.word(about, "alt_en"))[:ALT], credit=credit_in(about.get("credit")), is_original=is_original,
    )  # fmt: skip


def whole_credit(credit: Mapping[str, str], *, author: str, licence: str) -> dict[str, str]:
    """The credit, with author and licence in it: its own, or these when nothing is said."""
    return {"author": "", "licence": "", **credit} if credit else {"author": author, "licence": licence}
