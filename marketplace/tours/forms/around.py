"""What visitors and curators fill in about sites, routes and stories."""

import re
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from marketplace.forms import (
    BooleanField,
    CardsField,
    ChoiceField,
    Form,
    LineField,
    LinesField,
    Needed,
    SelectField,
    WholeNumberField,
)
from marketplace.media.forms import LICENCES
from marketplace.text import N_
from marketplace.tours.errors import HistoryHere
from marketplace.tours.states import CLAIM_WORDS, NATURE_WORDS, THEME_WORDS, Calendar, ClaimKind, SiteNature, SiteTheme
from marketplace.tours.telling_history import history_in

_THEMES: Final = [(theme.value, _(words)) for theme, words in THEME_WORDS.items()]
_NATURES: Final = [(nature.value, _(words)) for nature, words in NATURE_WORDS.items()]
_KINDS: Final = [(kind.value, _(words)) for kind, words in CLAIM_WORDS.items() if kind is not ClaimKind.UNSAID]


# Plain digits: float() would read "nan", "1e1" and the digits of other scripts too.
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,10})?")


class DegreesField(LineField):
    """A latitude or longitude in degrees with a point or a comma; the value is a number, or None."""

    number: float | None = None

    def __init__(self, label: Any = None, validators: Any = (), *, most: int = 90, **kwargs: Any) -> None:
        super().__init__(label, validators, limit=20, **kwargs)
        self.most = most

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        found = _DEGREES.fullmatch(self.data)
        self.number = float(found[0].replace(",", ".")) if found else None
        if self.number is None or not -self.most <= self.number <= self.most:
            raise StopValidation(gettext("Xin ghi số độ, ví dụ 21.0886."))


class NoHistory:
    """Validator: the text tells no history, which needs a source. What was typed stays in its field."""

    def __call__(self, form: Any, field: Any) -> None:
        if sentence := history_in(field.data or ""):
            raise StopValidation(gettext(HistoryHere.sentence, text=sentence))


class CorrectionForm(Form):
    """What a visitor says is wrong."""

    wrong = LinesField(_("Chỗ nào sai?"), [Needed(N_("Xin cho biết chỗ nào sai."))], limit=1000)
    right = LinesField(_("Đúng ra là thế nào?"), [Needed(N_("Xin cho biết đúng ra là thế nào."))], limit=1000)
    how_known = LinesField(_("Bạn biết từ đâu?"), limit=600)
    contact = LineField(_("Cách gọi lại bạn"), limit=120)
    # People do not see it; machines that fill in every field do.
    website = LineField(_("Xin để trống ô này"), limit=300)

    def validate_website(self, field: Any) -> None:
        if field.data:
            raise StopValidation(gettext("Ô này chỉ máy gửi tự động mới điền. Xin xóa chữ trong ô rồi gửi lại."))


class AnswerForm(Form):
    """What a curator or a reviewer answers."""

    answer = LinesField(_("Lời đáp"), [Needed(N_("Xin ghi một câu trả lời."))], limit=1000)


class SiteForm(Form):
    """The facts of a site. Empty means that nobody knows."""

    name = LineField(_("Tên"), [Needed()], limit=140)
    name_en = LineField(_("Tên tiếng Anh"), limit=140)
    nature = CardsField(_("Đây là nơi nào"), choices=_NATURES, default=SiteNature.OURS.value)
    theme = CardsField(_("Chủ đề"), choices=_THEMES, default=SiteTheme.HISTORY.value)
    place = ChoiceField(_("Ở đâu"))
    rank = LineField(_("Xếp hạng"), limit=200)
    rank_en = LineField(_("Xếp hạng, tiếng Anh"), limit=200)
    rank_source = LineField(_("Nguồn của xếp hạng (địa chỉ trang)"), limit=500)
    rank_needs_review = BooleanField(_("Nguồn này còn yếu, cần kiểm lại"))
    era = LineField(_("Niên đại"), limit=200)
    era_en = LineField(_("Niên đại, tiếng Anh"), limit=200)
    era_source = LineField(_("Nguồn của niên đại"), limit=500)
    era_source_en = LineField(_("Nguồn của niên đại, tiếng Anh"), limit=500)
    intro = LinesField(_("Lời dẫn"), [NoHistory()], limit=2000)
    intro_en = LinesField(_("Lời dẫn, tiếng Anh"), [NoHistory()], limit=2000)
    opening_hours = LineField(_("Giờ mở cửa"), limit=200)
    opening_hours_en = LineField(_("Giờ mở cửa, tiếng Anh"), limit=200)
    keys_with = LineField(_("Ai giữ chìa khóa"), limit=200)
    keys_with_en = LineField(_("Ai giữ chìa khóa, tiếng Anh"), limit=200)
    way = LinesField(_("Đường tới"), [NoHistory()], limit=600)
    way_en = LinesField(_("Đường tới, tiếng Anh"), [NoHistory()], limit=600)
    access = LinesField(_("Lối không bậc, nhà vệ sinh"), [NoHistory()], limit=600)
    access_en = LinesField(_("Lối không bậc, nhà vệ sinh, tiếng Anh"), [NoHistory()], limit=600)
    map_url = LineField(_("Địa chỉ trên bản đồ (https://…)"), limit=500)
    latitude = DegreesField(_("Vĩ độ"))
    longitude = DegreesField(_("Kinh độ"), most=180)
    position_source = LineField(_("Nguồn của vị trí"), limit=200)
    position_source_en = LineField(_("Nguồn của vị trí, tiếng Anh"), limit=200)
    map_x = WholeNumberField(_("Trên sơ đồ: từ trái sang"), most=100)
    map_y = WholeNumberField(_("Trên sơ đồ: từ trên xuống"), most=100)


