"""Whether a text tells history: then each such sentence must be a claim, with its kind and source.

What is marked here is what history is told with: years before 2000, centuries, dynasties and reigns, decrees, legends, who
built something when, wars and uprisings. It sees less than a reviewer does, who reads every sentence all the same; what it
sees is no matter of taste.
"""

import re
from typing import Final

from marketplace.text import clean_line

# "khoảng 1500 m" is a way, not a year.
_NO_MEASURE: Final = (
    r"(?!\s*(?:m|mét|km|đồng|đ|₫|người|hộ|bậc|viên|chỗ|metres?|meters?|people|steps|households|seats)\b)(?![.,]\d)"
)
_YEAR: Final = r"1[0-9]{3}" + _NO_MEASURE
_DYNASTIES: Final = r"đinh|tiền lê|hậu lê|lê|lý|trần|hồ|mạc|tây sơn|nguyễn|hùng"
_MARKS: Final = re.compile(
    "|".join(
        (
            rf"\b(?:năm|từ|khoảng|trước|sau|đến|tới|hồi|in|since|from|until|by|before|after|about|around|circa|year|of)\s+{_YEAR}\b",
            rf"[(–-]\s*{_YEAR}\s*[)–-]",
            rf"\b[0-9]{{1,2}}[/.-]{_YEAR}\b",
            r"\bthế k[ỷỉ]\b",
            rf"\b(?:đời|thời|triều(?: đại)?|vua|chúa)\s+(?:nhà\s+)?(?:{_DYNASTIES})\b",
            r"\bniên hiệu\b",
            r"\bsắc phong\b|\bđạo sắc\b",
            r"\btương truyền\b|\btruyền rằng\b|\btruyền thuyết\b|\bsự tích\b|\btheo lời kể\b|\bcác cụ kể\b",
            r"\bngày xưa\b|\bthuở xưa\b|\bxưa kia\b|\bthời xưa\b",
            r"\bkhởi dựng\b|\bkhởi nghĩa\b|\bkháng chiến\b|\bcách mạng tháng tám\b|\bchống (?:pháp|mỹ|nhật|nguyên|thanh|minh)\b",
            r"\b(?:xây dựng|dựng|trùng tu|tôn tạo)\s+(?:lại\s+)?(?:vào\s+|từ\s+)?(?:năm|thời|đời|thế kỷ)\b",
            r"\bcentur(?:y|ies)\b|\bdynast(?:y|ies)\b|\breign(?:ed)?\b|\broyal decrees?\b",
            r"\blegends?\b|\bonce upon\b|\btradition (?:says|has it)\b|\bis said to have\b",
            r"\b(?:was|were) (?:first )?(?:built|rebuilt|founded|erected)\b|\buprising\b|\bresistance war\b",
        )
    ),
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.!?…\n]+(?:[.!?…](?!\s|$)[^.!?…\n]*)*[.!?…]*")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text. A point within a number or a name ends none."""
    return [sentence for found in _SENTENCE.findall(text) if (sentence := clean_line(found))]


def history_in(*texts: str) -> str:
    """The first sentence of these texts that tells history; "" when none does."""
    return next((one for text in texts for one in sentences_of(text) if _MARKS.search(one)), "")
