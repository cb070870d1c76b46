"""Flowers and orchids: bunches, a vase for the altar, pots."""

from __future__ import annotations

from tools.drawings.block import (
    CHAM,
    CHAM_NHAT,
    DIEP,
    HOE,
    HOE_DAM,
    HOE_NHAT,
    LA,
    LA_NHAT,
    SON,
    SON_NHAT,
    SON_TUOI,
    TRANG,
    Point,
    Shape,
    Sheet,
    along,
    arc,
    turned,
)


def hong_do() -> Sheet:
    """A big paper cone of red roses."""
    sheet = Sheet("hong-do-50", ground=CHAM_NHAT)
    for base, tip in (
        ((330, 470), (95, 330)),
        ((670, 470), (905, 330)),
        ((400, 330), (240, 110)),
        ((600, 330), (760, 110)),
        ((500, 300), (500, 75)),
    ):
        sheet.leaf(base, tip, 125, pigment=LA)
    for x, y in (
        (360, 190),
        (500, 160),
        (640, 190),
        (245, 290),
        (385, 300),
        (520, 280),
        (655, 300),
        (775, 300),
        (200, 420),
        (320, 420),
        (450, 410),
        (580, 405),
        (700, 420),
        (810, 425),
    ):
        sheet.rose(x, y, 84, ink=DIEP)
    cone: Shape = [(150, 470), (320, 520), (500, 495), (690, 520), (850, 470), (560, 925), (440, 925)]
    sheet.thing(cone, TRANG, 9, sharp=True)
    sheet.thing([(150, 470), (320, 520), (500, 495), (470, 925), (440, 925)], HOE_NHAT, 8, sharp=True)
    sheet.thing([(365, 735), (640, 725), (610, 790), (395, 800)], SON, 8, sharp=True)
    sheet.thing([(500, 765), (430, 705), (380, 745), (400, 800), (450, 800)], SON, 7)
    sheet.thing([(510, 765), (580, 700), (635, 735), (620, 795), (565, 800)], SON, 7)
    sheet.disc(506, 765, 26, pigment=SON, width=7)
    sheet.seal()
    return sheet


def hoa_cung() -> Sheet:
    """A blue-and-white vase of roses and chrysanthemums beside a bowl of incense."""
    sheet = Sheet("canh-hong-cung", ground=SON)
    sheet.wash([(38, 800), (962, 790), (962, 962), (38, 962)], HOE_DAM)
    sheet.line([(40, 800), (500, 794), (962, 790)], 8)
    for base, tip in (
        ((400, 420), (170, 240)),
        ((400, 420), (660, 200)),
        ((400, 400), (120, 430)),
        ((400, 400), (690, 400)),
        ((400, 380), (420, 80)),
    ):
        sheet.leaf(base, tip, 90, pigment=LA)
    for x, y, radius in ((290, 180, 100), (560, 190, 96), (410, 300, 108)):
        sheet.flower(x, y, radius, pigment=HOE, heart=HOE_DAM, petals=16, slim=0.2, width=5)
    for x, y in ((420, 160), (210, 320), (610, 330), (320, 400), (500, 420)):
        sheet.rose(x, y, 72, pigment=SON_NHAT)
    vase: Shape = [
        (330, 470),
        (410, 485),
        (490, 470),
        (480, 540),
        (560, 640),
        (560, 740),
        (490, 830),
        (410, 842),
        (330, 830),
        (260, 740),
        (260, 640),
        (340, 540),
    ]
    sheet.thing(vase, TRANG, 9)
    sheet.line([(345, 540), (410, 552), (478, 540)], 9, ink=CHAM)
    sheet.line([(290, 805), (410, 825), (530, 805)], 9, ink=CHAM)
    for turn in range(0, 360, 60):
        sheet.line(turned([(410, 690), (440, 660), (410, 625), (380, 660), (410, 690)], turn, (410, 690)), 7, ink=CHAM)
    sheet.disc(410, 690, 16, pigment=CHAM, width=0)
    for x, top in ((735, 420), (775, 380), (815, 430)):
        sheet.cane((775 + (x - 775) * 0.4, 700), (x, top), thick=7, pigment=HOE, width=4)
        sheet.disc(x, top, 9, pigment=SON_TUOI, width=4)
    sheet.stroke((775, 360), (800, 300), (760, 250), (800, 180), (770, 120), width=6, ink=DIEP)
    bowl: Shape = [(665, 690), (775, 705), (885, 690), (865, 790), (820, 835), (730, 835), (685, 790)]
    sheet.thing(bowl, TRANG, 9)
    sheet.line([(690, 755), (775, 772), (860, 755)], 8, ink=CHAM)
    sheet.thing([(680, 684), (775, 668), (870, 684), (775, 704)], HOE_NHAT, 7)
    sheet.seal()
    return sheet


