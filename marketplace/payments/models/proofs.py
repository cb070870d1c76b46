"""What each run of the invariants found."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Base, RowId


class Proof(Base):
    """One run of all invariants. `broken` has how many things break each of them, `found` the first of these things
    by name; `counts` says over how much was looked."""

    __tablename__ = "proof"

    id: Mapped[RowId] = mapped_column(init=False)
    at: Mapped[datetime]
    took_ms: Mapped[int]
    broken: Mapped[dict[str, Any]]
    found: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    is_whole: Mapped[bool]
