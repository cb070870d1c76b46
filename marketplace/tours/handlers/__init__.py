"""Jobs of the tours room."""

from marketplace.tours.handlers.drawing import draw_missing_shares, draw_shares, draw_views_of
from marketplace.tours.handlers.exchanging import (
    LEFT_FOR,
    TRIED_AGAIN,
    export_file,
    import_file,
    sweep_files,
    try_export,
    try_import,
)
from marketplace.tours.handlers.forgetting import UNSHOWN_KEPT, forget_pictures, forget_senders

__all__ = [
    "LEFT_FOR", "TRIED_AGAIN", "UNSHOWN_KEPT", "draw_missing_shares", "draw_shares", "draw_views_of", "export_file", "forget_pictures", "forget_senders", "import_file",
    "sweep_files", "try_export", "try_import",
]  # fmt: skip
