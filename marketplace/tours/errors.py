"""What sites and tours refuse."""

from marketplace.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from marketplace.text import N_


class SiteNotFound(NotFound):
    """No such site."""


class TourNotFound(NotFound):
    """No such tour, or it is not published."""


class PinNotFound(NotFound):
    """No such pin, or its goods cannot be bought now."""

    sentence = N_("Món này hiện không bán ở đây.")


class StillInTour(Conflict):
    """A tour names this picture, film or sound."""

    sentence = N_(
        "Tệp này có trong chuyến dạo “%(tour)s” nên chưa xóa được: bản đã lưu hay đã ký phải còn nguyên. "
        "Nếu chỉ là bản nháp, xin bỏ nó khỏi bản nháp trước."
    )


class ClaimWithoutSource(BadInput):
    """A sentence of history that does not say where it is known from."""

    sentence = N_("Câu “%(text)s” chưa có nguồn. Xin ghi nguồn rồi hãy đưa lên.")


class HistoryHere(BadInput):
    """A sentence of history where no source can be named."""

    sentence = N_(
        "Câu “%(text)s” kể chuyện xưa. Xin ghi câu ấy thành một câu có nguồn; ở đây chỉ nói về nơi này ngày nay."
    )


class HalfAPosition(BadInput):
    """A latitude without a longitude, or a position nobody is named for."""

    sentence = N_("Vị trí cần đủ vĩ độ, kinh độ và nguồn. Chưa biết thì để trống cả ba.")


class NoSuchDay(BadInput):
    """A festival that begins after it ends, or on a day no month has."""

    sentence = N_("Ngày hội chưa đúng: tháng 1 đến 12, ngày 1 đến 30 (dương lịch 31), ngày đầu không sau ngày cuối.")


class ClaimNotFound(NotFound):
    """No such sentence."""


class WrongClaimMoment(Conflict):
    """This sentence cannot become that from where it is."""

    sentence = N_("Câu này đang ở bước khác nên chưa làm được việc này. Xin tải lại trang.")


class ChangeWaits(Conflict):
    """A change of this sentence lies with the reviewer already."""

    sentence = N_("Câu này đã có một bản sửa đang chờ duyệt. Xin sửa tiếp ở bản ấy.")


class MayNotSignClaim(NotAllowed):
    """Only a reviewer signs, and not what he or she wrote."""

    sentence = N_("Câu này phải do người duyệt di tích ký, và không phải người đã viết nó.")


class RouteNotFound(NotFound):
    """No such route, or it is not published."""


class StopNotFound(NotFound):
    """No such stop of this route."""


class RouteTooShort(Conflict):
    """A route leads from one place to another."""

    sentence = N_("Tuyến cần ít nhất hai chặng rồi mới đưa lên được.")


class WrongRouteMoment(Conflict):
    """This route cannot become that from where it is."""

    sentence = N_("Tuyến đang ở bước khác nên chưa làm được việc này. Xin tải lại trang.")


class StoryNotFound(NotFound):
    """No such story, or it is not published."""


class StoryNotReady(Conflict):
    """Nobody signs a story without words."""

    sentence = N_("Bài chưa có đoạn nào nên chưa gửi duyệt được.")


class CorrectionNotFound(NotFound):
    """No such correction."""


class TooManyFromHouse(TooMany):
    """One house has sent as many corrections as it may in an hour."""

    sentence = N_(
        "Trong một giờ qua nơi bạn đã gửi nhiều góp ý. Lời bạn viết còn nguyên ở đây: xin đợi một giờ rồi bấm gửi lại."
    )


class TooManyToday(TooMany):
    """All houses together have sent as many corrections as the curators can read in a day."""

    sentence = N_(
        "Hôm nay chợ đã nhận quá nhiều góp ý nên chưa nhận thêm được; không phải lỗi của bạn. Lời bạn viết còn nguyên ở "
        "đây: xin để trang này mở, mai bấm gửi lại."
    )


class NothingToCorrect(NotFound):
    """What the correction would be about is not shown to anybody."""


class WrongCorrectionMoment(Conflict):
    """This correction cannot become that from where it is."""

    sentence = N_("Góp ý này đã được giải quyết ở bước khác. Xin tải lại trang.")


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

    sentence = N_(
        "Không lưu được vì có chỗ không đọc được: %(where)s. Xin sửa chỗ ấy; mọi thay đổi vẫn còn trên máy này."
    )


class SavedMeanwhile(Conflict):
    """Somebody else, or another tab, has saved this draft since it was opened here. `time` is on Vietnam's clock."""

    sentence = N_(
        "%(name)s vừa lưu bản khác lúc %(time)s. Những gì bạn làm từ đó còn trên máy này: xin tải lại trang soạn, rồi chọn "
        "lấy lại hay bỏ đi."
    )


class DraftIsOver(Conflict):
    """The draft that was open here has been signed or put aside meanwhile."""

    sentence = N_(
        "Bản đang soạn ở đây vừa được ký hoặc cất đi. Những gì bạn làm từ đó còn trên máy này: xin tải lại trang soạn, rồi "
        "chọn lấy lại hay bỏ đi."
    )


class ChangedSinceRead(Conflict):
    """The version was changed after the page with its sentences was drawn: nobody signs what he or she has not read."""

    sentence = N_("Bản này đã đổi từ khi bạn mở trang. Xin đọc lại các câu dưới đây rồi ký.")


class WaitsForReview(Conflict):
    """A version that lies with its reviewer is not changed."""

    sentence = N_("Bản này đang chờ duyệt nên không sửa được. Xin rút lại rồi sửa tiếp.")


