"""The inbox."""

import sqlalchemy as sa
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.notices import queries
from marketplace.notices.models import Notice
from marketplace.web import open_to

bp = Blueprint("notices", __name__)


@bp.get("/tin-bao")
@open_to("members")
def inbox() -> ResponseReturnValue:
    notices = queries.inbox(current_user.id)
    unread = {notice.id for notice in notices if notice.read_at is None}
    if unread:
        with transaction():
            db.session.execute(sa.update(Notice).where(Notice.id.in_(unread)).values(read_at=now()))
    return render_template("notices/inbox.html", notices=notices, unread=unread)