def dong_tien() -> Sheet:
    """A loose bunch of gerberas on their long bare stems, tied once."""
    sheet = Sheet("dong-tien-mix", ground=HOE_NHAT)
    heads: list[tuple[float, float, float, str, str]] = [
        (500, 180, 118, SON, HOE),
        (270, 250, 112, HOE, SON),
        (730, 250, 112, SON_NHAT, HOE),
        (380, 390, 118, SON_NHAT, SON),
        (620, 390, 118, HOE, SON),
        (180, 450, 104, SON, HOE),
        (820, 450, 104, SON, HOE),
        (500, 520, 112, TRANG, HOE),
    ]
    for x, y, *_ in heads:
        sheet.cane(
            (x, y),
            (along((x, y), (500, 700), 0.6)[0], along((x, y), (500, 700), 0.6)[1] + 10),
            (500 + (x - 500) * 0.14, 700),
            (500 - (x - 500) * 0.32, 920),
            thick=13,
            pigment=LA,
            width=4,
        )
    for x, y, radius, pigment, heart in heads:
        sheet.flower(x, y, radius, pigment=pigment, heart=heart, petals=14, slim=0.2, width=5)
    sheet.thing([(430, 690), (500, 705), (572, 690), (575, 745), (500, 760), (428, 745)], SON, 8)
    for y in (708, 726):
        sheet.stroke((440, y), (500, y + 14), (562, y), width=4, ink=DIEP)
    sheet.seal()
    return sheet


def chau_dong_tien() -> Sheet:
    """Gerberas growing in a clay pot, with their toothed leaves."""
    sheet = Sheet("chau-dong-tien", ground=LA_NHAT)
    sheet.wash([(38, 810), (962, 800), (962, 962), (38, 962)], HOE_NHAT)
    for base, tip, wide in (
        ((500, 620), (120, 560), 150),
        ((500, 620), (880, 560), 150),
        ((500, 630), (200, 420), 140),
        ((500, 630), (800, 420), 140),
    ):
        sheet.leaf(base, tip, wide, pigment=LA, bend=20)
    for x, y in ((500, 210), (290, 330), (720, 320)):
        sheet.cane((500 + (x - 500) * 0.2, 640), (500 + (x - 500) * 0.7, 480), (x, y), thick=16, pigment=LA, width=5)
    sheet.cane((480, 640), (420, 560), (400, 480), thick=14, pigment=LA, width=5)
    sheet.thing([(400, 490), (365, 460), (375, 405), (400, 420), (428, 405), (438, 460)], SON_NHAT, 7)
    sheet.leaf((500, 640), (360, 690), 110, pigment=LA)
    sheet.leaf((500, 640), (650, 690), 110, pigment=LA)
    sheet.flower(290, 330, 128, pigment=HOE, heart=SON, petals=14, slim=0.2)
    sheet.flower(720, 320, 128, pigment=SON_NHAT, heart=SON, petals=14, slim=0.2)
    sheet.flower(500, 200, 146, pigment=SON, heart=HOE, petals=15, slim=0.2)
    sheet.thing([(330, 700), (670, 700), (615, 915), (385, 915)], SON_TUOI, 9, sharp=True)
    sheet.thing([(300, 640), (700, 640), (690, 715), (310, 715)], SON_TUOI, 9, sharp=True)
    for x in (400, 470, 540, 610):
        sheet.stroke((x, 770), (x - (x - 505) * 0.08, 860), width=4)
    sheet.seal()
    return sheet


