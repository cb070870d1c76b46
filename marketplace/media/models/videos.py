"""360° films as we keep them: encoded anew, without notes, in the sizes that phones play."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, RowId
from marketplace.media.models.pictures import Panorama


class Video(Base):
    """A film of whole turns. Its files are /media/video/<key>/<width>.mp4, each of `widths` with so many bytes.

    `panorama` is one picture of it, cut like any other: poster, tiles and text page of a film's scene come from there.
    That the film is a whole turn was seen or told when it came: its files do not say so any more.
    """

    __tablename__ = "video"

    id: Mapped[RowId] = mapped_column(init=False)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    seconds: Mapped[float]
    widths: Mapped[list[int]]
    weights: Mapped[list[int]]
    is_silent: Mapped[bool]
    panorama_id: Mapped[int] = mapped_column(sa.ForeignKey("panorama.id"), index=True)
    made_at: Mapped[datetime]
    credit: Mapped[dict[str, Any]]

    panorama: Mapped[Panorama] = relationship(lazy="raise_on_sql", init=False, repr=False)

    @property
    def bytes_kept(self) -> int:
        """What all its files weigh."""
        return sum(self.weights)

    def width_for(self, most: int) -> int:
        """The widest file that is no wider than `most`, or the narrowest."""
        return max((width for width in self.widths if width <= most), default=min(self.widths))

    def src(self, width: int) -> str:
        """The address of one file."""
        return f"/media/video/{self.key}/{width}.mp4"

    def weight(self, width: int) -> int:
        """Its bytes."""
        return self.weights[self.widths.index(width)]
