"""Sounds as we keep them: one channel, as loud as the others, without notes."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, RowId


class SoundFile(NamedTuple):
    """One file of a sound: its address, and what a <source> calls its type."""

    src: str
    type: str
    weight: int


class Sound(Base):
    """A voice, a drum, a loom. Its files are /media/sound/<key>/sound.webm and sound.m4a; `weights` are their bytes."""

    __tablename__ = "sound"

    id: Mapped[RowId] = mapped_column(init=False)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    seconds: Mapped[float]
    weights: Mapped[list[int]]
    made_at: Mapped[datetime]
    credit: Mapped[dict[str, Any]]

    @property
    def bytes_kept(self) -> int:
        """What both its files weigh."""
        return sum(self.weights)

    @property
    def files(self) -> tuple[SoundFile, SoundFile]:
        """Both files, the lighter one first: a browser takes the first that it plays."""
        webm, m4a = self.weights
        return (
            SoundFile(f"/media/sound/{self.key}/sound.webm", 'audio/webm; codecs="opus"', webm),
            SoundFile(f"/media/sound/{self.key}/sound.m4a", 'audio/mp4; codecs="mp4a.40.2"', m4a),
        )
