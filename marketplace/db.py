"""The database: PostgreSQL, one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, Session, mapped_column, object_session

from marketplace.money import Dong

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware instant, UTC inside and out. Refuses a naive value instead of guessing its zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime: say which zone it is in")
        return value

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """What all tables share: constraint names, and types by annotation. Two rows are the same when they are one object."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: sa.BigInteger(),
        Dong: sa.BigInteger(),
        str: sa.Text(),
        datetime: UtcDateTime(),
        date: sa.Date(),
        # Nothing is NULL, never JSON's own null: "IS NULL" must find it.
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(),
        list[int]: JSONB(),
        list[str]: JSONB(),
        bytes: sa.LargeBinary(),
        # States are words, kept as text, so that a new one needs no migration of a type.
        Enum: sa.Enum(Enum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e]),
    }


# Whoever waits longer than this for a row is told to come again: people's browsers and banks' calls do not wait for ever.
LOCK_LIMIT_SECONDS = 5
# Another has the row: too long (55P03), or each waits for the other (40P01). Tried again, it will go.
_BUSY = ("55P03", "40P01")


def is_busy(error: sa.exc.OperationalError) -> bool:
    """Whether the database said no only because others are at the same rows."""
    return getattr(error.orig, "sqlstate", None) in _BUSY


# The private row id: never shown to anybody.
RowId = Annotated[int, mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)]


db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={
        # Pages are drawn after the commit; what they show was loaded by their query.
        "expire_on_commit": False,
        # Inside a test's own transaction every commit() is a savepoint.
        "join_transaction_mode": "create_savepoint",
    },
)


def session_of(thing: Base) -> Session:
    """The session a loaded row lives in: where its history is written too."""
    session = object_session(thing)
    assert session is not None
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything inside is saved together, or not at all. Opened by views, commands and jobs only.

    It does not nest: raises RuntimeError inside another one.
    """
    session = db.session()
    if session.info.get("open"):
        raise RuntimeError("transaction() does not nest: services work inside the one they are given")
    session.info["open"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        # A rollback empties every row that is loaded. The page that says no still shows what was
        # read before (who is signed in, whose shop it is), so those rows are let go of first.
        session.expunge_all()
        session.rollback()
        raise
    finally:
        session.info["open"] = False
