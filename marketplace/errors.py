"""When the answer is no.

A Refusal is ours: we understood and will not. A Fault is somebody else's machine. Anything else
is a bug, and stays a 500 with a traceback.
"""

from marketplace.text import N_


class Refusal(Exception):
    """Says no in one sentence for the person, and carries its facts for page and test.

    `sentence` is Vietnamese and is translated where it is shown, with `facts` filled in.
    """

    status = 400
    sentence = N_("Không làm được việc này.")

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence % self.facts

    def __getattr__(self, name: str) -> object:
        facts = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)


class NotFound(Refusal):
    """There is no such thing, or none that this person may see: both read the same."""

    status = 404
    sentence = N_("Không tìm thấy trang này. Có thể địa chỉ đã đổi, hoặc bạn chưa có quyền xem.")


class NotAllowed(Refusal):
    """The thing is there, this person may see it, but may not do this."""

    status = 403
    sentence = N_("Bạn không có quyền làm việc này.")


class Conflict(Refusal):
    """It was possible a moment ago, or would be in another state of things."""

    status = 409
    sentence = N_("Việc này vừa thay đổi. Xin xem lại rồi thử lần nữa.")


class BadInput(Refusal):
    """What was sent cannot be read as what was asked for."""

    status = 422
    sentence = N_("Thông tin gửi lên chưa đúng. Xin xem lại rồi gửi lần nữa.")


class TooMany(Refusal):
    """Too many tries in too short a time; `minutes` says how long to wait."""

    status = 429
    sentence = N_("Bạn thử quá nhiều lần. Xin đợi %(minutes)s phút rồi thử lại.")


class Fault(Exception):
    """Somebody else's machine failed."""


class GatewayUnreachable(Fault):
    """An outside machine did not answer in time: try again later."""
