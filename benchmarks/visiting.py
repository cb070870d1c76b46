"""A browser without pictures or scripts: keeps cookies, finds the hidden fields of forms."""

import gzip
import html
import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli  # type: ignore[import-untyped]

from benchmarks.load import Asked


class Unexpected(Exception):
    """The site answered otherwise than a buyer hopes."""


@dataclass(frozen=True)
class Answer:
    """What came back. `wire_bytes` is the body as it travelled."""

    status: int
    text: str
    location: str
    wire_bytes: int
    statements: int
    headers: Mapping[str, str] = field(default_factory=dict)


class Visitor:
    """One browser. Cookies marked Secure are sent over loopback's plain HTTP too, as a TLS proxy would pass them on."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def headers(self, **more: str) -> dict[str, str]:
        """What this browser sends along now."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**({"Cookie": cookie} if cookie else {}), **more}

    def send(self, asked: Asked) -> Answer:
        """One request, not followed further."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(asked.method, asked.path, asked.body.encode() or None, asked.headers)
        answer = connection.getresponse()
        body = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return Answer(
            answer.status,
            _decoded(body, answer.headers.get("Content-Encoding", "")).decode("utf-8", "replace"),
            answer.headers.get("Location", ""),
            len(body),
            int(answer.headers.get("X-Statements", "0")),
            dict(answer.headers.items()),
        )

    def get(self, path: str, **more: str) -> Answer:
        """A page that must be there. Raises Unexpected."""
        answer = self.send(Asked(path, headers=self.headers(**more)))
        if answer.status != 200:
            raise Unexpected(f"GET {path}: {answer.status}\n{answer.text[:2000]}")
        return answer

    def form(self, path: str, fields: dict[str, str]) -> Asked:
        """A form's POST, ready to be sent."""
        return Asked(
            path, "POST", urlencode(fields), self.headers(**{"Content-Type": "application/x-www-form-urlencoded"})
        )

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form that must be taken (303). Raises Unexpected."""
        answer = self.send(self.form(path, fields))
        if answer.status != 303:
            raise Unexpected(f"POST {path}: {answer.status}\n{answer.text[:2000]}")
        return answer


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if encoding == "gzip" else body


def hidden(page: str, name: str) -> str:
    """The value of the page's hidden field of this name. Raises Unexpected."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            value = re.search(r'value="([^"]*)"', tag)
            return html.unescape(value[1]) if value else ""
    raise Unexpected(f"no field {name}")
