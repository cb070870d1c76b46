"""Whether a text tells history: then each such sentence must be a claim, with its kind and source.

What is marked here is what history is told with: years before 2000, centuries, dynasties and reigns, decrees, legends, wars
and uprisings. It sees less than a reviewer does, who reads every sentence all the same; what it
sees is no matter of taste.
"""

import re
from typing import Final

from marketplace.text import clean_line

# "khoảng 1500 m" is a way and "about 1500 visitors" a crowd, no year.
_NO_COUNT: Final = (
    r"(?!\s*(?:m|m2|m²|mét|km|kg|ha|đồng|đ|₫|người|khách|lượt|hộ|bậc|bước|viên|chỗ|cây|ngôi|từ|chữ|vé|suất|phần|bông|con|cái|lần"
    r"|metres?|meters?|people|persons|visitors|steps|households|seats|trees|words|pieces|times|stairs)\b)(?![.,]\d)"
)
_YEAR: Final = r"1[0-9]{3}" + _NO_COUNT
# "Open from 1000 to 1700" tells hours.
_NO_HOUR: Final = r"(?!1[0-9](?:00|30)\b)"
_DYNASTIES: Final = r"đinh|tiền lê|hậu lê|lê|lý|trần|hồ|mạc|tây sơn|nguyễn|hùng"
# A street, a school, a monument or a temple has its name from history; who names it tells none.
_NO_NAME: Final = "".join(
    rf"(?<!{word} )"
    for word in (
        "đường", "phố", "ngõ", "chợ", "cầu", "trường", "tượng đài", "đài", "đài tưởng niệm", "bảo tàng", "nhà", "đền", "đền thờ",
        "miếu", "lăng", "tượng", "công viên", "quảng trường", "to the", "of the", "the",
    )
)  # fmt: skip
_MARKS: Final = re.compile(
    "|".join(
        (
            rf"\b(?:năm|khoảng|hồi|in|since|about|around|circa|year)\s+{_YEAR}\b",
            rf"\b(?:từ|trước|sau|đến|tới|from|until|by|before|after|of)\s+{_NO_HOUR}{_YEAR}\b",
            rf"[(–-]\s*{_NO_HOUR}{_YEAR}\s*[)–-]",
            rf"\b[0-9]{{1,2}}[/.-]{_YEAR}\b",
            r"\bthế k[ỷỉ]\b",
            rf"\b(?:đời|thời|triều(?: đại)?)\s+(?:nhà\s+|vua\s+|chúa\s+)?(?:{_DYNASTIES})\b",
            rf"{_NO_NAME}\b(?:vua|chúa)\s+(?:{_DYNASTIES})\b",
            r"\bniên hiệu\b",
            r"\bsắc phong\b|\bđạo sắc\b",
            r"\btương truyền\b|\btruyền rằng\b|\btruyền thuyết\b|\bsự tích\b|\btheo lời kể\b|\bcác cụ kể\b",
            r"\bngày xưa\b|\bthuở xưa\b|\bxưa kia\b|\bthời xưa\b",
            rf"\bkhởi dựng\b|{_NO_NAME}\b(?:khởi nghĩa|kháng chiến|cách mạng tháng tám|chống (?:pháp|mỹ|nhật|nguyên|thanh|minh))\b",
            r"\bcentur(?:y|ies)\b(?!-old)|\bdynast(?:y|ies)\b|\breign(?:ed)?\b|\broyal decrees?\b",
            r"\blegend (?:has|says|tells)\b|\baccording to legend\b|\bonce upon\b|\btradition (?:says|has it)\b|\bis said to have\b",
            rf"{_NO_NAME}\b(?:uprising|resistance war)\b",
        )
    ),
    re.IGNORECASE,
)
MOST_QUOTED: Final = 120
_SENTENCE: Final = re.compile(r"[^.!?…\n]+(?:[.!?…](?!\s|$)[^.!?…\n]*)*[.!?…]*")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text. A point within a number or a name ends none."""
    return [sentence for found in _SENTENCE.findall(text) if (sentence := clean_line(found))]


def history_in(*texts: str) -> str:
    """The first sentence of these texts that tells history, as much of it as an answer quotes; "" when none does."""
    return next((one for text in texts for one in sentences_of(text) if _MARKS.search(one)), "")[:MOST_QUOTED]
