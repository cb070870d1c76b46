"""Where files lie: a folder. Names are ours and random; nothing of an uploader's name is kept."""

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from marketplace import config


def folder() -> Path:
    """The media folder, made if missing."""
    path = config.current().media_dir
    path.mkdir(parents=True, exist_ok=True)
    return path


def workspace() -> "tempfile.TemporaryDirectory[str]":
    """A folder beside the kept files, gone when done with: a rename from here is atomic."""
    (folder() / "tmp").mkdir(exist_ok=True)
    return tempfile.TemporaryDirectory(dir=folder() / "tmp")


def add_piece(path: Path, data: bytes, *, at: int) -> None:
    """The file, ours alone to read, is `at` bytes and then these, safe on disk; its folder is made if missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # What a crash left behind the last piece that was acknowledged is written over.
        os.ftruncate(handle, at)
        os.pwrite(handle, data, at)
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(file: Path, name: str) -> int:
    """The file is kept under this name, whole on disk before anybody can see it; returns its bytes."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    size = file.stat().st_size
    # Not shutil.move: between two disks it copies, and half a file could be seen.
    os.replace(file, folder() / name)
    return size


def settle(unfinished: Path, home: Path) -> None:
    """The folder of finished files stands where viewers look for it, whole; one that stood there first stays."""
    for file in unfinished.iterdir():
        file.chmod(0o644)
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
    unfinished.chmod(0o755)
    try:
        unfinished.rename(home)
    except OSError:
        # Another process made the same a moment earlier.
        if not home.is_dir():
            raise


def forget_unfinished(*, before: datetime) -> None:
    """What a process that died left half made, and nobody touched since then, is gone."""
    for unfinished in folder().glob("*/making-*"):
        if unfinished.is_dir() and unfinished.stat().st_mtime < before.timestamp():
            shutil.rmtree(unfinished, ignore_errors=True)


def forget(names: list[str]) -> None:
    """The files are gone; one that was not there is no matter."""
    for name in names:
        (folder() / name).unlink(missing_ok=True)
