"""What of the media room a tour names, by key."""

from typing import NamedTuple

from marketplace.tours.content.parts import TourContent


class Keys(NamedTuple):
    """Keys of flat pictures (documents, pictures of then, the plan's drawing), of sounds, and of films."""

    pictures: set[str]
    sounds: set[str]
    films: set[str]


def keys_of(tour: TourContent) -> Keys:
    """The keys of flat pictures, sounds and films that the tour names."""
    pins = [pin for scene in tour.scenes for pin in scene.pins]
    pictures = {key for pin in pins for key in pin.pictures} | ({tour.plan.picture} if tour.plan else set())
    sounds = {pin.sound for pin in pins} | {key for stop in tour.walk for key in (stop.sound.vi, stop.sound.en)}
    films = {scene.video for scene in tour.scenes}
    return Keys(pictures, sounds - {""}, films - {""})
