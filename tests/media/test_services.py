"""What strangers upload: refused in words, or kept as pixels and nothing else."""

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin

from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.media import child, storage
from marketplace.media.errors import (
    BrokenPicture,
    NotAPicture,
    PictureRefused,
    PictureTooSmall,
    TooManyPictures,
)
from marketplace.media.models import Picture
from marketplace.media.queries import credited
from marketplace.media.services import pictures as services
from tests.factories import make_picture, make_user

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, GREY = (220, 20, 20), (20, 200, 20), (20, 20, 220), (120, 120, 120)


def drawing(width: int = 640, height: int = 480, *, mode: str = "RGB") -> Image.Image:
    """A grey picture whose upper left quarter is red."""
    picture = Image.new("RGB", (width, height), GREY)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    return picture if mode == "RGB" else picture.convert(mode)


def saved_as(kind: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    """The picture as a file of this kind."""
    out = io.BytesIO()
    (picture or drawing()).save(out, kind, **options)
    return out.getvalue()


def keep(data: bytes, *, name: str = "ảnh.jpg") -> Picture:
    return services.keep_picture(data, name=name, by=SYSTEM)


def decoded(data: bytes, folder: Path) -> Image.Image:
    """What the child makes of it, without starting one. Raises BrokenPicture when it refuses."""
    answer = child.renditions(data, folder)
    if "refused" in answer:
        raise BrokenPicture(name=answer["refused"])
    with Image.open(folder / f"{max(answer['widths'])}.webp", formats=["WEBP"]) as opened:  # type: ignore[call-overload]
        opened.load()
        return opened


def files_of(picture: Picture) -> list[Path]:
    return [storage.folder() / f"{picture.key}-{width}.webp" for width in picture.widths]


def shown(picture: Picture) -> Image.Image:
    """The widest file as it is served."""
    with Image.open(files_of(picture)[-1], formats=["WEBP"]) as opened:
        opened.load()
        return opened


def is_like(pixel: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(found - colour) < 40 for found, colour in zip(pixel, wanted, strict=True))


def corners(picture: Image.Image) -> list[Any]:
    """Upper left, upper right, lower right, lower left."""
    right, bottom = picture.width - 20, picture.height - 20
    return [picture.getpixel(at) for at in ((20, 20), (right, 20), (right, bottom), (20, bottom))]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><script>alert(1)</script></svg>'
FITS = b"SIMPLE  =                    T".ljust(80) + b"BITPIX  =                    8".ljust(80) + b"END".ljust(2720)
NO_PICTURES: dict[str, Callable[[], bytes]] = {
    "text": lambda: b"hello " * 100,
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "svg": lambda: SVG,
    "pdf": lambda: saved_as("PDF"),
    "psd": lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 400, 400, 8, 3) + bytes(400),
    "eps": lambda: saved_as("EPS"),
    "tiff": lambda: saved_as("TIFF"),
    "fits": lambda: FITS,
    "ico": lambda: saved_as("ICO"),
    "gif": lambda: saved_as("GIF"),
    "nothing": lambda: b"",
    "zip": lambda: b"PK\x03\x04" + bytes(100),
}


# L01, L02
@pytest.mark.parametrize("kind", NO_PICTURES)
def test_what_is_no_photo_is_refused_whatever_its_name(tmp_path: Path, kind: str) -> None:
    data = NO_PICTURES[kind]()

    answer = child.renditions(data, tmp_path)

    assert answer == {"refused": "not_a_picture"}
    assert list(tmp_path.iterdir()) == []


# L01
def test_the_refusal_names_the_file_and_what_would_work(session: Any) -> None:
    drawing_with_script = SVG

    with pytest.raises(NotAPicture) as refusal:
        keep(drawing_with_script, name="ảnh chợ.jpg")

    assert refusal.value.status == 415
    assert "“ảnh chợ.jpg” không phải là ảnh" in str(refusal.value)


# L01
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_each_allowed_kind_is_kept_under_the_limits_of_the_child(session: Any, kind: str) -> None:
    picture = keep(saved_as(kind, drawing(1300, 900)))

    assert picture.widths == [320, 640, 1280]
    assert all(path.stat().st_size for path in files_of(picture))
    assert is_like(corners(shown(picture))[0], RED)
    assert is_like(corners(shown(picture))[2], GREY)


