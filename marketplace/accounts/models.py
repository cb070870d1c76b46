"""People, their sign-ins, what they may do, and what was done."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import Base, RowId


class Role(StrEnum):
    """What a person may do, inside a scope."""

    SELLER = "seller"
    MODERATOR = "moderator"
    # Makes tours and writes what is known of sites.
    CURATOR = "curator"
    # Sits on the relic's board: signs what curators wrote before visitors see it.
    REVIEWER = "reviewer"
    ADMIN = "admin"


class User(Base):
    """A person. The phone (E.164) is the identity; it is shown to nobody but its owner."""

    __tablename__ = "user"

    id: Mapped[RowId] = mapped_column(init=False)
    public_id: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str] = mapped_column(repr=False)
    created_at: Mapped[datetime]
    email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="vi")
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)

    grants: Mapped[list["RoleGrant"]] = relationship(
        lazy="raise_on_sql", init=False, repr=False, foreign_keys="RoleGrant.user_id"
    )

    # Flask-Login asks these of the person who comes.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether this person may sign in at all."""
        return self.disabled_at is None

    def get_id(self) -> str:
        """What Flask-Login calls a person by."""
        return self.public_id

    @property
    def is_seller(self) -> bool:
        """Whether this person belongs to a shop."""
        return bool(self.shop_ids)

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the commune: moderator or admin."""
        return any(grant.role in (Role.MODERATOR, Role.ADMIN) and grant.holds for grant in self.grants)

    @property
    def is_curator(self) -> bool:
        """Whether this person works on the village's tours: makes them, or reviews them."""
        working = (Role.CURATOR, Role.REVIEWER, Role.ADMIN)
        return any(grant.role in working and grant.holds for grant in self.grants)

    @property
    def is_reviewer(self) -> bool:
        """Whether this person may sign a tour."""
        return any(grant.role in (Role.REVIEWER, Role.ADMIN) and grant.holds for grant in self.grants)

    @property
    def shop_ids(self) -> list[int]:
        """The shops this person sells for."""
        return [g.scope_id for g in self.grants if g.role is Role.SELLER and g.scope_id is not None and g.holds]

    def as_actor(self) -> Actor:
        """This person as the name under a change."""
        return Actor(label=self.name, user_id=self.id)


class RoleGrant(Base):
    """A person may do something within a scope, until a day if one is set."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role", "scope_kind", "scope_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[RowId] = mapped_column(init=False)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    role: Mapped[Role]
    granted_at: Mapped[datetime]
    scope_kind: Mapped[str] = mapped_column(default="commune")
    scope_id: Mapped[int | None] = mapped_column(default=None)
    until: Mapped[datetime | None] = mapped_column(default=None)
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)

    @property
    def holds(self) -> bool:
        """Whether the grant has not run out."""
        return self.until is None or self.until > now()


class Delegation(Base):
    """A shop lets a helper act for it, until a day or until it is revoked."""

    __tablename__ = "delegation"

    id: Mapped[RowId] = mapped_column(init=False)
    shop_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.id"), index=True)
    helper_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    powers: Mapped[list[str]]
    given_at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class SignIn(Base):
    """One device that is signed in. The cookie holds a random token, this row only its hash."""

    __tablename__ = "sign_in"

    id: Mapped[RowId] = mapped_column(init=False)
    token_hash: Mapped[str] = mapped_column(unique=True, repr=False)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    user: Mapped[User] = relationship(lazy="raise_on_sql", init=False, repr=False)


class ResetToken(Base):
    """A one-time way to choose a new password. Bound to the password it replaces."""

    __tablename__ = "reset_token"

    id: Mapped[RowId] = mapped_column(init=False)
    token_hash: Mapped[str] = mapped_column(unique=True, repr=False)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    old_password_hash: Mapped[str] = mapped_column(repr=False)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    user: Mapped[User] = relationship(lazy="raise_on_sql", init=False, repr=False, foreign_keys=[user_id])


class AuditEvent(Base):
    """Who did what to which thing, on whose behalf, and what it was before. Only ever added to."""

    __tablename__ = "audit_event"

    id: Mapped[RowId] = mapped_column(init=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    what: Mapped[str]
    thing: Mapped[str] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), default=None)
    on_behalf_of: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(default=None)
