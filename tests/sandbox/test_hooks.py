"""The sandbox calls its own market and nobody else."""

import pytest

from marketplace.sandbox.errors import ForeignHook
from marketplace.sandbox.hooks import check_hook

SITE = "https://cho.example:8443/"


@pytest.mark.parametrize(
    "url",
    [
        "https://cho.example/hook/1",
        "https://CHO.example:9000/hook",
        "http://127.0.0.1:5000/hook",
        "http://localhost/hook",
        "http://[::1]:5000/hook",
    ],
)
def test_the_market_and_this_machine_may_be_called(url: str) -> None:
    assert check_hook(url, site_url=SITE) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cho.example/hook",
        "//cho.example/hook",
        "https://cho.example.evil.example/hook",
        "https://evil.example/?cho.example",
        "https://cho.example@evil.example/",
        "https://me:secret@cho.example/",
        "ftp://cho.example/",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://[::1/",
        "http://cho.example/a b",
        "http://cho.example/\r\nHost: x",
        "http://chợ.example/",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(ForeignHook) as refused:
        check_hook(url, site_url=SITE)

    assert "cho.example" in str(refused.value)


def test_without_a_site_only_this_machine_may_be_called() -> None:
    with pytest.raises(ForeignHook):
        check_hook("http:///hook", site_url="")
