"""A 360° picture whose tiles and flat pictures really lie in the media folder."""

import math
from pathlib import Path

from PIL import Image

from marketplace import config
from marketplace.clock import now
from marketplace.db import db
from marketplace.media import panoramas
from marketplace.media.models import Panorama
from marketplace.media.panoramas import View


def drawn_panorama(folder: Path, *, view: View, tint: int = 0) -> Panorama:
    """A whole turn of 2048 points, bright where one looks at yaw 0 and dark behind; another tint is another picture."""
    turn = Image.new("L", (2048, 1))
    turn.putdata([round(128 + 120 * math.cos((x / 2048 - 0.5) * 2 * math.pi)) for x in range(2048)])
    grey = turn.resize((2048, 1024))
    source = folder / f"turn-{tint}.png"
    Image.merge("RGB", (grey, grey, Image.new("L", grey.size, tint))).save(source)
    home = config.current().media_dir / "pano"
    files = panoramas.cut_tiles(source, home)
    panoramas.draw_posters(home / files.key, view=view)
    panorama = Panorama(
        key=files.key, width=files.width, levels=list(files.levels), made_at=now(), credit={"author": "Bà Tư", "licence": "CC BY 4.0"}
    )  # fmt: skip
    db.session.add(panorama)
    db.session.flush()
    return panorama
