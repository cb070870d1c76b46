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


class BadSignature(Refusal):
    """The call is not signed by the account's secret, or too old."""

    status = 401
    sentence = "bad signature"


class BadNotice(Refusal):
    """The call cannot be read as a bank notice. `why` is for the provider's log, in English."""

    status = 400
    sentence = "bad notice: %(why)s"
