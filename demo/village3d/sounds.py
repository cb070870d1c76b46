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
    return _even(sound, 0.85)


def leaves(seconds: float = 9.0) -> list[float]:
    """Wind that comes and goes in a banyan's leaves, and two bulbuls that answer each other above."""
    noise = random.Random(1986)
    sound, low, high = [], 0.0, 0.0
    for n in range(int(seconds * RATE)):
        t = n / RATE
        low += 0.2 * (noise.uniform(-1, 1) - low)
        high += 0.05 * (low - high)
        # Two slow breaths that never meet in the same way, and silence at both ends.
        breath = 0.5 + 0.3 * math.sin(2 * math.pi * 0.17 * t) + 0.2 * math.sin(2 * math.pi * 0.41 * t + 1)
        sound.append(0.5 * (low - high) * breath * min(1.0, t / 0.8, (seconds - t) / 0.8))
    for begin, loud, base in ((0.9, 0.34, 2_350), (2.6, 0.2, 2_650), (4.4, 0.34, 2_350), (6.5, 0.22, 2_650)):
        for number, rise in enumerate((1.0, 1.18, 0.94, 1.3)[: 3 + (base > 2_500)]):
            _note(sound, begin + 0.17 * number, seconds=0.13, tone=base * rise, bend=0.14, loud=loud)
    return _even(sound, 0.6)


def _note(sound: list[float], begin: float, *, seconds: float, tone: float, bend: float, loud: float) -> None:
    """A whistled note that bends upwards and down again."""
    turn = 0.0
    for n in range(int(seconds * RATE)):
        part = n / (seconds * RATE)
        turn += 2 * math.pi * tone * (1 + bend * math.sin(math.pi * part)) / RATE
        swell = math.sin(math.pi * part) ** 2
        sound[int(begin * RATE) + n] += loud * swell * (math.sin(turn) + 0.12 * math.sin(2 * turn))


def stove(seconds: float = 8.0) -> list[float]:
    """A wood fire that crackles, sugar that simmers over it, and the knife that cuts the sheet of candy."""
    noise = random.Random(1976)
    sound, low = [0.0] * int(seconds * RATE), 0.0
    for n in range(len(sound)):
        t = n / RATE
        low += 0.03 * (noise.uniform(-1, 1) - low)
        sound[n] = 0.9 * low * (0.8 + 0.2 * math.sin(2 * math.pi * 0.6 * t)) * min(1.0, t / 0.5, (seconds - t) / 0.5)
    begin = 0.2
    while begin < seconds - 0.3:
        _burst(sound, begin, noise, loud=0.12 + 0.5 * noise.random() ** 4, fall=140 + 260 * noise.random())
        begin += noise.expovariate(11)
    begin = 0.1
    while begin < seconds - 0.3:
        tone = 170 + 190 * noise.random()
        for n in range(int(0.07 * RATE)):
            t = n / RATE
            sound[int(begin * RATE) + n] += 0.1 * math.sin(2 * math.pi * tone * t * (1 + 3 * t)) * math.exp(-t * 45)
        begin += noise.expovariate(9)
    for cut in range(7):
        begin = 1.0 + 0.84 * cut
        _burst(sound, begin, noise, loud=0.4, fall=110)
        for n in range(int(0.16 * RATE)):
            t = n / RATE
            sound[int(begin * RATE) + n] += 0.5 * math.sin(2 * math.pi * 390 * t) * math.exp(-t * 38)
    return _even(sound, 0.75)


def _burst(sound: list[float], begin: float, noise: random.Random, *, loud: float, fall: float) -> None:
    """A crack: noise that is gone at once."""
    for n in range(int(0.05 * RATE)):
        sound[int(begin * RATE) + n] += loud * noise.uniform(-1, 1) * math.exp(-n / RATE * fall)


def _even(sound: list[float], loudest: float) -> list[float]:
    most = max(map(abs, sound))
    return [sample / most * loudest for sample in sound]


def write(name: str, sound: list[float]) -> None:
    """One channel of 16 bits."""
    with wave.open(str(HERE / "sounds" / f"{name}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", round(sample * 32_767)) for sample in sound))


if __name__ == "__main__":
    write("trong-cai", drum())
    write("la-da", leaves())
    write("bep-keo", stove())
