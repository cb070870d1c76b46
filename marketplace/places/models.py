"""Places are a tree whose names have dates; pick-up points stand in them."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, RowId


class PlaceKind(StrEnum):
    COMMUNE = "commune"
    HAMLET = "hamlet"
    GROUP = "group"
    LANE = "lane"


class Place(Base):
    """A commune, hamlet, self-managed group or lane. `valid_from`/`valid_to` are days it bore this name."""

    __tablename__ = "place"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[PlaceKind]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    old_names: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), default=None, index=True)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    # Where it stands on the drawn map, 0–100 from the left and from the top.
    map_x: Mapped[int | None] = mapped_column(default=None)
    map_y: Mapped[int | None] = mapped_column(default=None)


class PickupPoint(Base):
    """Where buyers fetch their goods. `hours` are words; `capacity_per_slot` counts orders."""

    __tablename__ = "pickup_point"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    name: Mapped[str]
    hours: Mapped[str]
    capacity_per_slot: Mapped[int]
    name_en: Mapped[str] = mapped_column(default="")
    hours_en: Mapped[str] = mapped_column(default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    map_x: Mapped[int | None] = mapped_column(default=None)
    map_y: Mapped[int | None] = mapped_column(default=None)

    place: Mapped[Place] = relationship(lazy="raise_on_sql", init=False, repr=False)
