"""Plain shapes as arrays, and one way to put them into Blender.

A Part is a mesh of one material. Functions give lists of parts, `moved` puts them somewhere, `stand` makes
one Blender object of them and `repeat` many that share one mesh. Metres; x is east, y north, z up; angles are
degrees, turning as the compass does (clockwise seen from above).
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import bpy
import materials
import numpy as np

Point = Sequence[float]


@dataclass(frozen=True)
class Part:
    """Corners, faces with equally many corners each, the material's name, and a tint from 0 to 1 per corner."""

    verts: np.ndarray
    faces: np.ndarray
    material: str
    smooth: bool = False
    tint: np.ndarray | float = 0.5


def turn_matrix(degrees: float) -> np.ndarray:
    """The matrix that turns clockwise seen from above."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def tilt_matrix(degrees: float) -> np.ndarray:
    """The matrix that tips what stands upright towards the north."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, s], [0.0, -s, c]])


def moved(
    parts: Iterable[Part], at: Point = (0, 0, 0), *, turn: float = 0, tilt: float = 0, scale: float | Point = 1
) -> list[Part]:
    """The parts made larger, tipped, turned and carried to a place, in this order."""
    matrix = turn_matrix(turn) @ tilt_matrix(tilt)
    size = np.ones(3) * scale
    return [replace(part, verts=(part.verts * size) @ matrix.T + np.array(at, float)) for part in parts]


def box(size: Point, material: str, at: Point = (0, 0, 0)) -> list[Part]:
    """A box that stands on `at`."""
    x, y, z = size[0] / 2, size[1] / 2, size[2]
    verts = np.array([(a, b, c) for c in (0, z) for b in (-y, y) for a in (-x, x)], float) + np.array(at, float)
    faces = np.array([(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)])
    return [Part(verts, faces, material)]


def grid(of: Callable[[np.ndarray, np.ndarray], np.ndarray], u: int, v: int, material: str) -> list[Part]:
    """The surface of(u, v) for u and v from 0 to 1, in u × v squares; `of` answers an array (..., 3)."""
    vv, uu = np.meshgrid(np.linspace(0, 1, v + 1), np.linspace(0, 1, u + 1), indexing="ij")
    verts = of(uu.ravel(), vv.ravel())
    first = (np.arange(v)[:, None] * (u + 1) + np.arange(u)[None, :]).ravel()
    return [Part(verts, np.stack([first, first + 1, first + u + 2, first + u + 1], 1), material, smooth=True)]


def lathe(profile: Sequence[tuple[float, float]], material: str, *, sides: int = 28, smooth: bool = True) -> list[Part]:
    """What a potter turns from a line of (radius, height)."""
    line = np.array(profile, float)
    angle = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    verts = np.concatenate([np.column_stack([ring * max(r, 1e-4), np.full(sides, z)]) for r, z in line])
    i, j = np.meshgrid(np.arange(len(line) - 1), np.arange(sides), indexing="ij")
    a, b = (i * sides + j).ravel(), (i * sides + (j + 1) % sides).ravel()
    return [Part(verts, np.stack([a, b, b + sides, a + sides], 1), material, smooth=smooth)]


def tube(points: Sequence[Point], radii: Sequence[float] | float, material: str, *, sides: int = 8) -> list[Part]:
    """A round branch along the points, closed at its ends."""
    path = np.array(points, float)
    width = np.ones(len(path)) * radii
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    helper = np.where(np.abs(along[:, 2:3]) > 0.9, np.array([[1.0, 0, 0]]), np.array([[0, 0, 1.0]]))
    # One helper for the whole branch, or it would twist shut where the helper changes.
    helper = np.repeat(helper[:1], len(path), 0) if abs(along[0, 2]) > 0.5 else helper
    side = np.cross(along, helper)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    up = np.cross(side, along)
    angle = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    ring = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * up[:, None]
    verts = (path[:, None] + ring * width[:, None, None]).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(len(path) - 1), np.arange(sides), indexing="ij")
    a, b = (i * sides + j).ravel(), (i * sides + (j + 1) % sides).ravel()
    ends = [
        Part(verts[:sides], np.arange(sides)[None, ::-1], material),
        Part(verts[-sides:], np.arange(sides)[None, :], material),
    ]
    return [Part(verts, np.stack([a, b, b + sides, a + sides], 1), material, smooth=True), *ends]


def rod(start: Point, end: Point, radius: float, material: str, *, sides: int = 8) -> list[Part]:
    """A straight bar from point to point."""
    return tube([start, end], radius, material, sides=sides)


