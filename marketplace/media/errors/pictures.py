"""Why a picture is refused, and what would work."""

from marketplace.errors import BadInput
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


class PicturesTooHeavy(TooManyPictures):
    """And one of what they weigh together."""

    sentence = N_("Ảnh bạn đã tải lên nặng cả thảy %(most)s MB, nhiều nhất cho một người. Xin bỏ bớt ảnh cũ.")
