"""Build and render the village's scenes, or write scenes.json.

python build.py cong-lang --width 1024 --samples 16 --out /tmp/preview
python build.py angles
"""

import argparse
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import light  # noqa: E402
from scenes import SCENES  # noqa: E402
from stops import described  # noqa: E402

NOTE_VI = "Hình dựng bằng máy tính, không phải ảnh thật; không vẽ theo một làng có thật nào."
NOTE_EN = "Modelled by computer, not a photograph; no real village is shown."


def write_angles() -> None:
    """Write scenes.json: every angle is computed from the places of the things."""
    scenes = [described(scene, SCENES) for scene in SCENES.values()]
    about = {
        "what_vi": NOTE_VI,
        "what_en": NOTE_EN,
        "angles": "Degrees. north: compass bearing of yaw 0; yaw grows to the right, yaw 0 is the picture's middle.",
        "sun": {"bearing": light.SUN_BEARING, "height": light.SUN_HEIGHT},
        "licence": "CC0 1.0",
    }
    told = {"about": about, "start": "cong-lang", "scenes": scenes}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (HERE / "scenes.json").write_text(text + "\n", encoding="utf-8")


def draw(name: str, target: Path, *, width: int, samples: int) -> None:
    """Build one scene from nothing and render it."""
    scene = SCENES[name]
    began = time.monotonic()
    light.empty()
    scene.build()
    light.camera(scene.eye, scene.north)
    built = time.monotonic()
    light.render(target, width=width, samples=samples, exposure=scene.exposure, bounces=scene.bounces)
    print(f"{target.name}: built in {built - began:.0f} s, rendered in {time.monotonic() - built:.0f} s")


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scene", choices=[*SCENES, "angles"])
    parser.add_argument("--width", type=int, default=4096)
    parser.add_argument("--samples", type=int, default=48)
    parser.add_argument("--out", type=Path, default=HERE / "pictures")
    wanted = parser.parse_args()
    if wanted.scene == "angles":
        write_angles()
        return
    wanted.out.mkdir(parents=True, exist_ok=True)
    draw(wanted.scene, wanted.out / f"{wanted.scene}.jpg", width=wanted.width, samples=wanted.samples)


if __name__ == "__main__":
    main()
