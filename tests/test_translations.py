"""True of every text: it can be translated, it is translated, and nothing is kept that no page says any more."""

import ast
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from marketplace.config import ROOT
from marketplace.shops.forms import COUNTED

CATALOGUE: Final = ROOT / "translations/en/LC_MESSAGES/messages.po"
TEMPLATES: Final = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
SOURCES: Final = sorted((ROOT / "marketplace").rglob("*.py"))
MARKERS: Final = {"_", "N_", "gettext", "ngettext", "lazy_gettext"}
PLACEHOLDER: Final = re.compile(r"%%|%\(\w+\)[a-z]?|%")

# Names, and two measures that have no English word.
NAMES: Final = ("Chợ Thôn", "Song Phượng", "Ngân hàng DEMO", "Nhà bà Tư Hợi", "Nguyễn Thị Tư", "đồng", "lạng")
# Python files whose Vietnamese no reader's language changes, and why.
UNTRANSLATED: Final = {
    "marketplace/tours/exchange/copied_page.py": "a copy holds both languages, wherever it is opened",
    "marketplace/tours/exchange/own.py": "what lies in an archive is said in both languages, side by side",
    "marketplace/tours/exchange/standing_alone.py": "a copy holds both languages, wherever it is opened",
    "marketplace/demo/village.py": "what the people of the demo village wrote",
    "marketplace/payments/matching/deciding.py": "reasons are stored with their facts, in the language of the desk",
    "marketplace/payments/statements/encodings.py": "letters of old encodings",
    "marketplace/payments/vietqr/memo.py": "letters a bank takes the marks off",
    "marketplace/money.py": "how people write amounts",
    "marketplace/tours/telling_history.py": "how people tell history",
    "marketplace/tours/views/years.py": "how people write years that are no exact ones",
    "marketplace/text.py": "a letter that folding must know",
    "marketplace/shops/banks.py": "the make-believe bank, under the name its own list gives it",
}
# What sellers count and weigh by is data, offered beside a field where any word may be typed. Then a language's own
# name, and a reason that is stored as those of the matching are.
WORDS: Final = {
    *COUNTED,
    "lạng",
    "Tiếng Việt",
    " ghi mã ",
    ", nhưng không còn chờ tiền. Cần người xem lại.",
}


def is_vietnamese(text: str) -> bool:
    """Some letter carries a mark, as in ă or ề, or is đ."""
    return any(
        letter in "đĐ" or (letter.isalpha() and unicodedata.combining(unicodedata.normalize("NFD", letter)[-1]))
        for letter in text
    )


def nameless(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return text


def forms(message: Message) -> tuple[str, ...]:
    """What the message says, one text for each of its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What pages say now, collected with the very command of `./do words`."""
    to = tmp_path_factory.mktemp("words") / "messages.pot"
    command = next(line.split() for line in (ROOT / "do").read_text().splitlines() if "pybabel -q extract" in line)
    command[0] = str(Path(sys.executable).with_name("pybabel"))
    command[command.index("-o") + 1] = str(to)
    subprocess.run(command, cwd=ROOT, check=True)
    with to.open("rb") as file:
        return read_po(file, locale="en")


def test_every_text_is_in_the_catalogue_and_no_dead_one(english: Catalog, said: Catalog) -> None:
    ours, now = ({originals(message) for message in catalogue if message.id} for catalogue in (english, said))

    assert {"missing": sorted(now - ours), "dead": sorted(ours - now)} == {"missing": [], "dead": []}
    assert english.obsolete == {}


def test_the_catalogue_is_one_that_compiles(english: Catalog) -> None:
    # Without its header pybabel takes a catalogue for a draft and skips it, silently.
    assert not english.fuzzy
    assert english.num_plurals == 2


def test_every_text_is_translated(english: Catalog) -> None:
    bad = [
        message.id
        for message in english
        if message.id
        and (message.fuzzy or not all(forms(message)) or len(forms(message)) != (2 if message.pluralizable else 1))
    ]

    assert bad == []


def test_translations_keep_every_placeholder(english: Catalog) -> None:
    bad = [
        (original, text)
        for message in english
        if message.id
        for original, text in zip(originals(message), forms(message), strict=True)
        if placeholders(original) != placeholders(text)
    ]

    assert bad == []


def test_english_is_english(english: Catalog) -> None:
    left = [text for message in english if message.id for text in forms(message) if is_vietnamese(nameless(text))]
    same = [
        text
        for message in english
        if message.id
        for text in forms(message)
        if text in originals(message) and nameless(text)
    ]

    assert left == []
    assert same == []


def test_a_quoted_button_is_called_what_it_says(english: Catalog) -> None:
    """“Nhận đơn” in a sentence is the button “Nhận đơn”: the English sentence names the English button."""
    bad = [
        (quoted, text)
        for message in english
        for original, text in zip(originals(message), forms(message), strict=True)
        for quoted in re.findall("“(.+?)”", original)
        if (button := english.get(quoted)) and f"“{button.string}”".casefold() not in text.casefold()
    ]

    assert bad == []


def bare_texts(source: str) -> Iterator[tuple[int, str]]:
    """Vietnamese in a template that is past gettext: between tags, in attributes, or as a word in an expression."""
    environment = Environment(autoescape=True)
    # Comments and data blocks go; as many lines stay.
    source = re.sub(r"<!--.*?-->|<script\b.*?</script>", lambda hit: "\n" * hit[0].count("\n"), source, flags=re.S)
    for line, kind, text in environment.lex(source):
        if kind == "data":
            yield from (
                (line + n, part.strip()) for n, part in enumerate(text.split("\n")) if is_vietnamese(nameless(part))
            )

    def walk(node: nodes.Node) -> Iterator[tuple[int, str]]:
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and is_vietnamese(nameless(node.value)):
            yield node.lineno, node.value
        marked = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKERS
        for child in node.iter_child_nodes(exclude=("args",) if marked else None):
            yield from walk(child)

    yield from walk(environment.parse(source))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_say_nothing_past_gettext(path: Path) -> None:
    assert [f"{path.relative_to(ROOT)}:{line} {text}" for line, text in bare_texts(path.read_text())] == []


def unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Vietnamese strings of a Python file that are neither docstrings nor given to gettext."""

    def walk(node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_vietnamese(nameless(node.value)):
            yield node.lineno, node.value
        for child in ast.iter_child_nodes(node):
            if not (isinstance(child, ast.Constant) and isinstance(node, ast.Call) and name_of(node.func) in MARKERS):
                yield from walk(child)

    yield from walk(tree)


def name_of(called: Any) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_python_says_nothing_past_gettext() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := [f"{line} {text}" for line, text in unmarked(ast.parse(path.read_text())) if text not in WORDS])
    }

    assert {name: lines for name, lines in found.items() if name not in UNTRANSLATED} == {}
    assert sorted(UNTRANSLATED.keys() - found.keys()) == []
