"""Years as people write them, read in both languages."""

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace.tours.views.years import picture_of, year_read


@pytest.mark.parametrize(
    ("written", "vietnamese", "english"),
    [
        ("1935", "1935", "1935"),
        ("khoảng 1968", "khoảng 1968", "about 1968"),
        ("Chừng năm 1950", "khoảng 1950", "about 1950"),
        ("trước 1945", "trước năm 1945", "before 1945"),
        ("sau năm 1954", "sau năm 1954", "after 1954"),
        ("những năm 1930", "thập niên 1930", "the 1930s"),
        ("năm Tự Đức thứ ba", "năm Tự Đức thứ ba", "năm Tự Đức thứ ba"),
        ("trước Cách mạng tháng Tám", "trước Cách mạng tháng Tám", "trước Cách mạng tháng Tám"),
        ("những năm đầu thế kỷ 20", "những năm đầu thế kỷ 20", "những năm đầu thế kỷ 20"),
        ("unknown", "chưa rõ năm", "year unknown"),
        ("", "", ""),
    ],
)
def test_a_year_is_read_in_both_languages(app: Flask, written: str, vietnamese: str, english: str) -> None:
    with app.test_request_context():
        with force_locale("vi"):
            assert year_read(written) == vietnamese
        with force_locale("en"):
            assert year_read(written) == english


def test_the_caption_of_a_picture_of_then_says_its_year(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert [picture_of(year) for year in ("1935", "khoảng 1968", "")] == [
            "Picture from 1935",
            "Picture, about 1968",
            "",
        ]
