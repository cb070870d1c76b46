"""Sprouts, leaves, beans and the red mushroom."""

from __future__ import annotations

import math

from tools.drawings.block import (
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
    moved,
    turned,
)


def sprout(sheet: Sheet, x: float, y: float, turn: float, size: float = 1) -> None:
    """One bean sprout: a split yellow head, a fat white stem, a thin root."""
    stem = turned([(x, y), (x + 10 * size, y + 62 * size), (x - 12 * size, y + 128 * size)], turn, (x, y))
    root = turned(
        [(x - 12 * size, y + 128 * size), (x - 2 * size, y + 165 * size), (x - 22 * size, y + 190 * size)], turn, (x, y)
    )
    sheet.line(root, 5)
    sheet.cane(*stem, thick=20 * size, pigment=TRANG, width=4.5)
    for side in (-1, 1):
        half = [(0.0, 0.0), (side * 26.0, -6.0), (side * 30.0, -30.0), (side * 14.0, -48.0), (side * 2.0, -26.0)]
        sheet.thing(turned([(x + px * size, y + py * size) for px, py in half], turn, (x, y)), HOE, 5)


def gia_do() -> Sheet:
    """A woven basket heaped with sprouts, some fallen beside it."""
    sheet = Sheet("gia-do-sach", ground=LA_NHAT)
    sheet.thing([(140, 640), (210, 470), (350, 330), (500, 285), (650, 330), (790, 470), (860, 640)], DIEP, 8)
    for row, (y, left, right, count) in enumerate(
        ((190, 400, 600, 3), (260, 310, 690, 5), (340, 235, 765, 7), (420, 190, 810, 8), (500, 160, 840, 8))
    ):
        for i in range(count):
            x = left + (right - left) * i / (count - 1) + sheet.chance.uniform(-14, 14)
            sprout(
                sheet,
                x,
                y + sheet.chance.uniform(-14, 14),
                (500 - x) * -0.14 + sheet.chance.uniform(-28, 28),
                0.92 + row * 0.03,
            )
    bowl: Shape = [(130, 610), (500, 650), (870, 610), (835, 740), (730, 850), (500, 880), (270, 850), (165, 740)]
    sheet.thing(bowl, HOE_NHAT, 9)
    sheet.weave(bowl, 90, 910, 665, 900, step=52)
    sheet.thing([(110, 595), (500, 632), (890, 595), (895, 640), (500, 690), (105, 640)], HOE_DAM, 8)
    for x in range(150, 880, 60):
        sheet.stroke(
            (x, 622 + 26 * math.sin((x - 85) / 830 * math.pi)),
            (x + 22, 650 + 26 * math.sin((x - 85) / 830 * math.pi)),
            width=4.5,
        )
    sprout(sheet, 250, 900, 82, 0.85)
    sprout(sheet, 640, 915, -80, 0.85)
    sheet.seal()
    return sheet


def gia_do_goi() -> Sheet:
    """A small parcel of sprouts in banana leaf, open at the top, tied with a strip of bamboo."""
    sheet = Sheet("gia-do-goi", ground=HOE)
    sheet.thing([(230, 470), (300, 330), (500, 250), (700, 330), (780, 470)], DIEP, 8)
    for y, left, right, count in ((150, 400, 600, 3), (215, 330, 670, 5), (290, 285, 715, 6), (360, 250, 760, 7)):
        for i in range(count):
            x = left + (right - left) * i / (count - 1)
            sprout(sheet, x, y + sheet.chance.uniform(-16, 16), (500 - x) * -0.16 + sheet.chance.uniform(-10, 10), 1.15)
    back: Shape = [(190, 430), (330, 455), (500, 465), (680, 455), (820, 430), (760, 880), (500, 905), (250, 880)]
    sheet.thing(back, LA, 9, sharp=True)
    sheet.thing([(190, 430), (330, 455), (560, 905), (500, 905), (250, 880)], "#3c7d4a", 8, sharp=True)
    for i in range(7):
        top = along((200, 440), (330, 465), i / 6)
        foot = along((262, 868), (520, 890), i / 6)
        sheet.line([top, foot], 4, ink=LA_NHAT)
    for i in range(8):
        sheet.line([along((400, 480), (800, 450), i / 7), along((545, 850), (750, 862), i / 7)], 4, ink=LA_NHAT)
    sheet.cane((215, 640), (500, 668), (790, 640), thick=20, pigment=HOE_NHAT)
    sheet.cane((490, 660), (400, 590), (360, 640), (430, 680), (492, 665), thick=13, pigment=HOE_NHAT, width=5)
    sheet.cane((500, 660), (590, 590), (630, 640), (560, 680), (502, 665), thick=13, pigment=HOE_NHAT, width=5)
    sheet.cane((495, 665), (450, 740), (470, 800), thick=13, pigment=HOE_NHAT, width=5)
    sheet.cane((500, 665), (560, 730), (545, 790), thick=13, pigment=HOE_NHAT, width=5)
    sheet.seal()
    return sheet


