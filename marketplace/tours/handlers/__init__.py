"""Jobs of the tours room."""

from marketplace.tours.handlers.drawing import draw_missing_shares, draw_shares, draw_views_of
from marketplace.tours.handlers.exchanging import LEFT_FOR, export_file, import_file, sweep_files
from marketplace.tours.handlers.forgetting import forget_senders

__all__ = [
    "LEFT_FOR", "draw_missing_shares", "draw_shares", "draw_views_of", "export_file", "forget_senders", "import_file",
    "sweep_files",
]  # fmt: skip
