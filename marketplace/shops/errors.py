"""What shops refuse."""

from marketplace.errors import BadInput, Conflict, NotFound
from marketplace.text import N_


class ShopNotFound(NotFound):
    """No such shop, or not this person's."""


class ProductNotFound(NotFound):
    """No such product, or not on sale."""


class WrongShopMoment(Conflict):
    """This shop or account cannot become that from where it is."""

    sentence = N_("Gian hàng đang ở bước khác nên chưa làm được việc này. Xin tải lại trang để xem bước hiện tại.")


class OutOfStock(Conflict):
    """There is less than was asked for."""

    sentence = N_("“%(product)s” chỉ còn %(left)s. Xin giảm số lượng hoặc bỏ món này khỏi giỏ.")


class StockTooLow(Conflict):
    """A stock cannot be set below what buyers already hold."""

    sentence = N_(
        "Không đặt được %(wanted)s: khách đang giữ %(held)s trong các đơn chưa giao. Xin đặt từ %(held)s trở lên."
    )


class NotCounted(Conflict):
    """What is made to order has no stock to change."""

    sentence = N_("Món này làm theo đơn nên không đếm trong kho.")


class CountingFixed(Conflict):
    """Buyers wait for these goods as they were sold: counted, or made to order."""

    sentence = N_(
        "Chưa đổi được giữa “có sẵn” và “làm theo đơn”: còn %(count)s đơn chưa giao có món này. "
        "Xin giao xong hoặc hủy các đơn đó rồi đổi."
    )


class NotASheet(BadInput):
    """The file is not a stock sheet of this market."""

    sentence = N_(
        "Tệp này không phải bảng kho của chợ: cần các cột “Mã hàng”, “Số đếm được” và “Dấu của chợ”. "
        "Xin tải bảng kho về, ghi số vào rồi gửi lại đúng tệp ấy."
    )


class SheetOvertaken(Conflict):
    """Since the sheet was shown something happened to its goods; nothing of it is written."""

    sentence = N_("Kho vừa thay đổi nên chưa ghi gì cả. Xin xem lại bảng bên dưới rồi bấm ghi lần nữa.")


class NotForSale(Conflict):
    """The shop or the product is not selling now."""

    sentence = N_("“%(product)s” hiện không bán. Xin bỏ món này khỏi giỏ.")


class DemoBankOnly(BadInput):
    """In the demo village nobody's real account is written down."""

    sentence = N_("Ở làng mẫu chỉ dùng được “Ngân hàng DEMO (000000)”, để không ai chuyển nhầm tiền thật.")


class BadAccountNumber(BadInput):
    """Not 1–19 letters or digits."""

    sentence = N_("Số tài khoản gồm 1 đến 19 chữ số hoặc chữ cái, không dấu, không khoảng trắng.")


class SlugTaken(Conflict):
    """A shop of this name is there already."""

    sentence = N_("Đã có gian hàng mang tên này. Xin thêm tên thôn hoặc tên nhà để khách khỏi nhầm.")
