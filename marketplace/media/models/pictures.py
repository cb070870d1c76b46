"""Pictures as we keep them: re-encoded, without metadata, in three sizes."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, RowId


class Picture(Base):
    """A photo or drawing. `widths` (pixels) are the WebP files that exist as <key>-<width>.webp.

    `original_bytes` is how large the file is that was brought; 0 where it was not kept.
    """

    __tablename__ = "picture"

    id: Mapped[RowId] = mapped_column(init=False)
    key: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    widths: Mapped[list[int]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    bytes_kept: Mapped[int] = mapped_column(default=0)
    original_bytes: Mapped[int] = mapped_column(default=0, server_default="0")
    alt: Mapped[str] = mapped_column(default="")
    alt_en: Mapped[str] = mapped_column(default="")
    credit: Mapped[dict[str, Any] | None] = mapped_column(default=None)

    def src(self, wanted: int) -> str:
        """The address of the smallest file at least `wanted` pixels wide (or the widest)."""
        width = next((w for w in sorted(self.widths) if w >= wanted), max(self.widths))
        return f"/media/{self.key}-{width}.webp"

    @property
    def srcset(self) -> str:
        """All sizes, for the browser to choose."""
        return ", ".join(f"/media/{self.key}-{w}.webp {w}w" for w in sorted(self.widths))


class Panorama(Base):
    """A 360° picture cut into 512 px tiles; widths in pixels, powers of two.

    `part` is what there is of the sphere: left, top, right, bottom in fractions of the whole turn and height.
    """

    __tablename__ = "panorama"

    id: Mapped[RowId] = mapped_column(init=False)
    key: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int]
    levels: Mapped[list[int]]
    made_at: Mapped[datetime]
    credit: Mapped[dict[str, Any]]
    # What is known of it beside its pixels: light (of 255), pitch, roll, north (degrees), view (yaw, pitch, hfov).
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    part: Mapped[list[Any]] = mapped_column(default_factory=lambda: [0, 0, 1, 1], server_default="[0, 0, 1, 1]")
