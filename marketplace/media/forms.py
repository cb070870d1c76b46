"""What curators say of a 360° picture they bring."""

from typing import Final

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from marketplace.forms import ChoiceField, Form, LineField, Needed, WholeNumberField
from marketplace.media.panoramas import MOST_BYTES

# Licences by their own names; the first keeps all rights.
LICENCES: Final = (
    ("©", _("Giữ bản quyền: chỉ chợ này được dùng")),
    ("CC BY 4.0", _("CC BY 4.0: ai cũng dùng được, phải ghi tên")),
    ("CC BY-SA 4.0", _("CC BY-SA 4.0: như trên, và bản sửa cũng phải vậy")),
    ("CC0", _("CC0: ai cũng dùng được, không cần ghi tên")),
)


class BringForm(Form):
    """A picture with who took it. With a script only its name and size come here, and the file in pieces."""

    author = LineField(_("Ai chụp"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    file = FileField(_("Ảnh 360°"), render_kw={"accept": "image/jpeg,image/png,image/webp"})


class AnnounceForm(Form):
    """A picture that will come in pieces."""

    author = LineField(_("Ai chụp"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    name = LineField(_("Tên tệp"), [Needed()], limit=200)
    size = WholeNumberField(_("Cỡ tệp"), [Needed()], least=1, most=MOST_BYTES)
