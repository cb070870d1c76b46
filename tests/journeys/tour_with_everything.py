"""A tour with one of everything, made in the running village: python -m tests.journeys.tour_with_everything

Its pictures are drawn: lines every fifteen degrees, and small squares in known directions, so that a test can measure
where on the screen a direction is shown.
"""

import io
import math
import tempfile
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from PIL import Image, ImageChops, ImageDraw

from marketplace import config
from marketplace.accounts.actor import SYSTEM
from marketplace.app import create_app
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.media import panoramas
from marketplace.media.gpano import Placing
from marketplace.media.models import Panorama, Picture, Sound, Video
from marketplace.media.panoramas import View, flat_view
from marketplace.media.services.pictures import keep_picture
from marketplace.shops.models import Product
from marketplace.tours import services
from marketplace.tours.models import Site, Tour
from marketplace.tours.services import NewPin, NewScene, NewTour
from marketplace.tours.states import ClaimKind, HotspotKind, TourState
from tests.journeys.everything import DOTS, LATER, LEANING, PART_TURN, SLUG, THEN, TURN, corners_of

WIDTH: Final = 2048
CREDIT: Final = {"author": "Người thử", "licence": "CC0 1.0"}
CLAIM: Final[dict[str, Any]] = {
    "claim_kind": ClaimKind.DOCUMENT,
    "source_title": "Sổ đình",
    "source_url": "https://www.luutru.example/so",
}
GREY: Final = (96, 104, 112)


