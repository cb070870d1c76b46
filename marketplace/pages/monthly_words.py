"""How a shop's month calls the accounts of the ledger and the ways money goes back."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.payments.states import RefundWay

KIND_WORDS: Final = {
    "bank": _("Trong tài khoản ngân hàng"),
    "cash": _("Tiền mặt"),
    "vnpay": _("Ở VNPay"),
    "order": _("Đã vào đơn"),
    "parked": _("Chờ xem"),
    "set_aside": _("Để riêng"),
    "out": _("Đã ra, chưa rõ việc gì"),
}
WAY_WORDS: Final = {
    RefundWay.BANK: _("chuyển khoản"),
    RefundWay.CASH: _("tiền mặt"),
    RefundWay.VNPAY: "VNPay",
}
