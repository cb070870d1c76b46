"""What people type and choose at the make-believe VNPay."""

import re
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice  # type: ignore[attr-defined]  # younger than its stubs
from wtforms.validators import StopValidation

from marketplace.errors import Refusal
from marketplace.forms import Form, LineField, Needed, SelectField
from marketplace.sandbox.hooks import check_hook
from marketplace.sandbox.vnpay.paper import Payment, Terminal
from marketplace.sandbox.vnpay.states import Answering, Telling
from marketplace.sandbox.vnpay.ways import WAYS, Way, ways_for
from marketplace.text import N_

# What VNPay says of a terminal's code is "AN 8"; a few more letters do no harm here.
_TMN_CODE: Final = re.compile(r"[A-Za-z0-9]{3,20}")

TELLINGS: Final = {
    Telling.NONE: _("Không, báo đúng"),
    Telling.LATE: _("Báo chậm"),
    Telling.LOST: _("Không báo gì cả"),
    Telling.DOUBLED: _("Báo hai lần cùng lúc"),
    Telling.TEN_AT_ONCE: _("Báo mười lần cùng lúc"),
    Telling.FAILURE_FIRST: _("Đã trả, nhưng tin báo hỏng tới trước tin báo đã trả"),
    Telling.FAILURE_LAST: _("Đã trả, nhưng tin báo hỏng tới sau tin báo đã trả"),
    Telling.LATE_SUCCESS: _("Báo hỏng, một lát sau lại thành đã trả"),
    Telling.WRONG_AMOUNT: _("Báo sai số tiền"),
    Telling.BAD_HASH: _("Chữ ký sai"),
    Telling.SUSPICIOUS: _("Đã trừ tiền nhưng nghi gian lận (07)"),
    Telling.PENDING: _("Chưa hoàn tất (01), một lát sau mới thành đã trả"),
}
ANSWERINGS: Final = {
    Answering.NONE: _("Không, trả lời đúng"),
    Answering.HTML: _("Trả lời bằng trang HTML"),
    Answering.SILENT: _("Làm theo nhưng không trả lời"),
    Answering.BROKEN: _("Báo lỗi máy chủ (500)"),
    Answering.NO_HASH: _("Thiếu chữ ký"),
    Answering.BAD_HASH: _("Chữ ký sai"),
    Answering.OTHER_REFERENCE: _("Trả lời về mã tham chiếu khác"),
    Answering.TROUBLE: _("Lỗi khác (99), không có chữ ký"),
    Answering.REFUND_REFUSED: _("Nhận yêu cầu hoàn tiền rồi từ chối (09)"),
}


def _choices(words: dict[Any, Any]) -> list[Any]:
    return [SelectChoice(member.value, said) for member, said in words.items()]


class MischiefForm(Form):
    """What shall go wrong."""

    telling = SelectField(_("Tin báo (IPN) có trục trặc gì"), choices=_choices(TELLINGS), default=Telling.NONE.value)
    answering = SelectField(
        _("Câu trả lời cho chợ (truy vấn, hoàn tiền) có trục trặc gì"),
        choices=_choices(ANSWERINGS),
        default=Answering.NONE.value,
    )

    def mischief(self) -> tuple[Telling, Answering]:
        """What was chosen, after validation."""
        return Telling(self.value("telling")), Answering(self.value("answering"))


class PayForm(MischiefForm):
    """How it is paid. `key` names the payment."""

    key = HiddenField()
    way = SelectField(_("Thẻ, tài khoản hoặc ứng dụng thử"))

    def offer_ways(self, payment: Payment) -> None:
        """The ways that the payment's link leaves can be chosen."""
        self.way.offer([(way.key, f"{way.words} – {gettext(way.ending)}") for way in ways_for(payment.link.bank_code)])

    def chosen(self) -> Way:
        """The way that was chosen, after validation."""
        return next(way for way in WAYS if way.key == self.value("way"))


class AnsweringForm(Form):
    """How the API answers about one payment from now on."""

    answering = SelectField(_("Câu trả lời cho chợ"), choices=_choices(ANSWERINGS))


class TerminalForm(Form):
    """A shop's terminal, and where its payments are told."""

    tmn_code = LineField(_("Mã điểm bán (TmnCode)"), [Needed()], limit=20)
    name = LineField(_("Tên cửa hàng"), [Needed()], limit=80)
    ipn_url = LineField(_("Địa chỉ báo tin (IPN)"), [Needed()], limit=300)
    secret = LineField(_("Khoá bí mật (HashSecret)"), [Needed()], limit=200)

    def validate_tmn_code(self, field: Any) -> None:
        """WTForms calls it by its name."""
        if not is_tmn_code(field.data or ""):
            raise StopValidation(gettext(N_("Mã điểm bán chỉ gồm chữ không dấu và số, ví dụ CHOQUE01.")))

    def validate_address(self, *, site_url: str) -> bool:
        """Whether the address is one the sandbox calls; if not, the field says why."""
        try:
            check_hook(self.value("ipn_url"), site_url=site_url)
        except Refusal as refusal:
            self.refuse(self.ipn_url, refusal)
            return False
        return True

    def typed(self) -> Terminal:
        """The terminal as typed, after validation."""
        return Terminal(**{name: self.value(name) for name in ("tmn_code", "name", "ipn_url", "secret")})


def is_tmn_code(text: str) -> bool:
    """Whether this may name a terminal."""
    return _TMN_CODE.fullmatch(text) is not None
