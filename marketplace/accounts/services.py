"""What people do about themselves, and the audit log everybody writes to."""

import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from marketplace import config
from marketplace.accounts import passwords, queries
from marketplace.accounts.actor import Actor
from marketplace.accounts.errors import ResetLinkDead, WrongPassword
from marketplace.accounts.models import AuditEvent, ResetToken, Role, RoleGrant, SignIn, User
from marketplace.clock import now
from marketplace.db import db
from marketplace.sealed import token_hash
from marketplace.text import clean_line

RESET_MINUTES = 30


def sign_up(*, phone: str, name: str, password: str) -> None:
    """This phone has an account. If it had one before, nothing changed and nobody can tell.

    Raises WeakPassword, PasswordTooLong.
    """
    passwords.refuse_weak(password, phone=phone, name=name)
    db.session.execute(
        insert(User)
        .values(
            public_id=secrets.token_urlsafe(12),
            phone=phone,
            name=name,
            password_hash=passwords.hash_password(password),
            created_at=now(),
            email="",
            language="vi",
        )
        .on_conflict_do_nothing(index_elements=["phone"])
    )


def sign_in(*, phone: str, password: str, device: str) -> tuple[User, str]:
    """A new device is signed in; returns the person and the token for its cookie.

    Raises WrongPassword, and takes as long for a phone that nobody has.
    """
    user = queries.find_user_by_phone(phone)
    if not passwords.is_password(password, user.password_hash if user else None) or user is None or not user.is_active:
        raise WrongPassword
    if passwords.needs_new_hash(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return user, begin_sign_in(user, device=device)


def begin_sign_in(user: User, *, device: str) -> str:
    """A new sign-in row for this person; returns its token, which is stored nowhere."""
    settings = config.current()
    length = timedelta(hours=settings.staff_sign_in_hours) if user.is_staff else timedelta(days=settings.sign_in_days)
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            token_hash=token_hash(token),
            user_id=user.id,
            began_at=now(),
            seen_at=now(),
            ends_at=now() + length,
            device=clean_line(device)[:120],
        )
    )
    return token


def sign_out(sign_in_id: int) -> None:
    """This device is signed out: its cookie is worth nothing from now on, copies too."""
    db.session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now())
    )


def sign_out_others(user_id: int, *, but: int | None = None) -> None:
    """All devices of this person are signed out, but that one."""
    ending = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.id != but)
    db.session.execute(ending.values(ended_at=now()))


def change_password(user: User, *, old: str, new: str, sign_in_id: int) -> None:
    """The person has a new password and is signed in only here. Raises WrongPassword, WeakPassword."""
    refuse_wrong_password(user, old)
    _set_password(user, new)
    sign_out_others(user.id, but=sign_in_id)
    record("password changed", thing=f"user:{user.public_id}", by=user.as_actor())


def refuse_wrong_password(user: User, password: str) -> None:
    """Nothing happens when it is the person's password: asked again before what cannot be undone.

    Raises WrongPassword.
    """
    if not passwords.is_password(password, user.password_hash):
        raise WrongPassword


def ask_for_reset(user: User, *, by: Actor | None = None) -> str:
    """A one-time link part is made, good for 30 minutes; older ones are dead. Returns the token."""
    db.session.execute(
        sa.update(ResetToken).where(ResetToken.user_id == user.id, ResetToken.used_at.is_(None)).values(used_at=now())
    )
    token = secrets.token_urlsafe(32)
    db.session.add(
        ResetToken(
            token_hash=token_hash(token),
            user_id=user.id,
            old_password_hash=user.password_hash,
            made_at=now(),
            ends_at=now() + timedelta(minutes=RESET_MINUTES),
            made_by_id=by.user_id if by else None,
        )
    )
    if by is not None:
        record("reset link handed over", thing=f"user:{user.public_id}", by=by)
    return token


def reset_password(*, token: str, new: str) -> None:
    """The person of this token has a new password and is signed out everywhere.

    Raises ResetLinkDead, WeakPassword.
    """
    kept = queries.lock_reset_token(token)
    if kept is None or kept.used_at is not None or kept.ends_at <= now():
        raise ResetLinkDead
    if kept.old_password_hash != kept.user.password_hash or not kept.user.is_active:
        raise ResetLinkDead
    _set_password(kept.user, new)
    kept.used_at = now()
    sign_out_others(kept.user_id)
    record("password reset", thing=f"user:{kept.user.public_id}", by=kept.user.as_actor())


def _set_password(user: User, password: str) -> None:
    passwords.refuse_weak(password, phone=user.phone, name=user.name)
    user.password_hash = passwords.hash_password(password)


def change_details(user: User, *, name: str, email: str, password: str) -> str:
    """Name and e-mail are these. A new e-mail needs the password. Returns the e-mail it was before.

    Raises WrongPassword.
    """
    before = user.email
    if email != before:
        refuse_wrong_password(user, password)
        record("e-mail changed", thing=f"user:{user.public_id}", by=user.as_actor())
    user.name, user.email = name, email
    return before


def grant(user_id: int, role: Role, *, scope_kind: str, scope_id: int | None, by: Actor) -> None:
    """The person has this role in this scope; having it already changes nothing.

    Who comes to work for the commune signs in anew: with more rights comes another, shorter sign-in.
    """
    db.session.execute(
        insert(RoleGrant)
        .values(
            user_id=user_id,
            role=role,
            scope_kind=scope_kind,
            scope_id=scope_id,
            granted_at=now(),
            granted_by_id=by.user_id,
        )
        .on_conflict_do_nothing()
    )
    if role in (Role.MODERATOR, Role.ADMIN):
        sign_out_others(user_id)
    record(
        "role granted",
        thing=f"user-row:{user_id}",
        by=by,
        after={"role": role.value, "scope": f"{scope_kind}:{scope_id}"},
    )


def record(
    what: str,
    *,
    thing: str,
    by: Actor,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """The audit log says who did what to which thing. Never holds a secret or an account number."""
    db.session.add(
        AuditEvent(
            at=now(),
            actor=by.label,
            actor_id=by.user_id,
            on_behalf_of=by.on_behalf_of,
            what=what,
            thing=thing,
            reason=reason,
            before=before,
            after=after,
        )
    )
