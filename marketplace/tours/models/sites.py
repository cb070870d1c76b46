"""Sites, what is claimed of them, and the shops near them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, RowId
from marketplace.media.models import Picture
from marketplace.places.models import Place
from marketplace.tours.states import ClaimKind, SiteNature, SiteTheme


class Site(Base):
    """A historic, cultural or revolutionary place. Empty opening hours are unknown ones.

    What is not `ours` says so wherever it is shown: it only shows how a tour works.
    """

    __tablename__ = "site"

    id: Mapped[RowId] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    theme: Mapped[SiteTheme]
    name_en: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"), default=None, index=True)
    rank: Mapped[str] = mapped_column(default="")
    rank_en: Mapped[str] = mapped_column(default="")
    rank_source: Mapped[str] = mapped_column(default="")
    rank_needs_review: Mapped[bool] = mapped_column(default=False)
    intro: Mapped[str] = mapped_column(default="")
    intro_en: Mapped[str] = mapped_column(default="")
    opening_hours: Mapped[str] = mapped_column(default="")
    opening_hours_en: Mapped[str] = mapped_column(default="")
    map_url: Mapped[str] = mapped_column(default="")
    nature: Mapped[SiteNature] = mapped_column(default=SiteNature.OURS)
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("picture.id"), default=None)
    position: Mapped[int] = mapped_column(default=0)

    place: Mapped[Place | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    picture: Mapped[Picture | None] = relationship(lazy="raise_on_sql", init=False, repr=False)
    claims: Mapped[list["Claim"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, order_by="Claim.position, Claim.id"
    )

    @property
    def is_ours(self) -> bool:
        """Whether it stands in or near the village."""
        return self.nature is SiteNature.OURS


class Claim(Base):
    """One sentence of history, how it is known, and from where. `needs_review`: the source is weak."""

    __tablename__ = "claim"
    __table_args__ = (sa.CheckConstraint("source_url <> '' OR source_title <> ''", name="has_source"),)

    id: Mapped[RowId] = mapped_column(init=False)
    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), index=True)
    text: Mapped[str]
    kind: Mapped[ClaimKind]
    text_en: Mapped[str] = mapped_column(default="")
    source_title: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(default="")
    needs_review: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class SiteShop(Base):
    """A shop near a site. Shown only while the shop is live."""

    __tablename__ = "site_shop"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), primary_key=True)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
