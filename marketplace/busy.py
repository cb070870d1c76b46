"""What people and machines are told while the database is busy, or away for a moment: nothing was saved, come again."""

import structlog
from flask import Flask, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import OperationalError

from marketplace.db import LOCK_LIMIT_SECONDS, db, is_busy
from marketplace.web import SENTENCES, show_no

log = structlog.get_logger()


def _come_again(error: OperationalError) -> ResponseReturnValue:
    log.warning("database busy" if is_busy(error) else "database away", path=request.path, exc_info=error)
    db.session.rollback()
    try:
        answer = make_response(show_no(503, gettext(SENTENCES[503])))
    except OperationalError:
        # The page would say who is signed in, and nobody can be asked.
        answer = make_response(gettext(SENTENCES[503]), 503, {"Content-Type": "text/plain; charset=utf-8"})
    answer.headers["Retry-After"] = str(LOCK_LIMIT_SECONDS)
    return answer


def init_app(app: Flask) -> None:
    """A no of the database itself is 503 with the time to wait, not a bug."""
    app.register_error_handler(OperationalError, _come_again)
