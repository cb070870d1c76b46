"""Kites of Bá Dương Nội and their flutes."""

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
    TRANG,
    Point,
    Shape,
    Sheet,
    along,
    arc,
    turned,
)


def cloud(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A curling cloud, as on old prints."""
    shape: Shape = [
        (-1.5, 0.3),
        (-1.1, -0.1),
        (-0.6, -0.15),
        (-0.2, -0.55),
        (0.35, -0.45),
        (0.6, -0.1),
        (1.1, -0.15),
        (1.5, 0.3),
        (0.6, 0.38),
        (-0.6, 0.38),
    ]
    sheet.thing([(x + px * size, y + py * size) for px, py in shape], TRANG, 7)
    for px in (-0.6, 0.15, 0.8):
        sheet.line(arc((x + px * size, y + 0.12 * size), (0.22 * size, 0.2 * size), 150, 400, 8), 5)


def flute(sheet: Sheet, x: float, y: float, wide: float, thick: float, turn: float = 0) -> None:
    """One kite flute: a bamboo tube with a rounded wooden mouth at each end."""
    about = (x, y)
    tube: Shape = [(x - wide, y - thick), (x + wide, y - thick), (x + wide, y + thick), (x - wide, y + thick)]
    sheet.thing(turned(tube, turn, about), HOE, 8, sharp=True)
    for share in (-0.5, 0.0, 0.5):
        sheet.line(
            turned(
                [(x + wide * share, y - thick), (x + wide * share + thick * 0.18, y), (x + wide * share, y + thick)],
                turn,
                about,
            ),
            5,
        )
    sheet.line(
        turned([(x - wide * 0.8, y - thick * 0.4), (x + wide * 0.8, y - thick * 0.4)], turn, about), 4, ink=HOE_NHAT
    )
    for side in (-1, 1):
        mouth: Shape = [
            (x + side * wide, y - thick * 1.12),
            (x + side * (wide + thick * 0.7), y - thick),
            (x + side * (wide + thick * 1.5), y - thick * 0.45),
        ]
        mouth += [
            (x + side * (wide + thick * 1.62), y),
            (x + side * (wide + thick * 1.5), y + thick * 0.45),
            (x + side * (wide + thick * 0.7), y + thick),
            (x + side * wide, y + thick * 1.12),
        ]
        sheet.thing(turned(mouth, turn, about), SON, 8)
        slot = [
            (x + side * (wide + thick * 0.55), y - thick * 0.62),
            (x + side * (wide + thick * 1.02), y - thick * 0.4),
            (x + side * (wide + thick * 1.02), y + thick * 0.4),
            (x + side * (wide + thick * 0.55), y + thick * 0.62),
        ]
        sheet.thing(turned(slot, turn, about), "#25201a", 4)


def dieu_sao() -> Sheet:
    """A boat-shaped flute kite high over the fields, two flutes on its bow."""
    sheet = Sheet("dieu-sao-1m5", ground=CHAM_NHAT)
    cloud(sheet, 180, 170, 76)
    cloud(sheet, 820, 560, 70)
    sheet.wash([(38, 800), (300, 765), (620, 790), (962, 755), (962, 962), (38, 962)], LA)
    sheet.line([(40, 800), (300, 765), (620, 790), (962, 755)], 8)
    for y, sway in ((830, 12), (870, -10), (912, 10)):
        for x in range(80, 940, 62):
            sheet.line([(x, y + sway), (x + 8, y - 22 + sway), (x + 20, y - 30 + sway)], 5, ink=LA_NHAT)
            sheet.line([(x, y + sway), (x - 8, y - 20 + sway), (x - 18, y - 24 + sway)], 5, ink=LA_NHAT)
    for x, y in ((120, 775), (165, 765), (205, 772)):
        sheet.disc(x, y, 36, 30, pigment=LA, width=6)
    about = (520.0, 400.0)

    def put(points: Shape) -> Shape:
        return turned([(520 + (x - 520) * 0.9, y) for x, y in points], -14, about)

    sheet.line([put([(520, 520)])[0], (560, 700), (520, 850), (470, 905)], 4)
    for rib in (330.0, 710.0):
        sheet.line([put([(rib, 400)])[0], put([(520, 640)])[0]], 4)
    wing: Shape = [(40, 318), (150, 322), (330, 300), (520, 290), (710, 300), (890, 322), (1000, 318)]
    wing += [(900, 430), (720, 505), (520, 525), (320, 505), (140, 430)]
    sheet.thing(put(wing), SON, 10)
    inner: Shape = [(190, 352), (340, 338), (520, 330), (700, 338), (850, 352), (720, 450), (520, 476), (320, 450)]
    sheet.thing(put(inner), HOE, 7)
    sheet.line(put([(52, 322), (280, 392), (520, 404), (760, 392), (988, 322)]), 7)
    for rib in (230.0, 325.0, 420.0, 520.0, 620.0, 715.0, 810.0):
        lean = (rib - 520) * 0.1
        sheet.line(put([(rib - lean, 305), (rib, 400), (rib + lean * 0.4, 500 - abs(rib - 520) * 0.11)]), 4.5)
    mast = put([(520, 545), (520, 120)])
    sheet.cane(mast[0], mast[1], thick=18, pigment=HOE_DAM, width=6)
    for x, y, wide, thick in ((520, 255, 118, 40), (520, 160, 80, 29)):
        placed = put([(float(x), float(y))])[0]
        flute(sheet, placed[0], placed[1], wide, thick, -16)
    for x, y, size in ((300, 660, 1.0), (370, 630, 0.8), (250, 600, 0.7)):
        sheet.line(
            [
                (x - 34 * size, y - 8),
                (x - 12 * size, y - 20 * size),
                (x, y),
                (x + 14 * size, y - 20 * size),
                (x + 36 * size, y - 6),
            ],
            5,
        )
    sheet.seal()
    return sheet


def sao_dieu() -> Sheet:
    """Three flutes on one mast, the deep one lowest, the sound drawn as wind."""
    sheet = Sheet("sao-dieu-bo-3", ground=LA_NHAT)
    sheet.cane((490, 930), (490, 500), (490, 70), thick=30, pigment=HOE_DAM, width=7)
    for y, wide, thick in ((220, 150, 62), (440, 200, 86), (720, 250, 118)):
        flute(sheet, 490, y, wide, thick)
        sheet.thing(
            [(462, y - thick - 14), (518, y - thick - 14), (522, y + thick + 14), (458, y + thick + 14)],
            HOE_NHAT,
            7,
            sharp=True,
        )
        for share in (-0.7, -0.35, 0.0, 0.35, 0.7):
            sheet.line([(462, y + thick * share - 7), (518, y + thick * share + 7)], 5, ink=SON)
    for x, y, side in ((790, 150, 1), (190, 150, -1), (900, 410, 1), (95, 410, -1)):
        for reach in (18, 40, 62):
            sheet.line(
                arc((x - side * 30, y), (reach, reach * 1.25), -38 if side > 0 else 142, 38 if side > 0 else 218, 6),
                7,
                ink=CHAM,
            )
    sheet.seal()
    return sheet


def dieu_giay() -> Sheet:
    """A child's diamond kite in four colours with a long bowed tail and a reel of string."""
    sheet = Sheet("dieu-tre-em", ground=SON_NHAT)
    cloud(sheet, 200, 220, 80)
    cloud(sheet, 240, 560, 58)
    top, right, foot, left, heart = (640.0, 95.0), (890.0, 330.0), (560.0, 640.0), (390.0, 265.0), (632.0, 300.0)
    sheet.line([heart, (480, 560), (330, 740), (215, 830)], 5)
    for shape, pigment in (
        ([top, right, heart], HOE),
        ([right, foot, heart], SON),
        ([foot, left, heart], HOE),
        ([left, top, heart], CHAM),
    ):
        sheet.thing(shape, pigment, 8, sharp=True)
    sheet.cane(top, heart, foot, thick=13, pigment=HOE_NHAT, width=5)
    sheet.cane(left, heart, right, thick=13, pigment=HOE_NHAT, width=5)
    for centre, pigment in (((560.0, 240.0), HOE), ((735.0, 240.0), SON), ((540.0, 420.0), SON), ((690.0, 430.0), HOE)):
        for petal in range(6):
            place = turned([(centre[0], centre[1] - 22)], petal * 60, centre)[0]
            sheet.disc(place[0], place[1], 13, pigment=pigment, width=0)
        sheet.disc(centre[0], centre[1], 11, pigment=TRANG, width=0)
    tail: Shape = [foot, (620, 720), (560, 800), (660, 860), (770, 800), (850, 720), (915, 790)]
    sheet.line(tail, 6)
    bows: list[tuple[Point, float, str]] = [
        ((612, 708), 70, LA),
        ((568, 792), 60, HOE),
        ((655, 858), 0, CHAM),
        ((765, 803), -50, SON),
        ((846, 724), 10, HOE),
    ]
    for place, turn, pigment in bows:
        for side in (-1, 1):
            wing: Shape = [place, (place[0] + side * 52, place[1] - 28), (place[0] + side * 52, place[1] + 28)]
            sheet.thing(turned(wing, turn, place), pigment, 6, sharp=True)
        sheet.disc(place[0], place[1], 10, pigment=DIEP, width=5)
    sheet.cane((95, 790), (330, 900), thick=26, pigment=HOE_DAM, width=7)
    sheet.thing(turned([(130, 810), (300, 810), (300, 895), (130, 895)], 25, (215, 850)), TRANG, 8)
    for share in (0.16, 0.33, 0.5, 0.67, 0.84):
        corners = turned([(130, 812), (300, 812), (290, 893), (140, 893)], 25, (215, 850))
        sheet.line([along(corners[0], corners[1], share), along(corners[3], corners[2], share - 0.1)], 5, ink=SON)
    sheet.seal()
    return sheet