def moth(sheet: Sheet, x: float, y: float, size: float, petal: str, lip: str, turn: float = 0) -> None:
    """One moth-orchid bloom: three sepals behind, two wide petals before, a small lip."""
    for degrees in (-90, 38, 142):
        shape = [(0.1, 0.0), (0.5, -0.32), (0.95, -0.18), (1.05, 0.05), (0.9, 0.22), (0.5, 0.3)]
        sheet.thing(turned([(x + px * size, y + py * size) for px, py in shape], degrees + turn, (x, y)), petal, 5)
    for side in (1, -1):
        wing = [(0.0, 0.05), (0.35, -0.5), (0.85, -0.62), (1.2, -0.3), (1.15, 0.15), (0.7, 0.35), (0.25, 0.25)]
        sheet.thing(turned([(x + side * px * size, y + py * size) for px, py in wing], turn, (x, y)), petal, 6)
        sheet.line(
            turned([(x + side * 0.25 * size, y - 0.05 * size), (x + side * 0.75 * size, y - 0.2 * size)], turn, (x, y)),
            3.5,
        )
    tongue = [(-0.18, 0.0), (0.18, 0.0), (0.28, 0.3), (0.1, 0.55), (0.0, 0.42), (-0.1, 0.55), (-0.28, 0.3)]
    sheet.thing(turned([(x + px * size, y + py * size) for px, py in tongue], turn, (x, y)), lip, 5)
    sheet.dot(x, y - size * 0.02, size * 0.1, HOE)


def spray(sheet: Sheet, stem: list[Point], sizes: list[float], petal: str, lip: str) -> None:
    """An arching stem with blooms on its far part and two buds at the tip."""
    sheet.cane(*stem, thick=12, pigment=LA, width=4)
    tip = stem[-1]
    for dx, dy, bud in ((0, 0, 20), (-34 if tip[0] < 500 else 34, 26, 15)):
        sheet.disc(tip[0] + dx, tip[1] + dy, bud, bud * 1.2, pigment=petal, width=6)
    for i, size in enumerate(sizes):
        share = i / max(1, len(sizes) - 1) * (len(stem) - 2.6)
        first, rest = int(share) + 1, share - int(share)
        x, y = along(stem[first], stem[min(first + 1, len(stem) - 1)], rest)
        moth(sheet, x + (22 if i % 2 else -22), y + 12, size, petal, lip, turn=sheet.chance.uniform(-12, 12))


def strap_leaves(sheet: Sheet, x: float, y: float, size: float = 1) -> None:
    """The thick strap leaves of a moth orchid."""
    for dx, dy, bend in ((-300, -20, -40), (300, -20, 40), (-230, -110, -30), (230, -110, 30)):
        sheet.leaf((x, y), (x + dx * size, y + dy * size), 105 * size, pigment=LA, bend=bend * size, veins=0)


def lan_mot_canh() -> Sheet:
    """A moth orchid with one spray in a clay pot."""
    sheet = Sheet("lan-1-canh", ground=CHAM_NHAT)
    strap_leaves(sheet, 400, 720)
    spray(
        sheet,
        [(400, 720), (370, 520), (380, 330), (480, 200), (640, 180), (780, 260), (850, 400)],
        [96, 98, 96, 92, 84, 76],
        SON_NHAT,
        SON,
    )
    sheet.thing([(270, 720), (530, 720), (500, 925), (300, 925)], SON_TUOI, 9, sharp=True)
    sheet.thing([(250, 700), (550, 700), (545, 755), (255, 755)], SON_TUOI, 9, sharp=True)
    for x in (320, 380, 440):
        sheet.stroke((x, 800), (x + 4, 880), width=4)
    sheet.seal()
    return sheet


def lan_ba_canh() -> Sheet:
    """Three sprays rising from one white pot and falling to both sides."""
    sheet = Sheet("lan-3-canh", ground=CHAM)
    strap_leaves(sheet, 500, 720, 0.92)
    spray(
        sheet,
        [(485, 720), (440, 520), (380, 360), (290, 270), (205, 300), (165, 400), (150, 500)],
        [76, 80, 78, 74, 68, 60],
        SON_NHAT,
        SON,
    )
    spray(
        sheet,
        [(515, 720), (560, 520), (620, 360), (710, 270), (795, 300), (835, 400), (850, 500)],
        [76, 80, 78, 74, 68, 60],
        SON_NHAT,
        SON,
    )
    spray(
        sheet,
        [(500, 720), (498, 580), (490, 430), (480, 300), (500, 190), (550, 120), (610, 92)],
        [78, 82, 82, 78, 70],
        TRANG,
        HOE,
    )
    sheet.thing([(330, 740), (670, 740), (650, 850), (590, 925), (410, 925), (350, 850)], TRANG, 9)
    sheet.thing([(305, 705), (695, 705), (690, 765), (310, 765)], TRANG, 9, sharp=True)
    sheet.line(arc((500, 850), (90, 40), 180, 360), 6, ink=CHAM)
    sheet.line(arc((500, 862), (50, 24), 180, 360), 6, ink=CHAM)
    sheet.seal()
    return sheet
