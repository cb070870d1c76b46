"""Food in bowls, bottles, leaves and jars."""

from __future__ import annotations

import math

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


def bowl(sheet: Sheet, x: float, y: float, wide: float, deep: float) -> None:
    """The front of a blue-rimmed bowl; what is in it is drawn before."""
    sheet.thing(
        [
            (x - wide, y),
            (x, y + deep * 0.16),
            (x + wide, y),
            (x + wide * 0.86, y + deep * 0.55),
            (x + wide * 0.45, y + deep),
            (x - wide * 0.45, y + deep),
            (x - wide * 0.86, y + deep * 0.55),
        ],
        TRANG,
        9,
    )
    sheet.line(
        [(x - wide * 0.96, y + deep * 0.18), (x, y + deep * 0.34), (x + wide * 0.96, y + deep * 0.18)], 9, ink=CHAM
    )
    for share in (-0.55, -0.18, 0.18, 0.55):
        sheet.line(arc((x + wide * share, y + deep * 0.66), (wide * 0.13, deep * 0.12), 180, 360, 6), 6, ink=CHAM)


def bot_san_day() -> Sheet:
    """White lumps of kudzu starch in a bowl, the long root it comes from, and its three-part leaf."""
    sheet = Sheet("bot-san-day", ground=LA_NHAT)
    root: Shape = [
        (95, 205),
        (200, 130),
        (420, 150),
        (640, 125),
        (820, 190),
        (850, 270),
        (800, 345),
        (600, 360),
        (420, 390),
        (220, 350),
        (110, 300),
    ]
    sheet.thing(root, HOE_DAM, 9)
    for x, y in ((200, 220), (330, 200), (470, 230), (600, 190), (280, 310), (430, 330), (560, 300)):
        sheet.stroke((x, y), (x + 30, y + 10), (x + 58, y), width=5)
    for x, y in ((150, 330), (330, 372), (500, 376)):
        sheet.stroke((x, y), (x - 24, y + 36), (x - 8, y + 66), width=5)
    sheet.disc(815, 268, 66, 84, pigment=TRANG, width=8)
    for share in (0.68, 0.36):
        sheet.line(arc((815, 268), (66 * share, 84 * share), 10, 330), 4.5, ink=HOE_DAM)
    for tip in ((120, 640), (60, 500), (200, 470)):
        sheet.leaf((185, 560), tip, 120, pigment=LA, veins=3)
    for x, y, size in (
        (380, 560, 88),
        (520, 520, 96),
        (660, 550, 92),
        (770, 600, 72),
        (450, 610, 92),
        (600, 610, 96),
        (310, 625, 66),
        (700, 640, 78),
    ):
        lump: Shape = []
        for step in range(6):
            angle = math.radians(step * 60 + sheet.chance.uniform(-14, 14))
            lump.append((x + size * math.cos(angle), y + size * 0.8 * math.sin(angle)))
        sheet.thing(lump, TRANG, 8, sharp=True)
        sheet.line([lump[4], (x + 4, y - 4), lump[0]], 5, sharp=True)
        sheet.line([(x + 4, y - 4), lump[2]], 5, sharp=True)
    bowl(sheet, 530, 645, 350, 270)
    sheet.seal()
    return sheet


def chilli(sheet: Sheet, base: Point, tip: Point, wide: float, bend: float) -> None:
    """One red chilli with its green cap."""
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length, dx / length
    shape: Shape = []
    for side in (1, -1):
        edge = [
            (
                along(base, tip, s)[0] + nx * (side * wide / 2 * w + bend * math.sin(math.pi * s)),
                along(base, tip, s)[1] + ny * (side * wide / 2 * w + bend * math.sin(math.pi * s)),
            )
            for s, w in ((0.0, 0.8), (0.2, 1.0), (0.5, 0.82), (0.8, 0.45), (1.0, 0.05))
        ]
        shape += edge if side == 1 else list(reversed(edge))
    sheet.thing(shape, SON_TUOI, 7)
    sheet.line(
        [along(shape[1], shape[8], 0.28), along(shape[2], shape[7], 0.28), along(shape[3], shape[6], 0.3)],
        5,
        ink=SON_NHAT,
    )
    sheet.cane(base, (base[0] - dx * 0.2 + nx * 14, base[1] - dy * 0.2 + ny * 14), thick=14, pigment=LA, width=5)
    sheet.disc(
        base[0], base[1], wide * 0.5, wide * 0.36, pigment=LA, width=6, turn=math.degrees(math.atan2(dy, dx)) + 90
    )


