"""What the tour editor says, in the reader's language: frontend/js/editor/ holds no sentence of its own."""

from typing import Any

from flask_babel import gettext as _

from marketplace.tours.states import CLAIM_WORDS, HOTSPOT_WORDS


def editor_words() -> dict[str, Any]:
    """Every word of the editor, by the name its scripts know it by."""
    return {**_frame(), **_scenes(), **_pins(), **_media(), **_walk_and_plan(), **_mistakes()}


def _frame() -> dict[str, Any]:
    return {
        "vietnamese": _("tiếng Việt"),
        "english": _("tiếng Anh"),
        "undo": _("Hoàn tác"),
        "redo": _("Làm lại"),
        "preview": _("Xem như khách"),
        "to_desk": _("Xong, về trang chuyến dạo"),
        "panels": _("Các bảng"),
        "stage": _("Cảnh đang soạn: kéo để nhìn quanh, phím mũi tên cũng được; Enter đặt ghim vào giữa"),
        "close": _("Đóng"),
        "choose": _("Chọn…"),
        "loading": _("Đang mở…"),
        "offline": _("Mất mạng hoặc chợ đang bận. Những gì đã làm còn trên máy này; xin thử lại sau ít phút."),
        "no_webgl": _("Máy này không xem được 360° nên không soạn được. Xin dùng máy khác."),
        "no_picture": _("Không mở được ảnh của cảnh này."),
        "removed": _("Đã bỏ. Bấm Hoàn tác nếu nhầm."),
        "states": {
            "unsaved": _("Chưa lưu…"),
            "saving": _("Đang lưu…"),
            "saved": _("Đã lưu %(time)s"),
            "offline": _("Mất mạng: giữ trên máy này, tự gửi lại khi có mạng"),
        },
        "refused": {
            "400": _(
                "Trang này mở đã lâu nên chợ không nhận. Xin tải lại trang: những gì đã làm vẫn còn trên máy này."
            ),
            "401": _(
                "Bạn đã đăng xuất. Xin đăng nhập ở một thẻ khác rồi sửa tiếp ở đây: những gì đã làm vẫn còn trên máy này."
            ),
            "403": _("Bạn không còn quyền soạn chuyến dạo này. Những gì đã làm vẫn còn trên máy này."),
            "404": _("Chuyến dạo này không còn ở đây. Những gì đã làm vẫn còn trên máy này."),
            "413": _("Chuyến dạo nặng quá nên chưa lưu được. Xin bớt lời, phụ đề hoặc ghim."),
            "other": _("Chợ không nhận được bản này. Xin tải lại trang: những gì đã làm vẫn còn trên máy này."),
        },
        "bad_address": _("Địa chỉ chưa đúng nên chưa được giữ. Ví dụ: https://thanglong.vn/bai-viet"),
        "kept_older": _(
            "Máy này còn giữ những gì lần trước chưa gửi lên được, nhưng từ đó đã có bản khác được lưu. Lấy lại thì chuyến dạo thành như trên máy này; bản kia vẫn còn trong Các bản."
        ),
        "kept": _("Máy này còn giữ những gì lần trước chưa gửi lên được."),
        "take_kept": _("Lấy lại"),
        "drop_kept": _("Bỏ đi"),
        "tabs": {
            "scene": _("Cảnh và ghim"),
            "walk": _("Lời dẫn"),
            "plan": _("Sơ đồ"),
            "tour": _("Chuyến dạo"),
            "mistakes": _("Chợ nhìn thấy"),
        },
        "tour": _("Chuyến dạo"),
        "tour_title": _("Tên chuyến dạo"),
        "note": _("Lời nhắn khách"),
        "note_hint": _("Lời chào, cách đi lại. Chuyện xưa thì kể ở ghim, để có nguồn."),
        "author": _("Ai chụp ảnh"),
        "licence": _("Giấy phép của ảnh"),
        "licence_hint": _("Ví dụ: © Ban quản lý di tích, hoặc CC BY 4.0"),
        "licence_url": _("Địa chỉ đọc giấy phép"),
        "credit": _("Lời ghi công"),
        "credit_hint": _("Câu mà giấy phép đòi ghi, nếu có"),
    }


