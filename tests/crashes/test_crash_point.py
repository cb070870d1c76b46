"""The crash points themselves: nothing without CRASH_AT, and never in production."""

import os
import subprocess
import sys

import pytest

from marketplace import config
from marketplace.config import ROOT, BadSettings
from tests.serving import KILLED, SECRET

PASSING = """
from marketplace.crashing import crash_point
for name in ("here", "there", "there", "there", "there"):
    print(name, flush=True)
    crash_point(name)
"""


@pytest.mark.parametrize(
    ("crash_at", "code", "lines"),
    [("", 0, 5), ("elsewhere", 0, 5), ("here", KILLED, 1), ("there", KILLED, 2), ("there:3", KILLED, 4)],
)
def test_a_process_dies_at_the_passing_it_was_told(crash_at: str, code: int, lines: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PASSING],
        cwd=ROOT,
        env={**os.environ, "CRASH_AT": crash_at},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert (ran.returncode, len(ran.stdout.splitlines())) == (code, lines)


def test_production_refuses_to_start_with_a_crash_point(monkeypatch: pytest.MonkeyPatch) -> None:
    production = {
        "MARKETPLACE_PRODUCTION": "1",
        "DATABASE_URL": "postgresql:///x",
        "MARKETPLACE_SECRET_KEYS": SECRET,
        "MARKETPLACE_TRUSTED_HOSTS": "cho.example.vn",
        "MARKETPLACE_SITE_URL": "https://cho.example.vn",
    }
    assert config.read(production).production

    monkeypatch.setenv("CRASH_AT", "webhook-kept")

    with pytest.raises(BadSettings, match="CRASH_AT"):
        config.read(production)
