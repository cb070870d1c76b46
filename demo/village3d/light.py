"""Sun, painted sky, camera and the rendering of a whole turn."""

import math
from pathlib import Path

import bpy
from materials import Brush, rgb
from PIL import Image

# One winter-spring morning for all pictures: about nine o'clock near Hà Nội at the end of January.
SUN_BEARING, SUN_HEIGHT = 138.0, 31.0
# And the evening of the feast: the sun has just gone down.
DUSK_BEARING, DUSK_HEIGHT = 248.0, 3.0
# Feasts stand round the fifteenth of the lunar month: a full moon comes up where the sun does not go down.
MOON_BEARING, MOON_HEIGHT = 76.0, 24.0
EYE = 1.6


def empty() -> None:
    """Forget the scene before this one."""
    bpy.ops.wm.read_factory_settings(use_empty=True)


def towards(bearing: float, height: float) -> tuple[float, float, float]:
    """The direction of a compass bearing and a height above the horizon."""
    b, h = math.radians(bearing), math.radians(height)
    return (math.sin(b) * math.cos(h), math.cos(b) * math.cos(h), math.sin(h))


def sun(strength: float = 4.2, *, bearing: float = SUN_BEARING, height: float = SUN_HEIGHT) -> None:
    """A warm sun, a little larger than the real one so that shadows are soft."""
    lamp = bpy.data.lights.new("sun", "SUN")
    lamp.energy, lamp.angle = strength, math.radians(1.8)
    lamp.color = rgb("#ffe2b4" if height > 15 else "#ff9a5c")[:3]
    thing = bpy.data.objects.new("sun", lamp)
    thing.rotation_euler = (math.radians(90 - height), 0, math.radians(180 - bearing))
    bpy.context.collection.objects.link(thing)


def glow(at: tuple[float, float, float], watts: float, *, colour: str = "#ffb765", radius: float = 0.15) -> None:
    """A lamp's warm light."""
    lamp = bpy.data.lights.new("lamp", "POINT")
    lamp.energy, lamp.shadow_soft_size = watts, radius
    lamp.color = rgb(colour)[:3]
    thing = bpy.data.objects.new("lamp", lamp)
    thing.location = at
    bpy.context.collection.objects.link(thing)


def window(
    at: tuple[float, float, float], size: tuple[float, float], watts: float, *, colour: str, look: float
) -> None:
    """A wide soft light that shines towards the bearing `look`: daylight helped through a door."""
    lamp = bpy.data.lights.new("window", "AREA")
    lamp.shape, lamp.size, lamp.size_y, lamp.energy = "RECTANGLE", size[0], size[1], watts
    lamp.color = rgb(colour)[:3]
    thing = bpy.data.objects.new("window", lamp)
    thing.location = at
    thing.rotation_euler = (math.radians(90), 0, -math.radians(look))
    thing.visible_camera = thing.visible_glossy = False
    bpy.context.collection.objects.link(thing)


def sunbeam(at: tuple[float, float, float], size: tuple[float, float], watts: float) -> None:
    """Sun through an opening that the eave would keep out: the same bearing and height, almost parallel rays."""
    lamp = bpy.data.lights.new("sunbeam", "AREA")
    lamp.shape, lamp.size, lamp.size_y, lamp.energy = "RECTANGLE", size[0], size[1], watts
    lamp.spread = math.radians(5)
    lamp.color = rgb("#ffdca6")[:3]
    thing = bpy.data.objects.new("sunbeam", lamp)
    thing.location = at
    thing.rotation_euler = (math.radians(90 - SUN_HEIGHT), 0, math.radians(180 - SUN_BEARING))
    thing.visible_camera = False
    bpy.context.collection.objects.link(thing)


