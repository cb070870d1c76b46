"""Sweets of Song Phượng: brittle, rolls, chè lam, and the basket that holds them."""

from __future__ import annotations

from tools.drawings.block import (
    CHAM,
    DIEP,
    HOE,
    HOE_DAM,
    HOE_NHAT,
    LA,
    LA_NHAT,
    SON,
    SON_NHAT,
    TRANG,
    Point,
    Shape,
    Sheet,
    along,
    arc,
    moved,
    turned,
)


def peanut(sheet: Sheet, x: float, y: float, size: float, turn: float) -> None:
    """A shelled peanut half, its seam showing."""
    sheet.disc(x, y, size, size * 0.66, pigment=HOE_NHAT, width=5, turn=turn)
    sheet.line(turned([(x - size * 0.55, y), (x + size * 0.5, y)], turn, (x, y)), 3.5)


def peanut_shell(sheet: Sheet, x: float, y: float, size: float, turn: float) -> None:
    """A whole peanut in its netted shell."""
    outline = [
        (-1.5, 0.0),
        (-1.2, -0.62),
        (-0.55, -0.66),
        (0.0, -0.4),
        (0.6, -0.7),
        (1.3, -0.62),
        (1.6, 0.05),
        (1.25, 0.62),
        (0.6, 0.66),
        (0.0, 0.42),
        (-0.6, 0.68),
        (-1.25, 0.6),
    ]
    sheet.thing(turned([(x + px * size, y + py * size) for px, py in outline], turn, (x, y)), HOE_NHAT, 7)
    for px, py in (
        (-1.0, -0.2),
        (-0.6, 0.2),
        (-0.9, 0.3),
        (-0.5, -0.3),
        (0.5, -0.3),
        (0.9, 0.0),
        (0.6, 0.3),
        (1.2, -0.2),
        (1.1, 0.3),
        (-1.2, 0.1),
    ):
        (ex, ey) = turned([(x + px * size, y + py * size)], turn, (x, y))[0]
        sheet.dot(ex, ey, 4)


def slab(sheet: Sheet, x: float, y: float, long: float, deep: float, turn: float, pigment: str) -> Shape:
    """One flat cut piece with a visible edge; gives back its top face."""
    top = turned(
        [
            (x - long / 2, y - deep / 2),
            (x + long / 2, y - deep / 2),
            (x + long / 2, y + deep / 2),
            (x - long / 2, y + deep / 2),
        ],
        turn,
        (x, y),
    )
    sheet.thing(moved(top, 0, 34), HOE_DAM, 8, sharp=True)
    sheet.thing(top, pigment, 8, sharp=True)
    return top


def keo_lac_vung() -> Sheet:
    """Peanut brittle: cut pieces piled on a leaf, the peanuts showing, sesame all over."""
    sheet = Sheet("keo-lac-vung", ground=SON_NHAT)
    sheet.leaf((70, 600), (950, 470), 560, pigment=LA, veins=9)
    for x, y, turn in ((310, 570, -12), (670, 600, 9), (490, 455, -3), (390, 330, 14), (630, 255, -10)):
        top = slab(sheet, x, y, 375, 185, turn, HOE)
        for across, down, spin in (
            (0.14, 0.3, 20),
            (0.36, 0.66, -30),
            (0.52, 0.26, 60),
            (0.7, 0.68, 10),
            (0.88, 0.34, -50),
        ):
            upper, lower = along(top[0], top[1], across), along(top[3], top[2], across)
            px, py = along(upper, lower, down)
            peanut(sheet, px, py, 33, spin + turn)
        for _ in range(20):
            upper, lower = (
                along(top[0], top[1], share := sheet.chance.uniform(0.05, 0.95)),
                along(top[3], top[2], share),
            )
            px, py = along(upper, lower, sheet.chance.uniform(0.1, 0.9))
            sheet.dot(px, py, 4.5, TRANG)
    peanut_shell(sheet, 230, 810, 66, -18)
    peanut_shell(sheet, 470, 842, 60, 12)
    peanut(sheet, 650, 835, 40, 25)
    sheet.seal()
    return sheet