def tuong_ot() -> Sheet:
    """A bottle of chilli sauce with a plain label, chillies and garlic round it."""
    sheet = Sheet("tuong-ot-nha", ground=HOE_NHAT)
    chilli(sheet, (270, 250), (150, 560), 92, 40)
    chilli(sheet, (735, 320), (850, 610), 92, -40)
    bottle: Shape = [
        (430, 215),
        (570, 215),
        (575, 330),
        (640, 420),
        (665, 520),
        (665, 850),
        (625, 915),
        (375, 915),
        (335, 850),
        (335, 520),
        (360, 420),
        (425, 330),
    ]
    sheet.thing(bottle, SON, 10)
    sheet.thing([(410, 105), (590, 105), (595, 225), (405, 225)], LA, 9, sharp=True)
    for x in (445, 480, 515, 550):
        sheet.line([(x, 122), (x, 208)], 5)
    sheet.thing([(332, 545), (500, 565), (668, 545), (668, 800), (500, 820), (332, 800)], TRANG, 8)
    sheet.line([(345, 575), (500, 593), (655, 575)], 7, ink=SON)
    sheet.line([(345, 775), (500, 793), (655, 775)], 7, ink=SON)
    chilli(sheet, (430, 635), (590, 745), 56, -14)
    sheet.line([(385, 440), (372, 520)], 8, ink=SON_NHAT)
    sheet.line([(440, 350), (405, 405)], 8, ink=SON_NHAT)
    chilli(sheet, (100, 770), (400, 885), 84, 26)
    garlic: Shape = [
        (760, 690),
        (775, 740),
        (850, 780),
        (865, 850),
        (815, 895),
        (730, 895),
        (680, 850),
        (695, 780),
        (745, 740),
    ]
    sheet.thing(garlic, TRANG, 8)
    sheet.stroke((765, 745), (735, 815), (750, 890), width=5)
    sheet.stroke((772, 745), (805, 815), (795, 890), width=5)
    sheet.seal()
    return sheet


def mien_dong() -> Sheet:
    """Skeins of canna noodles tied with red string, over a bamboo drying rack."""
    sheet = Sheet("mien-rong", ground=CHAM_NHAT)
    for x in range(90, 940, 70):
        sheet.cane((x, 60), (x + 4, 940), thick=24, pigment=HOE_NHAT, width=5)
    for y in (170, 830):
        sheet.cane((50, y), (500, y + 6), (950, y), thick=34, pigment=HOE_DAM, width=6)
    for x, lean in ((330, -5.0), (680, 4.0)):
        outline: Shape = [
            (x - 140, 130),
            (x, 100),
            (x + 140, 130),
            (x + 130, 330),
            (x + 74, 500),
            (x + 135, 670),
            (x + 150, 870),
            (x + 60, 905),
            (x - 60, 905),
            (x - 150, 870),
            (x - 135, 670),
            (x - 74, 500),
            (x - 130, 330),
        ]
        sheet.thing(turned(outline, lean, (x, 500)), TRANG, 9)
        for step in range(-4, 5):
            share = step / 4.6
            strand: Shape = [
                (x + share * 135, 128 + abs(step) * 3),
                (x + share * 122, 330),
                (x + share * 70, 500),
                (x + share * 128, 670),
                (x + share * 145 + sheet.chance.uniform(-8, 8), 880),
            ]
            sheet.line(turned(strand, lean, (x, 500)), 4.5, ink="#6f6a60" if step % 2 else "#25201a")
        for dx in (-80, 0, 80):
            sheet.line(turned(arc((x + dx, 132), (34, 26), 180, 360, 6), lean, (x, 500)), 6)
        band = turned([(x - 84, 470), (x, 484), (x + 84, 470), (x + 82, 528), (x, 542), (x - 82, 528)], lean, (x, 500))
        sheet.thing(band, SON, 8)
        sheet.cane((x + 60, 520), (x + 120, 560), (x + 100, 610), thick=12, pigment=SON, width=5)
    sheet.seal()
    return sheet


