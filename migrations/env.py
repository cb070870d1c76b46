"""Alembic's environment. Migrations never import the app: they run from what they hold themselves."""

from logging.config import fileConfig  # noqa: F401
from typing import Any

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Our own column types are written as the plain ones they are in the database."""
    if kind == "type":
        name = type(item).__name__
        if name == "UtcDateTime":
            return "sa.DateTime(timezone=True)"
        if name == "Enum":
            return f"sa.String(length={item.length})"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Procrastinate's own tables come through their own migration, not from our models."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def compare_type(ctx: Any, inspected: Any, column: Any, inspected_type: Any, metadata_type: Any) -> bool | None:
    """A state is a word of up to 32 letters, whatever words there are today."""
    if type(metadata_type).__name__ == "Enum":
        return bool(getattr(inspected_type, "length", None) != metadata_type.length)
    return None


def run() -> None:
    """Migrate with the application's own connection; two processes at once: one waits."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            include_name=include_name,
            compare_type=compare_type,
            transaction_per_migration=True,
        )
        connection.exec_driver_sql("SELECT pg_advisory_lock(727001)")
        connection.commit()
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        connection.exec_driver_sql("SELECT pg_advisory_unlock(727001)")
        connection.commit()


run()