def roll(sheet: Sheet, x: float, y: float, radius: float, long: float) -> None:
    """One sugar roll lying away from us, cut face forward."""
    back: Point = (x + long, y - long * 0.42)
    body = [*arc((x, y), (radius, radius), 65, 245, 10), *arc(back, (radius, radius), 245, 425, 10)]
    sheet.thing(body, TRANG, 8)
    for share in (-0.45, -0.1, 0.25):
        sheet.stroke(
            (x + 40 + radius * 0.35, y + radius * share - 30), (back[0] - 20, back[1] + radius * share + 10), width=3.5
        )
    sheet.disc(x, y, radius, pigment=TRANG, width=8)
    sheet.disc(x, y, radius * 0.66, pigment=HOE, width=6)
    for grain in range(9):
        px, py = turned([(radius * (0.16 if grain % 3 == 0 else 0.44), 0.0)], grain * 40 + sheet.chance.uniform(-8, 8))[
            0
        ]
        sheet.disc(x + px, y + py, 13, 9, pigment=HOE_NHAT, width=4, turn=sheet.chance.uniform(0, 180))


def keo_doi() -> Sheet:
    """Sugar rolls stacked like logs, white outside and peanut within, on red paper."""
    sheet = Sheet("keo-doi", ground=HOE_NHAT)
    sheet.thing([(90, 800), (380, 560), (930, 620), (690, 890)], SON, 8, sharp=True)
    for x, y in ((240, 700), (425, 740), (610, 775), (330, 545), (515, 585), (420, 395)):
        roll(sheet, x, y, 98, 235)
    peanut(sheet, 170, 868, 38, -20)
    peanut(sheet, 275, 893, 34, 40)
    sheet.seal()
    return sheet


def che_lam() -> Sheet:
    """A slab of chè lam with slices cut from it, a root of ginger in front."""
    sheet = Sheet("che-lam", ground=LA_NHAT)
    sheet.leaf((80, 560), (940, 640), 420, pigment=LA, veins=8)
    front: Shape = [(150, 470), (470, 560), (470, 730), (150, 640)]
    sheet.thing([(150, 470), (420, 330), (740, 420), (470, 560)], DIEP, 8, sharp=True)
    sheet.thing([(470, 560), (740, 420), (740, 590), (470, 730)], HOE_DAM, 8, sharp=True)
    sheet.thing(front, HOE, 8, sharp=True)
    for x, y, turn in (
        (215, 540, 20),
        (300, 600, -30),
        (390, 620, 40),
        (260, 620, 80),
        (410, 690, 0),
        (340, 545, 10),
        (195, 615, 60),
    ):
        peanut(sheet, x, y, 25, turn)
    for x, y in ((575, 640), (660, 700), (745, 755)):
        face: Shape = [(x - 95, y - 95), (x + 95, y - 130), (x + 95, y + 40), (x - 95, y + 75)]
        sheet.thing(moved(face, 26, -14), DIEP, 8, sharp=True)
        sheet.thing(face, HOE, 8, sharp=True)
        for px, py, turn in ((-50, -40, 30), (30, -60, -20), (55, -5, 60), (-30, 25, 0)):
            peanut(sheet, x + px, y + py, 24, turn)
    for _ in range(46):
        sheet.dot(sheet.chance.uniform(300, 600), sheet.chance.uniform(400, 470), 3, HOE_DAM)
    sheet.stroke((700, 210), (725, 165), (690, 130), (715, 90), width=6)
    sheet.stroke((770, 215), (795, 170), (760, 135), (785, 95), width=6)
    sheet.thing([(600, 250), (735, 262), (870, 250), (850, 350), (790, 402), (680, 402), (620, 350)], TRANG, 9)
    sheet.thing([(604, 248), (735, 226), (866, 248), (735, 268)], LA, 7)
    sheet.line([(628, 338), (735, 352), (842, 338)], 9, ink=CHAM)
    sheet.line([(640, 362), (735, 376), (830, 362)], 5, ink=CHAM)
    ginger: Shape = [
        (130, 800),
        (175, 755),
        (235, 770),
        (265, 720),
        (310, 705),
        (330, 750),
        (305, 790),
        (360, 800),
        (420, 775),
        (455, 800),
        (440, 850),
        (380, 870),
        (320, 865),
        (300, 905),
        (250, 910),
        (235, 870),
        (180, 875),
        (135, 850),
    ]
    sheet.thing(ginger, HOE_NHAT, 8)
    for x, y in ((190, 800), (220, 840), (275, 760), (290, 850), (350, 830), (405, 820)):
        sheet.stroke((x, y - 18), (x + 9, y), (x + 3, y + 20), width=4)
    sheet.disc(432, 822, 26, 30, pigment=HOE, width=6)
    sheet.seal()
    return sheet