def nem_qua() -> Sheet:
    """A tied banana-leaf parcel, and one open to show the nem, fig leaves beside."""
    sheet = Sheet("nem-phung-qua", ground=SON_NHAT)
    for tip in ((850, 90), (640, 90), (930, 280)):
        sheet.leaf((700, 330), tip, 150, pigment=LA)
    parcel: Shape = [
        (95, 370),
        (180, 235),
        (340, 180),
        (500, 215),
        (610, 340),
        (600, 500),
        (490, 610),
        (320, 640),
        (160, 585),
        (90, 480),
    ]
    sheet.thing(parcel, LA, 10)
    for share in (-0.7, -0.45, -0.2, 0.1, 0.35, 0.6):
        sheet.line(
            [
                (350 + share * 160, 205 + abs(share) * 50),
                (350 + share * 330, 410),
                (350 + share * 220, 605 - abs(share) * 50),
            ],
            4.5,
            ink=LA_NHAT,
        )
    sheet.cane((120, 330), (350, 420), (590, 500), thick=20, pigment=HOE_NHAT)
    sheet.cane((150, 560), (350, 420), (545, 265), thick=20, pigment=HOE_NHAT)
    sheet.cane((345, 186), (360, 420), (330, 632), thick=20, pigment=HOE_NHAT)
    for tip in ((210, 130), (470, 120)):
        sheet.cane((348, 200), ((348 + tip[0]) / 2, 150), tip, thick=15, pigment=HOE_NHAT)
    for base, tip, wide in (
        ((640, 740), (250, 850), 210),
        ((640, 740), (930, 560), 230),
        ((640, 740), (930, 850), 210),
        ((640, 740), (420, 590), 180),
    ):
        sheet.leaf(base, tip, wide, pigment=LA, veins=6)
    sheet.thing(
        [(450, 730), (520, 630), (650, 595), (780, 640), (850, 740), (780, 830), (640, 860), (510, 825)], HOE_NHAT, 9
    )
    for _ in range(64):
        angle, far = sheet.chance.uniform(0, math.tau), math.sqrt(sheet.chance.uniform(0.01, 0.85))
        x, y = 650 + 175 * far * math.cos(angle), 728 + 108 * far * math.sin(angle)
        bend = sheet.chance.uniform(-14, 14)
        sheet.line(
            [(x - 22, y + bend), (x, y - bend * 0.6), (x + 22, y + bend * 0.4)],
            4.5,
            ink=sheet.chance.choice([SON, HOE_DAM, "#25201a"]),
        )
    sheet.seal()
    return sheet


def nem_mam() -> Sheet:
    """From above: a plate of nem ringed with fig leaves, a bowl of dip, chopsticks."""
    sheet = Sheet("nem-set", ground=SON)
    sheet.disc(450, 540, 385, 370, pigment=TRANG, width=10)
    sheet.line(sheet.oval(450, 540, 350, 336, wobble=0.004), 8, closed=True, ink=CHAM)
    for step in range(11):
        degrees = step * 360 / 11 + 8
        base, tip = turned([(560.0, 540.0), (450.0 + 330, 540.0)], degrees, (450, 540))
        sheet.leaf(base, tip, 150, pigment=LA if step % 2 else "#3c7d4a", veins=3)
    sheet.disc(450, 540, 205, 196, pigment=HOE_NHAT, width=9)
    for _ in range(120):
        angle, far = sheet.chance.uniform(0, math.tau), math.sqrt(sheet.chance.uniform(0.01, 0.8))
        x, y = 450 + 196 * far * math.cos(angle), 540 + 186 * far * math.sin(angle)
        lean = sheet.chance.uniform(0, 180)
        strand = turned([(x - 26, y + 6), (x, y - 8), (x + 26, y + 4)], lean, (x, y))
        sheet.line(strand, 4.5, ink=sheet.chance.choice([SON, HOE_DAM, TRANG, "#25201a"]))
    sheet.disc(800, 240, 140, 134, pigment=TRANG, width=9)
    sheet.disc(800, 240, 106, 102, pigment=SON_TUOI, width=7)
    for x, y, turn in ((770, 210, 20), (830, 265, 70), (785, 280, -30), (840, 215, -10)):
        sheet.disc(x, y, 22, 10, pigment=HOE, width=4, turn=turn)
    for shift in (0, 48):
        sheet.cane((790 + shift, 470), (850 + shift, 850), thick=17, pigment=HOE_DAM, width=6)
    sheet.seal()
    return sheet


def block_of_tofu(sheet: Sheet, x: float, y: float, wide: float = 250) -> None:
    """One pressed block, the weave of the cloth on its top."""
    deep, high = wide * 0.36, wide * 0.4
    top: Shape = [(x, y), (x + wide, y + deep * 0.3), (x + wide * 0.62, y + deep), (x - wide * 0.38, y + deep * 0.7)]
    sheet.thing([top[3], top[2], (top[2][0], top[2][1] + high), (top[3][0], top[3][1] + high)], TRANG, 9, sharp=True)
    sheet.thing([top[2], top[1], (top[1][0], top[1][1] + high), (top[2][0], top[2][1] + high)], HOE_NHAT, 9, sharp=True)
    sheet.thing(top, TRANG, 9, sharp=True)
    for share in (0.25, 0.5, 0.75):
        sheet.line([along(top[0], top[1], share), along(top[3], top[2], share)], 3.5, ink=HOE_DAM)
        sheet.line([along(top[0], top[3], share), along(top[1], top[2], share)], 3.5, ink=HOE_DAM)
    for px, py in ((0.1, 0.5), (0.4, 0.7), (0.7, 0.4)):
        sheet.dot(top[3][0] + wide * px, top[3][1] + deep * 0.3 * px + high * py, 4)