def cap(sheet: Sheet, x: float, y: float, size: float, turn: float) -> None:
    """A lingzhi cap: a lacquered kidney in rings, pale at the growing edge."""
    for share, pigment in ((1.0, TRANG), (0.9, HOE), (0.76, SON_TUOI), (0.56, SON), (0.32, SON)):
        shape = [
            (-1.0, 0.02),
            (-0.86, -0.36),
            (-0.42, -0.58),
            (0.1, -0.62),
            (0.66, -0.46),
            (1.0, 0.0),
            (0.88, 0.3),
            (0.42, 0.42),
            (0.1, 0.28),
            (-0.3, 0.4),
            (-0.8, 0.3),
        ]
        centre = (x + 0.05 * size, y + 0.18 * size * (1 - share))
        ring = turned(
            [(centre[0] + px * size * share, centre[1] + py * size * share) for px, py in shape], turn, (x, y)
        )
        sheet.thing(ring, pigment, 8 if share == 1 else 5)
    sheet.line(
        turned(arc((x - 0.1 * size, y + 0.02 * size), (0.62 * size, 0.34 * size), 205, 260), turn, (x, y)),
        7,
        ink=SON_NHAT,
    )


def linh_chi() -> Sheet:
    """Two red lingzhi on their dark crooked stems, growing from a log."""
    sheet = Sheet("linh-chi-do", ground=HOE_NHAT)
    sheet.cane((470, 800), (520, 660), (455, 540), (430, 430), thick=66, pigment=SON, width=8)
    sheet.cane((590, 810), (690, 720), (700, 640), thick=48, pigment=SON, width=8)
    sheet.cane((380, 810), (260, 740), (235, 690), thick=42, pigment=SON, width=8)
    for points in (((470, 760), (500, 660), (450, 560)), ((640, 765), (680, 700)), ((340, 785), (265, 725))):
        sheet.stroke(*points, width=5, ink=SON_NHAT)
    cap(sheet, 430, 350, 330, -4)
    cap(sheet, 720, 610, 200, 8)
    cap(sheet, 215, 665, 140, -8)
    log: Shape = [(90, 800), (450, 785), (810, 800), (810, 905), (450, 918), (90, 905)]
    sheet.thing(log, HOE_DAM, 9)
    sheet.disc(800, 852, 40, 54, pigment=HOE, width=7)
    sheet.line(arc((800, 852), (20, 28), 0, 320), 5)
    for y in (830, 860, 885):
        sheet.stroke((150 + y % 50, y), (400, y + 6), (670 - y % 70, y - 2), width=4.5)
    sheet.seal()
    return sheet


def mustard_leaf(sheet: Sheet, base: Point, tip: Point, wide: float) -> None:
    """A mustard leaf: frilled blade on a broad pale rib."""
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    length = math.hypot(dx, dy)
    nx, ny = -dy / length, dx / length
    sides: list[Shape] = []
    for side in (1, -1):
        edge: Shape = []
        for step in range(15):
            share = 0.34 + 0.66 * step / 14
            swell = math.sin(math.pi * ((share - 0.34) / 0.66) ** 0.75) * wide / 2 * (1.1 if step % 2 else 0.9) * side
            edge.append((base[0] + dx * share + nx * swell, base[1] + dy * share + ny * swell))
        sides.append(edge)
    sheet.thing(sides[0] + list(reversed(sides[1]))[1:-1], LA, 7)
    rib = [(base[0] + nx * 22, base[1] + ny * 22), along(base, tip, 0.9), (base[0] - nx * 22, base[1] - ny * 22)]
    sheet.thing([rib[0], along(rib[0], rib[1], 0.5), rib[1], along(rib[2], rib[1], 0.5), rib[2]], LA_NHAT, 6)
    for share in (0.45, 0.56, 0.67, 0.78):
        middle = along(base, tip, share)
        for side in (1, -1):
            sheet.line(
                [
                    (middle[0] + side * nx * 10, middle[1] + side * ny * 10),
                    (middle[0] + dx * 0.09 + side * nx * wide * 0.3, middle[1] + dy * 0.09 + side * ny * wide * 0.3),
                ],
                4,
                ink=LA_NHAT,
            )


