"""What the 360° viewer's own buttons say, in the reader's language."""

from flask_babel import gettext


def viewer_words() -> dict[str, str | list[str]]:
    """By the names frontend/js/tour knows them by; %(…)s is filled in there."""
    return {**_looking(), **_things(), **_goods(), **_hearing(), **_walking()}


def _looking() -> dict[str, str]:
    return {
        "viewer": gettext("Cảnh 360°: kéo để nhìn quanh, phím mũi tên cũng được"),
        "you_are_in": gettext("Bạn đang ở"),
        "places": gettext("Các cảnh và ghim"),
        "plan": gettext("Bản vẽ nơi này"),
        "compass": gettext("La bàn: quay về hướng bắc"),
        "go": gettext("Đi tới"),
        "close": gettext("Đóng"),
        "zoom_in": gettext("Phóng to"),
        "zoom_out": gettext("Thu nhỏ"),
        "gyroscope": gettext("Xoay cảnh theo điện thoại"),
        "no_gyroscope": gettext("Điện thoại không cho dùng cảm biến xoay. Bạn vẫn kéo bằng tay được."),
        "share": gettext("Gửi góc nhìn này"),
        "copied": gettext("Đã chép địa chỉ góc nhìn này."),
        "embed": gettext("Nhúng góc nhìn này vào trang khác"),
        "options": gettext("Độ nét và dữ liệu"),
        "turn": gettext("Tự xoay chậm"),
        "turn_end": gettext("Thôi tự xoay"),
        "quality": gettext("Ảnh"),
        "light": gettext("Nhẹ"),
        "light_hint": gettext("đỡ tốn dữ liệu, hợp điện thoại"),
        "sharp": gettext("Nét (HD)"),
        "sharp_hint": gettext("tốn nhiều dữ liệu hơn"),
        "used": gettext("Chuyến này đã dùng %(amount)s", amount="%(amount)s"),
        "fullscreen": gettext("Toàn màn hình"),
        "leave_fullscreen": gettext("Thôi toàn màn hình"),
        "loading": gettext("Đang mở…"),
        "trouble": gettext("Không mở được cảnh 360°. Danh sách các cảnh ở ngay dưới."),
        "scene_trouble": gettext("Không mở được cảnh ấy. Bạn vẫn ở cảnh này."),
    }


def _things() -> dict[str, str]:
    return {
        "more": gettext("Xem nguồn"),
        "enlarge": gettext("Phóng to ảnh"),
        "fit": gettext("Thu ảnh vừa khung"),
        "then": gettext("Xưa"),
        "now": gettext("Nay"),
        "then_slider": gettext("Ảnh xưa rõ dần"),
        "no_picture": gettext("chưa mở được ảnh này"),
        "clear": gettext("rõ %(percent)s %%", percent="%(percent)s"),
        "about_there": gettext("Ảnh xưa đặt vào cảnh chỉ ước chừng."),
    }


def _goods() -> dict[str, str]:
    return {
        "see_goods": gettext("Xem món hàng"),
        "see_shop": gettext("Xem gian hàng"),
        "asking": gettext("Đang hỏi giá và hàng còn…"),
        "not_asked": gettext("Chưa hỏi được giá và hàng còn lúc này."),
        "gone": gettext("Gian hàng đang nghỉ hoặc món này thôi bán ở đây."),
        "ask_maker": gettext("Món này đang hết. Mời bạn hỏi người làm, hoặc quay lại sau."),
        "how_many": gettext("Số lượng"),
        "how_much": gettext("Mua bao nhiêu"),
        "fewer": gettext("Bớt"),
        "more_of_it": gettext("Thêm"),
        "add": gettext("Thêm vào giỏ"),
        "buy_now": gettext("Mua ngay"),
        "added": gettext("Đã thêm"),
        "to_cart": gettext("Tới giỏ"),
        "not_added": gettext("Chưa thêm được. Xin thử lại."),
    }


def _hearing() -> dict[str, str | list[str]]:
    return {
        "mute": gettext("Tắt tiếng"),
        "unmute": gettext("Bật tiếng"),
        "play_sound": gettext("Nghe"),
        "stop_sound": gettext("Thôi nghe"),
        "no_sound": gettext("Không nghe được tiếng này. Lời bằng chữ ở ngay dưới."),
        "you_hear": gettext("Bạn nghe thấy: %(what)s, %(side)s", what="%(what)s", side="%(side)s"),
        # Clockwise from straight ahead.
        "sides": [
            gettext("phía trước"),
            gettext("phía trước, chếch phải"),
            gettext("bên phải"),
            gettext("phía sau, chếch phải"),
            gettext("phía sau"),
            gettext("phía sau, chếch trái"),
            gettext("bên trái"),
            gettext("phía trước, chếch trái"),
        ],
        "captions": gettext("Lời bằng chữ"),
        "film": gettext("Phim 360°"),
        "film_play": gettext("Chạy phim"),
        "film_pause": gettext("Dừng phim"),
        "film_place": gettext("Tua phim"),
        "film_trouble": gettext("Phim không chạy được; đây là ảnh lấy từ phim."),
    }


def _walking() -> dict[str, str]:
    return {
        "walk": gettext("Dạo có người dẫn"),
        "walk_begin": gettext("Dạo có người dẫn"),
        "walk_play": gettext("Đi tiếp"),
        "walk_pause": gettext("Tạm dừng"),
        "walk_before": gettext("Chặng trước"),
        "walk_after": gettext("Chặng sau"),
        "walk_stop": gettext("Chặng %(number)s/%(of)s", number="%(number)s", of="%(of)s"),
        "walk_leave": gettext("Thôi dẫn"),
        "walk_over": gettext("Hết chuyến"),
        "walk_words": gettext("Đọc lời chặng này"),
        "walk_slow": gettext("Đọc chậm"),
        "walk_usual": gettext("Đọc nhanh như thường"),
        "no_voice": gettext("Không nghe được lời dẫn. Lời vẫn hiện bằng chữ."),
    }
