"""What orders refuse."""

from marketplace.errors import BadInput, Conflict, NotFound
from marketplace.text import N_


class OrderNotFound(NotFound):
    """No such order, or the secret is not its own: both read the same."""

    sentence = N_("Không tìm thấy đơn này. Xin mở lại bằng đường dẫn trong tin nhắn hoặc hỏi người bán.")


class SubOrderNotFound(NotFound):
    """No such part, or it belongs to another shop."""


class WrongMoment(Conflict):
    """This part cannot become that from where it is."""

    sentence = N_("Đơn đang ở bước khác nên chưa làm được việc này. Xin tải lại trang để xem bước hiện tại.")


class StaleView(Conflict):
    """Somebody changed this part after the page was drawn."""

    sentence = N_("Đơn này vừa được cập nhật ở nơi khác. Trang đã tải lại; xin xem rồi bấm lần nữa nếu vẫn cần.")


class NotPaidYet(Conflict):
    """A transfer order is accepted only once its money is there."""

    sentence = N_("Đơn chuyển khoản này chưa nhận đủ tiền. Khi tiền về, nút “Nhận đơn” sẽ mở.")


class CashNotRecorded(Conflict):
    """A cash order is complete only with the money written down."""

    sentence = N_("Đơn trả tiền mặt: xin ghi số tiền đã thu trước khi kết thúc đơn.")


class CartEmpty(Conflict):
    """There is nothing to place."""

    sentence = N_("Giỏ còn trống nên chưa đặt được. Xin chọn hàng trước.")


class PricesChanged(Conflict):
    """A price is not what the buyer was shown; `changes` lists name, old and new."""

    sentence = N_("Giá vừa đổi sau khi bạn mở trang. Chưa đặt gì cả: xin xem giá mới rồi đặt lại.")


class KeyUsedOtherwise(BadInput):
    """The same checkout key came with another order in it."""

    sentence = N_("Trang đặt hàng này đã dùng cho một đơn khác. Xin mở lại giỏ hàng rồi đặt lần nữa.")


class BadQuantity(BadInput):
    """Not a positive whole number of steps."""

    sentence = N_("Số lượng chưa đúng: xin chọn số nguyên, theo bước %(step)s, nhiều nhất %(most)s.")


class TooManyOpenOrders(Conflict):
    """One phone holds too much unpaid."""

    sentence = N_("Số điện thoại này đang có %(count)s đơn chưa trả tiền. Xin trả hoặc hủy bớt rồi đặt tiếp.")


class TooManyLines(Conflict):
    """A cart has its limit."""

    sentence = N_("Giỏ đã có %(most)s món, nhiều nhất cho một lần đặt. Xin đặt đơn này trước rồi chọn tiếp.")


class NothingToPay(Conflict):
    """So little was chosen that it rounds to no đồng at all: there is nothing to ask for (A14)."""

    sentence = N_("Phần hàng của “%(shop)s” chưa tới 1 đồng nên chưa đặt được. Xin chọn nhiều hơn.")


class TransferTooLarge(Conflict):
    """A NAPAS 247 transfer stays under 500 million đồng."""

    sentence = N_("Một lần chuyển khoản phải dưới 500.000.000 đồng. Xin chia đơn hoặc trả tiền mặt cho gian hàng này.")


class CashTooLarge(Conflict):
    """So much is not sold on trust: one order, or all that this buyer has open."""

    sentence = N_("Trả tiền mặt khi nhận hàng chỉ tới %(most)s. Với “%(shop)s”, xin chọn chuyển khoản, hoặc bớt hàng.")


class MustPrepay(Conflict):
    """This buyer did not fetch what was kept for cash, more than once."""

    sentence = N_("Mấy đơn tiền mặt trước của số điện thoại này không có người nhận. Lần này xin chọn chuyển khoản.")


class ComplaintNotFound(NotFound):
    """No such complaint, or another's: both read the same."""


class ComplaintRunning(Conflict):
    """About this part there is a complaint already."""

    sentence = N_("Phần này đang có một khiếu nại chưa xong. Xin viết tiếp trong khiếu nại đó.")


class WrongComplaintMoment(Conflict):
    """The complaint cannot become that from where it is."""

    sentence = N_("Khiếu nại này đã sang bước khác. Xin tải lại trang để xem bước hiện tại.")


class NothingToComplainAbout(Conflict):
    """The part was never more than a placed order without money."""

    sentence = N_("Đơn này chưa trả tiền và chưa giao nên chưa cần khiếu nại. Bạn có thể hủy đơn.")
