"""The pixels of a WebP that is too large for Pillow, which keeps four copies of them at four bytes a pixel.

ffmpeg decodes it once, as it was written (one and a half bytes a pixel), and makes it smaller while it hands it over, row by
row: 16,383 × 8,191 take it 450 MB and two and a half seconds. Used only inside the limited child, whose limits it inherits.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

from PIL import Image

# So many rows are taken over at once.
ROWS: Final = 256


class Stopped(Exception):
    """The machine ended ffmpeg: that is no fault of the picture's, and it is read again another time."""


def tool() -> str | None:
    """Where ffmpeg is. The child has no PATH of ours: only where systems keep their programs."""
    return shutil.which("ffmpeg", path=os.environ.get("PATH", os.defpath))


def decoded(source: Path, size: tuple[int, int]) -> Image.Image:
    """The picture at this size (pixels), upright or not as it was written. Raises OSError when it cannot be read, Stopped."""
    program = tool()
    if program is None:
        raise OSError("ffmpeg is gone")
    width, height = size
    words = [
        program, "-nostdin", "-v", "error", "-noautorotate", "-threads", "1", "-filter_threads", "1",
        "-protocol_whitelist", "file,pipe", "-format_whitelist", "webp_pipe", "-codec_whitelist", "webp,vp8,rawvideo",
        "-f", "webp_pipe", "-i", str(source), "-frames:v", "1",
        "-vf", f"scale={width}:{height}:flags=area+accurate_rnd+full_chroma_int", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
    ]  # fmt: skip
    picture = Image.new("RGB", size)
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        for top in range(0, height, ROWS):
            rows = min(ROWS, height - top)
            data = child.stdout.read(3 * width * rows)
            if len(data) < 3 * width * rows:
                # Ended by a signal, it said nothing of the picture, unless it had used up its time of the processor.
                if child.wait() < 0 and child.returncode != -signal.SIGXCPU:
                    raise Stopped(f"ffmpeg was ended ({child.returncode})")
                raise OSError("ffmpeg cannot read this WebP")
            picture.paste(Image.frombytes("RGB", (width, rows), data), (0, top))
    return picture
