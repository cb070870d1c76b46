"""Writing a ZIP that is the same, byte for byte, whenever the same things are put into it."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

# The oldest date a ZIP knows.
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
PIECE: Final = 1 << 20


class Pack:
    """A ZIP being written. Nothing is compressed: pictures are already, and so no version of zlib changes the bytes."""

    def __init__(self, path: Path, *, told: Callable[[int], None] = lambda done: None) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self._told = told
        self.sums: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def put(self, name: str, data: bytes) -> None:
        """One more file of these bytes."""
        self._zip.writestr(self._info(name), data)
        self._note(name, hashlib.sha256(data).hexdigest())

    def put_file(self, name: str, source: Path) -> None:
        """One more file, never whole in memory."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            info = self._info(name)
            info.file_size = source.stat().st_size
            with self._zip.open(info, "w") as target:
                shutil.copyfileobj(file, target, PIECE)
        self._note(name, digest)

    def put_sums(self, name: str) -> None:
        """The list of all files so far with their SHA-256, as `sha256sum -c` reads it."""
        self.put(name, "".join(f"{self.sums[file]}  {file}\n" for file in sorted(self.sums)).encode())

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, NO_TIME)
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        return info

    def _note(self, name: str, digest: str) -> None:
        assert name not in self.sums, name
        self.sums[name] = digest
        self._told(len(self.sums))