def slab(outline: Sequence[tuple[float, float]], depth: float, material: str) -> list[Part]:
    """An outline in x and z (counter-clockwise seen from the south), as deep as said, its middle at y = 0."""
    flat = np.array(outline, float)
    n = len(flat)
    front = np.column_stack([flat[:, 0], np.full(n, -depth / 2), flat[:, 1]])
    back = front + np.array([0, depth, 0])
    ahead = np.arange(n)
    after = (ahead + 1) % n
    sides = np.stack([ahead, ahead + n, after + n, after], 1)
    verts = np.concatenate([front, back])
    return [
        Part(verts, sides, material),
        Part(verts, ahead[None, :].copy(), material),
        Part(verts, (ahead[::-1] + n)[None, :], material),
    ]


def disc(radius: float, material: str, at: Point = (0, 0, 0), *, sides: int = 40) -> list[Part]:
    """A flat round, facing up."""
    angle = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    verts = np.column_stack([np.cos(angle) * radius, np.sin(angle) * radius, np.zeros(sides)]) + np.array(at, float)
    return [Part(verts, np.arange(sides)[None, :], material)]


def sheet(corners: Sequence[tuple[float, float]], material: str, *, z: float = 0) -> list[Part]:
    """A flat piece of ground with these corners (counter-clockwise)."""
    return [Part(np.array([(x, y, z) for x, y in corners], float), np.arange(len(corners))[None, :], material)]


def cards(
    at: np.ndarray,
    direction: np.ndarray,
    material: str,
    rng: np.random.Generator,
    *,
    length: float | np.ndarray,
    width: float,
) -> list[Part]:
    """One leaf of two folded halves at each place, pointing where it is told; each has a tint of its own."""
    n = len(at)
    along = direction / (np.linalg.norm(direction, axis=1, keepdims=True) + 1e-9)
    side = np.cross(along, rng.normal(size=(n, 3)))
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    normal = np.cross(side, along)
    reach = along * (np.ones(n) * length)[:, None]
    half = side * (np.ones(n) * length)[:, None] * width / 2
    middle = at + reach * 0.45
    corners = [at, middle + half - normal * 0.03, at + reach, middle - half - normal * 0.03]
    verts = np.stack(corners, 1).reshape(-1, 3)
    first = np.arange(n) * 4
    faces = np.concatenate([np.stack([first, first + 1, first + 2], 1), np.stack([first, first + 2, first + 3], 1)])
    return [Part(verts, faces, material, tint=np.repeat(rng.random(n), 4))]


def mesh_of(name: str, parts: Iterable[Part]) -> bpy.types.Mesh:
    """One Blender mesh of all the parts, a material slot for each material."""
    parts = list(parts)
    slots = sorted({part.material for part in parts})
    starts = np.cumsum([0] + [len(part.verts) for part in parts])
    loops = np.concatenate([(part.faces + start).ravel() for part, start in zip(parts, starts, strict=False)])
    totals = np.concatenate([np.full(len(part.faces), part.faces.shape[1]) for part in parts])
    verts = np.concatenate([part.verts for part in parts])
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(verts))
    mesh.vertices.foreach_set("co", verts.astype(np.float32).ravel())
    mesh.loops.add(len(loops))
    mesh.loops.foreach_set("vertex_index", loops.astype(np.int32))
    mesh.polygons.add(len(totals))
    mesh.polygons.foreach_set("loop_start", np.concatenate([[0], np.cumsum(totals)[:-1]]).astype(np.int32))
    for slot in slots:
        mesh.materials.append(materials.material(slot))
    which = np.concatenate([np.full(len(part.faces), slots.index(part.material)) for part in parts])
    mesh.polygons.foreach_set("material_index", which.astype(np.int32))
    mesh.polygons.foreach_set("use_smooth", np.concatenate([np.full(len(part.faces), part.smooth) for part in parts]))
    tint = mesh.attributes.new("tint", "FLOAT", "POINT")
    values = np.concatenate([np.ones(len(part.verts)) * part.tint for part in parts])
    tint.data.foreach_set("value", values.astype(np.float32))
    mesh.update(calc_edges=True)
    mesh.validate()
    return mesh


def stand(name: str, parts: Iterable[Part]) -> None:
    """Put the parts into the scene, where they are."""
    bpy.context.collection.objects.link(bpy.data.objects.new(name, mesh_of(name, parts)))


def repeat(name: str, parts: Iterable[Part], places: Iterable[tuple[float, float, float, float, float]]) -> None:
    """Put the parts into the scene many times: (x, y, z, turn, scale) each. They share one mesh."""
    mesh = mesh_of(name, parts)
    for x, y, z, turn, scale in places:
        thing = bpy.data.objects.new(name, mesh)
        thing.location = (x, y, z)
        thing.rotation_euler = (0, 0, -math.radians(turn))
        thing.scale = (scale, scale, scale)
        bpy.context.collection.objects.link(thing)
