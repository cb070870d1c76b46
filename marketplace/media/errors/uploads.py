"""Why a file on its way in is stopped, and what would work."""

from marketplace.errors import BadInput, Conflict, NotFound, Refusal
from marketplace.text import N_


class UploadNotFound(NotFound):
    """No such upload, or another's: both read the same."""


class WrongUploadMoment(Conflict):
    """The upload cannot become that from where it is."""

    sentence = N_("Tệp này đã sang bước khác. Xin tải lại trang để xem bước hiện tại.")


class UploadTooLarge(BadInput):
    """More bytes than a 360° camera makes for a picture."""

    status = 413
    sentence = N_("Ảnh 360° nặng nhất %(most)s MB. Xin xuất lại từ máy ảnh dạng JPEG, chất lượng 90.")


class FileTooHeavy(UploadTooLarge):
    """Heavier than anything that we take, whatever it is: that is known before its first byte."""

    sentence = N_(
        "Tệp nặng %(megabytes)s MB, chợ không nhận: phim 360° nặng nhất %(most)s MB. Xin xuất lại phim ngắn hơn, hoặc cỡ "
        "3840 × 1920 điểm."
    )


class FilmTooHeavy(UploadTooLarge):
    """More bytes than three minutes of a 360° film need."""

    sentence = N_("Phim 360° nặng nhất %(most)s MB. Xin xuất lại ngắn hơn, hoặc cỡ 3840 × 1920 điểm.")


class SoundTooHeavy(UploadTooLarge):
    """More bytes than a quarter of an hour of sound needs."""

    sentence = N_("Tiếng nặng nhất %(most)s MB. Xin xuất lại dạng MP3 hoặc M4A.")


class NoRoomLeft(Refusal):
    """The market's disk is nearly full."""

    status = 507
    sentence = N_("Chợ sắp hết chỗ chứa tệp. Xin báo người trông coi máy chủ của chợ, rồi gửi lại sau.")


class UploadsTooHeavy(UploadTooLarge):
    """One person's files weigh so much together."""

    sentence = N_(
        "Các tệp bạn đã gửi nặng cả thảy %(gigabytes)s GB, nhiều nhất cho một người là %(most)s GB. Xin gỡ bớt tệp không "
        "dùng ở trang “Ảnh, phim và tiếng”, rồi gửi lại."
    )


class UnknownFile(BadInput):
    """By its first bytes it is nothing that we keep, whatever its name says."""

    status = 415
    sentence = N_(
        "Tệp này không phải ảnh, phim hay tiếng mà chợ nhận. Xin chọn ảnh JPEG, PNG, WebP; phim 360° MP4, MOV, WebM; "
        "hoặc tiếng MP3, M4A, OGG, WAV, FLAC, WebM."
    )


class TooManyUploads(BadInput):
    """One person has so many files on their way."""

    sentence = N_("Bạn đang có %(most)s tệp chưa xong. Xin đợi xong, hoặc bỏ bớt, rồi gửi tiếp.")


class WrongPlaceInFile(Conflict):
    """The piece does not begin where the file ends; `received` bytes are here."""

    sentence = N_("Đoạn gửi lên không nối tiếp: chợ đã có %(received)s byte.")
