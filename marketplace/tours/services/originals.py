"""Files that an archive brought as they once were lie with those that curators sent, each with an upload of its own."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Upload
from marketplace.media.services import uploads
from marketplace.media.states import UploadKind, UploadState
from marketplace.text import clean_line
from marketplace.tours.models import TourFile


def begin_upload(
    file: TourFile,
    thing: str,
    *,
    source: Path,
    kind: UploadKind,
    name: str,
    credit: Mapping[str, Any],
    look: Mapping[str, Any],
    placing: Sequence[int] = (),
) -> Upload:
    """An upload stands for this thing of the file, in the middle of being made; whoever calls notes what was made of it."""
    size = source.stat().st_size
    upload = Upload(
        public_id=upload_id(file, thing), made_by_id=file.made_by_id, name=clean_line(name)[-120:] or "?", size_bytes=size,
        author=credit["author"], licence=credit["licence"], begun_at=now(), changed_at=now(), kind=kind,
        state=UploadState.CUTTING, look=dict(look), placing=list(placing), received_bytes=size,
    )  # fmt: skip
    db.session.add(upload)
    return upload


def lay_down(upload: Upload, source: Path) -> None:
    """The file is where originals lie: ours alone to read."""
    target = uploads.file_of(upload)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.chmod(0o600)
    os.replace(source, target)


def upload_id(file: TourFile, thing: str) -> str:
    """The same name when this is done again."""
    return hashlib.sha256(f"{file.public_id}/{thing}".encode()).hexdigest()[:16]
