"""A curator's sound, from what a phone or a browser recorded to what every browser plays."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.accounts.models import Role
from marketplace.db import db, transaction
from marketplace.media import handlers, queries, storage
from marketplace.media.errors import NothingInside, SoundTooHeavy, SoundTooLong, TooShort
from marketplace.media.models import Sound
from marketplace.media.probing import probe
from marketplace.media.services import keep_sound, uploads
from marketplace.media.states import UploadKind, UploadState
from tests.factories import make_user
from tests.media import clips
from tests.media.test_uploads import begin, bring, fresh

pytestmark = [clips.needs_ffmpeg, pytest.mark.usefixtures("session")]

CREDIT = {"author": "Nguyễn Thị Lan", "licence": "©"}
_U = UploadState


@pytest.fixture
def curator() -> Any:
    return make_user(role=Role.CURATOR).as_actor()


def files_of(sound: Sound) -> tuple[Path, Path]:
    home = storage.folder() / "sound" / sound.key
    return home / "sound.webm", home / "sound.m4a"


def tone(path: Path, *words: str, seconds: float = 4) -> Path:
    return clips.shoot(path, *clips.TONE, "-t", str(seconds), *words)


# As a browser records it: written as it comes, so that no length stands at its beginning.
LIVE = ("-c:a", "libopus", "-f", "webm", "-live", "1")
ROWS: Sequence[tuple[str, Sequence[str]]] = [
    ("a.mp3", ()),
    ("a.m4a", ()),
    ("a.mp4", ("-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov")),
    ("a.ogg", ("-c:a", "libopus")),
    ("b.ogg", ("-c:a", "libvorbis")),
    ("a.wav", ()),
    ("b.wav", ("-c:a", "pcm_f32le", "-ac", "2", "-ar", "96000")),
    ("a.flac", ()),
    ("a.webm", LIVE),
]


@pytest.mark.parametrize(("name", "words"), ROWS)
def test_whatever_a_phone_or_a_browser_recorded_becomes_two_small_files(
    curator: Any, tmp_path: Path, name: str, words: Sequence[str]
) -> None:
    upload = bring(curator, tone(tmp_path / name, *words).read_bytes())

    handlers.look_at(upload_id=upload.id)
    assert fresh(upload).state is _U.CUTTING
    handlers.make_sound(upload_id=upload.id)

    done = fresh(upload)
    assert (done.state, done.kind, done.panorama_id) == (_U.READY, UploadKind.SOUND, None)
    sound = queries.sounds_to_use()[0]
    assert sound.id == done.sound_id
    assert sound.seconds == pytest.approx(4, abs=0.15)
    webm, m4a = files_of(sound)
    assert "codec_name=opus|sample_rate=48000|channels=1" in clips.asked(
        webm, "-show_entries", "stream=codec_name,channels,sample_rate"
    )
    assert "codec_name=aac|sample_rate=48000|channels=1" in clips.asked(
        m4a, "-show_entries", "stream=codec_name,channels,sample_rate"
    )
    # 24 kbit/s of Opus, 48 of AAC.
    assert sound.weights == [webm.stat().st_size, m4a.stat().st_size]
    assert (sound.weights[0] < 4 * 5_000, sound.weights[1] < 4 * 9_000) == (True, True)


def test_a_whisper_and_a_shout_are_as_loud_as_each_other(tmp_path: Path) -> None:
    made = [
        keep_sound(tone(tmp_path / f"{volume}.wav", "-af", f"volume={volume}", seconds=6), name="a", credit=CREDIT)
        for volume in ("-30dB", "15dB")
    ]

    heard = [clips.loudness(files_of(sound)[1]) for sound in made]

    assert heard == [pytest.approx(-16, abs=1.5)] * 2


# A narration's captions keep time with it: nothing is cut off at its ends.
def test_silence_at_both_ends_is_left_alone(tmp_path: Path) -> None:
    padded = tone(tmp_path / "a.wav", "-af", "adelay=2000,apad=pad_dur=2", seconds=9)

    sound = keep_sound(padded, name="a", credit=CREDIT)

    assert sound.seconds == pytest.approx(9, abs=0.15)


def test_silence_alone_is_kept_as_it_is(tmp_path: Path) -> None:
    silence = clips.shoot(tmp_path / "a.wav", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono", "-t", "4")

    assert keep_sound(silence, name="a", credit=CREDIT).seconds == pytest.approx(4, abs=0.15)


# L17: place, time, name of the device and the cover of a song.
def test_nothing_of_the_recorders_notes_is_kept(tmp_path: Path) -> None:
    noted = clips.shoot(
        tmp_path / "a.mp3", *clips.TONE, "-i", str(clips.LIBRARY), "-map", "0", "-map", "1", "-c:v", "mjpeg",
        "-vf", "scale=64:32", "-frames:v", "1", "-disposition:v", "attached_pic", "-t", "3",
        "-metadata", "title=secret title", "-metadata", "comment=+21.0285+105.8542",
    )  # fmt: skip
    assert b"secret title" in noted.read_bytes()

    sound = keep_sound(noted, name="tiếng trống", credit=CREDIT)

    for file in files_of(sound):
        assert not any(word in file.read_bytes() for word in (b"secret", b"+21.0285", b"JFIF"))
        assert clips.asked(file, "-show_entries", "stream=codec_type").split() == ["codec_type=audio"]


# L19
def test_the_same_sound_twice_is_one(a_tone: Path) -> None:
    first = keep_sound(a_tone, name="một", credit=CREDIT)
    second = keep_sound(a_tone, name="hai", credit=CREDIT)

    assert (second.id, second.name) == (first.id, "một")
    assert queries.sounds_by_key([first.key, "f" * 16]) == {first.key: first}
    assert queries.find_sound(first.key) == first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Sound)) == 1


def test_too_long_or_too_short_or_silent_film_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SoundTooLong):
        probe(tone(tmp_path / "long.wav", "-ar", "8000", seconds=903))
    with pytest.raises(TooShort):
        probe(tone(tmp_path / "short.wav", seconds=0.1))
    with pytest.raises(NothingInside):
        keep_sound(clips.flat(tmp_path / "film.mp4"), name="a", credit=CREDIT)


# L14: 30 MB for a sound, also for one that comes in a film's container.
@pytest.mark.parametrize("name", ["a.wav", "a.mp4"])
def test_what_is_too_heavy_for_a_sound_is_refused_when_it_is_known(curator: Any, tmp_path: Path, name: str) -> None:
    data = tone(tmp_path / name, "-metadata", "comment=" + "x" * 200).read_bytes()
    upload = bring(curator, data) if name == "a.mp4" else begin(curator, 30_000_001)
    if name == "a.mp4":
        upload.size_bytes = upload.received_bytes = 30_000_001
        db.session.flush()
        handlers.look_at(upload_id=upload.id)
    else:
        from_the_first_bytes(upload, data)

    assert (fresh(upload).state, fresh(upload).refusal) == (_U.REFUSED, SoundTooHeavy.sentence)
    assert fresh(upload).facts == {"most": 30}


def from_the_first_bytes(upload: Any, data: bytes) -> None:
    with transaction():
        uploads.add_piece(queries.lock_upload(upload.id), data[:4096], at=0)


# L10
@pytest.mark.parametrize(("ending", "kind"), [("webm", "audio/webm"), ("m4a", "audio/mp4")])
def test_a_sound_is_served_whole_and_in_parts(client: FlaskClient, a_tone: Path, ending: str, kind: str) -> None:
    sound = keep_sound(a_tone, name="a", credit=CREDIT)
    file = next(file for file in sound.files if file.src.endswith(ending))

    with client.get(file.src) as answer:
        assert (answer.status_code, answer.content_type, len(answer.data)) == (200, kind, file.weight)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with client.get(file.src, headers={"Range": "bytes=-500"}) as answer:
        assert (answer.status_code, len(answer.data)) == (206, 500)
