"""What is known of a site, and what is not; its festivals, its place on the map."""

from datetime import date
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.actor import SYSTEM
from marketplace.lunar import Span
from marketplace.tours import services
from marketplace.tours.calendar_file import folded
from marketplace.tours.errors import BadAddress, ClaimWithoutSource, HalfAPosition, NoSuchDay, SlugTaken
from marketplace.tours.festival_days import by_coming, coming_days, next_days
from marketplace.tours.models import Festival
from marketplace.tours.services import sites
from marketplace.tours.states import Calendar
from marketplace.tours.village_map import MARGIN, WIDTH, lay_out, named
from tests.tours.making import SOURCE, make_site

pytestmark = pytest.mark.usefixtures("session")


def kites(**changed: Any) -> Festival:
    values: dict[str, Any] = {
        "name": "Hội diều", "calendar": Calendar.LUNAR, "month": 3, "first_day": 14, "last_day": 16, "source_url": SOURCE
    }  # fmt: skip
    return services.add_festival(**{**values, **changed})


def test_an_era_wants_a_source() -> None:
    with pytest.raises(ClaimWithoutSource):
        make_site(era="thế kỷ XVII")
    site = make_site(era="thế kỷ XVII", era_source="Bia đình")
    with pytest.raises(ClaimWithoutSource):
        sites.describe_site(site, by=SYSTEM, era_source="")


@pytest.mark.parametrize(
    "known",
    [
        {"latitude": 21.1},
        {"longitude": 105.6, "position_source": "bản đồ"},
        {"latitude": 21.1, "longitude": 105.6},
    ],
)
def test_a_position_is_whole_and_has_a_source(known: dict[str, Any]) -> None:
    with pytest.raises(HalfAPosition):
        make_site(**known)


@pytest.mark.parametrize(
    "days",
    [
        {"month": 13},
        {"first_day": 0},
        {"first_day": 17},
        {"last_day": 31},
        {"month": None},
        {"calendar": Calendar.SOLAR, "month": 2, "first_day": 29, "last_day": 29},
        {"calendar": Calendar.SOLAR, "month": 4, "first_day": 31, "last_day": 31},
    ],
)
def test_a_festival_is_on_days_that_are(days: dict[str, Any]) -> None:
    with pytest.raises(NoSuchDay):
        kites(**days)


def test_a_festival_wants_a_source_and_a_name_of_its_own() -> None:
    with pytest.raises(ClaimWithoutSource):
        kites(source_url="")
    with pytest.raises(BadAddress):
        kites(source_url="javascript:alert(1)")
    kites()
    with pytest.raises(SlugTaken):
        kites()


def test_festivals_come_in_the_order_of_their_days() -> None:
    lunar, solar = kites(), kites(name="Hội làng", calendar=Calendar.SOLAR, month=12, first_day=22, last_day=23)
    unknown = kites(name="Chợ phiên", calendar=Calendar.UNKNOWN)

    coming = by_coming([lunar, unknown, solar], on=date(2026, 11, 23))

    assert [(festival.name, span.first if span else None) for festival, span in coming] == [
        ("Hội làng", date(2026, 12, 22)),
        ("Hội diều", date(2027, 4, 20)),
        ("Chợ phiên", None),
    ]
    assert next_days(solar, on=date(2026, 12, 23)) == Span(date(2026, 12, 22), date(2026, 12, 23))
    assert next_days(solar, on=date(2026, 12, 24)) == Span(date(2027, 12, 22), date(2027, 12, 23))
    assert [span.first.year for span in coming_days(lunar, on=date(2026, 11, 23), times=3)] == [2027, 2028, 2029]


