"""A run can be shared out to two workers (`./do test -n 2`): one has the browser and its village, the other all else.

Each has its own PostgreSQL, its own databases on a given one, and its own folder for temporary files: some tests look at
what is left there. One worker alone, or none (`pytest tests/…`), runs as ever.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_BROWSERS: Final = ("tests/browser/", "tests/journeys/")
# "gw0"; "" in a run that is not shared out.
WORKER: Final = os.environ.get("PYTEST_XDIST_WORKER", "")

if WORKER:
    # Short, because sockets have short names; open to the user that PostgreSQL runs as.
    _CORNER: Final = Path(tempfile.mkdtemp(prefix=f"{WORKER}-"))
    _CORNER.chmod(0o755)
    os.environ["TMPDIR"] = tempfile.tempdir = str(_CORNER)
    # What is registered first runs last: PostgreSQL still writes there when it stops.
    atexit.register(shutil.rmtree, _CORNER, ignore_errors=True)


class Shared(LoadScopeScheduling):
    """The browser's tests are one piece of work, and so is every other file.

    The worker with the browser gets nothing else: Playwright's running event loop would be in its way.
    """

    def _reschedule(self, node: Any) -> None:
        if "browser" not in self.assigned_work.get(node, ()):
            super()._reschedule(node)
        elif not node.shutting_down:
            # It ends when it has run them.
            node.shutdown()

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith(_BROWSERS) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shared:
    return Shared(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: quick ones fail first, and Playwright's running event loop is in nobody's way.

    Shared out they come first: whoever takes them is busy with them until the other is nearly done.
    """
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None) != bool(WORKER))