def sky(*, evening: bool = False, strength: float = 1.0) -> None:
    """A flat painted sky for the eye, and an even warm light from it for the things."""
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes.clear()
    b = Brush(world.node_tree)
    way = b.node("ShaderNodeTexCoord").outputs["Generated"]
    apart = b.node("ShaderNodeSeparateXYZ")
    b.link(way, apart.inputs[0])
    x, y, z = apart.outputs
    if evening:
        stops = ((0.0, "#5b4a52"), (0.02, "#e08a52"), (0.12, "#d79a72"), (0.3, "#5d6f92"), (0.7, "#27406b"))
        clouds, lit, disc = "#e7a07a", "#33405e", "#ffdf9a"
    else:
        stops = ((0.0, "#d8c9a2"), (0.01, "#f7e6bf"), (0.14, "#efe2c4"), (0.38, "#b9cfcb"), (0.9, "#85aebb"))
        clouds, lit, disc = "#fbf1d9", "#c2d2d6", "#fff3cf"
    paint = b.ramp(z, *stops)
    flat = b.node("ShaderNodeCombineXYZ")
    low = b.math("ADD", b.math("ABSOLUTE", z), 0.16)
    b.link(b.math("DIVIDE", x, low), flat.inputs[0])
    b.link(b.math("MULTIPLY", b.math("DIVIDE", y, low), 1.6), flat.inputs[1])
    banks = b.ramp(b.noise(0.62, place=flat.outputs[0], detail=4.0), (0.54, "#000000"), (0.58, "#ffffff"))
    # Clouds thin out towards the zenith and near the ground.
    where = b.ramp(z, (0.03, "#000000"), (0.12, "#d8d8d8"), (0.5, "#8a8a8a"), (0.8, "#000000"))
    paint = b.mix(b.mix(1.0, banks, where, blend="MULTIPLY"), paint, clouds)
    lamp = b.node("ShaderNodeVectorMath", operation="DOT_PRODUCT")
    b.link(way, lamp.inputs[0])
    lamp.inputs[1].default_value = towards(DUSK_BEARING, 0.0) if evening else towards(SUN_BEARING, SUN_HEIGHT)
    edge = math.cos(math.radians(1.7))
    halo = b.ramp(
        b.math("POWER", b.math("MAXIMUM", lamp.outputs["Value"], 0.0), 60.0), (0.0, "#000000"), (1.0, "#9a9a9a")
    )
    paint = b.mix(halo, paint, disc)
    if evening:
        paint = moon(b, way, stars(b, way, paint, z))
    else:
        paint = b.mix(b.math("GREATER_THAN", lamp.outputs["Value"], edge), paint, "#fff6dc")
    seen, shining = b.node("ShaderNodeBackground"), b.node("ShaderNodeBackground")
    b.link(paint, seen.inputs["Color"])
    shining.inputs["Color"].default_value = rgb(lit)
    shining.inputs["Strength"].default_value = strength
    both, out = b.node("ShaderNodeMixShader"), b.node("ShaderNodeOutputWorld")
    rays = b.node("ShaderNodeLightPath")
    b.link(b.math("MAXIMUM", rays.outputs["Is Camera Ray"], rays.outputs["Is Glossy Ray"]), both.inputs[0])
    b.link(shining.outputs[0], both.inputs[1])
    b.link(seen.outputs[0], both.inputs[2])
    b.link(both.outputs[0], out.inputs["Surface"])


def stars(
    b: Brush, way: bpy.types.NodeSocket, paint: bpy.types.NodeSocket, z: bpy.types.NodeSocket
) -> bpy.types.NodeSocket:
    """A few first stars high up, over the paint; the moon outshines the rest."""
    cells = b.node("ShaderNodeTexVoronoi", feature="F1")
    cells.inputs["Scale"].default_value = 16.0
    b.link(way, cells.inputs["Vector"])
    # A cell's own colour is its size: most cells stay dark.
    size = b.math("MULTIPLY", b.math("MAXIMUM", b.math("SUBTRACT", cells.outputs["Color"], 0.45), 0.0), 0.075)
    lit = b.math(
        "MULTIPLY", b.math("LESS_THAN", cells.outputs["Distance"], size), b.ramp(z, (0.25, "#000000"), (0.6, "#ffffff"))
    )
    return b.mix(lit, paint, "#f3ead2")


def moon(b: Brush, way: bpy.types.NodeSocket, paint: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    """A full moon with its halo over the paint."""
    lamp = b.node("ShaderNodeVectorMath", operation="DOT_PRODUCT")
    b.link(way, lamp.inputs[0])
    lamp.inputs[1].default_value = towards(MOON_BEARING, MOON_HEIGHT)
    near = b.math("POWER", b.math("MAXIMUM", lamp.outputs["Value"], 0.0), 160.0)
    paint = b.mix(b.ramp(near, (0.0, "#000000"), (1.0, "#7c7c7c")), paint, "#e9dcb4")
    return b.mix(b.math("GREATER_THAN", lamp.outputs["Value"], math.cos(math.radians(1.5))), paint, "#fdf3d2")


def camera(at: tuple[float, float, float], north: float) -> None:
    """A camera for the whole turn; the middle of its picture lies in the bearing `north`."""
    lens = bpy.data.cameras.new("turn")
    lens.type, lens.panorama_type = "PANO", "EQUIRECTANGULAR"
    lens.clip_start = 0.02
    thing = bpy.data.objects.new("turn", lens)
    thing.location, thing.rotation_euler = at, (math.radians(90), 0, -math.radians(north))
    bpy.context.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def render(target: Path, *, width: int, samples: int, exposure: float, bounces: int) -> None:
    """Render to a PNG, then keep it as a JPEG of quality 88 without metadata."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, width // 2, 100
    cycles = scene.cycles
    cycles.device, cycles.samples = "CPU", samples
    cycles.use_adaptive_sampling, cycles.adaptive_threshold, cycles.adaptive_min_samples = True, 0.05, 10
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = bounces, bounces, 2
    cycles.transmission_bounces, cycles.caustics_reflective, cycles.caustics_refractive = 2, False, False
    cycles.sample_clamp_indirect = 3.0
    scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
    scene.view_settings.exposure = exposure
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = str(target.with_suffix(".png"))
    bpy.ops.render.render(write_still=True)
    with Image.open(target.with_suffix(".png")) as picture:
        picture.convert("RGB").save(target, quality=88, optimize=True, progressive=True)
    target.with_suffix(".png").unlink()
