"""Why a film or a sound is refused, and what would work."""

from marketplace.errors import BadInput, Refusal
from marketplace.text import N_


class NoFilmTools(Refusal):
    """This machine has no ffmpeg."""

    status = 503
    sentence = N_(
        "Máy chủ của chợ chưa cài ffmpeg nên chưa nhận phim và tiếng; ảnh 360° vẫn gửi được. "
        "Xin báo người trông coi máy chủ."
    )


class FilmRefused(BadInput):
    """The file is no film or sound that we can keep."""

    status = 415
    sentence = N_("Phim hoặc tiếng này không dùng được.")


class BrokenFilm(FilmRefused):
    """It begins like one and cannot be read to its end."""

    sentence = N_("Tệp này không đọc được, hoặc gửi lên chưa hết. Xin mở thử phim hoặc tiếng trên máy rồi gửi lại.")


class NothingInside(FilmRefused):
    """A container with neither pictures nor sound."""

    sentence = N_("Trong tệp này không có hình cũng không có tiếng.")


class UnknownCodec(FilmRefused):
    """Its pictures or its sound are packed in a way that we do not open."""

    sentence = N_(
        "Tệp nén kiểu “%(codec)s”, chợ không mở được. Xin xuất lại phim dạng MP4 (H.264, AAC), tiếng dạng MP3."
    )


class FilmTooLong(FilmRefused):
    """Longer than anybody watches."""

    sentence = N_("Phim 360° dài nhất %(most)s phút. Xin cắt bớt rồi gửi lại.")


class SoundTooLong(FilmRefused):
    """Longer than anybody listens."""

    sentence = N_("Tiếng dài nhất %(most)s phút. Xin cắt bớt rồi gửi lại.")


class TooShort(FilmRefused):
    """Over before it can be seen or heard."""

    sentence = N_("Phim hoặc tiếng này ngắn quá: chưa tới nửa giây.")


class FilmTooWide(FilmRefused):
    """More points than any phone shows."""

    sentence = N_("Phim %(width)s × %(height)s điểm lớn quá: nhiều nhất 8192 × 4096. Xin xuất lại cỡ 3840 × 1920 điểm.")


class FilmTooSmall(FilmRefused):
    """Spread over a whole turn, so few points show nothing."""

    sentence = N_("Phim 360° chỉ rộng %(width)s điểm, trải cả vòng sẽ mờ. Xin dùng phim rộng từ 640 điểm.")


class TooManyFrames(FilmRefused):
    """More pictures a second than eyes tell apart."""

    sentence = N_("Phim có hơn 60 hình mỗi giây. Xin xuất lại ở 30 hình mỗi giây.")


class OrdinaryFilm(FilmRefused):
    """Its frame is none of a sphere."""

    sentence = N_(
        "Đây không phải phim 360°: khung hình phải rộng gấp đôi cao. Nếu quay bằng máy 360°, xin xuất lại từ ứng dụng "
        "của máy quay ở dạng “equirectangular”."
    )


class RawFromCamera(FilmRefused):
    """Two round pictures or six faces, as the camera keeps them: they are not yet joined."""

    sentence = N_(
        "Phim còn ở dạng thô của máy quay 360°: hai vòng tròn hoặc sáu mặt chưa ghép. Xin xuất lại từ ứng dụng của máy "
        "quay ở dạng “equirectangular”."
    )


class FilmForTwoEyes(FilmRefused):
    """A film in 3D: each eye has a picture of its own."""

    sentence = N_("Đây là phim 3D, mỗi mắt một hình. Xin xuất lại dạng một hình (mono), “equirectangular”.")
