"""Pomelos and Buddha's hands."""

from __future__ import annotations

from tools.drawings.block import (
    CHAM,
    CHAM_NHAT,
    HOE,
    HOE_DAM,
    HOE_NHAT,
    LA,
    LA_NHAT,
    SON,
    TRANG,
    Shape,
    Sheet,
    arc,
    turned,
)

PEAR: Shape = [
    (0.0, -1.0),
    (0.24, -0.92),
    (0.5, -0.66),
    (0.84, -0.3),
    (1.0, 0.14),
    (0.9, 0.6),
    (0.52, 0.9),
    (0.0, 0.98),
    (-0.52, 0.9),
    (-0.9, 0.6),
    (-1.0, 0.14),
    (-0.84, -0.3),
    (-0.5, -0.66),
    (-0.24, -0.92),
]


def pomelo(sheet: Sheet, x: float, y: float, size: float, pigment: str = HOE) -> None:
    """A whole pomelo with its pores and a little shadow of leaf green under the stalk."""
    sheet.thing([(x + px * size, y + py * size) for px, py in PEAR], pigment, 9)
    for _ in range(46):
        angle, far = sheet.chance.uniform(0, 360), sheet.chance.uniform(0.1, 0.82)
        px, py = turned([(far * size, 0)], angle)[0]
        sheet.dot(x + px * 0.95, y + size * 0.1 + py * 0.85, 4.5, HOE_DAM)
    sheet.line(arc((x, y + size * 0.1), (size * 0.8, size * 0.74), 118, 168), 6)
    sheet.line(arc((x, y + size * 0.1), (size * 0.66, size * 0.6), 128, 160), 5)


def buoi() -> Sheet:
    """A tôm vàng pomelo, and one cut across with golden flesh."""
    sheet = Sheet("buoi-tom-vang", ground=LA_NHAT)
    pomelo(sheet, 360, 420, 290)
    sheet.cane((360, 140), (355, 105), (375, 70), thick=20, pigment=LA, width=6)
    sheet.leaf((365, 110), (120, 120), 130, pigment=LA, bend=-26)
    sheet.leaf((370, 105), (650, 70), 140, pigment=LA, bend=26)
    sheet.disc(630, 660, 300, 275, pigment=HOE, width=9)
    sheet.disc(630, 660, 266, 243, pigment=TRANG, width=6)
    for wedge in range(11):
        turn = wedge * 360 / 11
        shape: Shape = [(24.0, 0.0), (90.0, -34.0), (196.0, -54.0), (220.0, 0.0), (196.0, 54.0), (90.0, 34.0)]
        placed = [(630 + px, 660 + py * 0.96) for px, py in turned(shape, turn)]
        placed = [(x, 660 + (y - 660) * 0.92) for x, y in placed]
        sheet.thing(placed, "#f4c04a", 5)
        for px, py in ((90, -12), (130, 14), (165, -20), (170, 18), (125, -16)):
            drop = turned([(px - 15.0, py), (px + 15.0, py * 1.2)], turn)
            sheet.line([(630 + a, 660 + b * 0.9) for a, b in drop], 5, ink=HOE_DAM)
    sheet.disc(630, 660, 20, pigment=TRANG, width=5)
    sheet.seal()
    return sheet


def buoi_bieu() -> Sheet:
    """A matching pair with stems and leaves, a red paper lozenge on each, on a lacquer tray."""
    sheet = Sheet("buoi-10", ground=HOE_NHAT)
    sheet.wash([(38, 38), (962, 38), (962, 300), (38, 320)], SON)
    sheet.thing([(400, 760), (600, 760), (640, 870), (740, 925), (260, 925), (360, 870)], SON, 9)
    sheet.line([(372, 872), (500, 882), (628, 872)], 6, ink=HOE)
    sheet.disc(500, 730, 440, 92, pigment=SON, width=9)
    sheet.line(sheet.oval(500, 726, 412, 76, wobble=0), 6, closed=True, ink=HOE)
    for x, y in ((305, 490), (695, 490)):
        sheet.cane((x, y - 235), (x - 4, y - 300), (x + 16, y - 350), thick=20, pigment=LA, width=6)
        sheet.leaf((x, y - 290), (x - 175, y - 390), 105, pigment=LA, bend=-18)
        sheet.leaf((x + 6, y - 300), (x + 180, y - 380), 105, pigment=LA, bend=18)
        pomelo(sheet, x, y, 245, "#e2b93a")
        paper: Shape = [(x, y - 105), (x + 105, y + 20), (x, y + 145), (x - 105, y + 20)]
        sheet.thing(paper, SON, 7, sharp=True)
        sheet.line([(x, y - 72), (x + 78, y + 20), (x, y + 112), (x - 78, y + 20)], 5, closed=True, sharp=True, ink=HOE)
        for petal in range(5):
            sheet.disc(*turned([(x, y - 8)], petal * 72, (x, y + 20))[0], 17, pigment=HOE, width=4)
        sheet.disc(x, y + 20, 11, pigment=SON, width=4)
    sheet.seal()
    return sheet