def _scenes() -> dict[str, Any]:
    return {
        "scene": _("Cảnh"),
        "scenes": _("Các cảnh"),
        "start": _("bắt đầu ở đây"),
        "wrong": _("%(count)s chỗ phải sửa", count="%(count)s"),
        "add_scene": _("Thêm cảnh"),
        "choose_scene": _("Chọn ảnh 360° làm cảnh"),
        "bring_pictures": _("Gửi ảnh 360° mới"),
        "no_panoramas": _("Chưa có ảnh 360° nào. Gửi ảnh lên, đợi chợ cắt xong rồi quay lại đây."),
        "drop_here": _("Gửi ảnh hoặc phim 360° ngay ở đây (chọn nhiều tệp, hoặc kéo thả vào)"),
        "sending": _("Đang gửi %(percent)s%%, còn khoảng %(left)s", percent="%(percent)s", left="%(left)s"),
        "seconds": _("%(count)s giây", count="%(count)s"),
        "minutes": _("%(count)s phút", count="%(count)s"),
        "drop_one_here": _("Gửi ảnh hoặc phim 360° chụp lại (chọn tệp, hoặc kéo thả vào)"),
        "is_scene": _("Đã thành cảnh"),
        "see_files": _("Xem ở trang Ảnh, phim và tiếng."),
        "used": _("đã dùng"),
        "no_scenes": _("Chưa có cảnh nào"),
        "no_scenes_hint": _("Mỗi ảnh 360° là một cảnh. Thêm cảnh rồi đặt ghim, nối lối đi."),
        "remove_scene": _("Bỏ cảnh này"),
        "earlier": _("Chuyển lên trước"),
        "later": _("Chuyển ra sau"),
        "scene_title": _("Tên cảnh"),
        "alt": _("Tả ảnh cho người không nhìn thấy"),
        "alt_hint": _("Một hai câu: thấy gì ở đây?"),
        "is_start": _("Chuyến dạo bắt đầu ở cảnh này"),
        "picture": _("Ảnh của cảnh"),
        "retake_hint": _("Chụp lại thì thay ảnh ở đây: ghim, lối đi, lời kể và tấm biển vẫn như cũ."),
        "retake": _("Thay ảnh khác"),
        "choose_other": _("Chọn ảnh 360° thay vào cảnh này"),
        "retaken": _("Đã thay ảnh. Xem ghim có trùng với vật không; lệch thì kéo “Quay ảnh”."),
        "turn": _("Quay ảnh"),
        "start_view": _("Góc nhìn đầu"),
        "start_view_hint": _("Xoay cảnh tới chỗ khách nên thấy trước tiên, rồi bấm nút."),
        "take_view": _("Lấy góc đang nhìn"),
        "north": _("Hướng bắc"),
        "north_hint": _("Xoay cảnh cho giữa màn hình là hướng bắc rồi bấm nút, hoặc ghi số độ."),
        "north_of_middle": _("Giữa ảnh nhìn về hướng (độ)"),
        "this_is_north": _("Giữa màn hình là hướng bắc"),
        "horizon": _("Đường chân trời"),
        "horizon_hint": _("Ảnh nghiêng thì kéo cho nằm ngang."),
        "level_pitch": _("Ngửa, cúi"),
        "level_roll": _("Nghiêng trái, phải"),
        "drag_horizon": _("Kéo ngay trên ảnh"),
        "drag_now": _("Kéo lên xuống để ngửa cúi, kéo ngang để nghiêng."),
    }


def _pins() -> dict[str, Any]:
    return {
        "kinds": {kind.value: _(word) for kind, word in HOTSPOT_WORDS.items()},
        "pin": _("Ghim"),
        "pins": _("Ghim trong cảnh"),
        "no_pins": _("Chưa có ghim nào. Chọn một loại dưới ảnh rồi bấm vào chỗ muốn đặt."),
        "add_pin": _("Đặt ghim mới"),
        "tap_to_put": _("%(kind)s: bấm vào chỗ muốn đặt trên ảnh.", kind="%(kind)s"),
        "back_to_scene": _("Về cảnh"),
        "remove_pin": _("Bỏ ghim này"),
        "label": _("Nhãn"),
        "label_hint": _("Không ghi thì chợ lấy tên nơi dẫn tới, tên hàng hoặc mấy chữ đầu."),
        "text": _("Lời kể"),
        "transcript": _("Lời cho người không nghe được"),
        "no_words_yet": _("chưa có lời"),
        "place": _("Chỗ đặt"),
        "yaw": _("Ngang (độ)"),
        "pitch": _("Dọc (độ)"),
        "put_in_middle": _("Đưa ghim vào giữa màn hình"),
        "leads_to": _("Dẫn tới cảnh"),
        "arrive": _("Tới nơi nhìn về đâu"),
        "arrive_own": _("đi tiếp theo hướng đang đi"),
        "arrive_set": _("hướng tự chọn"),
        "arrive_yaw": _("Hướng nhìn khi tới (độ)"),
        "add_way_back": _("Thêm lối quay lại"),
        "go_there": _("Sang cảnh ấy"),
        "is_demo": _("Ghim mẫu: hàng không có ở nơi này"),
        "is_from_there": _("Nghe từ đúng hướng của ghim"),
        "tells_history": _("Có kể chuyện xưa (cần nguồn)"),
        "year": _("Năm"),
        "year_hint": _("Như người ta ghi: 1935, khoảng 1950"),
        "year_unknown": _("Không rõ năm"),
        "then_hint": _("Kéo bốn góc cho ảnh xưa trùng với cảnh nay."),
        "corner": _("Góc"),
        "corners": _("Các góc của vùng"),
        "corners_hint": _("Kéo từng góc, hoặc chọn góc rồi dùng phím mũi tên."),
        "add_corner": _("Thêm góc"),
        "drop_corner": _("Bớt góc"),
        "how_known": _("Biết từ đâu"),
        "claim_kind": _("Loại nguồn"),
        "claim_kinds": [[kind.value, _(word)] for kind, word in CLAIM_WORDS.items()],
        "source_title": _("Tên nguồn"),
        "source_hint": _("Sách và trang, bia nào, ai kể và khi nào"),
        "source_url": _("Địa chỉ nguồn"),
        "source_missing": _("Chưa có nguồn thì chưa đưa lên được."),
        "needs_review": _("Nguồn còn yếu, đang kiểm lại"),
    }


