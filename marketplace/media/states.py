"""The life of a 360° picture that a curator brings.

coming → arrived → looked → cutting → ready
   └──────→ dropped   └→ refused ←┘      (looked waits for the curator's word when we are not sure)
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class UploadState(StrEnum):
    # Bytes are still on their way; an interrupted upload goes on where it stopped.
    COMING = "coming"
    ARRIVED = "arrived"
    LOOKED = "looked"
    CUTTING = "cutting"
    READY = "ready"
    REFUSED = "refused"
    DROPPED = "dropped"


_U = UploadState
UPLOAD_NEXT: Final[Mapping[UploadState, frozenset[UploadState]]] = MappingProxyType(
    {
        _U.COMING: frozenset({_U.ARRIVED, _U.DROPPED}),
        _U.ARRIVED: frozenset({_U.LOOKED, _U.REFUSED, _U.DROPPED}),
        _U.LOOKED: frozenset({_U.CUTTING, _U.REFUSED, _U.DROPPED}),
        _U.CUTTING: frozenset({_U.READY, _U.REFUSED}),
        _U.READY: frozenset(),
        _U.REFUSED: frozenset({_U.DROPPED}),
        _U.DROPPED: frozenset(),
    }
)
