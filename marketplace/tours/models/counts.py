"""How often something was looked at: daily sums, and nothing about who looked."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base
from marketplace.tours.states import Counted


class VisitCount(Base):
    """One sum of one day (Vietnam's calendar) of one tour.

    `scene` is a slug ("": the tour as a whole), `pin` a pin's number (0: none), `plaque` a plaque's number ("": none).
    """

    __tablename__ = "visit_count"
    __table_args__ = (sa.CheckConstraint("n > 0", name="something_counted"),)

    tour_id: Mapped[int] = mapped_column(sa.ForeignKey("tour.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[Counted] = mapped_column(primary_key=True)
    scene: Mapped[str] = mapped_column(primary_key=True)
    pin: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    plaque: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
