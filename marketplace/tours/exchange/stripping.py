"""A picture's file without the notes beside its pixels: not where, when, with what or by whom it was taken.

Pixels and their colour profile stay as they are, byte for byte; of the notes only Google's panorama fields are written
anew (how the picture lies on the sphere, which way it looks), and how the camera was held, without which the pixels lie
on their side. Sources: ITU-T T.81 annex B, PNG 3rd edition, RFC 9649, EXIF 2.3.
"""

import binascii
import struct
from collections.abc import Iterator
from typing import Final

from marketplace.media.gpano import GPano, read_gpano
from marketplace.media.pixels import orientation_in

_XMP_JPEG: Final = b"http://ns.adobe.com/xap/1.0/\x00"
_XMP_PNG: Final = b"XML:com.adobe.xmp\x00\x00\x00\x00\x00"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"cICP")
)
_WEBP_KEPT: Final = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
_HAS_PROFILE_OR_ALPHA: Final = 0x20 | 0x10
_HAS_EXIF, _HAS_XMP = 0x08, 0x04
_EXIF: Final = b"Exif\x00\x00"
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_FIELDS: Final = (
    ("FullPanoWidthPixels", "full_width"), ("FullPanoHeightPixels", "full_height"),
    ("CroppedAreaImageWidthPixels", "cropped_width"), ("CroppedAreaImageHeightPixels", "cropped_height"),
    ("CroppedAreaLeftPixels", "left"), ("CroppedAreaTopPixels", "top"), ("PoseHeadingDegrees", "heading"),
    ("PosePitchDegrees", "pitch"), ("PoseRollDegrees", "roll"), ("InitialViewHeadingDegrees", "view_heading"),
    ("InitialViewPitchDegrees", "view_pitch"), ("InitialHorizontalFOVDegrees", "view_hfov"),
)  # fmt: skip


class CannotStrip(Exception):
    """The file is not laid out as its kind is: it must be written anew from its pixels."""


def kind_of(data: bytes) -> str:
    """jpg, png or webp, by content. Raises CannotStrip."""
    if data[:3] == b"\xff\xd8\xff":
        return "jpg"
    if data[:8] == _PNG:
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    raise CannotStrip


def stripped(data: bytes) -> bytes:
    """The same picture without its notes, and without anything behind its end. Raises CannotStrip."""
    try:
        return {"jpg": _jpeg, "png": _png, "webp": _webp}[kind_of(data)](data)
    except (IndexError, struct.error, ValueError):
        raise CannotStrip from None


def _jpeg(data: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    notes = held = b""
    for marker, piece in _segments(data):
        if marker == _APP1 and piece[4:].startswith(_XMP_JPEG):
            notes = notes or _xmp(read_gpano(piece[4 + len(_XMP_JPEG) :]))
        elif marker == _APP1 and piece[4:].startswith(_EXIF):
            held = held or _held(piece[4:])
        elif _is_needed(marker, piece):
            kept.append(piece)
    for body in (notes and _XMP_JPEG + notes, held and _EXIF + held):
        if body:
            kept.insert(1, b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    return b"".join(kept)


def _is_needed(marker: int, piece: bytes) -> bool:
    """Whether the pixels are not the same without this: no note of a camera or program."""
    if not _APP0 <= marker <= _APP15:
        return marker != _COM
    return (
        (marker == _APP0 and piece[4:9] == b"JFIF\x00")
        or (marker == _APP2 and piece[4:16] == b"ICC_PROFILE\x00")
        or (marker == _APP14 and piece[4:9] == b"Adobe")
    )


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment from behind the first to the end of the picture; scans with their data."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise CannotStrip
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            yield marker, b"\xff\xd9"
            return
        if marker in (0x00, 0x01, _SOI) or 0xD0 <= marker <= 0xD7:
            raise CannotStrip
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end >= len(data):
            raise CannotStrip
        if marker == _SOS:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands: neither a stuffed zero nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise CannotStrip
        follows = data[at + 1]
        if follows != 0x00 and not 0xD0 <= follows <= 0xD7 and follows != 0xFF:
            return at
        at += 1 if follows == 0xFF else 2


def _png(data: bytes) -> bytes:
    kept, notes, held, at = [_PNG], b"", b"", 8
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        piece = data[at : at + 12 + length]
        if len(piece) != 12 + length:
            raise CannotStrip
        if kind == b"iTXt" and piece[8:].startswith(_XMP_PNG):
            notes = notes or _xmp(read_gpano(piece[8 + len(_XMP_PNG) : -4]))
        elif kind == b"eXIf":
            held = held or _held(piece[8:-4])
        elif kind in _PNG_KEPT:
            kept.append(piece)
        at += 12 + length
        if kind == b"IEND":
            break
    for name, body in ((b"iTXt", notes and _XMP_PNG + notes), (b"eXIf", held)):
        if body:
            kept.insert(2, _png_chunk(name, body))
    return b"".join(kept)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", binascii.crc32(kind + body))


def _webp(data: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", data, 4)
    end, at = min(8 + size, len(data)), 12
    kept: list[bytes] = []
    extended = notes = held = b""
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) != length or kind in (b"ANIM", b"ANMF"):
            raise CannotStrip
        if kind == b"VP8X":
            extended = body
        elif kind == b"XMP ":
            notes = notes or _xmp(read_gpano(body))
        elif kind == b"EXIF":
            held = held or _held(body)
        elif kind in _WEBP_KEPT:
            kept.append(_riff(kind, body))
        at += 8 + length + length % 2
    if not any(piece[:4] in (b"VP8 ", b"VP8L") for piece in kept):
        raise CannotStrip
    if extended:
        flags = (extended[0] & _HAS_PROFILE_OR_ALPHA) | (_HAS_EXIF if held else 0) | (_HAS_XMP if notes else 0)
        kept.insert(0, _riff(b"VP8X", bytes([flags]) + extended[1:]))
        kept += [_riff(name, body) for name, body in ((b"EXIF", held), (b"XMP ", notes)) if body]
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def _riff(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def _held(exif: bytes) -> bytes:
    """Notes of our own that say how the camera was held and nothing else; empty when it was held upright."""
    orientation = orientation_in(exif)
    # A little-endian TIFF of one field: tag 0x0112, one SHORT.
    return b"" if orientation is None else b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def _xmp(told: GPano | None) -> bytes:
    """Only the panorama fields, as numbers of our own writing."""
    if told is None or not told.is_equirectangular:
        return b""
    fields = [f'GPano:{name}="{getattr(told, own):.10g}"' for name, own in _FIELDS if getattr(told, own) is not None]
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" '
        f'GPano:ProjectionType="equirectangular" {" ".join(fields)}/></rdf:RDF></x:xmpmeta>'
    ).encode()
