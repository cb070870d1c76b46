"""Routes: walks through the village from stop to stop."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, RowId
from marketplace.places.models import PickupPoint
from marketplace.tours.errors import WrongRouteMoment
from marketplace.tours.models.sites import Site
from marketplace.tours.states import NEXT_ROUTE, RouteState, SiteTheme


class Route(Base):
    """A walk from stop to stop. Its intro is the village's own words and tells no history: stops' claims do.

    `written_by` wrote last what it says of itself, and another showed it.
    """

    __tablename__ = "route"
    __table_args__ = (sa.CheckConstraint("shown_by_id <> written_by_id", name="shown_by_another"),)

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    theme: Mapped[SiteTheme]
    title_en: Mapped[str] = mapped_column(default="")
    intro: Mapped[str] = mapped_column(default="")
    intro_en: Mapped[str] = mapped_column(default="")
    state: Mapped[RouteState] = mapped_column(default=RouteState.DRAFT)
    position: Mapped[int] = mapped_column(default=0)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    shown_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None, index=True)
    shown_at: Mapped[datetime | None] = mapped_column(default=None)

    stops: Mapped[list["RouteStop"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="RouteStop.position, RouteStop.id"
    )

    def become(self, target: RouteState) -> None:
        """The route's state is now `target`. Raises WrongRouteMoment when it cannot go there from here."""
        if target not in NEXT_ROUTE[self.state]:
            raise WrongRouteMoment(before=self.state.value, after=target.value)
        self.state = target


class RouteStop(Base):
    """One stop: a site, a pick-up point, or a plain place that has a name of its own and claims of its own.

    Minutes are from the stop before. Without `minutes_source` they are a guess, and said to be.
    """

    __tablename__ = "route_stop"
    __table_args__ = (
        sa.CheckConstraint(
            "(site_id IS NOT NULL)::int + (pickup_point_id IS NOT NULL)::int + (name <> '')::int = 1",
            name="is_one_place",
        ),
        sa.CheckConstraint("minutes_on_foot BETWEEN 1 AND 600", name="walk_is_sensible"),
        sa.CheckConstraint("minutes_by_bike BETWEEN 1 AND 600", name="ride_is_sensible"),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    route_id: Mapped[int] = mapped_column(sa.ForeignKey("route.id"), index=True)
    position: Mapped[int]
    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("site.id"), default=None, index=True)
    pickup_point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pickup_point.id"), default=None, index=True)
    name: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    minutes_on_foot: Mapped[int | None] = mapped_column(default=None)
    minutes_by_bike: Mapped[int | None] = mapped_column(default=None)
    minutes_source: Mapped[str] = mapped_column(default="")
    minutes_source_en: Mapped[str] = mapped_column(default="", server_default="")

    site: Mapped[Site | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    pickup_point: Mapped[PickupPoint | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