def taper(points: Shape, widths: list[float]) -> Shape:
    """A finger's outline around its bones."""
    left: Shape = []
    right: Shape = []
    for i, (x, y) in enumerate(points):
        ahead, behind = points[min(i + 1, len(points) - 1)], points[max(i - 1, 0)]
        dx, dy = ahead[0] - behind[0], ahead[1] - behind[1]
        length = (dx * dx + dy * dy) ** 0.5 or 1
        left.append((x - dy / length * widths[i], y + dx / length * widths[i]))
        right.append((x + dy / length * widths[i], y - dx / length * widths[i]))
    end = points[-1]
    return [
        *left,
        (end[0] + (end[0] - points[-2][0]) * 0.16, end[1] + (end[1] - points[-2][1]) * 0.16),
        *reversed(right),
    ]


HAND: list[tuple[Shape, list[float]]] = [
    ([(-60, -60), (-210, -210), (-265, -360), (-225, -450)], [50, 50, 37, 19]),
    ([(60, -60), (210, -210), (265, -360), (225, -450)], [50, 50, 37, 19]),
    ([(-40, -80), (-130, -280), (-160, -450), (-110, -545)], [50, 50, 37, 19]),
    ([(40, -80), (135, -280), (150, -460), (100, -555)], [50, 50, 37, 19]),
    ([(0, -80), (-24, -300), (14, -470), (-22, -580)], [50, 52, 39, 20]),
    ([(-80, 0), (-250, -80), (-330, -200), (-330, -290)], [50, 46, 33, 17]),
    ([(80, 0), (250, -80), (330, -200), (330, -290)], [50, 46, 33, 17]),
    ([(-30, -20), (-80, -190), (-95, -330), (-50, -420)], [52, 52, 39, 20]),
    ([(30, -20), (85, -190), (90, -330), (45, -420)], [52, 52, 39, 20]),
    ([(-90, 30), (-180, -60), (-200, -190), (-160, -260)], [48, 44, 33, 17]),
    ([(90, 30), (185, -60), (205, -185), (160, -255)], [48, 44, 33, 17]),
    ([(0, 20), (5, -120), (-5, -240), (25, -310)], [54, 50, 37, 19]),
]


def hand(sheet: Sheet, x: float, y: float, size: float, turn: float = 0) -> None:
    """A whole Buddha's hand, fingers away from its stalk."""

    def put(shape: Shape) -> Shape:
        return turned([(x + px * size, y + py * size) for px, py in shape], turn, (x, y))

    for bones, widths in HAND:
        sheet.thing(put(taper(bones, widths)), HOE, 8)
        for share in (1, 2):
            (bx, by), half = bones[share], widths[share] * 0.5
            sheet.line(
                put([(bx - half * 0.8, by + 6), (bx, by - 4), (bx + half * 0.5, by + 4)]),
                4 if size > 0.8 else 3,
                ink=HOE_DAM,
            )
    palm: Shape = [
        (-125, 25),
        (-70, -28),
        (0, -10),
        (70, -28),
        (125, 25),
        (128, 100),
        (80, 175),
        (0, 200),
        (-80, 175),
        (-128, 100),
    ]
    sheet.thing(put(palm), HOE, 8)
    for px, py in ((-60, 60), (10, 40), (60, 80), (-20, 110), (40, 140), (-70, 120)):
        sheet.line(put([(px - 16, py), (px + 4, py - 8), (px + 18, py)]), 4, ink=HOE_DAM)


def phat_thu() -> Sheet:
    """A large Buddha's hand standing on a footed dish for the altar."""
    sheet = Sheet("phat-thu-loai-1", ground=SON)
    sheet.disc(500, 420, 372, pigment=HOE_NHAT, width=0)
    sheet.leaf((480, 690), (170, 720), 130, pigment=LA, bend=-20)
    sheet.leaf((520, 690), (830, 720), 130, pigment=LA, bend=20)
    hand(sheet, 500, 600, 0.86)
    sheet.thing([(230, 735), (500, 762), (770, 735), (740, 800), (620, 838), (380, 838), (260, 800)], TRANG, 9)
    sheet.line([(262, 775), (500, 800), (738, 775)], 9, ink=CHAM)
    sheet.thing([(440, 838), (560, 838), (590, 900), (640, 930), (360, 930), (410, 900)], TRANG, 9)
    sheet.line([(405, 905), (500, 914), (595, 905)], 8, ink=CHAM)
    sheet.seal()
    return sheet


def phat_thu_nho() -> Sheet:
    """Two small ones lying with their leaves."""
    sheet = Sheet("phat-thu-nho", ground=CHAM_NHAT)
    sheet.thing([(75, 735), (500, 660), (925, 735), (880, 850), (500, 915), (120, 850)], TRANG, 9)
    sheet.line(sheet.oval(500, 775, 350, 78, wobble=0), 8, closed=True, ink=CHAM)
    for base, tip in (((300, 740), (110, 790)), ((690, 760), (880, 740)), ((660, 790), (760, 880))):
        sheet.leaf(base, tip, 110, pigment=LA)
    hand(sheet, 335, 660, 0.68, -12)
    hand(sheet, 690, 690, 0.56, 20)
    sheet.seal()
    return sheet
