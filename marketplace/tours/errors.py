"""What sites and tours refuse."""

from marketplace.errors import BadInput, Conflict, NotAllowed, NotFound
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


class BadContent(BadInput):
    """The editor, or a file, told a tour that cannot be read: `where` in the document, and `why` in one word."""

    sentence = N_("Chuyến dạo gửi lên không đọc được ở chỗ “%(where)s”. Chưa lưu gì; xin tải lại trang soạn.")


class SavedMeanwhile(Conflict):
    """Somebody else, or another tab, has saved this draft since it was opened here."""

    sentence = N_("%(name)s vừa lưu bản khác lúc %(time)s. Xin tải lại trang soạn để thấy bản ấy rồi sửa tiếp.")


class WaitsForReview(Conflict):
    """A version that lies with its reviewer is not changed."""

    sentence = N_("Bản này đang chờ duyệt nên không sửa được. Xin rút lại rồi sửa tiếp.")


class NotReadyForReview(Conflict):
    """Something is missing without which nobody may sign."""

    sentence = N_("Còn %(count)s chỗ phải sửa trước khi gửi duyệt. Trang soạn chỉ ra từng chỗ.")


class VersionNotFound(NotFound):
    """No such version of this tour."""


class MayNotSign(NotAllowed):
    """Only a reviewer signs, and not what he or she wrote."""

    sentence = N_("Bản này phải do người duyệt di tích ký, và không phải người đã soạn nó.")


class PicturesNotDrawn(Conflict):
    """The flat pictures of the first views are still being drawn."""

    sentence = N_("Chợ đang vẽ ảnh mở đầu của các cảnh. Xin đợi nửa phút rồi ký lại.")


class SlugTaken(BadInput):
    """A tour or a site of this short name is there already."""

    sentence = N_("Đã có nơi mang tên này. Xin đặt tên khác một chút.")


class WrongTourMoment(Conflict):
    """This tour cannot become that from where it is."""

    sentence = N_("Chuyến dạo đang ở bước khác nên chưa làm được việc này. Xin tải lại trang để xem bước hiện tại.")


class SceneNotFound(NotFound):
    """The tour has no such scene."""


class WalkNotFound(NotFound):
    """The tour has no narrated walk."""
