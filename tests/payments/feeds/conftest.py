"""A feed's machine on a real port: it answers what it is told to, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response


@dataclass(frozen=True)
class Asked:
    """One call the machine heard."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass
class Machine:
    """Answers one thing after the other; the last one again and again."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def will_say(self, *told: object) -> None:
        self.answers = [Response(json.dumps(each), content_type="application/json") for each in told]

    def hear(self, request: Request) -> Response:
        self.asked.append(
            Asked(request.method, request.path, request.args.to_dict(), dict(request.headers), request.get_data())
        )
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def running() -> Iterator[Machine]:
    """A machine that answers on a port of its own, inside."""
    heard = Machine()
    server = make_server("127.0.0.1", 0, Request.application(heard.hear), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    heard.url = f"http://127.0.0.1:{server.port}"
    yield heard
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def machine() -> Iterator[Machine]:
    with running() as heard:
        yield heard


def drops(pieces: Sequence[bytes], *, each_seconds: float) -> Iterator[bytes]:
    """An answer that comes drop by drop."""
    for piece in pieces:
        yield piece
        threading.Event().wait(each_seconds)
