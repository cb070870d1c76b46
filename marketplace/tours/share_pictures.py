"""The flat picture of a view that other sites show beside a link.

    <media>/pano/<key>/poster-share-<view>.jpg     a scene's first view, drawn before the tour is signed
    <media>/share/<key>/<yaw>_<pitch>_<hfov>.jpg   any other view that somebody sent on, drawn when first asked for
    <media>/share/<key>-said/<digest>.jpg          either of them with a strip under it that says what it is

Drawing takes a third of a second of processor time, so angles are rounded, a limited child draws, one at a time in each
process, and both a visitor and a panorama have a limit: at a panorama's, its oldest view gives way. Whoever asks at a bad
moment gets the first view. Old views are swept by handlers/drawing.py.
"""

import threading
from pathlib import Path
from typing import Final, NamedTuple

from marketplace import limits
from marketplace.errors import TooMany
from marketplace.media import storage
from marketplace.media.cutting import draw_share_in_child
from marketplace.media.flat import turned
from marketplace.media.panoramas import PanoramaRefused, View, poster_name
from marketplace.tours.errors import SceneNotFound
from marketplace.tours.share_strips import with_strip

# Degrees: neighbours nearer than this share a picture.
YAW_STEP: Final = 15
PITCH_STEP: Final = 10
HFOV_STEP: Final = 20
STEEPEST: Final = 60
# A visitor's drawings in an hour; and the pictures kept of one panorama: 12 MB.
MOST_AN_HOUR: Final = 30
MOST_OF_ONE: Final = 200

_drawing = threading.Lock()


class SharePicture(NamedTuple):
    """A JPEG, and whether it shows the view that was asked for."""

    path: Path
    is_this_view: bool


def find_share_picture(key: str, view: View, *, start: View, who: str, said: str = "") -> SharePicture:
    """The picture of this view, drawn if it must be and may be; else of the scene's first view.

    `said` stands on a strip at its lower edge. Raises SceneNotFound when not even the first view is there.
    """
    found = _found(key, view, start=start, who=who)
    if not said:
        return found
    return found._replace(path=with_strip(found.path, storage.folder() / "share" / f"{key}-said", said))


def _found(key: str, view: View, *, start: View, who: str) -> SharePicture:
    home = storage.folder() / "pano" / key
    first = home / poster_name("share", start)
    if view != start:
        wanted = storage.folder() / "share" / key / file_name(view)
        if wanted.exists() or _draw(home, wanted, rounded(view), who=who):
            return SharePicture(wanted, is_this_view=True)
    if not first.exists() and not _draw(home, first, start, who=who):
        raise SceneNotFound
    return SharePicture(first, is_this_view=view == start)


def rounded(view: View) -> View:
    """The view whose picture stands for this one."""
    # The lean of the camera stays as it is: it belongs to the scene, not to who looks.
    yaw = turned(round(view.yaw / YAW_STEP) * YAW_STEP)
    pitch = max(-STEEPEST, min(STEEPEST, round(view.pitch / PITCH_STEP) * PITCH_STEP))
    hfov = max(40, min(120, round(view.hfov / HFOV_STEP) * HFOV_STEP))
    return view._replace(yaw=yaw, pitch=pitch, hfov=hfov)


def file_name(view: View) -> str:
    """The name of a view's picture: whole degrees of the rounded view."""
    angles = list(rounded(view))
    lean = angles[3:] if any(angles[3:]) else []
    return "_".join([*(f"{round(angle)}" for angle in angles[:3]), *(f"{angle:g}" for angle in lean)]) + ".jpg"


def _draw(home: Path, file: Path, view: View, *, who: str) -> bool:
    """Whether the picture is there now."""
    if not home.is_dir():
        return False
    if not _drawing.acquire(blocking=False):
        return False
    try:
        limits.count_try("share-picture", who, limit=MOST_AN_HOUR, seconds=3600)
        if file.parent != home:
            _make_room(file.parent)
        draw_share_in_child(home, file, view=view)
    except (TooMany, PanoramaRefused):
        return False
    finally:
        _drawing.release()
    return file.exists()


def _make_room(folder: Path) -> None:
    """There is place for one more view of this panorama: the ones that were drawn first are gone."""
    views = sorted(folder.glob("*.jpg"), key=drawn_at)
    for view in views[: max(0, len(views) - MOST_OF_ONE + 1)]:
        view.unlink(missing_ok=True)


def drawn_at(file: Path) -> float:
    """When a picture was drawn, in seconds; 0 when another process took it away meanwhile."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
