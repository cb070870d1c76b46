"""What sites and tours refuse."""

from marketplace.errors import BadInput, Conflict, NotFound
from marketplace.text import N_


class SiteNotFound(NotFound):
    """No such site."""


class TourNotFound(NotFound):
    """No such tour, or it is not published."""


class ClaimWithoutSource(BadInput):
    """A sentence of history that does not say where it is known from."""

    sentence = N_("Câu “%(text)s” chưa có nguồn. Xin ghi nguồn rồi hãy đưa lên.")


class BadAddress(BadInput):
    """An address on the web that does not begin with http:// or https://."""

    sentence = N_("“%(address)s” không phải địa chỉ trang web. Xin ghi địa chỉ bắt đầu bằng https://.")


class SceneTwice(BadInput):
    """Two scenes of one tour have the same short name."""

    sentence = N_("Có hai cảnh cùng mang tên “%(scene)s”. Xin đổi tên một cảnh.")


class NoSuchScene(BadInput):
    """The start or a door leads to a scene that is not in the tour."""

    sentence = N_("Không có cảnh “%(scene)s” trong chuyến dạo này. Xin chọn một cảnh đã có.")


class SceneOutOfReach(BadInput):
    """No way of doors leads from the start to a scene."""

    sentence = N_("Không có lối nào dẫn tới cảnh “%(scene)s”. Xin thêm lối đi từ một cảnh khác.")


class AngleOutOfRange(BadInput):
    """An angle that is nowhere on the sphere."""

    sentence = N_("Góc nhìn trong cảnh “%(scene)s” chưa đúng: ngang từ -180 đến 180 độ, dọc từ -90 đến 90 độ.")


class IncompletePin(BadInput):
    """A pin that lacks what its kind needs, or carries what belongs to another kind."""

    sentence = N_(
        "Một ghim trong cảnh “%(scene)s” chưa đủ: cần lời kể, lối đi, món hàng hoặc gian hàng, đúng theo loại ghim."
    )


class WrongTourMoment(Conflict):
    """This tour cannot become that from where it is."""

    sentence = N_("Chuyến dạo đang ở bước khác nên chưa làm được việc này. Xin tải lại trang để xem bước hiện tại.")
