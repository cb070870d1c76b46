"""The village itself: market morning, a stall, an empty basket."""

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
    MUC,
    SON,
    SON_NHAT,
    SON_TUOI,
    Shape,
    Sheet,
    along,
    arc,
    mirrored,
    turned,
)
from tools.drawings.craft import cloud


def tiles(sheet: Sheet, left: float, right: float, top: float, foot: float, lean: float) -> None:
    """A tiled roof with upturned corners."""
    roof: Shape = [
        (left + lean, top),
        (right - lean, top),
        (right + 24, foot - 26),
        (right - 8, foot),
        (left + 8, foot),
        (left - 24, foot - 26),
    ]
    sheet.thing(roof, SON, 8, sharp=True)
    rows = int((foot - top) / 22)
    for row in range(1, rows):
        y = top + (foot - top) * row / rows
        inset = lean * (1 - row / rows)
        x = left + inset + 14
        while x < right - inset - 14:
            sheet.line(arc((x, y - 4), (9, 9), 0, 180, 4), 3.5, ink=SON_NHAT)
            x += 26


def villager(sheet: Sheet, x: float, y: float, size: float, dress: str, *, hat: bool = True, face: int = 1) -> None:
    """A standing figure in a conical hat; the feet are at (x, y)."""

    def put(shape: Shape) -> Shape:
        return [(x + face * px * size, y + py * size) for px, py in shape]

    sheet.thing(put([(-26, -78), (26, -78), (30, -6), (4, -6), (0, -50), (-4, -6), (-30, -6)]), "#3a332a", 6)
    sheet.thing(put([(-30, -165), (30, -165), (44, -70), (0, -60), (-44, -70)]), dress, 6)
    sheet.thing(put([(20, -158), (60, -118), (88, -128), (92, -114), (58, -96), (22, -122)]), dress, 6)
    sheet.thing(put([(-20, -205), (20, -205), (22, -175), (0, -160), (-22, -175)]), SON_NHAT, 6)
    if hat:
        sheet.thing(put([(0, -262), (66, -200), (0, -190), (-66, -200)]), HOE_NHAT, 6, sharp=True)
        for share in (0.35, 0.65):
            sheet.line(
                put([(-66 * share, -262 + 62 * share), (0, -258 + 68 * share), (66 * share, -262 + 62 * share)]), 3
            )
    else:
        sheet.thing(put([(-25, -190), (-22, -216), (0, -226), (22, -214), (23, -202), (0, -206), (-16, -200)]), MUC, 4)
    for side in (-6, 12):
        sheet.dot(x + face * side * size, y - 186 * size, 3.2 * size)
    sheet.line(put([(-3, -174), (4, -171), (10, -174)]), 3, ink=SON)


def pole_baskets(sheet: Sheet, x: float, y: float, size: float, load: str) -> None:
    """A carrying-pole over the shoulder, a full basket at either end; (x, y) is the shoulder."""
    sheet.cane(
        (x - 150 * size, y + 14 * size),
        (x, y - 10 * size),
        (x + 150 * size, y + 14 * size),
        thick=9 * size,
        pigment=HOE_DAM,
        width=4,
    )
    for side in (-1, 1):
        hang = x + side * 142 * size
        for reach in (-44, 44):
            sheet.line([(hang, y + 12 * size), (hang + reach * size, y + 92 * size)], 3.5)
        for bump in (-28, 0, 28):
            sheet.disc(hang + bump * size, y + (84 if bump else 74) * size, 22 * size, pigment=load, width=5)
        basket: Shape = [
            (hang - 56 * size, y + 90 * size),
            (hang + 56 * size, y + 90 * size),
            (hang + 40 * size, y + 140 * size),
            (hang - 40 * size, y + 140 * size),
        ]
        sheet.thing(basket, HOE_NHAT, 6)
        for row in (104, 120):
            sheet.line(
                [(hang - 46 * size, y + row * size), (hang, y + (row + 7) * size), (hang + 46 * size, y + row * size)],
                3,
            )


