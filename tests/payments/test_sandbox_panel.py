"""The demo village's call to the sandbox panel fails in one way only."""

import socket
import threading
from collections.abc import Iterator

import pytest

from marketplace.errors import GatewayUnreachable
from marketplace.payments import sandbox_panel


def register(url: str) -> None:
    sandbox_panel.register(
        url, secret_key="s" * 32, account="09", holder="HTX", hook_url="http://127.0.0.1/h", secret="x", key="k"
    )


@pytest.fixture
def rude_server() -> Iterator[str]:
    """Answers every call with a redirect elsewhere."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        call, _ = listening.accept()
        with call:
            call.recv(65536)
            call.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    thread.join()
    listening.close()


def test_a_sandbox_that_is_down_is_unreachable() -> None:
    with pytest.raises(GatewayUnreachable):
        register("http://127.0.0.1:1")


def test_an_answer_that_is_not_200_is_unreachable_and_no_redirect_is_followed(rude_server: str) -> None:
    with pytest.raises(GatewayUnreachable, match="302"):
        register(rude_server)


def test_a_signature_belongs_to_one_body_and_one_secret() -> None:
    signature = sandbox_panel.sign(b"{}", secret_key="a" * 32)

    assert sandbox_panel.is_signed(b"{}", signature=signature, secret_key="a" * 32)
    assert not sandbox_panel.is_signed(b"{} ", signature=signature, secret_key="a" * 32)
    assert not sandbox_panel.is_signed(b"{}", signature=signature, secret_key="b" * 32)
    assert not sandbox_panel.is_signed(b"{}", signature="ễ", secret_key="a" * 32)