class NotReadyForReview(Conflict):
    """Something is missing without which nobody may sign."""

    sentence = N_("Còn %(count)s chỗ phải sửa trước khi gửi duyệt. Trang soạn chỉ ra từng chỗ.")


class VersionNotFound(NotFound):
    """No such version of this tour."""


class WrongSiteMoment(Conflict):
    """The site is already as it should become, or there is nothing to sign."""

    sentence = N_("Di tích này vừa được người khác đổi. Xin tải lại trang rồi xem.")


class MayNotShow(NotAllowed):
    """Only a reviewer shows a site or a route, and not what he or she wrote."""

    sentence = N_(
        "Việc này phải do người duyệt di tích làm, và không phải người đã viết. Xin nhờ một người duyệt khác."
    )


class SiteHasTours(Conflict):
    """Visitors walk through tours of this site."""

    sentence = N_("Còn chuyến dạo của nơi này đang cho khách xem. Xin cất chuyến dạo trước, rồi mới cất di tích.")


class PictureIsSigned(Conflict):
    """What a picture shows is mended by somebody who is no reviewer, while visitors see it in what was signed."""

    sentence = N_(
        "Ảnh này đang ở chỗ khách xem, đã có người duyệt ký: chỉ người duyệt sửa được lời tả, tác giả, giấy phép của ảnh."
    )


class PictureIsOfASite(Conflict):
    """What another's picture at the top of a site's page shows is mended by somebody who is no reviewer."""

    sentence = N_(
        "Ảnh này đứng đầu trang một di tích, do người khác gửi lên: người ấy hoặc người duyệt sửa được lời tả, tác giả, giấy phép."
    )


class SiteIsHidden(Conflict):
    """The site of this tour is not shown yet."""

    sentence = N_(
        "Khách chưa thấy di tích của chuyến dạo này. Xin duyệt cho khách xem di tích trước, rồi ký chuyến dạo."
    )


class RouteIsShown(Conflict):
    """What visitors read of a route is not changed under their eyes."""

    sentence = N_("Khách đang đi theo tuyến này. Xin rút tuyến về nháp, sửa xong rồi nhờ người duyệt đưa lên lại.")


class MayNotSign(NotAllowed):
    """Only a reviewer signs or sends back, and not what he or she wrote a part of."""

    sentence = N_("Bản này phải do người duyệt di tích xem, và không phải người đã soạn nó hay một phần của nó.")


class PicturesNotDrawn(Conflict):
    """The flat pictures of the first views are still being drawn."""

    sentence = N_("Chợ đang vẽ ảnh mở đầu của các cảnh. Xin đợi nửa phút rồi ký lại.")


class SlugTaken(BadInput):
    """A tour or a site of this short name is there already."""

    sentence = N_("Đã có nơi mang tên này. Xin đặt tên khác một chút.")


class WrongTourMoment(Conflict):
    """This tour cannot become that from where it is."""

    sentence = N_("Chuyến dạo đang ở bước khác nên chưa làm được việc này. Xin tải lại trang để xem bước hiện tại.")


class TourFileNotFound(NotFound):
    """No such file, or another's: both read the same."""


class TooManyTourFiles(BadInput):
    """One person has so many files on their way."""

    sentence = N_("Bạn đang nhập %(most)s tệp chưa xong. Xin đợi xong, hoặc bỏ bớt, rồi nhập tiếp.")


class TourFileTooLarge(BadInput):
    """More bytes than a tour has."""

    status = 413
    sentence = N_("Tệp nhập nặng nhất %(most)s MB. Xin chia thành nhiều chuyến dạo nhỏ hơn.")


class StillMaking(Conflict):
    """The same file is being made already."""

    sentence = N_("Chợ đang làm tệp này. Xin đợi vài phút.")


class GivenUp(Conflict):
    """A job failed at the file again and again: a full disk, a machine that was switched off."""

    sentence = N_(
        "Chợ làm nhiều lần vẫn không xong, lỗi ở phía chợ. Xin làm lại từ đầu; nếu vẫn không được, "
        "xin báo người trông coi máy chủ của chợ."
    )


class PlaqueNotFound(NotFound):
    """No plaque has this number."""


class NotSixDigits(BadInput):
    """What was typed is no number of a plaque."""

    sentence = N_("Số trên biển có sáu chữ số, ví dụ 12 34 56. Xin xem lại biển rồi gõ đủ sáu số.")


class WrongPlaqueNumber(BadInput):
    """The check digit does not fit; no plaque is one slip of the finger away."""

    sentence = N_("Số %(number)s không đúng. Xin xem lại cả ba nhóm số trên biển rồi gõ lại.")


class SlipInGroup(BadInput):
    """The check digit does not fit, and the plaques that are there say which group of two digits is wrong."""

    sentence = N_("Số %(number)s không đúng. Xin xem lại nhóm số thứ %(group)s trên biển rồi gõ lại.")


class NobodysPlaqueNumber(NotFound):
    """The number checks, but no plaque ever had it."""

    sentence = N_("Chưa có biển nào mang số %(number)s. Xin xem lại số trên biển rồi gõ lại.")


class NoSuchSpot(BadInput):
    """A plaque would lead to a scene or pin that visitors cannot see."""

    sentence = N_("Chuyến dạo không còn chỗ này. Xin tải lại trang rồi chọn chỗ khác.")


class BadCount(BadInput):
    """A count of a visit that cannot be read."""


class SceneNotFound(NotFound):
    """The tour has no such scene."""


class WalkNotFound(NotFound):
    """The tour has no narrated walk."""
