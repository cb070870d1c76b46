"""Where a thing is, said by the clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.tours.directions import ABOVE, BELOW, BY_HOUR, direction, onward, turn_right

yaws = st.floats(min_value=-180, max_value=180, allow_nan=False)


@pytest.mark.parametrize(
    ("yaw", "hour", "words"),
    [
        (0, 12, "Phía trước"),
        (14, 12, "Phía trước"),
        (-14, 12, "Phía trước"),
        (30, 1, "Phía trước, chếch phải (1 giờ)"),
        (60, 2, "Bên phải (2 giờ)"),
        (90, 3, "Bên phải (3 giờ)"),
        (180, 6, "Phía sau"),
        (-180, 6, "Phía sau"),
        (-90, 9, "Bên trái (9 giờ)"),
        (-30, 11, "Phía trước, chếch trái (11 giờ)"),
    ],
)
def test_the_clock_says_where_to_turn(yaw: float, hour: int, words: str) -> None:
    found = direction(yaw, 0, facing=0)

    assert (found.hour, found.words, found.height) == (hour, words, "")


def test_directions_change_when_the_start_view_changes() -> None:
    before = direction(60, 0, facing=0)
    after = direction(60, 0, facing=150)

    assert before.words == "Bên phải (2 giờ)"
    assert after.words == "Bên trái (9 giờ)"


def test_turning_over_the_seam_is_a_small_turn() -> None:
    assert direction(-175, 0, facing=175).hour == 12
    assert turn_right(-175, facing=175) == 10


@pytest.mark.parametrize(
    ("pitch", "height"), [(60, ABOVE), (35, ABOVE), (34, ""), (-34, ""), (-47.5, BELOW), (90, ABOVE)]
)
def test_what_is_overhead_or_underfoot_is_said(pitch: float, height: str) -> None:
    assert direction(0, pitch, facing=0).height == height


@given(yaw=yaws, facing=yaws)
def test_every_angle_has_an_hour(yaw: float, facing: float) -> None:
    found = direction(yaw, 0, facing=facing)

    assert 1 <= found.hour <= 12
    assert found.words == BY_HOUR[found.hour % 12]
    assert 0 <= turn_right(yaw, facing=facing) < 360


@given(yaw=yaws, facing=yaws, turned=st.integers(min_value=-3, max_value=3))
def test_only_the_difference_counts(yaw: float, facing: float, turned: int) -> None:
    assert direction(yaw, 0, facing=facing).hour == direction(
        yaw + 360 * turned, 0, facing=facing + 360 * turned
    ).hour or (
        # On the very edge of an hour the last bit of a float may fall either way.
        abs((turn_right(yaw, facing=facing) / 30 + 0.5) % 1 - 0.5) > 0.499
    )


@pytest.mark.parametrize(
    ("door", "arrives", "here", "there", "back", "looks"),
    [
        (60, None, 30.0, 100.0, None, -10),  # on by the compass: 90 degrees east in both
        (170, None, 20.0, 0.0, None, -170),
        (60, 15.0, 30.0, 100.0, 80.0, 15),  # the door says it itself
        (60, None, 0.0, 0.0, 80.0, 60),  # a north of 0 is a north
        (60, None, None, 100.0, 80.0, -100),  # no compass: away from the door one came in by
        (60, None, 30.0, None, -170.0, 10),
        (60, None, None, None, 0.0, -180),
        (60, None, None, 100.0, None, 7),  # a way of no return: as the next scene begins
    ],
)
def test_through_a_door_one_keeps_the_direction_where_it_is_known(
    door: float, arrives: float | None, here: float | None, there: float | None, back: float | None, looks: float
) -> None:
    assert onward(door, arrives, here=here, there=there, back=back, otherwise=7.0) == looks
