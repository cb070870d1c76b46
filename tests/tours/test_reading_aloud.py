"""How long a text stays, and its captions."""

from marketplace.tours.reading_aloud import SHORTEST, cues_of, seconds_to_read

STORY = "Đây là cổng làng. Người ta kể ngày trước cổng làng sáng mở cho người và trâu bò ra đồng."
OWN = "WEBVTT\n\n00:00.000 --> 00:02.000\nĐây là cổng làng."


def test_captions_of_their_own_come_first() -> None:
    assert [tuple(cue) for cue in cues_of(OWN, STORY, seconds=9)] == [(0, 2000, "Đây là cổng làng.")]


def test_without_captions_the_sentences_fill_the_length() -> None:
    cues = cues_of("", STORY, seconds=9)

    assert " ".join(cue.text for cue in cues) == STORY
    assert cues[0].start_ms == 0
    assert cues[-1].end_ms <= 9000


def test_captions_that_cannot_be_read_are_none() -> None:
    assert cues_of("nonsense", STORY, seconds=9) == cues_of("", STORY, seconds=9)


def test_a_longer_text_stays_longer() -> None:
    assert seconds_to_read("") == SHORTEST
    assert seconds_to_read("a" * 150) == 11.5
