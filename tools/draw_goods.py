"""Print the demo village's drawings: `python -m tools.draw_goods [name …]`.

Writes demo/drawings/<name>.svg, and, where cairosvg can be found, demo/pictures/drawn-<name>.webp.
cairosvg is needed only here, so it is no dependency of the site; install it beside when a drawing changes.
"""

from __future__ import annotations

import importlib
import io
import sys
from pathlib import Path

from PIL import Image

from tools.drawings import craft, flowers, food, fruit, greens, sweets, village
from tools.drawings.block import Drawing

DEMO = Path(__file__).resolve().parent.parent / "demo"

DRAWINGS: dict[str, Drawing] = {
    "keo-lac-vung": sweets.keo_lac_vung,
    "keo-doi": sweets.keo_doi,
    "che-lam": sweets.che_lam,
    "gio-tet": sweets.gio_tet,
    "hong-do-50": flowers.hong_do,
    "canh-hong-cung": flowers.hoa_cung,
    "dong-tien-mix": flowers.dong_tien,
    "chau-dong-tien": flowers.chau_dong_tien,
    "lan-1-canh": flowers.lan_mot_canh,
    "lan-3-canh": flowers.lan_ba_canh,
    "gia-do-sach": greens.gia_do,
    "gia-do-goi": greens.gia_do_goi,
    "linh-chi-do": greens.linh_chi,
    "rau-cai": greens.rau_cai,
    "mung-toi": greens.mung_toi,
    "dau-cove": greens.dau_co_ve,
    "bot-san-day": food.bot_san_day,
    "tuong-ot-nha": food.tuong_ot,
    "mien-rong": food.mien_dong,
    "nem-phung-qua": food.nem_qua,
    "nem-set": food.nem_mam,
    "dau-phu-mo": food.dau_phu,
    "mat-ong": food.mat_ong,
    "buoi-tom-vang": fruit.buoi,
    "buoi-10": fruit.buoi_bieu,
    "phat-thu-loai-1": fruit.phat_thu,
    "phat-thu-nho": fruit.phat_thu_nho,
    "dieu-sao-1m5": craft.dieu_sao,
    "sao-dieu-bo-3": craft.sao_dieu,
    "dieu-tre-em": craft.dieu_giay,
    "phien-cho": village.phien_cho,
    "gian-hang": village.gian_hang,
    "gio-trong": village.gio_trong,
}


def rasterised(svg: str) -> bytes | None:
    """The drawing as WebP, or None where cairosvg is not installed."""
    try:
        cairosvg = importlib.import_module("cairosvg")
    except ImportError:
        return None
    out = io.BytesIO()
    with Image.open(io.BytesIO(cairosvg.svg2png(bytestring=svg.encode()))) as picture:
        picture.convert("RGB").save(out, "WEBP", quality=82, method=6)
    return out.getvalue()


def main(names: list[str]) -> int:
    """Print the named drawings, or all of them."""
    unknown = [name for name in names if name not in DRAWINGS]
    if unknown:
        sys.stderr.write(f"No such drawing: {', '.join(unknown)}\n")
        return 1
    (DEMO / "drawings").mkdir(parents=True, exist_ok=True)
    (DEMO / "pictures").mkdir(parents=True, exist_ok=True)
    for name in names or DRAWINGS:
        svg = DRAWINGS[name]().svg()
        (DEMO / "drawings" / f"{name}.svg").write_text(svg, encoding="utf-8")
        picture = rasterised(svg)
        if picture is None:
            sys.stderr.write("Without cairosvg only the SVG was written.\n")
        else:
            (DEMO / "pictures" / f"drawn-{name}.webp").write_bytes(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
