"""360° pictures, 360° films and sounds on their way in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import now
from marketplace.db import Base, RowId
from marketplace.media.errors import WrongUploadMoment
from marketplace.media.models.pictures import Panorama
from marketplace.media.models.sounds import Sound
from marketplace.media.models.videos import Video
from marketplace.media.states import UPLOAD_NEXT, UploadKind, UploadState


class Upload(Base):
    """One file that a curator brings. It lies in the media folder under `public_id`, served to nobody.

    `name` is what the curator called it. `kind` is told by its content, None while nothing of it is here or it is none
    of ours. `file_time` is when its sender's machine says it was last changed, in seconds. `look` is what the file was seen to be (media/looking.py), `placing` where a part lies on the sphere (full
    width and height, left, top, in its own pixels). While it is made, `done` of `of` is ready: tiles of a picture,
    seconds of a film. `refusal` is a stored sentence with its `facts`.
    """

    __tablename__ = "upload"
    __table_args__ = (
        sa.CheckConstraint("received_bytes >= 0 AND received_bytes <= size_bytes", name="received_within_size"),
        sa.CheckConstraint(
            "num_nonnulls(panorama_id, video_id, sound_id) = CASE WHEN state = 'ready' THEN 1 ELSE 0 END",
            name="ready_is_made",
        ),
        sa.CheckConstraint("kind IS NOT NULL OR state NOT IN ('looked', 'cutting', 'ready')", name="kind_is_known"),
        sa.Index("ix_upload_unfinished", "changed_at", postgresql_where=sa.text("state not in ('ready', 'dropped')")),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    name: Mapped[str]
    size_bytes: Mapped[int]
    author: Mapped[str]
    licence: Mapped[str]
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    state: Mapped[UploadState] = mapped_column(default=UploadState.COMING)
    received_bytes: Mapped[int] = mapped_column(default=0)
    look: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    placing: Mapped[list[int]] = mapped_column(default_factory=list)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    refusal: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    kind: Mapped[UploadKind | None] = mapped_column(default=None)
    panorama_id: Mapped[int | None] = mapped_column(sa.ForeignKey("panorama.id"), default=None)
    file_time: Mapped[int | None] = mapped_column(default=None)
    video_id: Mapped[int | None] = mapped_column(sa.ForeignKey("video.id"), default=None)
    sound_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sound.id"), default=None)

    panorama: Mapped[Panorama | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    video: Mapped[Video | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    sound: Mapped[Sound | None] = relationship(lazy="raise_on_sql", init=False, repr=False)

    def become(self, target: UploadState) -> None:
        """The upload's state is now `target`. Raises WrongUploadMoment."""
        if target not in UPLOAD_NEXT[self.state]:
            raise WrongUploadMoment(before=self.state.value, after=target.value)
        self.state, self.changed_at = target, now()

    @property
    def seen_as(self) -> str:
        """What the picture or film was taken for, "" before anybody looked."""
        return str(self.look.get("kind", ""))
