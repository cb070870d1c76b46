"""A code that opens an address, as a picture that stands in a page."""

import io
from html import escape

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage


def svg(address: str, *, label: str) -> Markup:
    """The code as an inline <svg>; `label` is what is read aloud. Level Q: it is read from a screen in the sun."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=4, image_factory=SvgPathImage)
    code.add_data(address)
    code.make(fit=True)
    buffer = io.BytesIO()
    code.make_image().save(buffer)
    drawn = buffer.getvalue().decode()
    path = drawn[drawn.index(' d="') + 4 : drawn.index('"', drawn.index(' d="') + 4)]
    side = code.modules_count + 8
    return Markup(  # noqa: S704  # digits, letters of a path and an escaped label
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