def sphere(*, marks: str, leaning: tuple[float, float] = (0.0, 0.0), turn: float = 0.0) -> Image.Image:
    """A full turn of soft colour with lines, and squares of this colour at DOTS: once it is level and turned."""
    picture = Image.new("RGB", (WIDTH, WIDTH // 2), GREY)
    draw = ImageDraw.Draw(picture)
    for step in range(24):
        x, y = step * WIDTH // 24, step * WIDTH // 24
        draw.rectangle((x, 0, x + 2, WIDTH // 2), fill=(60 + 7 * step, 160 - 3 * step, 90))
        draw.rectangle((0, y, WIDTH, y + 2), fill=(170, 150 - 4 * step, 60 + 5 * step))
    for yaw, pitch in DOTS:
        across, down = (yaw / 360 + 0.5) * WIDTH, (0.5 - pitch / 180) * WIDTH / 2
        # As wide as high on the sphere.
        wide = 6 / math.cos(math.radians(pitch))
        draw.rectangle((across - wide, down - 6, across + wide, down + 6), fill=marks)
    picture = ImageChops.offset(picture, -round(turn / 360 * WIDTH), 0)
    if leaning == (0.0, 0.0):
        return picture
    return _leaned(picture, *leaning)


def _leaned(level: Image.Image, pitch: float, roll: float) -> Image.Image:
    """As a camera that leaned took it: turned by these angles, it is the level one again."""
    small = level.resize((1024, 512))
    leaning = Image.new("RGB", small.size)
    read, write = small.load(), leaning.load()
    assert read is not None
    assert write is not None
    tip, turn = math.radians(pitch), math.radians(roll)
    for column in range(1024):
        for row in range(512):
            yaw, up = 2 * math.pi * (column + 0.5) / 1024 - math.pi, math.pi / 2 - math.pi * (row + 0.5) / 512
            left, high, ahead = -math.cos(up) * math.sin(yaw), math.sin(up), math.cos(up) * math.cos(yaw)
            left, high = left * math.cos(turn) - high * math.sin(turn), left * math.sin(turn) + high * math.cos(turn)
            high, ahead = high * math.cos(tip) - ahead * math.sin(tip), high * math.sin(tip) + ahead * math.cos(tip)
            x = int((math.atan2(-left, ahead) / (2 * math.pi) + 0.5) * 1024) % 1024
            y = min(511, int((0.5 - math.asin(max(-1.0, min(1.0, high))) / math.pi) * 512))
            write[column, row] = read[x, y]
    return leaning.resize(level.size)


def _kept(picture: Image.Image, *, alt: str) -> Picture:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return keep_picture(file.getvalue(), name="ve.png", by=SYSTEM, alt=alt, credit=CREDIT)


def _panorama(picture: Image.Image, view: View, folder: Path) -> Panorama:
    source = folder / "sphere.png"
    picture.save(source)
    return services.keep_panorama(source, views=[view], credit=CREDIT)


def _part(picture: Image.Image, view: View, folder: Path) -> Panorama:
    """The middle of the picture only: half a turn wide, and neither sky nor ground."""
    source, home = folder / "part.png", config.current().media_dir / "pano"
    # Twice as large, so that it is wide enough to be cut.
    picture.crop((512, 256, 1536, 768)).resize((2048, 1024)).save(source)
    placing = Placing(4096, 2048, 1024, 512)
    files = panoramas.cut_tiles(source, home, placing=placing)
    panoramas.draw_posters(home / files.key, view=view)
    panorama = Panorama(
        key=files.key, width=files.width, levels=list(files.levels), made_at=now(), credit=CREDIT, part=list(files.part)
    )
    db.session.add(panorama)
    db.session.flush()
    return panorama


def _stop(scene: str, yaw: float, pitch: float, text: str) -> dict[str, Any]:
    return {
        "scene": scene, "yaw": yaw, "pitch": pitch, "hfov": 80.0, "seconds": 3.0, "text": {"vi": text, "en": f"EN {text}"},
        "claim": {"kind": "oral", "source_title": "Cụ Bách kể"},
    }  # fmt: skip


def make(folder: Path) -> None:
    """The tour is published; twice makes one."""
    if db.session.scalar(sa.select(Tour.id).where(Tour.slug == SLUG)):
        return
    start, leaning = View(0, 0, 100), View(20, 5, 90, *LEANING, TURN)
    product = db.session.scalars(sa.select(Product).where(Product.slug == "keo-lac-vung")).one()
    then = _kept(flat_view(sphere(marks="magenta"), THEN, size=(1200, 800)), alt="Ảnh xưa của sân")
    later = _kept(flat_view(sphere(marks="lime"), LATER, size=(1200, 800)), alt="Ảnh sân sau này")
    paper = _kept(Image.linear_gradient("L").resize((1200, 1600)).convert("RGB"), alt="Đạo sắc")
    drawing = _kept(Image.new("RGB", (800, 600), "#ecdfc4"), alt="Bản vẽ làng")
    first = _panorama(sphere(marks="cyan"), start, folder)
    second = _panorama(sphere(marks="yellow", leaning=LEANING, turn=TURN), leaning, folder)
    # Told to look higher, and farther to the right, than there is anything to see.
    edge = View(PART_TURN + 70, 15, 100, turn=PART_TURN)
    third = _part(sphere(marks="red"), edge, folder)
    film = _panorama(sphere(marks="white"), start, folder)
    about: dict[str, Any] = {"name": "thu", "made_at": now(), "credit": CREDIT}
    # Known to the market; their files are served by the tests that play them.
    db.session.add(Sound(key="00ff00ff00ff00ff", seconds=6.0, weights=[1, 1], **about))
    db.session.add(
        Video(
            key="aa00aa00aa00aa00",
            seconds=4.0,
            widths=[1280, 1920],
            weights=[1, 1],
            is_silent=False,
            panorama_id=film.id,
            **about,
        )
    )

    def door(to: str, yaw: float, **more: Any) -> NewPin:
        return NewPin(kind=HotspotKind.DOOR, yaw=yaw, pitch=-12, to=to, label=f"Sang {to}", **more)

    pins = [
        door("sau", 60), door("phan", -60, arrive_yaw=10.0), door("phim", 150),
        NewPin(kind=HotspotKind.INFO, yaw=175, pitch=3, label="Giếng", text="Giếng làng.", **CLAIM),
        NewPin(kind=HotspotKind.THEN, yaw=0, pitch=30, label="Sân năm xưa", text="Sân còn lát đất.",
               more={"pictures": [then.key], "corners": corners_of(THEN, 1200 / 800), "year": "1935"}, **CLAIM),
        NewPin(kind=HotspotKind.AREA, yaw=100, pitch=10, label="Bức chạm", text="Chạm rồng.",
               more={"corners": [{"yaw": 90, "pitch": 0}, {"yaw": 110, "pitch": 0}, {"yaw": 110, "pitch": 20}, {"yaw": 90, "pitch": 20}]}, **CLAIM),
        NewPin(kind=HotspotKind.PHOTO, yaw=-100, pitch=0, label="Đạo sắc", text="Sắc phong năm 1783.",
               more={"pictures": [paper.key]}, **CLAIM),
        NewPin(kind=HotspotKind.SOUND, yaw=-30, pitch=15, label="trống", text="Trống đánh ba hồi. Rồi cờ ra.",
               more={"sound": "00ff00ff00ff00ff", "is_from_there": True}, **CLAIM),
        NewPin(kind=HotspotKind.PRODUCT, yaw=20, pitch=-25, label="Kẹo lạc", product_id=product.id),
        NewPin(kind=HotspotKind.THEN, yaw=8, pitch=40, label="Sân năm sau", text="Sân đã lát gạch.",
               more={"pictures": [later.key], "corners": corners_of(LATER, 1200 / 800), "year": "khoảng 1968"}, **CLAIM),
    ]  # fmt: skip
    site = db.session.scalars(sa.select(Site).order_by(Site.id)).first()
    assert site is not None
    new = NewTour(
        slug=SLUG, title="Chuyến thử có đủ thứ", start="dau", author="Người thử", licence="CC0 1.0",
        scenes=[
            NewScene(slug="dau", title="Sân", panorama_id=first.id, view=start, north=30.0, pins=pins),
            NewScene(slug="sau", title="Vườn nghiêng", panorama_id=second.id, view=leaning, north=100.0,
                     level_pitch=LEANING[0], level_roll=LEANING[1], turn=TURN, pins=[door("dau", -120), NewPin(kind=HotspotKind.SHOP, yaw=30, pitch=-10, shop_id=product.shop_id)]),
            NewScene(slug="phan", title="Một phần", panorama_id=third.id, view=edge, turn=PART_TURN, pins=[door("dau", 30)]),
            NewScene(slug="phim", title="Cảnh động", panorama_id=film.id, view=start, video="aa00aa00aa00aa00",
                     pins=[door("dau", 30)]),
        ],
        walk=[_stop("dau", -40, 5, "Đây là sân. Có trống."), _stop("sau", 90, 0, "Đây là vườn."),
              _stop("dau", 100, 10, "Và đây là bức chạm.")],
        plan={"picture": drawing.key, "points": [{"scene": "dau", "x": 0.3, "y": 0.4}, {"scene": "sau", "x": 0.7, "y": 0.6}]},
    )  # fmt: skip
    tour = services.add_tour(site.id, new)
    tour.state = TourState.PUBLISHED
    db.session.flush()


def main() -> None:
    """In the village that DATABASE_URL and MARKETPLACE_INSTANCE_DIR name."""
    with create_app().app_context(), tempfile.TemporaryDirectory() as folder, transaction():
        make(Path(folder))


if __name__ == "__main__":
    main()
