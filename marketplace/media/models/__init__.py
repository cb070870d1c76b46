"""What the media room keeps."""

from marketplace.media.models.pictures import Panorama, Picture
from marketplace.media.models.sounds import Sound, SoundFile
from marketplace.media.models.uploads import Upload
from marketplace.media.models.videos import Video

__all__ = ["Panorama", "Picture", "Sound", "SoundFile", "Upload", "Video"]
