"""Plaques: boards with a QR code and a number, put up where a scene was taken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.db import Base, RowId
from marketplace.tours.models.walks import Tour
from marketplace.tours.states import PlaqueAim


class Plaque(Base):
    """A board that leads to one view of a scene. Rows are never deleted, so a number never leads elsewhere.

    `scene` is the scene's slug and `pin` a pin's number (0: none), both of which stay when names and rows change.
    A plaque that aims at the start view or at a pin follows it; yaw, pitch and hfov are degrees as they were when it
    was made, for a view of its own and for when the pin is gone.
    """

    __tablename__ = "plaque"
    __table_args__ = (
        sa.CheckConstraint("number ~ '^[1-9][0-9]{5}$'", name="number_has_six_digits"),
        sa.CheckConstraint("yaw BETWEEN -180 AND 180 AND pitch BETWEEN -90 AND 90", name="view_on_sphere"),
        sa.CheckConstraint("hfov BETWEEN 30 AND 120", name="view_width_sensible"),
        sa.CheckConstraint("(aim = 'pin') = (pin > 0)", name="pin_is_named"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    number: Mapped[str] = mapped_column(unique=True)
    tour_id: Mapped[int] = mapped_column(sa.ForeignKey("tour.id"), index=True)
    scene: Mapped[str]
    aim: Mapped[PlaqueAim]
    yaw: Mapped[float]
    pitch: Mapped[float]
    hfov: Mapped[float]
    name: Mapped[str]
    made_at: Mapped[datetime]
    pin: Mapped[int] = mapped_column(default=0)
    name_en: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    tour: Mapped[Tour] = relationship(lazy="raise_on_sql", init=False, repr=False)
    made_by: Mapped[User | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
