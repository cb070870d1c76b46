"""The pixels of a WebP that is too large for Pillow, which keeps four copies of them at four bytes a pixel.

ffmpeg decodes it once, as it was written (one and a half bytes a pixel), and makes it smaller while it hands it over, row by
row: 16,383 × 8,191 take it 450 MB and two and a half seconds. Used only inside the limited child, whose limits it inherits.
"""

import math
import os
import resource
import shutil
import subprocess
from pathlib import Path
from typing import Final

from PIL import Image

from marketplace.media import ending

# So many rows are taken over at once.
ROWS: Final = 256


def tool() -> str | None:
    """Where ffmpeg is. The child has no PATH of ours: only where systems keep their programs."""
    return shutil.which("ffmpeg", path=os.environ.get("PATH", os.defpath))


def decoded(source: Path, size: tuple[int, int]) -> Image.Image:
    """The picture at this size (pixels), upright or not as it was written.

    Raises OSError when it cannot be read; InterruptedError when the machine ended ffmpeg, which says nothing of the picture.
    """
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
                ended = ending.wait_for(child)
                if ended.code < 0 and not ended.is_by_limit(_seconds()):
                    raise ending.interrupted("ffmpeg", ended)
                raise OSError("ffmpeg cannot read this WebP")
            picture.paste(Image.frombytes("RGB", (width, rows), data), (0, top))
    return picture


def _seconds() -> float:
    """How long ffmpeg may use the processor: as long as whoever started it."""
    limit = resource.getrlimit(resource.RLIMIT_CPU)[0]
    return math.inf if limit == resource.RLIM_INFINITY else limit
