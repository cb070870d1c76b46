"""The life of a file that a curator brings: a 360° picture, a 360° film, a sound.

coming → arrived → looked → cutting → ready
   ├──────→ dropped   └→ refused ←┘      (looked waits for the curator's word when we are not sure)
   └→ refused                            (its first bytes say that it is too heavy for what it is)

arrived, cutting → undone → arrived, cutting, dropped
                                         (the machine failed so often that nobody tries on; the file is kept)
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class UploadKind(StrEnum):
    """What the file holds, by its content."""

    PICTURE = "picture"
    VIDEO = "video"
    SOUND = "sound"


class UploadState(StrEnum):
    # Bytes are still on their way; an interrupted upload goes on where it stopped.
    COMING = "coming"
    ARRIVED = "arrived"
    LOOKED = "looked"
    # A picture is cut into tiles, a film and a sound are made anew.
    CUTTING = "cutting"
    READY = "ready"
    # Not the file's fault: its curator has it tried again, or drops it.
    UNDONE = "undone"
    REFUSED = "refused"
    DROPPED = "dropped"


_U = UploadState
UPLOAD_NEXT: Final[Mapping[UploadState, frozenset[UploadState]]] = MappingProxyType(
    {
        _U.COMING: frozenset({_U.ARRIVED, _U.REFUSED, _U.DROPPED}),
        _U.ARRIVED: frozenset({_U.LOOKED, _U.REFUSED, _U.UNDONE, _U.DROPPED}),
        _U.LOOKED: frozenset({_U.CUTTING, _U.REFUSED, _U.DROPPED}),
        _U.CUTTING: frozenset({_U.READY, _U.REFUSED, _U.UNDONE}),
        _U.UNDONE: frozenset({_U.ARRIVED, _U.CUTTING, _U.DROPPED}),
        _U.READY: frozenset({_U.DROPPED}),
        _U.REFUSED: frozenset({_U.DROPPED}),
        _U.DROPPED: frozenset(),
    }
)
