"""The sounds of the modelled village, made as its pictures are: computed, recorded nowhere.

python sounds.py            # writes sounds/*.wav; then `ffmpeg -i X.wav -ac 1 -c:a libopus -b:a 32k X.ogg`, and the .wav goes
"""

import math
import random
import struct
import wave
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATE = 24_000


def drum(seconds: float = 7.0) -> list[float]:
    """A big barrel drum, beaten slowly and then faster: a skin's falling tones, and the knock of the stick."""
    beats = [0.0, 1.4, 2.7, 3.7, 4.4, 4.9, 5.25, 5.5]
    noise = random.Random(1945)  # the same drum every time
    sound = [0.0] * int(seconds * RATE)
    for number, beat in enumerate(beats):
        loud = 0.55 + 0.45 * number / len(beats)
        for n in range(min(int(1.4 * RATE), len(sound) - int(beat * RATE))):
            t = n / RATE
            pitch = 62 + 34 * math.exp(-t * 18)
            body = math.sin(2 * math.pi * pitch * t) * math.exp(-t * 3.4)
            over = 0.4 * math.sin(2 * math.pi * pitch * 1.59 * t) * math.exp(-t * 7) + 0.22 * math.sin(
                2 * math.pi * pitch * 2.14 * t
            ) * math.exp(-t * 11)
            knock = 0.35 * noise.uniform(-1, 1) * math.exp(-t * 90)
            sound[int(beat * RATE) + n] += loud * (body + over + knock)
    most = max(map(abs, sound))
    return [sample / most * 0.85 for sample in sound]


def write(name: str, sound: list[float]) -> None:
    """One channel of 16 bits."""
    with wave.open(str(HERE / "sounds" / f"{name}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", round(sample * 32_767)) for sample in sound))


if __name__ == "__main__":
    write("trong-cai", drum())
