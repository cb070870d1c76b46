"""Mails that waited too long to be news."""

from datetime import timedelta
from typing import Any

from marketplace.clock import now, pretend
from marketplace.db import transaction
from marketplace.notices import queries
from marketplace.notices.handlers import send_mail
from marketplace.notices.services import tell_by_mail
from tests.notices.letters import LetterBox, box, notice_ids, server

__all__ = ["box", "server"]


# K08: the queue stood still; what is overtaken by then is not told as news.
def test_after_a_long_wait_only_the_last_word_about_an_order_is_mailed(
    server: int, box: LetterBox, session: Any
) -> None:
    for cause in ("part:7:paid:2", "part:7:ready:4", "part:8:paid:2", "part:70:paid:2"):
        with transaction():
            tell_by_mail(email="hai@example.com", cause=cause, title=cause, body="x")
    other = notice_ids(session)
    with transaction():
        tell_by_mail(email="ba@example.com", cause="part:8:ready:3", title="part:8:ready:3", body="x")

    with pretend(now() + timedelta(hours=6)):
        for notice_id in notice_ids(session):
            send_mail(notice_id=notice_id)
            send_mail(notice_id=notice_id)

    assert [letter["Subject"] for letter in box.letters] == [
        "part:7:ready:4", "part:8:paid:2", "part:70:paid:2", "part:8:ready:3",
    ]  # fmt: skip
    assert len(other) == 4
    assert queries.unsent_mails()[0] == 0


# K08: without a wait each step is mailed.
def test_in_time_every_step_is_mailed(server: int, box: LetterBox, session: Any) -> None:
    for cause in ("part:7:paid:2", "part:7:ready:4"):
        with transaction():
            tell_by_mail(email="hai@example.com", cause=cause, title=cause, body="x")

    for notice_id in notice_ids(session):
        send_mail(notice_id=notice_id)

    assert len(box.letters) == 2
