"""What buyers type when they order."""

import re
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import StopValidation

from marketplace.clock import now, vietnam
from marketplace.forms import (
    BooleanField,
    CardsField,
    DongField,
    EmailField,
    Form,
    LineField,
    LinesField,
    Needed,
    PhoneField,
    SelectField,
    WholeNumberField,
)
from marketplace.money import Dong
from marketplace.orders.queries import as_place
from marketplace.orders.states import About, Fulfilment, Method, Outcome
from marketplace.places.models import PickupPoint
from marketplace.text import N_

# Goods can be wanted from tomorrow to a week from now.
DAYS: Final = 7
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SEEN: Final = re.compile(r"[0-9:;]{1,3000}")
_WEEKDAYS: Final = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))


class CartForm(Form):
    """So much of one product."""

    hang = LineField(_("Hàng"), [Needed()], limit=120)
    so_luong = WholeNumberField(_("Số lượng"), [Needed()], least=0, most=1_000_000)
    tu = HiddenField()

    @property
    def came_from(self) -> str:
        """The pin these goods were met at, or nothing: whoever cannot be understood here buys all the same."""
        return as_place(self.value("tu") or "")


class CheckoutForm(Form):
    """Who gets the goods, where and when, and how each shop is paid."""

    name = LineField(_("Tên người nhận"), [Needed()], limit=80, render_kw={"autocomplete": "name"})
    phone = PhoneField(_("Số điện thoại"), [Needed()], render_kw={"inputmode": "tel", "autocomplete": "tel"})
    email = EmailField(_("Thư điện tử"), render_kw={"inputmode": "email", "autocomplete": "email"})
    fulfilment = SelectField(
        _("Nhận hàng thế nào"),
        choices=[(Fulfilment.PICKUP.value, _("Lấy tại điểm hẹn")), (Fulfilment.ADDRESS.value, _("Giao tận nhà"))],
    )
    pickup_point = SelectField(_("Điểm lấy hàng"), validate_choice=False)
    address = LinesField(
        _("Địa chỉ (số nhà, ngõ, thôn, xã)"), limit=300, render_kw={"rows": 2, "autocomplete": "street-address"}
    )
    wanted_on = SelectField(_("Ngày nhận"))
    note = LinesField(_("Lời nhắn cho người bán"), limit=500, render_kw={"rows": 2})
    key = HiddenField()
    seen = HiddenField()

    def offer_places_and_days(self, points: "list[PickupPoint]", *, english: bool) -> None:
        """The pick-up points that are open, and the days from tomorrow on Vietnam's clock."""
        self.pickup_point.offer(
            [
                (p.slug, f"{p.name_en or p.name} – {p.hours_en or p.hours}" if english else f"{p.name} – {p.hours}")
                for p in points
            ]
        )
        today = vietnam(now()).date()
        days = [today + timedelta(days=n) for n in range(1, DAYS + 1)]
        self.wanted_on.offer([(day.isoformat(), f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m}") for day in days])

    def validate_address(self, field: Any) -> None:
        if self.value("fulfilment") == Fulfilment.ADDRESS and not field.data:
            raise StopValidation(gettext("Xin ghi địa chỉ để người bán giao tới."))

    def validate_pickup_point(self, field: Any) -> None:
        if self.value("fulfilment") == Fulfilment.PICKUP and field.data not in {
            choice.value for choice in field.choices
        }:
            raise StopValidation(gettext("Xin chọn một điểm lấy hàng."))

    def validate_key(self, field: Any) -> None:
        if not _KEY.fullmatch(field.data or ""):
            raise StopValidation(gettext("Trang này đã cũ. Xin mở lại giỏ hàng rồi đặt lần nữa."))

    def validate_seen(self, field: Any) -> None:
        if not _SEEN.fullmatch(field.data or ""):
            raise StopValidation(gettext("Trang này đã cũ. Xin mở lại giỏ hàng rồi đặt lần nữa."))

    @property
    def day(self) -> date:
        """The day the goods are wanted, after validation."""
        return date.fromisoformat(self.value("wanted_on"))


class ComplainForm(Form):
    """What is wrong."""

    about = CardsField(
        _("Có chuyện gì?"),
        choices=[
            (About.NOT_THERE.value, _("Chưa nhận được hàng")),
            (About.OTHER_GOODS.value, _("Nhận nhầm hàng")),
            (About.BAD_GOODS.value, _("Hàng hỏng, không như lời tả")),
            (About.TOO_LITTLE.value, _("Thiếu hàng")),
            (About.MONEY.value, _("Chuyện tiền nong")),
            (About.OTHER.value, _("Việc khác")),
        ],
    )
    words = LinesField(_("Kể rõ hơn, và bạn muốn giải quyết thế nào"), [Needed()], limit=1000, render_kw={"rows": 4})


class SayForm(Form):
    """What the buyer says at a step of a complaint."""

    because = LinesField(_("Vì sao"), [Needed(N_("Xin ghi vài lời để người xem hiểu."))], limit=1000)


class SettleForm(Form):
    """How a shop would end a complaint, or how the commune's team ends it."""

    outcome = CardsField(
        _("Giải quyết thế nào?"),
        choices=[
            (Outcome.MONEY_BACK.value, _("Trả lại tiền")),
            (Outcome.GOODS_AGAIN.value, _("Đổi hàng hoặc giao bù")),
            (Outcome.EXPLAINED.value, _("Giải thích, không đền")),
        ],
    )
    amount = DongField(_("Trả lại bao nhiêu (đồng, chỉ khi trả tiền)"), render_kw={"inputmode": "numeric"})
    words = LinesField(_("Lời trả lời"), [Needed()], limit=1000, render_kw={"rows": 4})

    def validate_amount(self, field: Any) -> None:
        if self.value("outcome") == Outcome.MONEY_BACK and not field.data:
            raise StopValidation(gettext("Xin ghi số tiền trả lại."))

    @property
    def back_vnd(self) -> Dong:
        """The money that goes back, after validation."""
        return Dong(self.value("amount") or 0) if self.value("outcome") == Outcome.MONEY_BACK else Dong(0)


def methods_of(fields: "dict[str, str]") -> dict[str, Method]:
    """How each shop is paid, from fields named cach-<shop>. What is no method counts as not chosen."""
    chosen = {}
    for name, value in fields.items():
        if name.startswith("cach-") and value in (Method.TRANSFER.value, Method.CASH.value):
            chosen[name.removeprefix("cach-")[:120]] = Method(value)
    return chosen


class CancelForm(Form):
    """Why the buyer calls it off."""

    because = LineField(_("Lý do (không bắt buộc)"), limit=200)
    version = WholeNumberField(least=0)


class DeclineForm(CancelForm):
    """Why the shop cannot deliver."""

    not_fetched = BooleanField(_("Hàng đã gói mà khách không đến, hoặc không nhận"))