def hen(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A hen pecking, her feet at (x, y)."""

    def put(shape: Shape) -> Shape:
        return [(x + px * size, y + py * size) for px, py in shape]

    sheet.line(put([(-4, -20), (-6, 0), (-18, 2)]), 5)
    sheet.line(put([(12, -20), (12, 0), (0, 2)]), 5)
    sheet.thing(
        put(
            [
                (70, -84),
                (52, -50),
                (30, -22),
                (-14, -20),
                (-40, -38),
                (-52, -60),
                (-60, -80),
                (-46, -92),
                (-32, -80),
                (-14, -60),
                (22, -62),
                (44, -92),
            ]
        ),
        SON_TUOI,
        6,
    )
    sheet.thing(put([(-6, -48), (22, -54), (34, -40), (16, -28), (-6, -34)]), HOE, 5)
    sheet.thing(put([(-58, -92), (-52, -106), (-44, -94), (-36, -102), (-34, -88), (-46, -86)]), SON, 4)
    sheet.thing(put([(-60, -82), (-76, -74), (-58, -72)]), HOE, 4, sharp=True)
    sheet.dot(x - 50 * size, y - 82 * size, 3.5)


def phien_cho() -> Sheet:
    """A long print of market morning: banyan, gate, sellers with their poles, a kite over the fields."""
    sheet = Sheet("phien-cho", width=1600, height=640, ground=HOE_NHAT)
    sheet.disc(1150, 150, 84, pigment=SON_TUOI, width=0)
    cloud(sheet, 900, 110, 62)
    cloud(sheet, 1090, 190, 44)
    sheet.wash([(36, 400), (420, 372), (800, 396), (1200, 366), (1564, 388), (1564, 604), (36, 604)], LA_NHAT)
    sheet.line([(38, 400), (420, 372), (800, 396), (1200, 366), (1562, 388)], 6)
    for row, y in enumerate((408, 432)):
        for x in range(700 + row * 16, 1540, 46):
            sheet.line([(x, y), (x + 5, y - 14), (x + 13, y - 19)], 4, ink=LA)
            sheet.line([(x, y), (x - 5, y - 13), (x - 12, y - 16)], 4, ink=LA)
    river: Shape = [
        (700, 478),
        (850, 462),
        (1000, 458),
        (1160, 470),
        (1300, 474),
        (1440, 464),
        (1562, 462),
        (1562, 500),
        (1440, 506),
        (1300, 512),
        (1160, 506),
        (1000, 496),
        (850, 504),
    ]
    sheet.wash(river, CHAM_NHAT)
    for x, y in ((820, 484), (1010, 474), (1200, 490), (1400, 486)):
        sheet.line([(x - 40, y), (x - 14, y - 8), (x + 12, y + 2), (x + 40, y - 6)], 4, ink=CHAM)
    # the banyan
    sheet.thing(
        [
            (150, 560),
            (190, 470),
            (180, 330),
            (250, 300),
            (320, 330),
            (316, 470),
            (360, 560),
            (300, 548),
            (255, 562),
            (205, 548),
        ],
        HOE_DAM,
        8,
    )
    for x in (215, 250, 285):
        sheet.stroke((x, 330), (x - 6, 440), (x + (x - 250) * 0.5, 540), width=4.5)
    for x, y, r in ((130, 250, 84), (380, 246, 88), (190, 160, 92), (320, 156, 94), (256, 96, 70), (256, 240, 110)):
        sheet.disc(x, y, r, r * 0.8, pigment=LA, width=7)
        for step in range(9):
            degrees = step * 40
            px, py = turned([(r * 0.58, 0.0)], degrees)[0]
            sheet.line(arc((x + px, y + py * 0.78), (15, 12), 190, 350, 4), 4, ink=LA_NHAT)
    for x in (150, 360):
        sheet.stroke((x, 310), (x + 5, 360), (x - 3, 405), width=4)
    # the gate
    sheet.thing([(470, 300), (540, 300), (540, 560), (470, 560)], DIEP, 8, sharp=True)
    sheet.thing([(680, 300), (750, 300), (750, 560), (680, 560)], DIEP, 8, sharp=True)
    sheet.thing(
        [
            (470, 260),
            (750, 260),
            (750, 340),
            (690, 340),
            *arc((610, 400), (80, 76), 330, 210, 8),
            (530, 340),
            (470, 340),
        ],
        DIEP,
        8,
        sharp=True,
    )
    tiles(sheet, 446, 774, 208, 266, 46)
    sheet.thing([(548, 150), (672, 150), (672, 206), (548, 206)], DIEP, 7, sharp=True)
    tiles(sheet, 520, 700, 108, 156, 34)
    for x in (500, 715):
        sheet.disc(x, 300, 15, pigment=HOE, width=5)
    # people and goods
    pole_baskets(sheet, 868, 420, 0.92, SON_TUOI)
    villager(sheet, 868, 580, 0.98, CHAM)
    villager(sheet, 1120, 586, 0.95, SON)
    villager(sheet, 1340, 586, 1.0, LA, face=-1)
    for x, load in ((1206, HOE), (1258, LA)):
        for dx in (-22, 0, 22):
            sheet.disc(x + dx, 528 - (8 if dx == 0 else 0), 17, pigment=load, width=5)
        sheet.thing([(x - 46, 535), (x + 46, 535), (x + 32, 584), (x - 32, 584)], HOE_NHAT, 6)
        sheet.line([(x - 38, 550), (x, 556), (x + 38, 550)], 3)
        sheet.line([(x - 34, 565), (x, 571), (x + 34, 565)], 3)
    villager(sheet, 610, 590, 0.86, SON_TUOI, hat=False)
    # a kite and the boy who holds it
    hen(sheet, 420, 560, 0.9)
    for x, y in ((330, 585), (372, 592), (300, 566)):
        sheet.disc(x, y, 13, 11, pigment=HOE, width=5)
        sheet.disc(x + 11, y - 11, 8, pigment=HOE, width=4)
    villager(sheet, 1452, 540, 0.62, HOE, hat=False, face=-1)
    sheet.line([(1400, 464), (1376, 330), (1394, 218)], 3)
    kite: Shape = [(1270, 140), (1390, 112), (1512, 156), (1476, 204), (1388, 220), (1304, 198)]
    sheet.thing(kite, SON, 7)
    sheet.line([(1276, 142), (1390, 172), (1508, 158)], 4.5)
    for share in (0.25, 0.5, 0.75):
        sheet.line([along(kite[0], kite[2], share), along(kite[5], kite[3], share)], 3.5)
    sheet.seal()
    return sheet


def gian_hang() -> Sheet:
    """A stall under thatch, its shelf of goods ready: for a shop that has no picture yet."""
    sheet = Sheet("gian-hang", ground=LA_NHAT)
    sheet.wash([(38, 830), (962, 815), (962, 962), (38, 962)], HOE_NHAT)
    sheet.wash([(180, 330), (830, 330), (830, 600), (180, 600)], HOE_NHAT)
    for x in (185, 815):
        sheet.cane((x, 320), (x, 890), thick=32, pigment=HOE_DAM, width=7)
        for y in (420, 560, 780):
            sheet.stroke((x - 18, y), (x, y + 7), (x + 18, y), width=4)
    roof: Shape = [(270, 110), (730, 110), (930, 330), (905, 375), (500, 362), (95, 375), (70, 330)]
    sheet.thing(roof, HOE_DAM, 9, sharp=True)
    for i in range(17):
        sheet.line([along((285, 120), (715, 120), i / 16), along((88, 350), (912, 350), i / 16)], 4.5)
    for y, left, right in ((185, 205, 795), (262, 138, 862)):
        sheet.line([(left, y), (500, y - 10), (right, y)], 5, ink=HOE_NHAT)
    for x in (300, 405, 595, 700):
        sheet.line([(x, 366), (x, 410)], 4)
        sheet.thing([(x - 34, 410), (x + 34, 410), (x + 28, 480), (x - 28, 480)], SON if x in (300, 700) else LA, 6)
    sheet.line([(500, 366), (500, 400)], 4)
    for dx, dy in ((-24, 426), (22, 430), (0, 452), (-22, 478), (20, 480), (0, 502)):
        sheet.disc(500 + dx, dy, 20, pigment=HOE, width=5)
    for x, load in ((300, SON_TUOI), (500, LA), (700, HOE)):
        for dx, dy in ((-56, 0), (-20, -14), (20, -14), (56, 0), (0, -46), (-36, -36), (36, -36)):
            sheet.disc(x + dx, 592 + dy, 32, pigment=load, width=6)
        sheet.thing([(x - 98, 600), (x + 98, 600), (x + 76, 670), (x - 76, 670)], HOE_NHAT, 7)
        sheet.line([(x - 84, 624), (x, 634), (x + 84, 624)], 4)
        sheet.line([(x - 78, 646), (x, 656), (x + 78, 646)], 4)
    sheet.thing([(130, 670), (870, 670), (870, 715), (130, 715)], HOE_DAM, 8, sharp=True)
    cloth: Shape = [(160, 715), (840, 715), (840, 850), (160, 850)]
    sheet.thing(cloth, SON, 8, sharp=True)
    for x in range(215, 830, 95):
        sheet.thing([(x, 745), (x + 32, 782), (x, 820), (x - 32, 782)], HOE, 5, sharp=True)
    sheet.seal()
    return sheet


def gio_trong() -> Sheet:
    """An empty market basket with one leaf in it, and a sparrow asking why."""
    sheet = Sheet("gio-trong", ground=CHAM_NHAT)
    sheet.cane((250, 500), (270, 290), (450, 170), (630, 290), (650, 500), thick=28, pigment=HOE_NHAT, width=7)
    for degrees in range(200, 345, 20):
        (x, y) = arc((450, 480), (210, 310), degrees, degrees, 1)[0]
        sheet.stroke((x - 13, y - 12), (x + 13, y + 10), width=5)
    sheet.disc(450, 520, 300, 80, pigment=HOE_DAM, width=9)
    sheet.disc(450, 532, 250, 54, pigment="#7a5418", width=6)
    sheet.leaf((400, 545), (560, 520), 54, pigment=LA, veins=3, width=5)
    body: Shape = [
        (150, 530),
        (270, 590),
        (450, 610),
        (630, 590),
        (750, 530),
        (720, 680),
        (660, 820),
        (450, 865),
        (240, 820),
        (180, 680),
    ]
    sheet.thing(body, HOE_NHAT, 9)
    sheet.weave(body, 130, 770, 610, 880, step=54)
    sheet.thing(
        [
            (145, 520),
            (270, 588),
            (450, 606),
            (630, 588),
            (755, 520),
            (760, 560),
            (640, 632),
            (450, 652),
            (260, 632),
            (140, 560),
        ],
        HOE_DAM,
        7,
    )
    for x, y in ((220, 592), (300, 616), (390, 630), (480, 632), (570, 622), (660, 596)):
        sheet.stroke((x - 8, y - 15), (x + 12, y + 15), width=4.5)
    beak: Shape = [(725, 775), (682, 785), (722, 800)]
    bird: Shape = [
        (760, 840),
        (790, 770),
        (850, 735),
        (900, 750),
        (915, 790),
        (890, 850),
        (830, 885),
        (785, 880),
        (715, 905),
        (700, 885),
    ]
    sheet.thing(mirrored(bird, 815), SON_TUOI, 7)
    sheet.thing(mirrored([(790, 800), (850, 790), (870, 830), (820, 860), (770, 870)], 815), SON, 6)
    sheet.thing(beak, HOE, 5, sharp=True)
    sheet.dot(748, 772, 8)
    sheet.line([(795, 885), (798, 920), (780, 922)], 5)
    sheet.line([(822, 885), (826, 920), (808, 922)], 5)
    return sheet