def _media() -> dict[str, Any]:
    return {
        "pictures": _("Ảnh tư liệu"),
        "no_pictures": _("Chưa có ảnh tư liệu nào."),
        "new_picture": _("Ảnh mới"),
        "picture_file": _("Tệp ảnh"),
        "choose_file": _("Xin chọn một ảnh."),
        "picture_shows": _("Ảnh chụp gì"),
        "picture_shows_en": _("Ảnh chụp gì, bằng tiếng Anh"),
        "picture_author": _("Của ai"),
        "picture_licence": _("Cho dùng thế nào"),
        "add_picture": _("Gửi ảnh này"),
        "choose_picture": _("Chọn ảnh"),
        "describe_picture": _("Sửa lời tả ảnh này"),
        "picture_described": _("Đã sửa lời tả của ảnh."),
        "save_words": _("Lưu"),
        "drop_picture": _("Bỏ ảnh này khỏi ghim"),
        "sound": _("Tiếng"),
        "no_sound_yet": _("chưa có tiếng"),
        "bring_sounds": _("Gửi tiếng mới"),
        "look_again": _("Tìm lại tiếng vừa gửi"),
        "record": _("Thu tiếng nói"),
        "recording": _("Đang thu… bấm để dừng"),
        "record_refused": _("Trình duyệt không cho dùng micro. Xin cho phép rồi thử lại, hoặc gửi tệp."),
        "captions": _("Phụ đề"),
        "captions_hint": _("WebVTT: gõ vào, hoặc chọn tệp .vtt"),
        "captions_file": _("tệp .vtt"),
    }


def _walk_and_plan() -> dict[str, Any]:
    return {
        "walk": _("Lời dẫn"),
        "walk_hint": _("Khách bấm nghe dẫn thì cảnh tự xoay từ chặng này sang chặng kia, có phụ đề."),
        "stop": _("Chặng"),
        "add_stop": _("Thêm chặng ở góc đang nhìn"),
        "remove_stop": _("Bỏ chặng này"),
        "narration": _("Lời dẫn của chặng"),
        "seconds": _("Dừng bao lâu nếu không có tiếng (giây)"),
        "seconds_hint": _("0: đủ để đọc hết lời"),
        "plan": _("Sơ đồ"),
        "plan_hint": _("Một bản vẽ của làng hay di tích; bấm lên bản vẽ để ghim cảnh đang mở."),
        "choose_plan": _("Chọn bản vẽ"),
        "other_plan": _("Đổi bản vẽ"),
        "drop_plan": _("Bỏ sơ đồ"),
        "from_left": _("Từ mép trái (%%)"),
        "from_top": _("Từ mép trên (%%)"),
    }


def _mistakes() -> dict[str, Any]:
    return {
        "mistakes": _("Chợ nhìn thấy"),
        "no_mistakes": _("Không thấy chỗ nào sai."),
        "show_it": _("Tới đó"),
        "mend_it": _("Sửa giúp"),
        "mended": _("Đã sửa. Bấm Hoàn tác nếu không muốn."),
        "mend": {
            "start": _("Bắt đầu ở cảnh đầu"),
            "move": _("Dời ghim ra chỗ dễ bấm"),
            "door back": _("Thêm lối quay lại"),
            "drop stop": _("Bỏ chặng này"),
            "level": _("Xoay cho ngang theo máy ảnh"),
            "retake": _("Thay ảnh sáng hơn"),
            "find north": _("Tìm hướng bắc"),
            "describe": _("Sửa lời tả ảnh"),
        },
    }