class ClaimForm(Form):
    """A sentence of history, how it is known and from where."""

    text = LinesField(_("Câu kể"), [Needed()], limit=600)
    text_en = LinesField(_("Tiếng Anh"), limit=600)
    kind = CardsField(_("Biết bằng cách nào"), choices=_KINDS)
    source_title = LineField(_("Tên nguồn: sách, bia, tờ sắc, người kể"), limit=300)
    source_title_en = LineField(_("Tên nguồn, tiếng Anh"), limit=300)
    source_url = LineField(_("Địa chỉ trang của nguồn"), limit=500)
    needs_review = BooleanField(_("Nguồn này còn yếu, cần kiểm lại"))


class FestivalForm(Form):
    """A festival and its days."""

    festival_name = LineField(_("Tên lễ hội"), [Needed()], limit=120)
    festival_name_en = LineField(_("Tên tiếng Anh"), limit=120)
    calendar = SelectField(
        _("Tính theo lịch"),
        choices=[
            (Calendar.LUNAR.value, _("Âm lịch")),
            (Calendar.SOLAR.value, _("Dương lịch")),
            (Calendar.UNKNOWN.value, _("Chưa rõ")),
        ],
    )
    month = WholeNumberField(_("Tháng"), least=1, most=12)
    first_day = WholeNumberField(_("Từ ngày"), least=1, most=31)
    last_day = WholeNumberField(_("Đến ngày"), least=1, most=31)
    festival_source_title = LineField(_("Tên nguồn"), limit=300)
    festival_source_title_en = LineField(_("Tên nguồn, tiếng Anh"), limit=300)
    festival_source_url = LineField(_("Địa chỉ trang của nguồn"), limit=500)


class PhotoForm(Form):
    """A photo of a site or for a paragraph."""

    file = FileField(_("Ảnh"))
    alt = LineField(_("Ảnh cho thấy gì (cho người không nhìn thấy)"), [Needed()], limit=200)
    alt_en = LineField(_("Tiếng Anh"), limit=200)
    author = LineField(_("Ai chụp"), [Needed()], limit=120)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)


class RouteForm(Form):
    """What a route is called and said to be."""

    title = LineField(_("Tên tuyến"), [Needed()], limit=120)
    title_en = LineField(_("Tên tiếng Anh"), limit=120)
    theme = CardsField(_("Chủ đề"), choices=_THEMES, default=SiteTheme.CULTURE.value)
    intro = LinesField(_("Lời dẫn"), [NoHistory()], limit=1200)
    intro_en = LinesField(_("Lời dẫn, tiếng Anh"), [NoHistory()], limit=1200)


class StopForm(Form):
    """One stop of a route. `where` is "site:…", "point:…" or "" for a plain place with a name."""

    where = ChoiceField(_("Chặng này ở đâu"))
    name = LineField(_("Tên, nếu là nơi khác"), limit=140)
    name_en = LineField(_("Tên tiếng Anh"), limit=140)
    note = LinesField(_("Dặn người đi"), [NoHistory()], limit=600)
    note_en = LinesField(_("Dặn người đi, tiếng Anh"), [NoHistory()], limit=600)
    minutes_on_foot = WholeNumberField(_("Phút đi bộ từ chặng trước"), least=1, most=600)
    minutes_by_bike = WholeNumberField(_("Phút đạp xe từ chặng trước"), least=1, most=600)
    minutes_source = LineField(_("Ai đo"), limit=200)
    minutes_source_en = LineField(_("Ai đo, tiếng Anh"), limit=200)


class StoryForm(Form):
    """What a story is called and begins with."""

    title = LineField(_("Tên bài"), [Needed()], limit=140)
    title_en = LineField(_("Tên tiếng Anh"), limit=140)
    lead = LinesField(_("Lời mở đầu"), [NoHistory()], limit=400)
    lead_en = LinesField(_("Lời mở đầu, tiếng Anh"), [NoHistory()], limit=400)
    site = ChoiceField(_("Bài về nơi nào"))


class PartForm(Form):
    """One paragraph of a story: a sourced claim, or the village's own words."""

    text = LinesField(_("Đoạn văn"), [Needed()], limit=1500)
    text_en = LinesField(_("Tiếng Anh"), limit=1500)
    kind = CardsField(
        _("Đoạn này là"),
        choices=[("", _("Lời của làng, không kể sử")), *_KINDS],
    )
    source_title = LineField(_("Tên nguồn: sách, bia, tờ sắc, người kể"), limit=300)
    source_title_en = LineField(_("Tên nguồn, tiếng Anh"), limit=300)
    source_url = LineField(_("Địa chỉ trang của nguồn"), limit=500)
    needs_review = BooleanField(_("Nguồn này còn yếu, cần kiểm lại"))
    file = FileField(_("Ảnh đi kèm"))
    alt = LineField(_("Ảnh cho thấy gì (cho người không nhìn thấy)"), limit=200)
    alt_en = LineField(_("Ảnh cho thấy gì, tiếng Anh"), limit=200)
    author = LineField(_("Ai chụp"), limit=120)
    licence = ChoiceField(_("Cho người khác dùng thế nào"), choices=LICENCES)
    drop_picture = BooleanField(_("Bỏ ảnh của đoạn này"))

    def validate_text(self, field: Any) -> None:
        if not self.kind.data:
            NoHistory()(self, field)

    validate_text_en = validate_text


class BackForm(Form):
    """Why something is sent back."""

    because = LinesField(_("Cần sửa gì"), [Needed(N_("Xin cho biết cần sửa gì."))], limit=600)