def rau_cai() -> Sheet:
    """A tied bunch of mustard greens, stems down."""
    sheet = Sheet("rau-cai", ground=HOE)
    for tip, wide in (
        ((120, 330), 260),
        ((880, 330), 260),
        ((280, 150), 270),
        ((720, 150), 270),
        ((500, 90), 290),
        ((390, 260), 240),
        ((620, 270), 240),
    ):
        mustard_leaf(sheet, (500 + (tip[0] - 500) * 0.12, 720), tip, wide)
    for dx in (-92, -58, -22, 16, 54, 90):
        stem: Shape = [
            (500 + dx * 0.7 - 26, 640),
            (500 + dx * 0.7 + 26, 640),
            (500 + dx * 1.25 + 34, 900),
            (500 + dx * 1.25, 925),
            (500 + dx * 1.25 - 34, 900),
        ]
        sheet.thing(stem, LA_NHAT, 7)
        sheet.stroke((500 + dx * 0.8, 680), (500 + dx * 1.2, 870), width=4)
    sheet.thing([(385, 690), (500, 705), (615, 690), (620, 740), (500, 758), (380, 740)], HOE_NHAT, 8)
    sheet.thing([(590, 700), (690, 640), (720, 665), (610, 735)], HOE_NHAT, 7)
    sheet.seal()
    return sheet


def mung_toi() -> Sheet:
    """A climbing tip of malabar spinach: thick heart leaves, reddish stem, dark berries."""
    sheet = Sheet("mung-toi", ground=SON_NHAT)
    stem: Shape = [(320, 925), (420, 800), (400, 650), (530, 500), (540, 350), (610, 230), (590, 120)]
    sheet.cane(*stem, thick=26, pigment=SON, width=6)

    def heart(x: float, y: float, size: float, turn: float) -> None:
        shape = [
            (0.0, 0.0),
            (-0.3, -0.16),
            (-0.58, 0.1),
            (-0.6, 0.5),
            (-0.34, 0.9),
            (0.0, 1.22),
            (0.34, 0.9),
            (0.6, 0.5),
            (0.58, 0.1),
            (0.3, -0.16),
        ]
        place = [(x + px * size, y + py * size) for px, py in shape]
        sheet.thing(turned(place, turn, (x, y)), LA, 8)
        sheet.line(turned([(x, y + 0.05 * size), (x, y + 1.05 * size)], turn, (x, y)), 5, ink=LA_NHAT)
        for share in (0.2, 0.45, 0.7):
            for side in (1, -1):
                sheet.line(
                    turned(
                        [(x, y + share * size), (x + side * 0.36 * size, y + (share - 0.02 + 0.1) * size)], turn, (x, y)
                    ),
                    4,
                    ink=LA_NHAT,
                )

    for x, y, size, turn in (
        (400, 790, 225, -84),
        (412, 735, 210, 84),
        (430, 600, 225, -92),
        (520, 515, 210, 76),
        (535, 420, 190, -100),
        (575, 330, 165, 92),
        (600, 245, 125, -112),
        (612, 170, 80, 150),
    ):
        sheet.cane((x, y), turned([(x, y + 34)], turn, (x, y))[0], thick=13, pigment=SON, width=5)
        heart(*turned([(x, y + 30)], turn, (x, y))[0], size, turn)
    for x, y in ((340, 872), (372, 848), (322, 832), (560, 425), (588, 408), (572, 448)):
        sheet.disc(x, y, 20, pigment="#4a2338", width=5)
    sheet.seal()
    return sheet


def dau_co_ve() -> Sheet:
    """A handful of green beans laid across a blue-rimmed plate."""
    sheet = Sheet("dau-cove", ground=SON_TUOI)
    sheet.disc(500, 520, 425, 400, pigment=TRANG, width=9)
    sheet.line(sheet.oval(500, 520, 350, 326, wobble=0.004), 8, closed=True, ink="#1f4468")
    sheet.colour(sheet.oval(500, 520, 330, 306), CHAM_NHAT)
    for i in range(11):
        lean = -24 + (i % 3) * 17 + sheet.chance.uniform(-7, 7)
        middle = (490 + (i % 2) * 24, 320 + i * 40)
        sway = sheet.chance.uniform(-50, 50)
        bean: Shape = [
            (-390, -14),
            (-200, -30 + sway * 0.4),
            (0, -27 + sway),
            (200, -30 + sway * 0.4),
            (380, -10),
            (425, 8),
        ]
        bean += [(380, 16), (200, 26 + sway * 0.4), (0, 30 + sway), (-200, 26 + sway * 0.4), (-390, 16)]
        placed = turned(moved([(x * 0.86, y) for x, y in bean], *middle), lean, middle)
        sheet.thing(placed, LA if i % 3 else "#4a8a4f", 7)
        for share in (-0.75, -0.45, -0.15, 0.15, 0.45, 0.75):
            (x, y) = turned([(middle[0] + share * 320, middle[1] + sway * (1 - abs(share)) * 0.9)], lean, middle)[0]
            sheet.line(turned(arc((x, y), (26, 11), 200, 340, 5), lean, (x, y)), 4, ink=LA_NHAT)
        head, neck = turned([(middle[0] - 372, middle[1]), (middle[0] - 335, middle[1])], lean, middle)
        sheet.cane(head, neck, thick=11, pigment=LA_NHAT, width=4)
    sheet.seal()
    return sheet
