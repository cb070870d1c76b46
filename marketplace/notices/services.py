"""Telling people: a row in the transaction of its cause, and a mail after it."""

from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import insert

from marketplace import config, jobs
from marketplace.clock import now
from marketplace.db import db
from marketplace.notices.models import Notice


def tell_member(
    *,
    user_id: int,
    cause: str,
    title: str,
    body: str,
    facts: Mapping[str, str] | None = None,
    path: str = "",
    email: str = "",
    language: str = "vi",
) -> None:
    """The member finds this in the inbox, and in the mail with an address. The same cause twice tells once."""
    _write(
        user_id=user_id,
        email=email,
        cause=cause,
        title=title,
        body=body,
        facts=dict(facts or {}),
        path=path,
        language=language,
    )


def tell_by_mail(
    *,
    email: str,
    cause: str,
    title: str,
    body: str,
    facts: Mapping[str, str] | None = None,
    path: str = "",
    language: str = "vi",
) -> None:
    """A person without an account is told by mail. The same cause twice tells once."""
    _write(
        user_id=None,
        email=email,
        cause=cause,
        title=title,
        body=body,
        facts=dict(facts or {}),
        path=path,
        language=language,
    )


def _write(**told: object) -> None:
    notice_id = db.session.scalar(
        insert(Notice).values(at=now(), **told).on_conflict_do_nothing(index_elements=["cause"]).returning(Notice.id)
    )
    if notice_id is not None and told["email"] and config.current().smtp_url:
        jobs.later("notices.send_mail", notice_id=notice_id)
