"""Keeping pictures, films and sounds, and those on their way in."""

from marketplace.media.services.moving import keep_sound, keep_video
from marketplace.media.services.pictures import MOST_PICTURES, forget_picture, keep_picture

__all__ = ["MOST_PICTURES", "forget_picture", "keep_picture", "keep_sound", "keep_video"]
