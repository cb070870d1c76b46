"""What curators say of a plaque: where it leads, and what it is called."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, ValidationError

from marketplace.forms import ChoiceField, Form, LineField, Needed
from marketplace.media.panoramas import View
from marketplace.tours.services.plaques import NARROWEST, WIDEST

_DEGREES: Final = re.compile(r"[-+]?[0-9]{1,3}(?:[.,][0-9]{1,6})?")
MOST_LETTERS: Final = 80


def read_degrees(text: str) -> float | None:
    """Degrees as people write them, "-12,5" or "-12.5"; None for anything else."""
    text = text.strip().replace("\N{MINUS SIGN}", "-").removesuffix("°").strip()
    return float(text.replace(",", ".")) if _DEGREES.fullmatch(text) else None


class NameForm(Form):
    """What stands on the plaque."""

    name = LineField(_("Tên trên biển"), [Needed()], limit=MOST_LETTERS)
    name_en = LineField(_("Tên tiếng Anh"), limit=MOST_LETTERS)


class SpotForm(Form):
    """A plaque for a scene's start view or for a pin; without a name it is called as that is."""

    spot = ChoiceField(_("Biển dẫn tới"))
    name = LineField(_("Tên trên biển"), limit=MOST_LETTERS)
    name_en = LineField(_("Tên tiếng Anh"), limit=MOST_LETTERS)

    def offer(self, spots: Sequence[tuple[str, str]]) -> None:
        """These can be chosen."""
        self.spot.offer(spots)

    def chosen(self) -> tuple[str, int]:
        """The scene's slug and the pin's number (0: none)."""
        scene, _slash, pin = str(self.spot.data).partition("/")
        return scene, int(pin or 0)


class ViewForm(Form):
    """A plaque for a view of its own: by its address, as the viewer gives it, or by scene and angles."""

    address = LineField(_("Địa chỉ của góc nhìn"), limit=400)
    scene = ChoiceField(_("Cảnh"))
    yaw = LineField(_("Hướng ngang, từ -180 đến 180 độ"), limit=12)
    pitch = LineField(_("Ngửa lên (+) hay cúi xuống (-), độ"), limit=12)
    hfov = LineField(_("Rộng bao nhiêu độ, từ 30 đến 120"), limit=12)
    view_name = LineField(_("Tên trên biển"), limit=MOST_LETTERS)
    view_name_en = LineField(_("Tên tiếng Anh"), limit=MOST_LETTERS)

    def offer(self, scenes: Sequence[tuple[str, str]]) -> None:
        """These can be chosen."""
        self.scene.offer(scenes)

    def asked(self, tour_slug: str) -> tuple[str, View] | None:
        """The scene and view; None, with a sentence at the field, when the address is of no view of this tour."""
        if not self.address.data:
            return str(self.scene.data), View(*(read_degrees(str(self._fields[name].data)) or 0.0 for name in _ANGLES))
        found = _view_of_address(str(self.address.data), tour_slug)
        if found is None:
            self.address.errors = [
                gettext("Địa chỉ này không dẫn tới góc nhìn nào của chuyến dạo. Xin chép lại ở cảnh 360°.")
            ]
        return found

    def validate_yaw(self, field: Field) -> None:
        self._angle(field, most=180)

    def validate_pitch(self, field: Field) -> None:
        self._angle(field, most=90)

    def validate_hfov(self, field: Field) -> None:
        self._angle(field, least=NARROWEST, most=WIDEST)

    def _angle(self, field: Field, *, most: float, least: float | None = None) -> None:
        if self.address.data:
            return
        degrees = read_degrees(str(field.data or ""))
        least = -most if least is None else least
        if degrees is None or not least <= degrees <= most:
            raise ValidationError(
                gettext(
                    "Xin ghi số độ từ %(least)s đến %(most)s, ví dụ 45 hoặc 45,5.", least=f"{least:g}", most=f"{most:g}"
                )
            )


_ANGLES: Final = ("yaw", "pitch", "hfov")


def _view_of_address(address: str, tour_slug: str) -> tuple[str, View] | None:
    try:
        parts = urlsplit(address)
        told: dict[str, Any] = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    if not parts.path.endswith(f"/tham-quan/{tour_slug}"):
        return None
    angles = [read_degrees(told.get(name, [""])[0]) for name in _ANGLES]
    scene = told.get("canh", [""])[0]
    if not scene or None in angles:
        return None
    yaw, pitch, hfov = (angle or 0.0 for angle in angles)
    # The viewer comes nearer, and on a wide screen stands further back, than a plaque shows a place.
    return scene, View(yaw, pitch, min(max(hfov, NARROWEST), WIDEST))
