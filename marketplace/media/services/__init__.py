"""Keeping pictures, and 360° pictures on their way in."""

from marketplace.media.services.pictures import MOST_PICTURES, forget_picture, keep_picture

__all__ = ["MOST_PICTURES", "forget_picture", "keep_picture"]
