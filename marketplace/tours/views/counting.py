"""How often tours are visited: told by the viewer when somebody leaves. No cookie, no address, no browser is kept."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from marketplace import limits
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import TooMany
from marketplace.tours import beacons
from marketplace.tours.queries import counts as queries
from marketplace.tours.robots import is_robot
from marketplace.tours.services import counts as services
from marketplace.tours.views.blueprint import bp
from marketplace.web import csrf, open_to

# A mobile network shows a whole village as one address; a machine that sends all day is held here.
MOST_AN_HOUR: Final = 300


@bp.post("/tham-quan/<slug>/dem")
@open_to("anyone")
def count(slug: str) -> ResponseReturnValue:
    """What frontend/js/tour/counting.js tells of a visit."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    if (request.content_length or 0) > beacons.MOST_BYTES:
        raise RequestEntityTooLarge
    told = beacons.read_beacon(request.get_data(cache=False))
    places = queries.places_of(slug)
    if is_counted("visit", limit=MOST_AN_HOUR):
        with transaction():
            services.count_visit(places, told, at=now())
    return "", 204


# navigator.sendBeacon() sends no token. Another site's page is refused by its Origin, and cannot send this type unasked.
csrf.exempt(count)


def is_counted(what: str, *, limit: int) -> bool:
    """Whether this request is a person's who does not mind being counted, and not one of too many from one address."""
    headers = request.headers
    if is_robot(headers.get("User-Agent", "")) or headers.get("DNT") == "1" or headers.get("Sec-GPC") == "1":
        return False
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    try:
        # Keeps a keyed hash of the address for two days, and no address.
        limits.count_try(what, limits.house_of(request.remote_addr), limit=limit, seconds=3600)
    except TooMany:
        return False
    return True
