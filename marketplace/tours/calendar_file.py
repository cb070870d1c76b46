"""A festival as a file for one's own calendar: iCalendar (RFC 5545), all-day events, one for each time it comes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from marketplace.lunar import Span


def calendar_file(
    *, uid: str, title: str, text: str, url: str, place: str, spans: Iterable[Span], stamp: datetime
) -> bytes:
    """The whole file. The end of an all-day event is the day after."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cho Thon//Le hoi//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for span in spans:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{span.first:%Y%m%d}-{_escaped(uid)}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{_day(span.first)}",
            f"DTEND;VALUE=DATE:{_day(span.last + timedelta(days=1))}",
            f"SUMMARY:{_escaped(title)}",
            *([f"DESCRIPTION:{_escaped(text)}"] if text else []),
            *([f"LOCATION:{_escaped(place)}"] if place else []),
            # An address is a value of its own kind: nothing in it is escaped.
            f"URL:{url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) + b"\r\n" for line in lines)


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes, none of which breaks a letter; each further piece begins with a space."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        coded = letter.encode()
        if len(piece) + len(coded) > 75:
            pieces.append(piece)
            piece = b" "
        piece += coded
    return b"\r\n".join([*pieces, piece])
