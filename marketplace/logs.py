"""Structured logs: one line an event, JSON in production, never a secret or an account number."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog

_SECRET_NAMES: Final = re.compile(
    r"password|secret|token|authorization|cookie|signature|number|memo|body|phone|e-?mail|address", re.IGNORECASE
)
_OURS: Final = frozenset(("request_id", "timestamp", "level"))
_HIDDEN: Final = "•••"
# What a log line never needs: a run of nine or more digits may be an account or a phone (a phone also in groups);
# a long random word is a link's secret or a cookie; a database's complaint lists every value it was given.
_SECRETS: Final = re.compile(
    r"\[parameters: .*|\$argon2\S+"
    r"|\+?[0-9]{9,}"
    r"|(?<![0-9])(?:\+84|0)[ .-]?[0-9]{2,3}(?:[ .-][0-9]{3}){2}(?![0-9])"
    r"|(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*[0-9_-])[A-Za-z0-9_-]{20,}(?![\w-])"
)
# Everything that moves a terminal's cursor or begins a line anywhere, but for the line breaks of a traceback.
_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if name not in _OURS:
            event[name] = _clean(name, value)
    return event


def _clean(name: str, value: Any) -> Any:
    """The value as a log may hold it: one line (a traceback keeps its own), without what is secret."""
    if _SECRET_NAMES.search(name):
        return _HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", inner) for inner in value]
    text = _CONTROLS.sub(lambda found: repr(found[0])[1:-1], _SECRETS.sub(_HIDDEN, str(value)))
    return text if name == "exception" else text.replace("\n", "\\n")


def set_up(*, as_json: bool) -> None:
    """Every log line of this process goes to standard output in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=False,
    )
