"""Why a picture is refused, and what would work."""

from marketplace.errors import BadInput, Conflict, NotFound
from marketplace.text import N_


class PictureRefused(BadInput):
    """The file is no picture we can keep."""

    status = 415
    sentence = N_("“%(name)s” không dùng được. Xin chọn ảnh chụp dạng JPEG, PNG, WebP, AVIF hoặc HEIC.")


class NotAPicture(PictureRefused):
    """By its content it is something else, whatever its name says."""

    sentence = N_(
        "“%(name)s” không phải là ảnh. Xin chọn ảnh JPEG, PNG, WebP, AVIF hoặc HEIC, ví dụ ảnh chụp từ điện thoại."
    )


class BrokenPicture(PictureRefused):
    """It begins like a picture and cannot be read to its end."""

    sentence = N_(
        "Ảnh “%(name)s” bị hỏng hoặc tải lên chưa hết. Xin mở thử ảnh trên máy rồi gửi lại, hoặc chụp ảnh khác."
    )


class PictureTooLarge(PictureRefused):
    """More pixels than a phone's camera makes."""

    sentence = N_("Ảnh “%(name)s” lớn quá (%(width)s × %(height)s điểm). Xin chọn ảnh dưới 80 triệu điểm.")


class PictureTooSmall(PictureRefused):
    """Too few pixels to show anything."""

    sentence = N_("Ảnh “%(name)s” nhỏ quá. Xin chọn ảnh rộng và cao ít nhất 200 điểm.")


class TooManyPictures(BadInput):
    """One person has a limit of pictures."""

    sentence = N_("Bạn đã tải lên %(most)s ảnh, nhiều nhất cho một người. Xin bỏ bớt ảnh cũ.")


class UploadNotFound(NotFound):
    """No such upload, or another's: both read the same."""


class WrongUploadMoment(Conflict):
    """The upload cannot become that from where it is."""

    sentence = N_("Ảnh này đã sang bước khác. Xin tải lại trang để xem bước hiện tại.")


class UploadTooLarge(BadInput):
    """More bytes than a 360° camera makes."""

    status = 413
    sentence = N_("Ảnh 360° nặng nhất %(most)s MB. Xin xuất lại từ máy ảnh dạng JPEG, chất lượng 90.")


class TooManyUploads(BadInput):
    """One person has so many pictures on their way."""

    sentence = N_("Bạn đang có %(most)s ảnh tải lên chưa xong. Xin đợi xong, hoặc bỏ bớt, rồi tải tiếp.")


class WrongPlaceInFile(Conflict):
    """The piece does not begin where the file ends; `received` bytes are here."""

    sentence = N_("Đoạn gửi lên không nối tiếp: chợ đã có %(received)s byte.")
