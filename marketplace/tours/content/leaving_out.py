"""A tour without some of its scenes."""

from collections.abc import Collection
from dataclasses import replace

from marketplace.tours.content.parts import TourContent
from marketplace.tours.states import HotspotKind


def keeping_scenes(tour: TourContent, kept: Collection[str]) -> TourContent:
    """The tour with these of its scenes only. Doors to the others, their stops and their points on the plan are gone too."""
    scenes = tuple(
        replace(
            scene,
            pins=tuple(pin for pin in scene.pins if pin.kind is not HotspotKind.DOOR or not pin.to or pin.to in kept),
        )
        for scene in tour.scenes
        if scene.slug in kept
    )
    first = scenes[0].slug if scenes else ""
    plan = tour.plan and replace(tour.plan, points=tuple(point for point in tour.plan.points if point.scene in kept))
    walk = tuple(stop for stop in tour.walk if stop.scene in kept)
    return replace(tour, scenes=scenes, start=tour.start if tour.start in kept else first, plan=plan, walk=walk)
