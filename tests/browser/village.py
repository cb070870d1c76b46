"""The demo village, running for real: `marketplace up` with its own database, worker and sandbox."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marketplace.config import ROOT

MARKETPLACE = Path(sys.executable).with_name("marketplace")


@dataclass(frozen=True)
class Village:
    """Where the running village answers, and what it printed."""

    site: str
    sandbox: str
    database_url: str
    log: Path

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A `marketplace` command on the same village."""
        environment = {**os.environ, **self._environment()}
        return subprocess.run(
            [MARKETPLACE, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def module(self, name: str) -> None:
        """A module of the tests has done its work in the same village. Raises CalledProcessError."""
        environment = {**os.environ, **self._environment()}
        subprocess.run([sys.executable, "-m", name], cwd=ROOT, env=environment, timeout=240, check=True)

    def _environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "MARKETPLACE_INSTANCE_DIR": str(self.log.parent),
            "MARKETPLACE_SITE_URL": self.site,
            "MARKETPLACE_SANDBOX_URL": self.sandbox,
        }


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_village(folder: Path, database_url: str) -> Iterator[Village]:
    """The village runs until the block ends. Raises RuntimeError with its log when it does not come up."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    village = Village(f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}", database_url, log)
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "MARKETPLACE_INSTANCE_DIR": str(folder),
        "MARKETPLACE_SITE_URL": village.site,
        "MARKETPLACE_SANDBOX_URL": village.sandbox,
        "MARKETPLACE_SANDBOX_SMTP_PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [MARKETPLACE, "up"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_greeted(process, log)
            yield village
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _wait_until_greeted(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if "Ctrl+C stops everything." in log.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.3)
    raise RuntimeError("the village did not come up:\n" + log.read_text()[-4000:])
