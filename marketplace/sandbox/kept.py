"""Small files that are whole at every moment."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()


def write_whole(path: Path, value: Any) -> None:
    """The file now holds this value as JSON; whoever reads meanwhile sees the old or the new, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def read_whole(path: Path) -> Any:
    """What the file holds, or None when there is none. Raises ValueError when it is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def put_aside(path: Path) -> None:
    """A file that cannot be read any more keeps what it holds under another name, and makes room."""
    log.warning("sandbox state put aside", path=str(path))
    path.replace(path.with_name(path.name + ".unreadable"))
