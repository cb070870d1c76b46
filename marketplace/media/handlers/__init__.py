"""Jobs of the media room: looking at what curators bring, and making of it what is shown and heard."""

from marketplace.media.handlers.cutting import cut
from marketplace.media.handlers.encoding import make_film, make_sound
from marketplace.media.handlers.looking import look_at
from marketplace.media.handlers.removing import remove_made, remove_original
from marketplace.media.handlers.sweeping import sweep_uploads

__all__ = ["cut", "look_at", "make_film", "make_sound", "remove_made", "remove_original", "sweep_uploads"]
