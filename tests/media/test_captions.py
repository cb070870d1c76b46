"""Captions: what is read of WebVTT and SubRip, what is refused, and captions made of a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.media import captions
from marketplace.media.captions import (
    MOST_BYTES,
    MOST_CUES,
    BadCaptions,
    CaptionBackwards,
    CaptionsTooLong,
    CaptionTooWordy,
    CaptionWithoutWords,
    Cue,
    captions_from_text,
    read_captions,
    write_captions,
)
from marketplace.text import clean_lines

STORY = (
    "Đình làng dựng năm 1740, cách sông 3.5 km. Ngày hội là mồng mười tháng Giêng! Ai về đây cũng nhớ: "
    "tiếng trống, mùi nhang, và cây đa trước cổng, nơi người làng ngồi đợi nhau mỗi buổi chiều sau khi đi chợ về."
)


def test_webvtt_is_read_with_its_words_alone() -> None:
    told = (
        "\ufeffWEBVTT - tiếng Việt\nKind: captions\n\nNOTE người kể: bà Lan\ncòn sửa\n\nSTYLE\n::cue { color: red }\n\n"
        "mo-dau\n00:01.500 --> 00:04.000 line:0 position:20%\n<v Bà Lan>Đây là <b>đình</b> làng &amp; cây đa\n\n"
        "01:00:05.000 --> 01:00:06.250\nHai dòng\n- vẫn một câu\n"
    )

    assert read_captions(told) == (
        Cue(1_500, 4_000, "Đây là đình làng & cây đa"),
        Cue(3_605_000, 3_606_250, "Hai dòng\n- vẫn một câu"),
    )


def test_subrip_is_read_too() -> None:
    told = "1\r\n00:00:01,000 --> 00:00:02,000\r\nChào bà con\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,500\r\nMời vào\r\n"

    assert read_captions(told) == (Cue(1_000, 2_000, "Chào bà con"), Cue(2_000, 3_500, "Mời vào"))


@pytest.mark.parametrize("nothing", ["", "\n\n", "WEBVTT", "WEBVTT\n\nNOTE chưa viết\n"])
def test_nothing_is_no_cues(nothing: str) -> None:
    assert read_captions(nothing) == ()


# A head that somebody forgot to close is none of the words.
def test_a_time_right_under_the_head_is_a_cue() -> None:
    assert read_captions("WEBVTT\n00:01.000 --> 00:02.000\nChào") == (Cue(1_000, 2_000, "Chào"),)


@pytest.mark.parametrize(
    ("told", "refusal", "line"),
    [
        ("WEBVTT\n\nchỉ có chữ", BadCaptions, 3),
        ("WEBVTT\n\nten\nchữ\n", BadCaptions, 4),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nchữ", BadCaptions, 4),
        ("WEBVTT\n\n00:99.000 --> 00:02.000\nchữ", BadCaptions, 3),
        ("WEBVTT\n\n٠٠:٠١.٠٠٠ --> ٠٠:٠٢.٠٠٠\nchữ", BadCaptions, 3),
        ("00:01.000 --> 00:02.000\nmột\n00:02.000 --> 00:03.000\nhai", BadCaptions, 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nchữ", CaptionBackwards, 3),
        ("00:02.000 --> 00:03.000\nmột\n\n00:01.000 --> 00:04.000\nhai", CaptionBackwards, 4),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", CaptionWithoutWords, 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\u200b", CaptionWithoutWords, 3),
        ("00:01.000 --> 00:02.000\n" + "dài " * 100, CaptionTooWordy, 1),
        ("NOTE " + "x" * MOST_BYTES, CaptionsTooLong, 1),
        ("\n\n".join(["00:01.000 --> 00:02.000\na"] * (MOST_CUES + 1)), CaptionsTooLong, 3 * MOST_CUES + 1),
    ],
)
def test_nonsense_is_refused_with_its_line(told: str, refusal: type[BadCaptions], line: int) -> None:
    with pytest.raises(refusal) as refused:
        read_captions(told)

    assert refused.value.facts["line"] == line
    assert str(line) in str(refused.value)


# L22: marks heaped on a letter, characters that turn text around, lone surrogates, controls.
def test_words_are_cleaned() -> None:
    told = "00:01.000 --> 00:02.000\nđi\u202e\u0301\u0301\u0301\u0301\u0301\u0301\u0301 chợ\ud800\u0007 &#8238;xa"

    text = read_captions(told)[0].text

    assert text == clean_lines(text)
    assert not set(text) & {"\u202e", "\u0007", "\ud800"}


_words = st.text(max_size=80).map(lambda text: "\n".join(line for line in clean_lines(text).split("\n") if line))


@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(1, 60_000), _words.filter(bool)), max_size=20))
def test_what_is_written_is_read_again(told: list[tuple[int, int, str]]) -> None:
    cues: list[Cue] = []
    for step, length, text in told:
        start = (cues[-1].start_ms if cues else 0) + step
        cues.append(Cue(start, start + length, text))

    assert read_captions(write_captions(cues)) == tuple(cues)


# L16: whatever is sent, it is read or refused, and never falls over.
@given(st.text(alphabet=st.characters(), max_size=400) | st.text(alphabet="0123:.,-> \nWEBVTNO<b/&;", max_size=200))
def test_any_text_is_read_or_refused(told: str) -> None:
    try:
        cues = read_captions(told)
    except BadCaptions:
        return
    assert read_captions(write_captions(cues)) == cues


def test_sentences_are_spread_by_their_syllables() -> None:
    cues = captions_from_text(STORY, 20.0)

    assert [cue.text for cue in cues][:2] == [
        "Đình làng dựng năm 1740, cách sông 3.5 km.",
        "Ngày hội là mồng mười tháng Giêng!",
    ]
    assert " ".join(cue.text for cue in cues) == STORY
    assert (cues[0].start_ms, cues[-1].end_ms) == (0, 20_000)
    assert all(before.end_ms == after.start_ms for before, after in pairwise(cues))
    assert max(len(cue.text) for cue in cues) <= captions.LETTERS_AT_ONCE
    # Ten syllables take longer than eight, and a third of the text about a third of the time.
    assert cues[0].end_ms > cues[1].end_ms - cues[1].start_ms


@given(st.text(max_size=300), st.floats(0.0, 900.0))
def test_captions_of_any_text_can_be_written_and_read(text: str, seconds: float) -> None:
    cues = captions_from_text(text, seconds)

    assert all(cue.start_ms < cue.end_ms <= round(seconds * 1000) for cue in cues)
    assert read_captions(write_captions(cues)) == cues
