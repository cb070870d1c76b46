"""What the make-believe VNPay refuses."""

from marketplace.errors import BadInput, Conflict, NotFound
from marketplace.text import N_


class UnknownTerminal(BadInput):
    """The link names a terminal nobody registered."""

    sentence = N_("VNPAY (hộp cát) không có điểm bán %(tmn_code)s. Xin đăng ký điểm bán ở bảng VNPAY trước.")


class UnsignedLink(BadInput):
    """The link is not signed with the terminal's secret."""

    sentence = N_("Sai chữ ký: liên kết trả tiền không được ký bằng khoá của điểm bán, hoặc đã bị sửa.")


class BadLink(BadInput):
    """The link is signed, and still not what VNPay's page documents; `name` is the parameter."""

    sentence = N_("Liên kết trả tiền ghi sai mục %(name)s.")


class ReferenceUsed(Conflict):
    """Another payment of this day has this reference."""

    sentence = N_("Mã tham chiếu %(txn_ref)s đã dùng cho một lần trả tiền khác trong ngày.")


class PaymentOver(Conflict):
    """It was paid, failed or expired meanwhile."""

    sentence = N_("Lần trả tiền này đã xong hoặc đã hết hạn.")


class PaymentNotFound(NotFound):
    """No payment with this key, or it made room for newer ones."""