def unfolded(body: bytes) -> list[str]:
    return body.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_calendar_takes_the_file(client: FlaskClient) -> None:
    site = make_site(name="Miếu Diều, Bá Dương Nội; đồng làng")
    kites(name="Hội thả diều sáo; Bá Dương Nội", site_id=site.id, text="Ba ngày, dài.\nXin tới sớm " + "ỷ" * 60)

    answer = client.get("/le-hoi/hoi-tha-dieu-sao-ba-duong-noi.ics")

    assert answer.mimetype == "text/calendar"
    assert answer.data.count(b"\n") == answer.data.count(b"\r\n")
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    lines = unfolded(answer.data)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 5
    assert "SUMMARY:Hội thả diều sáo\\; Bá Dương Nội" in lines
    assert "LOCATION:Miếu Diều\\, Bá Dương Nội\\; đồng làng" in lines
    starts = [line.split(":")[1] for line in lines if line.startswith("DTSTART;VALUE=DATE:")]
    ends = [line.split(":")[1] for line in lines if line.startswith("DTEND;VALUE=DATE:")]
    # An all-day event ends on the day after.
    assert [int(end) - int(start) for start, end in zip(starts, ends, strict=True)] == [3] * 5
    assert len({line for line in lines if line.startswith("UID:")}) == 5
    assert f"URL:http://localhost/di-tich/{site.slug}" in lines
    assert any(line.startswith("DESCRIPTION:Ba ngày\\, dài.\\nXin tới sớm") for line in lines)


def test_a_line_is_never_folded_inside_a_letter() -> None:
    for length in range(60, 90):
        line = "x" * length + "ỷ" * 40
        pieces = folded(line).split(b"\r\n")
        assert all(len(piece) <= 75 and piece.decode() for piece in pieces)
        assert b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])]).decode() == line


def test_no_file_for_a_festival_without_days(client: FlaskClient) -> None:
    kites(name="Chợ phiên", calendar=Calendar.UNKNOWN)

    assert client.get("/le-hoi/cho-phien.ics").status_code == 404
    assert client.get("/le-hoi/khong-co.ics").status_code == 404


class Spot(NamedTuple):
    latitude: float | None = None
    longitude: float | None = None
    map_x: int | None = None
    map_y: int | None = None


def test_coordinates_make_a_measured_map_with_north_up() -> None:
    drawn = lay_out([Spot(21.10, 105.66), Spot(21.08, 105.66), Spot(21.09, 105.70), Spot(map_x=3, map_y=4)])

    assert drawn is not None
    assert drawn.is_measured
    north, south, east, unknown = drawn.dots
    assert unknown is None
    assert north is not None
    assert south is not None
    assert east is not None
    assert north[1] < east[1] < south[1]
    assert north[0] == south[0] < east[0] <= WIDTH - MARGIN + 0.1
    # 0.02° of latitude are 2.2 km; 0.04° of longitude there are 4.2 km.
    per_metre = drawn.scale_length / drawn.scale_metres
    assert (south[1] - north[1]) / per_metre == pytest.approx(2226, rel=0.02)
    assert (east[0] - north[0]) / per_metre == pytest.approx(4155, rel=0.02)


def test_without_coordinates_it_is_a_sketch_that_keeps_the_order() -> None:
    spots = [Spot(map_x=20, map_y=62), Spot(map_x=36, map_y=67), Spot(map_x=80, map_y=39), Spot()]

    drawn = lay_out(spots, also=[(21, 66)])

    assert drawn is not None
    assert not drawn.is_measured
    one, two, three, unknown = drawn.dots
    assert unknown is None
    assert one is not None
    assert two is not None
    assert three is not None
    assert one[0] < two[0] < three[0]
    assert three[1] < one[1] < two[1]
    assert all(0 < x < WIDTH and 0 < y < drawn.height for x, y in (one, two, three))


def test_nothing_to_draw_is_no_map() -> None:
    assert lay_out([]) is None
    assert lay_out([Spot(), Spot(map_x=1, map_y=1)]) is None
    assert lay_out([Spot(21.0, 105.0)]) is None


def test_names_on_the_sketch_keep_out_of_each_others_way() -> None:
    labels = named([("Thôn Thống Nhất", 60, 100), ("Thôn Tháp Thượng", 90, 104)], dots=[(60, 122)], height=300)

    one, two = labels
    assert abs(one.label_y - two.label_y) > 10 or abs(one.label_x - two.label_x) > 90
