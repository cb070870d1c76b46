"""Where the demo village is not loaded, and what is left when loading is interrupted."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace import config
from marketplace.config import BadSettings
from marketplace.db import db
from marketplace.demo import pictures
from marketplace.demo.cli import demo
from marketplace.demo.loading import load_village
from marketplace.places.models import Place

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def settings() -> Iterator[Any]:
    """Says under which settings the process runs; as before afterwards."""
    before = config.current()
    yield lambda **changed: config.use(replace(before, **changed))
    config.use(before)


def places() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Place)) or 0


@pytest.mark.parametrize("changed", [{"production": True}, {"demo": False}, {"production": True, "demo": False}])
def test_refused_in_production_and_without_the_demo(settings: Any, changed: dict[str, bool]) -> None:
    settings(**changed)

    with pytest.raises(BadSettings):
        load_village()

    assert places() == 0


def test_command_says_why_not(app: Flask, settings: Any) -> None:
    settings(production=True)

    answer = app.test_cli_runner().invoke(demo, ["load"])

    assert answer.exit_code == 1
    assert "never in production" in answer.output or "no production" in answer.output


def test_what_is_interrupted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def fall_over(*words: Any) -> None:
        seen.append(places())
        raise KeyboardInterrupt

    monkeypatch.setattr(pictures, "decoded_pictures", lambda *words: nullcontext({}))
    monkeypatch.setattr(pictures, "add_pictures", lambda *words: None)
    monkeypatch.setattr("marketplace.demo.village._add_person", fall_over)

    with pytest.raises(KeyboardInterrupt):
        load_village()

    assert seen == [43]
    assert places() == 0
