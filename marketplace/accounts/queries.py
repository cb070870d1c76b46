"""Reading people and their sign-ins."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from marketplace.accounts.models import AuditEvent, ResetToken, Role, RoleGrant, SignIn, User
from marketplace.clock import now
from marketplace.db import db
from marketplace.sealed import token_hash


def find_user_by_phone(phone: str) -> User | None:
    """The person of this E.164 number, with roles, or None."""
    return db.session.scalar(sa.select(User).where(User.phone == phone).options(selectinload(User.grants)))


def get_user(user_id: int) -> User:
    """The person of this row id, with roles; raises NoResultFound for a bug."""
    return db.session.execute(sa.select(User).where(User.id == user_id).options(selectinload(User.grants))).scalar_one()


def moderators() -> Sequence[User]:
    """Everybody who works for the commune now."""
    people = db.session.scalars(
        sa.select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role.in_((Role.MODERATOR, Role.ADMIN)), User.disabled_at.is_(None))
        .options(selectinload(User.grants))
        .order_by(User.id)
        .distinct()
    ).all()
    return [person for person in people if person.is_staff]


def find_sign_in(token: str, *, idle_since: datetime) -> SignIn | None:
    """The live sign-in of this cookie token, with person and roles, or None.

    Dead when ended, past its absolute end, unseen since `idle_since`, or when the person was disabled.
    """
    return db.session.scalar(
        sa.select(SignIn)
        .join(SignIn.user)
        .where(
            SignIn.token_hash == token_hash(token),
            SignIn.ended_at.is_(None),
            SignIn.ends_at > now(),
            SignIn.seen_at > idle_since,
            User.disabled_at.is_(None),
        )
        .options(contains_eager(SignIn.user).selectinload(User.grants))
    )


def sign_ins_of(user_id: int) -> Sequence[SignIn]:
    """The devices this person is signed in on, newest first."""
    return db.session.scalars(
        sa.select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.ends_at > now())
        .order_by(SignIn.seen_at.desc())
    ).all()


def lock_reset_token(token: str) -> ResetToken | None:
    """The reset token, locked, with its person; or None."""
    return db.session.scalar(
        sa.select(ResetToken)
        .where(ResetToken.token_hash == token_hash(token))
        .options(selectinload(ResetToken.user))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def audit_of(thing: str) -> Sequence[AuditEvent]:
    """What was done to this thing, newest first."""
    return db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.thing == thing).order_by(AuditEvent.id.desc())
    ).all()


def latest_audit(limit: int = 100) -> Sequence[AuditEvent]:
    """The newest events of the audit log."""
    return db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)).all()
