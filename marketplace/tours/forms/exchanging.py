"""What curators say of a file that should become a tour."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from marketplace.forms import ChoiceField, Form, LineField, Needed, WholeNumberField
from marketplace.media.forms import LATEST, LICENCES
from marketplace.tours.exchange.archives import MOST_BYTES


class ImportForm(Form):
    """A file, the site it belongs to, and whose the pictures are that say nothing of their own."""

    site = ChoiceField(_("Thuộc di tích nào"), choices=())
    file = FileField(
        _("Tệp ZIP, JSON, hoặc nhiều ảnh 360°"),
        render_kw={
            "multiple": True,
            "accept": ".zip,.json,application/zip,application/json,image/jpeg,image/png,image/webp",
        },
    )
    author = LineField(_("Ai chụp ảnh"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)


class AnnounceImportForm(Form):
    """A file that will come in pieces."""

    site = ChoiceField(_("Thuộc di tích nào"), choices=())
    author = LineField(_("Ai chụp ảnh"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    name = LineField(_("Tên tệp"), [Needed()], limit=200)
    size = WholeNumberField(_("Cỡ tệp"), [Needed()], least=1, most=MOST_BYTES)
    modified = WholeNumberField(_("Lần sửa cuối"), most=LATEST)
