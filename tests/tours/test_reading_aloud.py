"""How long a text takes to read, and its captions."""

import itertools

import pytest

from marketplace.tours.reading_aloud import LONGEST_CAPTION, SHORTEST_MS, cues_from_text, length_ms

STORY = (
    "Đây là cổng làng. Người ta kể ngày trước cổng làng sáng mở cho người và trâu bò ra đồng, tối về hết thì đóng lại; "
    "ai về muộn phải gọi tuần đinh. Ao sen ở bên trái…"
)


def test_captions_hold_every_word_and_fill_the_length() -> None:
    cues = cues_from_text(STORY, length=20_000)

    assert " ".join(text for _, _, text in cues) == STORY
    assert (cues[0][0], cues[-1][1]) == (0, 20_000)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(cues))
    assert all(start < end for start, end, _ in cues)


def test_a_caption_fits_on_two_lines_of_a_phone() -> None:
    cues = cues_from_text("một hai ba bốn năm " * 30, length=60_000)

    assert all(len(text) <= LONGEST_CAPTION for _, _, text in cues)


@pytest.mark.parametrize("text", ["Đúng", "…", "x" * 300, "A.B.C", "Năm 1945: làng có 3.000 người"])
def test_odd_texts_lose_nothing(text: str) -> None:
    cues = cues_from_text(text, length=3000)

    assert "".join(told for _, _, told in cues).replace(" ", "") == text.replace(" ", "")


def test_a_longer_text_stays_longer() -> None:
    assert length_ms("") == SHORTEST_MS
    assert length_ms("a" * 150) == 11_500
