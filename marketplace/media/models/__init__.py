"""What the media room keeps."""

from marketplace.media.models.pictures import Panorama, Picture
from marketplace.media.models.uploads import Upload

__all__ = ["Panorama", "Picture", "Upload"]