def gio_tet() -> Sheet:
    """A bamboo gift basket with a tall handle, packs of sweets, and a red bow."""
    sheet = Sheet("gio-tet", ground=HOE)
    sheet.cane((215, 560), (250, 290), (500, 145), (750, 290), (785, 560), thick=26, pigment=HOE_NHAT)
    for share in range(9):
        (x, y) = arc((500, 520), (278, 368), 200 + share * 17.5, 200 + share * 17.5, 1)[0]
        sheet.stroke((x - 12, y - 12), (x + 12, y + 10), width=5)
    for x, y, turn, pigment in ((300, 470, -14, SON), (455, 400, -4, TRANG), (620, 410, 8, LA), (735, 480, 16, SON)):
        pack = turned([(x - 85, y - 120), (x + 85, y - 120), (x + 85, y + 130), (x - 85, y + 130)], turn, (x, y))
        sheet.thing(pack, pigment, 8, sharp=True)
        label = turned([(x, y - 75), (x + 50, y - 15), (x, y + 45), (x - 50, y - 15)], turn, (x, y))
        sheet.thing(label, HOE_NHAT if pigment != TRANG else SON, 6, sharp=True)
        middle = turned([(x, y - 15)], turn, (x, y))[0]
        for petal in range(5):
            sheet.disc(
                *turned([(middle[0], middle[1] - 13)], petal * 72, middle)[0],
                8,
                pigment=SON if pigment != TRANG else HOE,
                width=0,
            )
    bowl: Shape = [(170, 560), (500, 590), (830, 560), (800, 700), (740, 850), (500, 885), (260, 850), (200, 700)]
    sheet.thing(bowl, HOE_NHAT, 9)
    sheet.weave(bowl, 150, 850, 610, 900, step=56)
    rim: Shape = [(150, 545), (500, 580), (850, 545), (860, 590), (500, 630), (140, 590)]
    sheet.thing(rim, HOE_DAM, 8)
    for x in range(190, 830, 58):
        sheet.stroke((x, 566), (x + 22, 604), width=4.5)
    bow_left: Shape = [(500, 650), (400, 580), (330, 610), (340, 690), (410, 700)]
    sheet.thing([(490, 670), (430, 790), (470, 780), (500, 820), (525, 690)], SON, 8)
    sheet.thing([(480, 690), (530, 820), (560, 790), (600, 800), (515, 670)], SON, 8)
    sheet.thing(bow_left, SON, 8)
    sheet.thing([(1000 - x, y) for x, y in bow_left], SON, 8)
    sheet.disc(500, 655, 34, 38, pigment=SON, width=8)
    for side in (-1, 1):
        sheet.stroke((500 + side * 45, 650), (500 + side * 110, 632), width=5, ink=DIEP)
    sheet.seal()
    return sheet
