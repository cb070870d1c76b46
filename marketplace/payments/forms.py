"""What sellers type about money."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from marketplace.forms import DongField, Form, LineField, Needed
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


class SetAsideForm(Form):
    """Why parked money concerns no order."""

    reason = LineField(
        _("Lý do"), [Needed(N_("Xin ghi lý do, ví dụ: đã hoàn lại cho khách, hoặc tiền riêng của nhà."))], limit=200
    )
