"""Walks through sites, as JSON for the 360° viewer (frontend/js/tour/scenes.js)."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.media.panoramas import TILE
from marketplace.tours import queries
from marketplace.tours.queries import TourOnShow
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.telling import SceneShown, scenes_shown
from marketplace.web import open_to


@bp.get("/tham-quan/<slug>/canh.json")
@open_to("anyone")
def scenes_json(slug: str) -> ResponseReturnValue:
    return tour_told(queries.tour_on_show(slug))


def tour_told(shown: TourOnShow) -> dict[str, Any]:
    """A tour in the words of frontend/js/tour/scenes.js."""
    return {
        "start": shown.tour.start,
        "lang": viewer_words(),
        "scenes": [for_viewer(scene) for scene in scenes_shown(shown)],
    }


def for_viewer(shown: SceneShown) -> dict[str, Any]:
    """One scene in the words of frontend/js/tour/scenes.js."""
    scene, home = shown.scene, f"/media/pano/{shown.scene.panorama.key}"
    return {
        "slug": shown.slug,
        "title": shown.title,
        "credit": shown.credit,
        "panorama": {
            "base": f"{home}/base.webp",
            "levels": [
                {
                    "width": width,
                    "cols": width // TILE,
                    "rows": width // 2 // TILE,
                    "tiles": f"{home}/{width}/{{col}}_{{row}}.webp",
                }
                for width in sorted(scene.panorama.levels)
            ],
        },
        "north": scene.north,
        "view": {"yaw": scene.view_yaw, "pitch": scene.view_pitch, "hfov": scene.view_hfov},
        "hotspots": [
            {
                "id": told.id,
                "kind": told.kind.value,
                "yaw": told.pin.yaw,
                "pitch": told.pin.pitch,
                "label": told.label,
                "text": told.text,
                "href": told.href or None,
                "to": told.pin.to_scene.slug if told.pin.to_scene else None,
                "arrive_yaw": told.pin.arrive_yaw,
                "picture": told.picture or None,
                "price": told.price or None,
                "note": told.note or None,
            }
            for told in shown.pins
        ],
    }


def viewer_words() -> dict[str, str]:
    """What the viewer's own buttons say."""
    return {
        "viewer": gettext("Cảnh 360°: kéo để nhìn quanh, phím mũi tên cũng được"),
        "you_are_in": gettext("Bạn đang ở"),
        "places": gettext("Các cảnh và ghim"),
        "go": gettext("Đi tới"),
        "see_goods": gettext("Xem món hàng"),
        "see_shop": gettext("Xem gian hàng"),
        "more": gettext("Xem nguồn"),
        "close": gettext("Đóng"),
        "zoom_in": gettext("Phóng to"),
        "zoom_out": gettext("Thu nhỏ"),
        "fullscreen": gettext("Toàn màn hình"),
        "leave_fullscreen": gettext("Thôi toàn màn hình"),
        "loading": gettext("Đang mở…"),
        "trouble": gettext("Không mở được cảnh 360°. Danh sách các cảnh ở ngay dưới."),
    }
