"""Codes read from pictures, in a child process with limits on time and memory."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from marketplace.payments.vietqr import VietQRError, decode
from marketplace.sandbox.errors import BadPicture, NoCodeInPicture, PictureTooLarge

TIME_LIMIT_SECONDS: Final = 12
_CHILD: Final = Path(__file__).with_name("picture_child.py")
# A camera sends a frame every second; more children than this at once help nobody.
_seats: Final = threading.BoundedSemaphore(2)


def codes_in_picture(data: bytes) -> Sequence[str]:
    """The texts of the QR codes in a picture; those that can be paid, where there are any.

    Raises BadPicture, PictureTooLarge, NoCodeInPicture.
    """
    codes = list(dict.fromkeys(_texts_in(data)))
    if not codes:
        raise NoCodeInPicture
    return [code for code in codes if _can_be_read(code)] or codes[:1]


def _texts_in(data: bytes) -> Sequence[str]:
    with _seats:
        try:
            # -I: neither the working folder nor the environment decides what the child imports.
            child = subprocess.run(
                [sys.executable, "-I", str(_CHILD)],
                input=data,
                capture_output=True,
                timeout=TIME_LIMIT_SECONDS,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise PictureTooLarge from late
    if child.returncode != 0:
        raise BadPicture
    told = json.loads(child.stdout)
    if told.get("trouble") == "too_large":
        raise PictureTooLarge
    if "codes" not in told:
        raise BadPicture
    return [str(code) for code in told["codes"]]


def _can_be_read(code: str) -> bool:
    try:
        decode(code)
    except VietQRError:
        return False
    return True