def dau_phu() -> Sheet:
    """Fresh tofu on banana leaf, with spring onions and soya beans."""
    sheet = Sheet("dau-phu-mo", ground=CHAM_NHAT)
    sheet.leaf((60, 640), (950, 600), 620, pigment=LA, veins=9)
    for x, y in ((470, 265), (270, 420), (560, 430), (330, 590), (640, 610)):
        block_of_tofu(sheet, x, y, 270)
    for y in (0, 34, 66):
        sheet.cane((80, 180 + y), (260, 120 + y), (420, 150 + y * 0.8), thick=18, pigment=LA_NHAT if y else LA, width=5)
    for x in (70, 64, 72):
        sheet.disc(x + 14, 182 + (x - 64) * 8, 20, pigment=TRANG, width=5)
    for x, y in ((170, 850), (225, 880), (270, 840), (330, 890), (215, 820)):
        sheet.disc(x, y, 27, 23, pigment=HOE, width=6, turn=20)
        sheet.line([(x - 8, y - 3), (x + 8, y - 1)], 4)
    sheet.seal()
    return sheet


def mat_ong() -> Sheet:
    """A jar of honey with a cloth cap, comb behind, and one bee."""
    sheet = Sheet("mat-ong", ground=HOE_NHAT)
    for row in range(6):
        for column in range(5):
            x, y = 100 + column * 128 + (64 if row % 2 else 0), 150 + row * 110
            if x + y < 900:
                cell = [
                    (x + 72 * math.cos(math.radians(a)), y + 72 * math.sin(math.radians(a))) for a in range(30, 390, 60)
                ]
                sheet.thing(cell, HOE if (row + column) % 3 else HOE_DAM, 7, sharp=True)
    jar: Shape = [(330, 400), (700, 400), (770, 480), (775, 840), (720, 920), (310, 920), (255, 840), (260, 480)]
    sheet.thing(jar, TRANG, 10)
    sheet.thing([(285, 520), (515, 540), (748, 520), (748, 830), (700, 892), (330, 892), (283, 830)], HOE, 7)
    sheet.thing([(262, 590), (515, 612), (770, 590), (770, 790), (515, 812), (262, 790)], DIEP, 8)
    sheet.line([(285, 618), (515, 638), (748, 618)], 6, ink=SON)
    sheet.line([(285, 768), (515, 788), (748, 768)], 6, ink=SON)
    for petal in range(8):
        sheet.disc(*turned([(515, 662)], petal * 45, (515, 704))[0], 19, pigment=HOE_DAM, width=4)
    sheet.disc(515, 704, 18, pigment=SON, width=4)
    sheet.thing(
        [
            (340, 250),
            (515, 232),
            (690, 250),
            (720, 345),
            (735, 415),
            (640, 440),
            (515, 428),
            (390, 440),
            (295, 415),
            (310, 345),
        ],
        SON,
        9,
    )
    sheet.cane((316, 372), (515, 392), (716, 372), thick=16, pigment=HOE_NHAT, width=5)
    for x in (390, 470, 560, 640):
        sheet.stroke((x, 268), (x - (515 - x) * 0.08, 352), width=4.5, ink=SON_NHAT)
    for side in (-1, 1):
        sheet.thing(
            turned([(800, 210), (770, 120), (815, 60), (860, 110), (835, 190)], side * 26 + 4, (800, 210)), TRANG, 7
        )
    sheet.disc(800, 225, 105, 66, pigment=HOE, width=9, turn=-14)
    for shift in (-36, 8, 50):
        sheet.line(turned([(800 + shift, 170), (810 + shift, 225), (800 + shift, 280)], -14, (800, 225)), 17)
    sheet.disc(700, 250, 42, pigment=HOE_DAM, width=8)
    sheet.dot(688, 244, 8)
    sheet.stroke((680, 218), (655, 185), width=6)
    sheet.stroke((706, 210), (700, 172), width=6)
    sheet.seal()
    return sheet
