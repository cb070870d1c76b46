"""A whole run is shared out to two workers: one has the browser and its village, the other all else.

Each has its own PostgreSQL, its own databases on a given one, and its own folder for temporary files: some tests look at
what is left there. One worker alone, or none (`pytest tests/…`), runs as ever.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import pytest

# "gw0"; "" in a run that is not shared out.
WORKER: Final = os.environ.get("PYTEST_XDIST_WORKER", "")

if WORKER:
    # Short, because sockets have short names; open to the user that PostgreSQL runs as.
    _CORNER: Final = Path(tempfile.mkdtemp(prefix=f"{WORKER}-"))
    _CORNER.chmod(0o755)
    os.environ["TMPDIR"] = tempfile.tempdir = str(_CORNER)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: quick ones fail first, and Playwright's running event loop is in nobody's way.

    Shared out, they are one group and come first: whoever takes them is busy with them until the other is nearly done.
    The tests of any other file stay together.
    """
    items.sort(key=lambda item: (item.get_closest_marker("browser") is None) == bool(WORKER))
    for item in items if WORKER else ():
        is_seen = item.get_closest_marker("browser") is not None
        item.add_marker(pytest.mark.xdist_group("browser" if is_seen else item.nodeid.split("::")[0]))


def pytest_sessionfinish() -> None:
    if WORKER:
        shutil.rmtree(_CORNER, ignore_errors=True)
