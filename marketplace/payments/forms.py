"""What sellers and buyers type about money."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.widgets import PasswordInput

from marketplace.forms import DayField, DongField, Form, LineField, Needed
from marketplace.text import N_


class ReceivedForm(Form):
    """ "Đã nhận tiền": how much, and why when it is another amount than asked."""

    amount = DongField(_("Số tiền đã nhận (đồng)"), [Needed()], render_kw={"inputmode": "numeric"})
    reason = LineField(_("Ghi chú (cần khi khác số phải thu)"), limit=200)
    key = HiddenField()


class LinkForm(Form):
    """Which order parked money belongs to."""

    part = LineField(_("Đơn nào?"), [Needed(N_("Xin chọn đơn để ghép."))], limit=40)
    reason = LineField(_("Vì sao là đơn này"), limit=200)


class TerminalForm(Form):
    """A shop's own terminal at VNPay. The secret is never shown again."""

    tmn_code = LineField(_("Mã terminal (vnp_TmnCode)"), [Needed()], limit=20, render_kw={"autocomplete": "off"})
    secret = LineField(
        _("Chuỗi bí mật (vnp_HashSecret)"),
        [Needed()],
        limit=200,
        widget=PasswordInput(),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class SetAsideForm(Form):
    """Why parked money concerns no order."""

    reason = LineField(
        _("Lý do"), [Needed(N_("Xin ghi lý do, ví dụ: đã hoàn lại cho khách, hoặc tiền riêng của nhà."))], limit=200
    )


class AskRefundForm(Form):
    """How much of a parked credit goes back, and why."""

    amount = DongField(_("Số tiền hoàn lại (đồng)"), [Needed()], render_kw={"inputmode": "numeric"})
    reason = LineField(_("Lý do hoàn lại"), [Needed()], limit=200)


class SentForm(Form):
    """The money was sent. The bank's own number of it helps to find it again."""

    reference = LineField(_("Mã giao dịch của ngân hàng (nếu có)"), limit=60)


class ExplainForm(Form):
    """Why books and world do not say the same."""

    reason = LineField(_("Vì sao lệch"), [Needed(N_("Xin ghi vì sao lệch, để sau này còn nhớ."))], limit=200)


# A day's takings are one amount; what VNPay settles in a year may be many transfers.
_MOST_COUNTED = 999_999_999_999


class CashForm(Form):
    """What lies in the cash box of some days."""

    cash_first = DayField(_("Tiền thu từ ngày"), [Needed()])
    cash_last = DayField(_("Đến hết ngày"), [Needed()])
    cash_held = DongField(
        _("Đếm được (đồng)"), [Needed()], least=0, most=_MOST_COUNTED, render_kw={"inputmode": "numeric"}
    )


class VNPayReportForm(Form):
    """What VNPay's settlement report says of some days."""

    vnpay_first = DayField(_("Báo cáo từ ngày"), [Needed()])
    vnpay_last = DayField(_("Đến hết ngày"), [Needed()])
    vnpay_paid = DongField(
        _("Tổng khách đã trả (đồng), chưa trừ phí"),
        [Needed()],
        least=0,
        most=_MOST_COUNTED,
        render_kw={"inputmode": "numeric"},
    )
    vnpay_returned = DongField(
        _("Tổng đã hoàn lại khách (đồng)"),
        [Needed()],
        least=0,
        most=_MOST_COUNTED,
        render_kw={"inputmode": "numeric"},
    )
