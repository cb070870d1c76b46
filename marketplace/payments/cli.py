"""Commands over the VietQR codec and the matcher. They need no database, no settings and no Flask application.

Each `--json-lines` command reads one JSON value per line and answers with one per line, in order; a bad line is
answered with {"error": …} and the next one read. In and out are UTF-8 whatever the terminal's language is.
"""

import codecs
import dataclasses
import importlib
import json
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

import click

from marketplace.payments import qr
from marketplace.payments.matching import Credit, OpenRequest, match
from marketplace.payments.vietqr import PayloadKind, VietQR, VietQRError, VNPayQR, clean_memo, decode, encode
from marketplace.payments.vietqr.errors import ErrorKind

# What the vectors give beside the fields of a code: which kind it is, and what a person typed.
_BESIDE_THE_FIELDS: Final = frozenset({"kind", "memo_before_cleaning"})
_PIXELS_TO_A_MODULE: Final = 12

_json_lines = click.option("--json-lines", is_flag=True, help="One JSON value per line in, one out.")


class _BadInput(Exception):
    """The JSON value of a line does not have the shape the command asks for."""


@click.group()
def vietqr() -> None:
    """VietQR payloads: write, read, draw."""


@vietqr.command("encode")
@_json_lines
def encode_command(*, json_lines: bool) -> None:
    """Write payloads from objects of fields."""
    _answer_lines(lambda value: {"payload": encode(_code_from(value))}, json_lines=json_lines)


@vietqr.command("decode")
@_json_lines
def decode_command(*, json_lines: bool) -> None:
    """Read payloads, each a JSON string, into objects of fields."""
    _answer_lines(lambda value: decode(_text(value)).as_fields(), json_lines=json_lines)


@vietqr.command("clean-memo")
@_json_lines
def clean_memo_command(*, json_lines: bool) -> None:
    """Make memos, each a JSON string, fit into a code."""
    _answer_lines(lambda value: clean_memo(_text(value)), json_lines=json_lines)


@vietqr.command("image")
@click.argument("payload")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def image_command(payload: str, file: Path) -> None:
    """Draw PAYLOAD into FILE: .png or .svg, by its ending."""
    try:
        decode(payload)
    except VietQRError as fault:
        raise click.BadParameter(str(fault), param_hint="PAYLOAD") from fault
    shown = payload.strip()
    ending = file.suffix.lower()
    if ending == ".svg":
        picture = qr.svg(shown, label="VietQR").encode()
    elif ending == ".png":
        picture = qr.png(shown, scale=_PIXELS_TO_A_MODULE)
    else:
        message = "must end in .png or .svg"
        raise click.BadParameter(message, param_hint="FILE")
    file.write_bytes(picture)


# Loaded when they are asked for: matching needs neither a sheet reader nor a database.
_LATER: Final = {
    "import": "marketplace.payments.commands:import_command",
    "statement": "marketplace.payments.statements.command:statement_command",
}


class _Payments(click.Group):
    """The commands of this file, and those that are loaded only now."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names for --help."""
        return sorted([*super().list_commands(ctx), *_LATER])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name."""
        if name not in _LATER:
            return super().get_command(ctx, name)
        module, word = _LATER[name].split(":")
        command: click.Command = getattr(importlib.import_module(module), word)
        return command


@click.group(cls=_Payments)
def payments() -> None:
    """Payments: matching, statements."""


@payments.command("match")
@_json_lines
def match_command(*, json_lines: bool) -> None:
    """Decide which open requests each credit pays; saves nothing."""
    _answer_lines(_matched, json_lines=json_lines)


def _matched(value: object) -> dict[str, object]:
    case = _fields(value, required=("requests", "credit"))
    if not isinstance(case["requests"], list):
        raise _BadInput
    try:
        requests = [_request_from(each) for each in case["requests"]]
        credit = _credit_from(case["credit"])
    except ValueError as no_amount:
        raise _BadInput from no_amount
    decision = match(requests, credit)
    return {
        "decision": decision.verdict,
        "allocations": [dataclasses.asdict(allocation) for allocation in decision.allocations],
        "reason": decision.reason,
    }


def _request_from(value: object) -> OpenRequest:
    told = _fields(value, required=("code", "account", "amount_vnd"))
    return OpenRequest(code=_text(told["code"]), account=_text(told["account"]), amount_vnd=told["amount_vnd"])


def _credit_from(value: object) -> Credit:
    told = _fields(value, required=("account", "amount_vnd", "memo"))
    return Credit(account=_text(told["account"]), amount_vnd=told["amount_vnd"], memo=_text(told["memo"]))


def _code_from(value: object) -> VietQR | VNPayQR:
    told = _fields(value)
    kind = _text(told.get("kind", PayloadKind.VIETQR))
    if kind not in set(PayloadKind):
        raise _BadInput
    shape: type[VietQR | VNPayQR] = VNPayQR if kind == PayloadKind.VNPAY else VietQR
    fields = dataclasses.fields(shape)
    # A misspelled name must not be dropped: without its "amount" a code asks for any sum.
    if not told.keys() <= {field.name for field in fields} | _BESIDE_THE_FIELDS:
        raise _BadInput
    given = {field.name: _text(told[field.name]) for field in fields if told.get(field.name) is not None}
    for field in fields:
        if field.default is dataclasses.MISSING and field.name not in given:
            raise VietQRError(ErrorKind.MISSING_FIELD, field.name)
    return shape(**given)


def _fields(value: object, *, required: Collection[str] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _BadInput
    fields: dict[str, Any] = value
    if not fields.keys() >= set(required):
        raise _BadInput
    return fields


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _BadInput
    return value


def _answer_lines(answer: Callable[[object], object], *, json_lines: bool) -> None:
    """Answer each line of standard input with one line, at once: the asker may wait for it before the next."""
    if not json_lines:
        message = "say --json-lines: one JSON value per line in, one out"
        raise click.UsageError(message)
    answers = sys.stdout.buffer
    for place, line in enumerate(sys.stdin.buffer):
        # Programs on Windows put a mark before their first line.
        told = _answer(line.removeprefix(codecs.BOM_UTF8) if place == 0 else line, answer)
        # Half a surrogate pair has no UTF-8; as backslash and hex digits it is still JSON.
        answers.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        answers.flush()


def _answer(line: bytes, answer: Callable[[object], object]) -> object:
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return {"error": "bad_json"}
    try:
        return answer(value)
    except VietQRError as fault:
        return {"error": fault.kind}
    except _BadInput:
        return {"error": "bad_input"}


def _refuse_constant(name: str) -> float:
    # NaN and Infinity are no JSON, though Python reads them.
    raise ValueError(name)
