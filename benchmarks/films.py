"""`./do bench films`: what a second of 360° film costs, in processor time, memory and bytes; and a minute of sound.

The film is a real hall, panned slowly, as cameras export it: 30 pictures a second. Each line is a run of its own, in a
process of its own. Prints a table.
"""

import argparse
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.report import machine_line
from marketplace import config
from marketplace.config import ROOT
from marketplace.media import films, sounds
from marketplace.media.films import LADDER
from marketplace.media.probing import probe

HALL: Final = ROOT / "demo" / "panoramas" / "peabody-library.jpg"
SOURCES: Final = (2048, 3840)
PICTURES_A_SECOND: Final = 30


class Cost(NamedTuple):
    """What one run took."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    weights: Sequence[int]


def main() -> None:
    """Make a film and a sound, measure, print."""
    parser = argparse.ArgumentParser(prog="./do bench films", description=__doc__)
    parser.add_argument("--seconds", type=int, default=8, help="of film")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="chothon-films-"))
    try:
        print(machine_line())
        print("| source | made | CPU s for a second of film | wall s | peak MB | kB a second |")
        print("|--------|------|----------------------------|--------|---------|-------------|")
        for width in SOURCES:
            film = _shoot(folder / f"{width}.mp4", width=width, seconds=asked.seconds)
            for widths in ((1280,), (1920,), (1280, 1920)):
                cost = _alone(_film, film, folder, widths)
                each = asked.seconds
                made = " + ".join(str(one) for one in widths)
                kilobytes = " + ".join(str(round(weight / 1000 / each)) for weight in cost.weights)
                print(
                    f"| {width} × {width // 2} | {made} | {cost.cpu_seconds / each:.2f} | {cost.seconds / each:.2f} | "
                    f"{cost.megabytes:.0f} | {kilobytes} |"
                )
        sound = _record(folder / "sound.wav")
        cost = _alone(_sound, sound, folder, ())
        print(
            f"A minute of sound: {cost.cpu_seconds:.1f} CPU s, {cost.megabytes:.0f} MB, "
            f"{round(cost.weights[0] / 1000)} kB of Opus, {round(cost.weights[1] / 1000)} kB of AAC"
        )
    finally:
        shutil.rmtree(folder)


def _shoot(path: Path, *, width: int, seconds: int) -> Path:
    shown = f"scale={width}:{width // 2},scroll=h=0.0015"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-loop", "1", "-framerate", str(PICTURES_A_SECOND), "-i", str(HALL),
         "-f", "lavfi", "-i", "sine=frequency=330", "-vf", shown, "-t", str(seconds), "-c:v", "libx264",
         "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-c:a", "aac", str(path)],
        check=True,
    )  # fmt: skip
    return path


def _record(path: Path) -> Path:
    noise = "anoisesrc=color=pink:sample_rate=48000,tremolo=f=4:d=0.9"
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", noise, "-t", "60", str(path)], check=True)
    return path


def _alone(work: object, source: Path, folder: Path, widths: Sequence[int]) -> Cost:
    """The cost of it in a fresh process: the peak of memory is of this run alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, source, folder, widths).result()  # type: ignore[arg-type]


def _film(source: Path, folder: Path, widths: Sequence[int]) -> Cost:
    _settle_in(folder)
    began = time.perf_counter()
    home = Path(tempfile.mkdtemp(dir=folder))
    made = films.make_film(probe(source), home, rungs=[rung for rung in LADDER if rung.width in widths])
    return _spent(began, made.weights)


def _sound(source: Path, folder: Path, widths: Sequence[int]) -> Cost:
    _settle_in(folder)
    began = time.perf_counter()
    return _spent(began, sounds.make_sound(probe(source), folder / "sound").weights)


def _settle_in(folder: Path) -> None:
    config.use(config.read({"MARKETPLACE_INSTANCE_DIR": str(folder)}))


def _spent(began: float, weights: Sequence[int]) -> Cost:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, weights)


if __name__ == "__main__":
    main()