# L05
def test_nothing_but_pixels_is_kept_of_a_photo(session: Any) -> None:
    exif = Image.Exif()
    exif[0x010E] = "CANARY-DESCRIPTION"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 8.0, 45.0), 3: "E", 4: (105.0, 38.0, 12.0), 29: "CANARY-GPS"})
    photo = saved_as("JPEG", exif=exif, comment=b"CANARY-COMMENT", xmp=b"<x:xmpmeta>CANARY-XMP</x:xmpmeta>", quality=95)
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 16) + b"\x1c\x02\x78\0\x0bCANARY-IPTC"
    photo = photo[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + photo[2:]
    photo += b"\0\0\0\x18ftypmp42" + b"CANARY-MOTION" * 100
    assert all(word in photo for word in (b"COMMENT", b"XMP", b"IPTC", b"MOTION", b"GPS", b"DESCRIPTION"))

    picture = keep(photo)

    for path in files_of(picture):
        kept = path.read_bytes()
        assert b"CANARY" not in kept
        assert not any(name in kept for name in (b"EXIF", b"Exif", b"XMP ", b"ICCP", b"ftyp", b"8BIM", b"http"))
        with Image.open(path) as opened:
            assert not opened.getexif()
            assert set(opened.info) <= {"loop", "background", "timestamp", "duration"}


# L05
@pytest.mark.parametrize(("orientation", "red_corner"), [(1, 0), (3, 2), (6, 1), (8, 3)])
def test_a_photo_is_kept_upright(session: Any, orientation: int, red_corner: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    picture = keep(saved_as("JPEG", exif=exif))

    assert (picture.height > picture.width) == (orientation in (6, 8))
    found = corners(shown(picture))
    assert [is_like(pixel, RED) for pixel in found] == [number == red_corner for number in range(4)]


# L06
def test_a_rotated_iphone_photo_is_converted_upright(session: Any) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    picture = keep(saved_as("HEIF", drawing(800, 600), exif=exif.tobytes()), name="IMG_0001.HEIC")

    assert (picture.width, picture.height) == (600, 800)
    assert is_like(corners(shown(picture))[1], RED)


# L06
def test_a_heic_of_many_pictures_or_ten_bits_is_one_photo(session: Any) -> None:
    many = pillow_heif.from_pillow(drawing())
    many.add_from_pillow(Image.new("RGB", (640, 480), BLUE))
    out = io.BytesIO()
    many.save(out, primary_index=0)
    deep = pillow_heif.from_bytes(mode="RGB;16", size=(400, 300), data=struct.pack("<3H", 0, 0, 60_000) * 120_000)
    deep_out = io.BytesIO()
    deep.save(deep_out)

    first, second = keep(out.getvalue()), keep(deep_out.getvalue())

    assert is_like(corners(shown(first))[0], RED)
    assert corners(shown(second))[0][2] > 180


# L06
@pytest.mark.parametrize("kind", ["HEIF", "AVIF", "JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.9])
def test_half_a_photo_is_refused(tmp_path: Path, kind: str, part: float) -> None:
    whole = saved_as(kind, Image.effect_noise((600, 450), 90).convert("RGB"))

    with pytest.raises(BrokenPicture):
        decoded(whole[: int(len(whole) * part)], tmp_path)

    assert list(tmp_path.iterdir()) == []


# L06
@pytest.mark.parametrize("at", [4, 28, 60, 120, 200])
def test_a_heic_with_broken_boxes_is_refused_in_words(session: Any, at: int) -> None:
    whole = saved_as("HEIF")
    broken = whole[:at] + b"\xff" * 40 + whole[at + 40 :]

    with pytest.raises(PictureRefused) as refusal:
        keep(broken, name="IMG_0002.HEIC")

    assert "IMG_0002.HEIC" in str(refusal.value)


# L08
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_file_that_is_two_things_keeps_only_its_pixels(session: Any, kind: str) -> None:
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as opened:
        opened.writestr("index.php", "<?php system($_GET['CANARY']); ?>")
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<?php CANARY ?><script>CANARY</script>")
    options: dict[str, Any] = {"pnginfo": words} if kind == "PNG" else {"comment": b"<script>CANARY</script>"}

    picture = keep(saved_as(kind, **options) + pack.getvalue())

    for path in files_of(picture):
        assert not any(word in path.read_bytes() for word in (b"CANARY", b"<?php", b"<script", b"PK\x03\x04"))


# L09
@pytest.mark.parametrize(
    "name",
    ["/etc/../../x\0.jpg", "..\\x\u202egpj.exe\r\nSet-Cookie: x", "x" * 300, "con.jpg", ""],
)
def test_a_hostile_file_name_is_never_used(session: Any, name: str) -> None:
    before = set(storage.folder().rglob("*"))

    picture = keep(saved_as("PNG"), name=name)
    with pytest.raises(NotAPicture) as refusal:
        keep(b"no picture", name=name)

    assert set(storage.folder().rglob("*")) - before == set(files_of(picture))
    assert not any(sign in refusal.value.facts["name"] for sign in "\0\r\n\u202e")  # type: ignore[operator]
    assert 1 <= len(str(refusal.value.facts["name"])) <= 60


def test_a_heavy_photo_becomes_light(session: Any) -> None:
    heavy = saved_as("JPEG", Image.effect_noise((4000, 3000), 80).convert("RGB"), quality=97)
    assert len(heavy) > 12_000_000

    picture = keep(heavy)

    assert picture.widths == [320, 640, 1280]
    assert picture.bytes_kept == sum(path.stat().st_size for path in files_of(picture)) < 2_000_000


@pytest.mark.parametrize("mode", ["CMYK", "L", "LA", "RGBA", "P", "I;16"])
def test_every_kind_of_pixel_comes_out_in_its_colour(tmp_path: Path, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    if mode == "I;16":
        grey = drawing(mode="L")
        picture = Image.frombytes("I;16", grey.size, b"".join(struct.pack("<H", v * 257) for v in grey.tobytes()))
    else:
        picture = drawing(mode=mode)

    found = corners(decoded(saved_as(kind, picture), tmp_path))

    dark = corners(drawing(mode="L").convert("RGB"))[0]
    expected = [RED if mode in ("CMYK", "RGBA", "P") else dark, GREY, GREY, GREY]
    assert [is_like(pixel, want) for pixel, want in zip(found, expected, strict=True)] == [True] * 4


def test_see_through_pixels_stand_on_white(tmp_path: Path) -> None:
    palette = drawing().convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    clear: Any = palette.getpixel((600, 400))

    found = corners(decoded(saved_as("PNG", palette, transparency=clear), tmp_path))

    assert is_like(found[0], RED)
    assert is_like(found[2], (255, 255, 255))


def test_a_tiny_picture_is_refused_with_what_would_work(session: Any) -> None:
    with pytest.raises(PictureTooSmall, match="ít nhất 200 điểm"):
        keep(saved_as("PNG", drawing(199, 900)))


def test_a_child_that_fails_is_a_broken_picture(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHILD_SECONDS", 0.01)

    with pytest.raises(BrokenPicture):
        keep(saved_as("PNG"))


# L03, L04
def test_the_child_limits_itself_before_it_reads_a_byte(tmp_path: Path) -> None:
    program = (
        "import resource as r; from marketplace.media import child; child.main(); "
        "print([r.getrlimit(kind) for kind in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE)])"
    )

    ran = subprocess.run([sys.executable, "-c", program, str(tmp_path)], input=b"", capture_output=True, check=True)

    limits = [(most, most) for most in (child.MEMORY_BYTES, child.CPU_SECONDS, child.FILE_BYTES)]
    assert ran.stdout.decode() == '{"refused": "not_a_picture"}' + f"{limits}\n"
    assert child.MEMORY_BYTES <= 1_500_000_000


# P07
def test_the_child_knows_nothing_of_our_environment(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setenv("MARKETPLACE_SECRET_KEYS", "a secret")
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *words, **rest: (told.update(rest), run(*words, **rest))[1])

    keep(saved_as("PNG"))

    assert set(told["env"]) == {"LC_ALL", "MALLOC_ARENA_MAX"}


# L14
def test_one_person_has_a_limit_of_pictures(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_PICTURES", 1)
    by = Actor(label="Chủ", user_id=make_user().id)
    services.keep_picture(saved_as("PNG"), name="một.png", by=by)

    with pytest.raises(TooManyPictures):
        services.keep_picture(saved_as("PNG"), name="hai.png", by=by)


def test_a_forgotten_picture_leaves_no_file(session: Any) -> None:
    picture = keep(saved_as("PNG"))

    services.forget_picture(picture)
    session.flush()

    assert not any(path.exists() for path in files_of(picture))
    assert session.get(Picture, picture.id) is None


# The page of credits lists what has one; a seller's photo, which has none, once made it fail.
def test_a_picture_without_credit_is_none_that_is_credited(client: FlaskClient, session: Any) -> None:
    make_picture()
    assert credited() == []
    assert client.get("/nguon").status_code == 200
