"""What curators say of a 360° picture, film or sound they bring."""

from typing import Final

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from marketplace.forms import BooleanField, ChoiceField, Form, LineField, Needed, WholeNumberField
from marketplace.media.services.uploads import LEAST_PART, MOST_PART

# Licences by their own names; the first keeps all rights.
LICENCES: Final = (
    ("©", _("Giữ bản quyền: chỉ chợ này được dùng")),
    ("CC BY 4.0", _("CC BY 4.0: ai cũng dùng được, phải ghi tên")),
    ("CC BY-SA 4.0", _("CC BY-SA 4.0: như trên, và bản sửa cũng phải vậy")),
    ("CC0", _("CC0: ai cũng dùng được, không cần ghi tên")),
)
# What a phone offers to choose from. What a file is, its content tells.
ACCEPT: Final = "image/jpeg,image/png,image/webp,video/mp4,video/quicktime,video/webm,audio/*"


class BringForm(Form):
    """A file with who made it. With a script only its name and size come here, and the file in pieces."""

    author = LineField(_("Ai chụp, quay, thu"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    file = FileField(_("Ảnh 360°, phim 360° hoặc tiếng"), render_kw={"accept": ACCEPT})


class PartForm(Form):
    """How much of a turn a picture shows from left to right."""

    degrees = WholeNumberField(_("Ngang khoảng mấy độ"), [Needed()], least=LEAST_PART, most=MOST_PART)


class CreditForm(Form):
    """What is said of a file that is ready."""

    name = LineField(_("Tên tệp"), [Needed()], limit=120)
    author = LineField(_("Ai chụp, quay, thu"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    modelled = BooleanField(_("Dựng bằng máy tính, không phải ảnh chụp, phim quay"))

    def keep_licence(self, licence: str) -> None:
        """This one can stay chosen, though nobody may choose it anew: it came with an imported tour."""
        if licence and licence not in dict(LICENCES):
            self.licence.offer(((licence, licence), *LICENCES))


# Seconds; a disk's clock may be wrong, but not by three thousand years.
LATEST: Final = 99_999_999_999


class AnnounceForm(Form):
    """A file that will come in pieces. How large it may be is the service's affair: it has the words for it."""

    author = LineField(_("Ai chụp, quay, thu"), [Needed()], limit=80)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    # Longer ones than any system of files allows are cut where they are kept.
    name = LineField(_("Tên tệp"), [Needed()], limit=2000)
    size = WholeNumberField(_("Cỡ tệp"), [Needed()], least=1, most=10**12 - 1)
    modified = WholeNumberField(_("Lần sửa cuối"), most=LATEST)
