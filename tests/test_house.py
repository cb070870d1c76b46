"""True of every room: who may come, templates, settings, messages, models and migrations, file sizes, locks."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from jinja2 import nodes

from marketplace.app import BLUEPRINTS, HANDLERS
from marketplace.config import ROOT
from marketplace.db import db
from marketplace.pages.words import AUDIT_WORDS

WHO = {"anyone", "holders", "members", "sellers", "curators", "staff", "machines"}
SOURCES = sorted((ROOT / "marketplace").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


# N01
def test_every_route_says_who_may_come(app: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "open_to", None) not in WHO
    ]

    assert undeclared == []


def test_every_blueprint_is_registered_once(app: Flask) -> None:
    assert len({bp.name for bp in BLUEPRINTS}) == len(BLUEPRINTS) == len(app.blueprints)


def test_every_message_has_a_handler() -> None:
    messages = {
        line.split()[1].split("(")[0].rstrip(":")
        for path in (ROOT / "marketplace").glob("*/messages.py")
        for line in path.read_text().splitlines()
        if line.startswith("class ")
    }

    assert messages == {message.__name__ for message in HANDLERS}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_template_compiles_and_extends_what_is_there(app: Flask, path: Path) -> None:
    source = path.read_text()
    tree = app.jinja_env.parse(source)

    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)):
        named = vars(node)["template"]
        assert isinstance(named, nodes.Const)
        assert (ROOT / "templates" / named.value).exists()
    # The sandbox is an application of its own, with a filter more; its own tests draw its pages.
    if "sandbox" not in path.parts:
        app.jinja_env.compile(source)


# O09
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_holds_inline_style_script_or_unescaped_text(path: Path) -> None:
    source = path.read_text()

    assert not re.search(
        r"\sstyle=|\son(click|change|submit|input|load|error|focus|blur|key\w+|mouse\w+|touch\w+|pointer\w+)=|javascript:|\|\s*safe\b",
        source,
    )
    for script in re.findall(r"<script[^>]*>", source):
        assert 'src="' in script or 'type="application/' in script


def test_every_macro_button_has_a_type() -> None:
    for path in TEMPLATES:
        assert not re.search(r"<button(?![^>]*\stype=)[^>]*>", path.read_text()), path


def test_no_source_file_is_over_four_hundred_lines() -> None:
    files = [
        *SOURCES,
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tools").rglob("*.py"),
        *(ROOT / "frontend").rglob("*.js"),
    ]
    long = {str(path.relative_to(ROOT)): lines for path in files if (lines := len(path.read_text().splitlines())) > 400}

    assert long == {}


def test_the_audit_log_says_everything_in_words() -> None:
    told = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
            if isinstance(node, ast.Call) and name == "record" and node.args:
                told |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}

    assert len(told) > 40
    assert {word for word in told if isinstance(word, str)} <= set(AUDIT_WORDS)


# R01
def test_models_and_migrations_say_the_same(app: Flask, session: Any) -> None:
    connection: Any = db.engines[None]
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": lambda ctx, inspected, column, found, wanted: (
                found.length != wanted.length if type(wanted).__name__ == "Enum" else None
            ),
            "include_name": lambda name, kind, parents: (
                not (kind == "table" and str(name).startswith("procrastinate_"))
            ),
        },
    )
    differences = compare_metadata(context, db.metadata)

    assert differences == []


def test_lock_files_name_no_registry() -> None:
    for name in ("prod.txt", "dev.txt", "uv.txt"):
        assert "http" not in (ROOT / "requirements" / name).read_text()
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


# S01
def test_money_is_never_a_float() -> None:
    for path in SOURCES:
        text = path.read_text()
        assert not re.search(r"_vnd\s*[*/]\s*[0-9]*\.[0-9]|float\([^)]*vnd|round\([^)]*vnd", text), path


# D02
def test_secrets_are_compared_in_constant_time() -> None:
    feeds = ROOT / "marketplace" / "payments" / "feeds"
    for path in (
        feeds / "sepay.py",
        feeds / "casso.py",
        feeds / "payos.py",
        ROOT / "marketplace" / "payments" / "vnpay" / "signing.py",
        ROOT / "marketplace" / "orders" / "secrets.py",
    ):
        assert "hmac.compare_digest" in path.read_text()


def test_transactions_are_opened_by_views_commands_and_jobs_only() -> None:
    allowed = (
        "views",
        "cli",
        "commands",
        "handlers",
        "limits",
        "running",
        "presence",
        "db",
        "pages",
        "demo",
        "sandbox",
    )
    for path in SOURCES:
        if re.search(r"with transaction\(\)", path.read_text()):
            assert any(word in str(path.relative_to(ROOT)) for word in allowed), path
