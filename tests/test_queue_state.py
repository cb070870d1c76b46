"""How the queue is doing, and who is rung when it is not."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.accounts import handlers
from marketplace.accounts.models import Role
from marketplace.clock import now, pretend
from marketplace.db import db, transaction
from marketplace.jobs import later
from marketplace.notices.models import Notice
from marketplace.notices.services import tell_by_mail
from marketplace.queue_state import look_at_queue
from tests.factories import make_user
from tests.people import sign_in

pytestmark = pytest.mark.usefixtures("session")


def put_down(**when: Any) -> None:
    with transaction():
        later("hear", message="x", handler="x", facts={}, **when)


def rung() -> list[str]:
    found = sa.select(Notice.cause).where(Notice.cause.startswith("alarm:")).order_by(Notice.id)
    return [cause.split(":")[1] for cause in db.session.scalars(found)]


# K12
def test_what_waits_and_since_when() -> None:
    put_down()
    put_down(at=now() + timedelta(days=1))

    state = look_at_queue()

    assert (state.waiting, state.is_slow, state.is_silent, state.given_up) == (1, False, True, {})
    with pretend(now() + timedelta(minutes=11)):
        assert look_at_queue().is_slow


# K12 K03
def test_jobs_that_were_given_up_are_counted_by_task() -> None:
    put_down()
    # A job becomes "doing" and "failed" as the worker does it; the queue's own triggers write the events.
    for status in ("doing", "failed"):
        db.session.execute(
            sa.text("UPDATE procrastinate_jobs SET status = CAST(:status AS procrastinate_job_status)"),
            {"status": status},
        )

    assert look_at_queue().given_up == {"hear": 1}
    with pretend(now() + timedelta(days=8)):
        assert look_at_queue().given_up == {}


# K12: the commune's team is rung once a day for each trouble, and nobody else.
def test_the_team_is_rung_once_a_day() -> None:
    make_user(role=Role.MODERATOR)
    make_user(role=Role.ADMIN)
    make_user()
    handlers.watch_machine(0)
    assert rung() == []
    put_down()
    with transaction():
        tell_by_mail(email="hai@example.com", cause="x", title="x", body="x")

    for minutes in (150, 155, 160):
        with pretend(now() + timedelta(minutes=minutes)):
            handlers.watch_machine(0)

    assert rung() == ["slow", "slow", "mail", "mail"]


# K12
def test_the_page_says_what_needs_a_look(client: FlaskClient) -> None:
    sign_in(client, make_user(role=Role.MODERATOR))
    put_down()

    page = client.get("/dieu-hanh/may-chu").text

    assert "Người làm việc nền" in page
    assert "chưa thấy lần nào" in page
    assert "cần xem" in page
