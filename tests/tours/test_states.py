"""A tour's life."""

import itertools

import pytest

from marketplace.tours.errors import WrongTourMoment
from marketplace.tours.models import Tour
from marketplace.tours.states import CLAIM_WORDS, NEXT, THEME_WORDS, ClaimKind, SiteTheme, TourState, is_written

ALLOWED = {
    ("draft", "in_review"),
    ("draft", "archived"),
    ("in_review", "published"),
    ("in_review", "draft"),
    ("in_review", "archived"),
    ("published", "archived"),
    ("archived", "draft"),
    ("archived", "published"),
}


def tour_in(state: TourState) -> Tour:
    return Tour(slug="dao", site_id=1, title="Dạo", start="san", author="A", licence="CC0", state=state)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(TourState, TourState)))
def test_every_pair_of_states(before: TourState, after: TourState) -> None:
    tour = tour_in(before)

    if (before.value, after.value) in ALLOWED:
        tour.become(after)
        assert tour.state is after
    else:
        with pytest.raises(WrongTourMoment):
            tour.become(after)
        assert tour.state is before


def test_every_state_kind_and_theme_has_its_words() -> None:
    assert set(NEXT) == set(TourState)
    assert set(CLAIM_WORDS) == set(ClaimKind)
    assert set(THEME_WORDS) == set(SiteTheme)


def test_what_is_told_is_not_written() -> None:
    assert [kind for kind in ClaimKind if not is_written(kind)] == [ClaimKind.UNSAID, ClaimKind.ORAL, ClaimKind.LEGEND]
