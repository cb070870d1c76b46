"""What those who make tours type into plain forms."""

from flask_babel import lazy_gettext as _

from marketplace.forms import ChoiceField, Form, LineField, LinesField, Needed


class BeginForm(Form):
    """A tour to be begun: where, and what it is called."""

    site = ChoiceField(_("Ở di tích nào"))
    title = LineField(_("Tên chuyến dạo"), [Needed()], limit=80)


class AnswerForm(Form):
    """What the reviewer writes when a version goes back to its writer."""

    answer = LinesField(_("Cần sửa gì"), [Needed()], limit=1000)


class DocumentPictureForm(Form):
    """What is said of a document picture: what it shows, whose it is."""

    alt = LineField(_("Ảnh chụp gì"), [Needed()], limit=200)
    alt_en = LineField(_("Ảnh chụp gì, bằng tiếng Anh"), limit=200)
    author = LineField(_("Của ai"), [Needed()], limit=120)
    licence = LineField(_("Cho dùng thế nào"), [Needed()], limit=80)
