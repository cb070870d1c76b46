"""What payments refuse."""

from marketplace.errors import BadInput, Conflict, NotFound, Refusal
from marketplace.text import N_


class RequestNotFound(NotFound):
    """No such payment request, or not this shop's."""


class LineNotFound(NotFound):
    """No such bank line, or not this shop's."""


class WrongMoneyMoment(Conflict):
    """This request or line cannot become that from where it is."""

    sentence = N_("Khoản tiền này đã được xử lý ở nơi khác. Xin tải lại trang để xem.")


class NothingToLink(Conflict):
    """The line has nothing left, or the order asks for nothing."""

    sentence = N_("Khoản này không còn tiền để ghép, hoặc đơn đã đủ tiền.")


class NoPayableAccount(Conflict):
    """A shop without a verified account cannot be paid by transfer."""

    sentence = N_("Gian hàng “%(shop)s” chưa nhận chuyển khoản được. Xin chọn trả tiền mặt khi nhận hàng.")


class AmountNeedsReason(BadInput):
    """An amount other than what was asked needs a word on why."""

    sentence = N_("Số tiền khác với đơn: xin ghi lý do.")


class RefundNotFound(NotFound):
    """No such refund, or not this shop's or order's."""


class StatementNotFound(NotFound):
    """No such statement, or not this shop's."""


class NoTerminal(NotFound):
    """The shop is no merchant of VNPay, or does not offer it."""


class AttemptNotFound(NotFound):
    """No such attempt to pay."""


class NotPayableNow(Conflict):
    """The request is paid, called off or out of time: nobody is sent to VNPay for it."""

    sentence = N_("Đơn này không còn chờ tiền, nên không mở trang VNPay nữa.")


class NoPayOSChannel(NotFound):
    """The account's money is not told by payOS, or payOS cannot be called for it."""


class NotPayableByPayOS(Conflict):
    """The request is paid, called off or out of time: no payment link is made for it."""

    sentence = N_("Đơn này không còn chờ tiền, nên không mở trang payOS nữa.")


class PayOSNotKnown(Conflict):
    """A link was asked for, and payOS has not said whether it is there: another is not made before that is known."""

    sentence = N_(
        "payOS chưa trả lời, nên chợ chưa mở trang trả tiền. Bạn quét mã VietQR ở trên là trả được ngay; "
        "muốn trả qua payOS thì vài phút nữa bấm lại."
    )


class NothingToReturn(Conflict):
    """Nothing of this credit waits to be returned."""

    sentence = N_("Khoản này không còn tiền để hoàn lại.")


class RefundTooLarge(BadInput):
    """More is asked back than is there and not yet owed."""

    sentence = N_("Chỉ còn %(left)s có thể hoàn lại từ khoản này.")


class NeedsSecondPerson(Conflict):
    """A large refund is asked by one person and agreed by another."""

    sentence = N_("Khoản hoàn từ %(limit)s trở lên cần một người khác của gian hàng đồng ý.")


class NothingToUndo(Conflict):
    """The credit pays no order."""

    sentence = N_("Khoản này không đang trả cho đơn nào, nên không có gì để gỡ.")


class NotPaidToReduce(Conflict):
    """Nothing was paid that could go back."""

    sentence = N_("Đơn này chưa nhận đủ tiền nên chưa có gì để trả lại.")


class ReductionTooLarge(BadInput):
    """More would go back than was paid for this part."""

    sentence = N_("Trả lại nhiều nhất là %(most)s, bằng số tiền khách đã trả cho phần này.")


class BreakNotFound(NotFound):
    """No such break, or not this shop's."""


class CountNotFound(NotFound):
    """No such count, or not this shop's."""


class BadDays(BadInput):
    """Days from which nothing can be counted."""

    sentence = N_(
        "Xin xem lại ngày: từ ngày không được sau đến ngày, đến ngày không được sau hôm nay, nhiều nhất một năm."
    )


class BadSignature(Refusal):
    """The call is not signed by the account's secret, or too old."""

    status = 401
    sentence = "bad signature"


class BadNotice(Refusal):
    """The call cannot be read as a bank notice. `why` is for the provider's log, in English."""

    status = 400
    sentence = "bad notice: %(why)s"
