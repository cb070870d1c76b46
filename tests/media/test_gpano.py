"""What cameras write about their 360° pictures."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.media.gpano import LARGEST_XMP, GPano, Placing, place, read_gpano

DATA = Path(__file__).parents[1] / "data" / "panoramas"
AS_ELEMENTS = (DATA / "cerro-toco-gpano.xmp").read_bytes()
AS_ATTRIBUTES = (DATA / "veste-oberhaus.xmp").read_bytes()


def packet(**fields: str) -> bytes:
    """An XMP packet with these fields as attributes."""
    written = " ".join(f'GPano:{name}="{value}"' for name, value in fields.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" {written}/></rdf:RDF></x:xmpmeta>'
    ).encode()


def test_fields_are_read_as_elements_and_as_attributes() -> None:
    toco, veste = read_gpano(AS_ELEMENTS), read_gpano(AS_ATTRIBUTES)

    assert toco is not None
    assert (toco.cropped_width, toco.heading, toco.pitch, toco.roll) == (5376, 337.5, -1.8, 1.3)
    assert veste is not None
    assert (veste.is_equirectangular, veste.full_width, veste.heading) == (True, 10000, 295)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_that_xmp_may_have_is_read(encoding: str) -> None:
    told = read_gpano(packet(ProjectionType="equirectangular").decode().encode(encoding))

    assert told == GPano(projection="equirectangular")


# L16: what is no plain packet is none; entities and document types are never read.
@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x00\x01\x02",
        b"<x",
        b"<a/>",
        "đ".encode("utf-16"),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + AS_ELEMENTS,
        b'<! DOCTYPE x SYSTEM "file:///etc/passwd">' + AS_ELEMENTS,
        AS_ELEMENTS + b" " * LARGEST_XMP,
        b"<a>" * 40_000,
        b'<?xml version="1.0" encoding="no-such-code"?><a/>',
    ],
)
def test_what_is_no_packet_is_none(packet: bytes) -> None:
    assert read_gpano(packet) is None


@given(st.binary(max_size=400))
def test_no_bytes_make_it_stumble(noise: bytes) -> None:
    read_gpano(noise)
    read_gpano(AS_ELEMENTS[:300] + noise + AS_ELEMENTS[300:])


@pytest.mark.parametrize("value", ["NaN", "inf", "1e400", "12px", "", "0x10", "99999999999", "--1"])
def test_what_is_no_number_is_unknown(value: str) -> None:
    told = read_gpano(packet(ProjectionType="equirectangular", PoseHeadingDegrees=value))

    assert told is not None
    assert told.heading is None


def gpano(full: tuple[int, int], cropped: tuple[int, int], left: int = 0, top: int = 0) -> GPano:
    return GPano(
        projection="equirectangular", full_width=full[0], full_height=full[1], cropped_width=cropped[0],
        cropped_height=cropped[1], left=left, top=top,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "size", "placing"),
    [
        pytest.param(gpano((8192, 4096), (8192, 4096)), (8192, 4096), Placing(8192, 4096, 0, 0), id="full"),
        pytest.param(gpano((5376, 2688), (5376, 2688)), (4096, 2048), Placing(4096, 2048, 0, 0), id="scaled later"),
        pytest.param(
            gpano((10000, 5000), (4000, 2000), 3000, 1500), (2000, 1000), Placing(5000, 2500, 1500, 750), id="part"
        ),
        pytest.param(gpano((5376, 2688), (5376, 2688)), (4096, 1480), None, id="cut later"),
        pytest.param(gpano((4096, 4096), (4096, 4096)), (4096, 4096), None, id="no sphere"),
        pytest.param(gpano((4000, 2000), (4000, 2000), 3000), (4000, 2000), None, id="sticks out"),
        pytest.param(
            gpano((8000, 4000), (2000, 1000), 7000, 1500),
            (2000, 1000),
            Placing(8000, 4000, 3000, 1500),
            id="over the seam",
        ),
        pytest.param(gpano((8000, 4000), (2000, 1000), 9000, 1500), (2000, 1000), None, id="beyond the seam"),
        pytest.param(gpano((4000, 2000), (0, 0)), (4000, 2000), None, id="nothing"),
        pytest.param(GPano(projection="equirectangular"), (4096, 2048), None, id="no sizes"),
    ],
)
def test_where_the_picture_lies_on_the_sphere(told: GPano, size: tuple[int, int], placing: Placing | None) -> None:
    assert place(told, *size) == placing
