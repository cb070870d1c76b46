"""The pigments: every material is procedural, flat and warm, after the colours of Đông Hồ prints.

`material(name)` gives the Blender material and makes it the first time it is asked for. Colours are written as
they look on the screen (sRGB); the corner attribute `tint` (0 to 1) lets single tiles and leaves differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import bpy

Colour = tuple[float, float, float, float]
Socket = bpy.types.NodeSocket


def rgb(code: str) -> Colour:
    """#rrggbb as Blender counts light (linear)."""
    values = [int(code.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return (red, green, blue, 1.0)


@dataclass
class Brush:
    """A material's node tree, and the few strokes we paint with."""

    tree: bpy.types.NodeTree

    def node(self, kind: str, **settings: object) -> bpy.types.Node:
        """A new node with these properties set."""
        node = self.tree.nodes.new(kind)
        for key, value in settings.items():
            setattr(node, key, value)
        return node

    def link(self, source: Socket, target: Socket) -> None:
        """Let one node feed another."""
        self.tree.links.new(source, target)

    def math(self, operation: str, first: Socket | float, second: Socket | float = 0.0) -> Socket:
        """A sum of two numbers or sockets."""
        node = self.node("ShaderNodeMath", operation=operation)
        for socket, value in zip(node.inputs, (first, second), strict=False):
            if isinstance(value, float | int):
                socket.default_value = value
            else:
                self.link(value, socket)
        return node.outputs[0]

    def place(self) -> Socket:
        """Where in the object the point is."""
        return self.node("ShaderNodeTexCoord").outputs["Object"]

    def wall_place(self) -> Socket:
        """Along the wall and up: fit for upright walls that run east or north."""
        apart = self.node("ShaderNodeSeparateXYZ")
        self.link(self.place(), apart.inputs[0])
        together = self.node("ShaderNodeCombineXYZ")
        self.link(self.math("ADD", apart.outputs[0], apart.outputs[1]), together.inputs[0])
        self.link(apart.outputs[2], together.inputs[1])
        return together.outputs[0]

    def tint(self) -> Socket:
        """The tint of this tile or leaf."""
        return self.node("ShaderNodeAttribute", attribute_name="tint").outputs["Fac"]

    def noise(self, scale: float, *, place: Socket | None = None, detail: float = 3.0) -> Socket:
        """Soft patches from 0 to 1."""
        node = self.node("ShaderNodeTexNoise")
        node.inputs["Scale"].default_value = scale
        node.inputs["Detail"].default_value = detail
        self.link(place or self.place(), node.inputs["Vector"])
        return node.outputs["Fac"]

    def ramp(self, fac: Socket, *stops: tuple[float, str], flat: bool = False) -> Socket:
        """Colours along a number; flat keeps each colour until the next begins."""
        node = self.node("ShaderNodeValToRGB")
        node.color_ramp.interpolation = "CONSTANT" if flat else "LINEAR"
        for _ in stops[2:]:
            node.color_ramp.elements.new(0.5)
        for element, (where, code) in zip(node.color_ramp.elements, stops, strict=True):
            element.position = where
            element.color = rgb(code)
        self.link(fac, node.inputs["Fac"])
        return node.outputs["Color"]

    def mix(self, fac: Socket | float, first: Socket | str, second: Socket | str, *, blend: str = "MIX") -> Socket:
        """One colour over another."""
        node = self.node("ShaderNodeMix", data_type="RGBA", blend_type=blend)
        for socket, value in zip((node.inputs[0], node.inputs[6], node.inputs[7]), (fac, first, second), strict=True):
            if isinstance(value, str):
                socket.default_value = rgb(value)
            elif isinstance(value, float | int):
                socket.default_value = value
            else:
                self.link(value, socket)
        return node.outputs[2]

    def finish(self, colour: Socket | str, *, rough: float = 0.9, metal: float = 0.0, shine: float = 0.25) -> None:
        """A solid surface of this colour."""
        node = self.node("ShaderNodeBsdfPrincipled")
        node.inputs["Roughness"].default_value = rough
        node.inputs["Metallic"].default_value = metal
        node.inputs["Specular IOR Level"].default_value = shine
        self._colour(colour, node.inputs["Base Color"])
        self._out(node)

    def finish_thin(self, colour: Socket | str, *, through: float) -> None:
        """A leaf or a cloth: this part of the light goes through."""
        front = self.node("ShaderNodeBsdfDiffuse")
        behind = self.node("ShaderNodeBsdfTranslucent")
        both = self.node("ShaderNodeMixShader")
        both.inputs[0].default_value = through
        for node, place in ((front, 1), (behind, 2)):
            self._colour(colour, node.inputs["Color"])
            self.link(node.outputs[0], both.inputs[place])
        self._out(both)

    def finish_glow(self, colour: Socket | str, strength: float) -> None:
        """A lamp's light of this colour."""
        node = self.node("ShaderNodeEmission")
        node.inputs["Strength"].default_value = strength
        self._colour(colour, node.inputs["Color"])
        self._out(node)

    def _colour(self, colour: Socket | str, socket: Socket) -> None:
        if isinstance(colour, str):
            socket.default_value = rgb(colour)
        else:
            self.link(colour, socket)

    def _out(self, node: bpy.types.Node) -> None:
        out = self.node("ShaderNodeOutputMaterial")
        self.link(node.outputs[0], out.inputs["Surface"])


def bricks(
    b: Brush,
    place: Socket,
    colours: tuple[str, str, str],
    *,
    size: tuple[float, float],
    shift: float,
    mortar: float = 0.008,
) -> Socket:
    """Courses of brick or paving; the third colour is the mortar's."""
    node = b.node("ShaderNodeTexBrick", offset=shift)
    b.link(place, node.inputs["Vector"])
    for name, code in zip(("Color1", "Color2", "Mortar"), colours, strict=True):
        node.inputs[name].default_value = rgb(code)
    settings = {
        "Scale": 1.0,
        "Brick Width": size[0],
        "Row Height": size[1],
        "Mortar Size": mortar,
        "Mortar Smooth": 0.4,
    }
    for name, value in settings.items():
        node.inputs[name].default_value = value
    worn = b.ramp(b.noise(0.7), (0.3, "#c9c2b4"), (0.75, "#ffffff"))
    return b.mix(0.8, node.outputs["Color"], worn, blend="MULTIPLY")


def plain(light: str, dark: str, *, scale: float = 1.5, **finish: float) -> Callable[[Brush], None]:
    """Two near colours in soft patches."""
    return lambda b: b.finish(b.ramp(b.noise(scale), (0.35, dark), (0.65, light)), **finish)


def leaf(dark: str, light: str, *, through: float = 0.35) -> Callable[[Brush], None]:
    """Leaves from dark to light, some sun through them."""
    return lambda b: b.finish_thin(b.ramp(b.tint(), (0.0, dark), (1.0, light)), through=through)


def tiles(dark: str, middle: str, light: str) -> Callable[[Brush], None]:
    """Roof tiles, each burnt differently, with grey weather in patches."""

    def paint(b: Brush) -> None:
        each = b.ramp(b.tint(), (0.0, dark), (0.5, middle), (1.0, light))
        b.finish(b.mix(b.ramp(b.noise(0.5), (0.5, "#000000"), (0.8, "#8c8c8c")), each, "#8b7a63"))

    return paint


def plaster(light: str, dark: str) -> Callable[[Brush], None]:
    """Lime wash: patches, and grey where rain splashes at the foot."""

    def paint(b: Brush) -> None:
        wash = b.ramp(b.noise(1.1, detail=6), (0.3, dark), (0.62, light))
        apart = b.node("ShaderNodeSeparateXYZ")
        b.link(b.place(), apart.inputs[0])
        height = b.math("ADD", apart.outputs[2], b.math("MULTIPLY", b.noise(2.2), 0.9))
        b.finish(b.mix(b.ramp(height, (0.3, "#b0b0b0"), (1.0, "#000000")), wash, "#a08b6a"))

    return paint


def water(b: Brush) -> None:
    """A still pond: green below, the sky on it."""
    b.finish(b.ramp(b.noise(0.15), (0.3, "#49664f"), (0.7, "#5f7f68")), rough=0.06, shine=0.6)


def gilded(b: Brush) -> None:
    """Red lacquer under gold scrollwork: rings and waves that are no writing."""
    place = b.wall_place()
    cells = b.node("ShaderNodeTexVoronoi", feature="F1")
    cells.inputs["Scale"].default_value = 7.0
    b.link(place, cells.inputs["Vector"])
    rings = b.math("SINE", b.math("MULTIPLY", cells.outputs["Distance"], 42.0))
    mask = b.ramp(rings, (0.0, "#000000"), (0.42, "#000000"), (0.5, "#ffffff"))
    b.finish(b.mix(mask, "#9c2217", "#e2ab3c"), rough=0.35, shine=0.5)


def mat(b: Brush) -> None:
    """A sedge mat: straw with red and green bands across."""
    apart = b.node("ShaderNodeSeparateXYZ")
    b.link(b.place(), apart.inputs[0])
    band = b.math("FRACT", b.math("MULTIPLY", apart.outputs[0], 1.25))
    straw = ("#dcc58b", "#a8412d", "#dcc58b", "#5d7a45", "#dcc58b")
    colour = b.ramp(band, *zip((0.0, 0.12, 0.2, 0.26, 0.3), straw, strict=True), flat=True)
    fine = b.math("SINE", b.math("MULTIPLY", apart.outputs[1], 500.0))
    b.finish(b.mix(b.math("MULTIPLY", fine, 0.12), colour, "#8d7345"))


def weave(b: Brush) -> None:
    """Plaited bamboo."""
    node = b.node("ShaderNodeTexChecker")
    node.inputs["Scale"].default_value = 28.0
    for name, code in (("Color1", "#c99f5a"), ("Color2", "#b3853f")):
        node.inputs[name].default_value = rgb(code)
    b.link(b.place(), node.inputs["Vector"])
    b.finish(node.outputs["Color"])


def speckled(ground: str, spot: str, *, scale: float, share: float) -> Callable[[Brush], None]:
    """Candy: nuts or seeds in caramel."""

    def paint(b: Brush) -> None:
        node = b.node("ShaderNodeTexVoronoi")
        node.inputs["Scale"].default_value = scale
        b.link(b.place(), node.inputs["Vector"])
        mask = b.ramp(node.outputs["Distance"], (share, "#ffffff"), (share + 0.06, "#000000"))
        b.finish(b.mix(mask, ground, spot), rough=0.45, shine=0.4)

    return paint


def wood(light: str, dark: str, *, rough: float = 0.7) -> Callable[[Brush], None]:
    """Boards and posts with an upright grain."""

    def paint(b: Brush) -> None:
        stretch = b.node("ShaderNodeMapping")
        stretch.inputs["Scale"].default_value = (9.0, 9.0, 0.7)
        b.link(b.place(), stretch.inputs["Vector"])
        b.finish(b.ramp(b.noise(1.4, place=stretch.outputs[0]), (0.3, dark), (0.7, light)), rough=rough, shine=0.3)

    return paint


def grass(b: Brush) -> None:
    """Short grass and bare earth in patches."""
    green = b.ramp(b.noise(6.0), (0.3, "#75833f"), (0.7, "#959d55"))
    b.finish(b.mix(b.ramp(b.noise(0.35, detail=5), (0.5, "#000000"), (0.66, "#ffffff")), green, "#b99a68"))


RED_BRICK: Final = ("#b5573a", "#a3482f", "#c7ab86")
PAVING: Final = ("#bf8765", "#ae7555", "#94775a")

PIGMENTS: Final[dict[str, Callable[[Brush], None]]] = {
    "plaster": plaster("#f1e2bf", "#dcc596"),
    "plaster_ochre": plaster("#e8c27a", "#d3a558"),
    "lime": plain("#e6dcc4", "#c9bb9c"),
    "brick_wall": lambda b: b.finish(bricks(b, b.wall_place(), RED_BRICK, size=(0.22, 0.075), shift=0.5)),
    "brick_lane": lambda b: b.finish(bricks(b, b.place(), PAVING, size=(0.22, 0.07), shift=0.5)),
    "brick_yard": lambda b: b.finish(bricks(b, b.place(), PAVING, size=(0.3, 0.3), shift=0.0, mortar=0.01)),
    "stone_paving": lambda b: b.finish(
        bricks(b, b.place(), ("#c9bd9f", "#b9ac8c", "#94876b"), size=(0.7, 0.47), shift=0.5)
    ),
    "floor_tile": lambda b: b.finish(
        bricks(b, b.place(), ("#a9573b", "#9a4c33", "#6f3a29"), size=(0.3, 0.3), shift=0.0), rough=0.5, shine=0.35
    ),
    "roof": tiles("#8a3d28", "#a84f33", "#bf6a45"),
    "roof_old": tiles("#74402f", "#93503a", "#a8694b"),
    "stone": plain("#a9a596", "#8b887c", scale=3.0),
    "stone_light": plain("#cfc4aa", "#b5a98c", scale=3.0),
    "soil": plain("#bd9c6c", "#a58556", scale=0.8),
    "grass": grass,
    "water": water,
    "wood": wood("#7d4a2c", "#5f3520"),
    "wood_dark": wood("#5d3421", "#472616"),
    "wood_pale": wood("#b98d57", "#9c7243"),
    "lacquer": plain("#a8281b", "#951f15", rough=0.35, shine=0.5),
    "lacquer_dark": plain("#7c2016", "#6d1a12", rough=0.4, shine=0.4),
    "gold": plain("#e9b544", "#d69a2c", scale=6.0, rough=0.35, shine=0.6),
    "gilded": gilded,
    "bronze": plain("#8a6a38", "#6f5429", scale=4.0, rough=0.45, shine=0.5),
    "bark": plain("#8c7358", "#6d5741", scale=4.0),
    "bark_pale": plain("#b3a283", "#978666", scale=4.0),
    "bamboo": plain("#b9a650", "#93903f", scale=2.0),
    "bamboo_dry": plain("#d0ac66", "#b78f4c", scale=5.0),
    "leaf_banyan": leaf("#41702f", "#93b047"),
    "leaf_bamboo": leaf("#557a2e", "#a9b84c"),
    "leaf_palm": leaf("#3f6b32", "#87a445"),
    "leaf_tree": leaf("#4a7536", "#93aa4e"),
    "leaf_far": leaf("#66855a", "#8fa56e"),
    "leaf_lotus": leaf("#4b8055", "#7fa868"),
    "leaf_grass": leaf("#97a54e", "#c6c272", through=0.5),
    "rice": leaf("#7fa038", "#c2c854", through=0.45),
    "petal_pink": leaf("#d9748a", "#f0b3b8"),
    "petal_white": leaf("#f0e6cf", "#fff6df"),
    "petal_yellow": leaf("#e8a92a", "#f4c64b"),
    "field_far": lambda b: b.finish(b.ramp(b.noise(0.06), (0.4, "#a9b25c"), (0.5, "#97a853"), (0.6, "#b5b866"))),
    "hill": plain("#a9b9ac", "#9db0a6", scale=0.02),
    "hill_near": plain("#94a88b", "#8aa083", scale=0.03),
    "jar": plain("#7d4527", "#63341d", scale=2.0, rough=0.35, shine=0.5),
    "porcelain": plain("#eee6d2", "#e2d9c2", rough=0.3, shine=0.5),
    "porcelain_blue": plain("#31557d", "#3d648d", rough=0.3, shine=0.5),
    "weave": weave,
    "mat": mat,
    "peanut": speckled("#a8641f", "#dfb372", scale=50.0, share=0.36),
    "sesame": speckled("#c99c52", "#eddcae", scale=110.0, share=0.34),
    "peanut_raw": speckled("#a86a3e", "#cf9560", scale=60.0, share=0.45),
    "che_lam": speckled("#9a6a3a", "#c99a5c", scale=70.0, share=0.3),
    "paper": plain("#f3e7c8", "#eadcb8", scale=5.0),
    "sack": plain("#cdb387", "#b79c6e", scale=14.0),
    "iron": plain("#3d3a38", "#2f2c2b", rough=0.5, shine=0.4),
    "green_paint": plain("#3d6b4a", "#356043", rough=0.4, shine=0.4),
    "lantern_fruit": plain("#dd7a2b", "#c96a22", rough=0.5),
    "dim": plain("#6b4430", "#59372a"),
    "charcoal": plain("#3a332c", "#2c2620"),
    "cloth_red": leaf("#b3301f", "#c23a26", through=0.3),
    "cloth_yellow": leaf("#e6a928", "#f0b838", through=0.3),
    "cloth_green": leaf("#2f6f41", "#3d7d4d", through=0.3),
    "cloth_blue": leaf("#28557f", "#33638d", through=0.3),
    "cloth_white": leaf("#efe4cb", "#f7eed9", through=0.3),
    "drum_skin": plain("#e3cfa2", "#d3bb87", scale=5.0),
    "lantern": lambda b: b.finish_glow("#f0522c", 1.1),
    "lantern_yellow": lambda b: b.finish_glow("#f7b548", 1.3),
    "flame": lambda b: b.finish_glow("#ffc867", 6.0),
    "ember": lambda b: b.finish_glow("#ff7a2c", 2.0),
}


def material(name: str) -> bpy.types.Material:
    """The material of this name."""
    found = bpy.data.materials.get(name)
    if found is None:
        found = bpy.data.materials.new(name)
        found.use_nodes = True
        found.node_tree.nodes.clear()
        PIGMENTS[name](Brush(found.node_tree))
    return found
