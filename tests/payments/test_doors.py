"""Every bank feed proves itself: there is no door without a lock."""

import pytest

from marketplace.clock import now
from marketplace.payments.doors import DOORS, WORDS, Door
from marketplace.payments.feeds.notice import Checked
from marketplace.shops.states import FeedProvider


# D15: a provider that can send unsigned calls has no door at all; it cannot be chosen, in production or anywhere.
def test_every_provider_that_can_be_chosen_has_a_door_that_checks() -> None:
    assert set(DOORS) == set(FeedProvider) == set(WORDS.values())


# D15 D01
@pytest.mark.parametrize("door", DOORS.values(), ids=[provider.value for provider in DOORS])
@pytest.mark.parametrize("secrets", [[], [""], ["a secret"]])
@pytest.mark.parametrize("sent", [None, "", "Apikey ", "Apikey", "null", "sha256=", "t=,v1="])
def test_a_call_that_proves_nothing_is_not_believed(door: Door, secrets: list[str], sent: str | None) -> None:
    for body in (b'{"data": {}, "signature": ""}', b"{}", b""):
        assert door.check(lambda name: sent, body, secrets, now()) is not Checked.GOOD
