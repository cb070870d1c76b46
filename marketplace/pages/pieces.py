"""A file that comes in pieces, so that a bad line only costs the last of them."""

from flask import request

from marketplace.errors import NotFound


def where_piece_begins() -> int:
    """Where in its file the request's bytes begin, as `tu` says. Raises NotFound: only our own pages send pieces."""
    told = request.args.get("tu", "")
    if not (told.isascii() and told.isdigit() and len(told) <= 10):
        raise NotFound
    return int(told)
