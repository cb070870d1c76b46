"""The log: one line an event, never a secret or an account number."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from marketplace import logs
from marketplace.sealed import token_hash

TOKEN = "kJ3_vQ9xT-a1BcD2eF4gH6iJ8kL0mN2pQ4rS6tU8vWx"


@pytest.fixture(autouse=True)
def usual_logs() -> Iterator[None]:
    """The test's own set-up is undone."""
    yield
    logs.set_up(as_json=False)


def written(capsys: pytest.CaptureFixture[str], *, as_json: bool = True, event: str = "happened", **facts: Any) -> str:
    """What one event writes."""
    logs.set_up(as_json=as_json)
    capsys.readouterr()
    structlog.get_logger().info(event, **facts)
    return capsys.readouterr().out


# P05
@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "token",
        "Authorization",
        "cookie",
        "vnp_signature",
        "account_number",
        "memo",
        "phone",
        "email",
    ],
)
def test_what_is_secret_by_name_is_not_written(capsys: pytest.CaptureFixture[str], name: str) -> None:
    facts: dict[str, Any] = {name: "CANARY", "inside": {"deep": [{name: "CANARY"}]}}

    out = written(capsys, **facts)

    assert "CANARY" not in out
    assert json.loads(out)[name] == "•••"


# P05
@pytest.mark.parametrize(
    "secret",
    [
        *(
            "0123456789",
            "TK0123456789012345",
            "12345678901234567890123",
            "+84912345678",
            "0912 345 678",
            "0912.345.678",
        ),
        *(
            TOKEN,
            f"/dat-lai-mat-khau/{TOKEN}",
            f"/don/AB12?khoa={TOKEN[:24]}",
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
        ),
    ],
)
def test_numbers_and_tokens_are_hidden_wherever_they_stand(capsys: pytest.CaptureFixture[str], secret: str) -> None:
    said = secret.rsplit("/", 1)[-1].rsplit("=", 1)[-1]

    out = written(
        capsys, event=f"saw {secret} here", path=secret, inside=[secret, {"thing": secret}], error=ValueError(secret)
    )

    assert said not in out
    assert out.count("•••") == 5


# P05
def test_a_traceback_holds_no_secret_either(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=True)
    capsys.readouterr()
    values = {"name": "CANARY", "hash": token_hash("x")}
    try:
        raise sa.exc.IntegrityError("INSERT INTO person VALUES (%(name)s)", values, ValueError(TOKEN))
    except sa.exc.IntegrityError as bug:
        structlog.get_logger().error("bug", exc_info=bug)
    out = capsys.readouterr().out

    assert "CANARY" not in out
    assert TOKEN not in out
    assert "IntegrityError" in json.loads(out)["exception"]


def test_what_a_log_is_for_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    facts: dict[str, Any] = {
        "path": "/hang/ca-chua-bi",
        "amount_vnd": 150_000_000,
        "code": "HQX7K2M9PQ4",
        "notice": 12345678,
        "done": True,
        "none": None,
    }

    line = json.loads(written(capsys, **facts))

    assert {name: line[name] for name in facts} == facts


# O07
@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize(
    "evil",
    [
        'x\r\n{"event": "forged"}',
        "x\nlevel=error forged",
        "x\x1b[2J\x1b[31m",
        "x\u2028y\u2029z\x85w",
        "a\u202eb",
        "x\0\x08y\x0b\x0c",
    ],
)
def test_one_event_is_one_line_without_control_signs(
    capsys: pytest.CaptureFixture[str], evil: str, *, as_json: bool
) -> None:
    out = written(capsys, as_json=as_json, event=evil, path=evil, inside={"thing": [evil]}, error=ValueError(evil))

    assert len(out.splitlines()) == 1
    assert not any(sign in out for sign in "\x1b\0\x08\x0b\u202e\u2028")
    if as_json:
        assert json.loads(out)["path"].startswith(evil[0])


# O07
def test_a_traceback_cannot_paint_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=False)
    capsys.readouterr()
    structlog.get_logger().error("bug", exc_info=ValueError("x\x1b[2Jy\rz"))
    out = capsys.readouterr().out

    assert "\x1b" not in out
    assert "\r" not in out


# T04
def test_each_line_of_a_request_carries_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.contextvars.bind_contextvars(request_id="0123456789012345")

    line = json.loads(written(capsys))
    structlog.contextvars.clear_contextvars()

    assert line["request_id"] == "0123456789012345"
