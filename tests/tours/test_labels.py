"""What pins and sources are called for short."""

import pytest

from marketplace.tours.labels import beginning_of
from marketplace.tours.views.telling import host


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("Cửa trời trên sảnh, do giàn sắt nâng đỡ.", "Cửa trời trên sảnh"),
        ("Đèn khí đốt.", "Đèn khí đốt"),
        ("Nội thất phần lớn bằng gang đúc để khó bắt lửa", "Nội thất phần lớn bằng gang đúc…"),
        ("Một.Hai", "Một.Hai"),
        ("", ""),
    ],
)
def test_a_text_is_called_by_its_beginning(text: str, beginning: str) -> None:
    assert beginning_of(text) == beginning
    assert text.startswith(beginning_of(text).rstrip("…"))


def test_a_source_is_called_by_its_host() -> None:
    assert host("https://www.luutru.gov.vn/a?b=c") == "luutru.gov.vn"
    assert host("https://toplist.vn") == "toplist.vn"
