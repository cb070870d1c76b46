"""A file that comes in pieces, so that a bad line only costs the last of them."""

from typing import Any, Protocol

from flask import Response, jsonify, request, url_for

from marketplace.errors import NotFound


class Coming(Protocol):
    """A file that comes in pieces and is then worked on, step by step."""

    public_id: Any
    state: Any
    received_bytes: Any
    size_bytes: Any
    done: Any
    of: Any


def where_piece_begins() -> int:
    """Where in its file the request's bytes begin, as `tu` says. Raises NotFound: only our own pages send pieces."""
    told = request.args.get("tu", "")
    if not (told.isascii() and told.isdigit() and len(told) <= 10):
        raise NotFound
    return int(told)


def how_far(file: Coming, said: str) -> dict[str, Any]:
    """A file in the words of frontend/js/sending.js; `said` says where it is. The room has pages named piece and state."""
    return {
        "piece": url_for(".piece", public_id=file.public_id),
        "state_url": url_for(".state", public_id=file.public_id),
        "state": file.state.value,
        "received": file.received_bytes,
        "size": file.size_bytes,
        "done": file.done,
        "of": file.of,
        "said": said,
    }


def of_now(told: dict[str, Any]) -> Response:
    """The answer to who asks how far it is: true this moment, for one person."""
    response = jsonify(told)
    response.headers["Cache-Control"] = "private, no-store"
    return response
