"""A curator's 360° film, from its first byte to what a viewer plays."""

import shutil
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image, ImageStat

from marketplace.accounts.models import Role
from marketplace.config import ROOT
from marketplace.db import db, transaction
from marketplace.media import ending, films, handlers, panoramas, queries, storage
from marketplace.media.errors import BrokenFilm, NoFilmTools, OrdinaryFilm
from marketplace.media.films import sizes_for
from marketplace.media.models import Panorama, Upload, Video
from marketplace.media.probing import probe
from marketplace.media.services import keep_video, uploads
from marketplace.media.states import UploadKind, UploadState
from tests.factories import make_user
from tests.media import clips
from tests.media.test_uploads import begin, bring, fresh, jobs_of

pytestmark = [clips.needs_ffmpeg, pytest.mark.usefixtures("session")]

CREDIT = {"author": "Lê Văn Quang", "licence": "CC BY 4.0"}
_U = UploadState


@pytest.fixture
def curator() -> Any:
    return make_user(role=Role.CURATOR).as_actor()


def home_of(video: Video) -> Path:
    return storage.folder() / "video" / video.key


def test_a_film_of_a_real_hall_becomes_a_scenes_film_and_its_picture(curator: Any, a_turn: Path) -> None:
    upload = bring(curator, a_turn.read_bytes())
    assert fresh(upload).kind is UploadKind.VIDEO

    handlers.look_at(upload_id=upload.id)
    assert (fresh(upload).state, fresh(upload).seen_as, jobs_of("media.make_film")) == (_U.CUTTING, "full", 1)
    # One at a time, whatever is waiting.
    assert (
        db.session.scalar(sa.text("SELECT lock FROM procrastinate_jobs WHERE task_name = 'media.make_film'"))
        == "encoding"
    )
    handlers.make_film(upload_id=upload.id)

    done = fresh(upload)
    assert (done.state, done.panorama_id, done.sound_id) == (_U.READY, None, None)
    video = queries.videos_to_use()[0]
    assert (video.id, video.widths, video.is_silent, video.credit) == (done.video_id, [1280, 1920], False, CREDIT)
    assert video.seconds == pytest.approx(2, abs=0.1)
    assert video.weights == [(home_of(video) / f"{width}.mp4").stat().st_size for width in video.widths]
    assert video.panorama.width == 2048
    home = storage.folder() / "pano" / video.panorama.key
    assert len(list((home / "2048").glob("*.webp"))) == 8
    # Nobody knows yet what a tour will show of it.
    assert not any(home.glob("poster-*"))
    # Told again, as a job that died may be: nothing changes.
    handlers.look_at(upload_id=upload.id)
    handlers.make_film(upload_id=upload.id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Video)) == 1


def test_phones_can_play_it(a_turn: Path) -> None:
    video = keep_video(a_turn, name="hội làng", credit=CREDIT)

    for width, level in ((1280, 31), (1920, 40)):
        file = home_of(video) / f"{width}.mp4"
        told = clips.asked(file, "-show_entries", "stream=codec_name,profile,width,height,pix_fmt,level,channels")
        assert f"h264|profile=Main|width={width}|height={width // 2}|pix_fmt=yuv420p|level={level}" in told
        assert "codec_name=aac" in told
        # What says where everything is stands before it: a player begins before it has the whole.
        data = file.read_bytes()
        assert data.index(b"moov") < data.index(b"mdat")
    keys = clips.asked(home_of(video) / "1280.mp4", "-select_streams", "v", "-show_entries", "packet=flags")
    assert keys.startswith("flags=K")


# L17: place, time, camera and chapters of the original are in none of what is served.
def test_nothing_of_the_cameras_notes_is_kept(tmp_path: Path, a_turn: Path) -> None:
    chapters = tmp_path / "chapters"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=2\ntitle=secret chapter\n")
    film = clips.shoot(
        tmp_path / "a.mp4", "-i", str(a_turn), "-i", str(chapters), "-map_metadata", "1", "-map_chapters", "1",
        "-c", "copy", "-metadata", "location=+21.0285+105.8542/", "-metadata", "comment=secret comment",
        "-metadata", "creation_time=2026-11-20T07:00:00Z", "-movflags", "use_metadata_tags",
    )  # fmt: skip
    assert {b"+21.0285", b"secret comment", b"secret chapter"} <= {
        word for word in (b"+21.0285", b"secret comment", b"secret chapter") if word in film.read_bytes()
    }

    video = keep_video(film, name="a", credit=CREDIT)

    for file in home_of(video).iterdir():
        data = file.read_bytes()
        assert not any(word in data for word in (b"+21.0285", b"secret", b"GPS"))
        assert "creation_time" not in clips.asked(file, "-show_format", "-show_streams", "-show_chapters")


# A phone films with more light than most screens have; shown as it is, everything would be grey.
@pytest.mark.parametrize(("transfer", "code"), [("smpte2084", 0.58), ("arib-std-b67", 0.75)])
def test_a_bright_film_is_brought_down_to_a_screens_light(tmp_path: Path, transfer: str, code: float) -> None:
    # White paper, as each way of writing has it; ten bits, limited range.
    paper = round(64 + code * 876)
    film = clips.shoot(
        tmp_path / "bright.mp4", "-f", "lavfi", "-i", "color=gray:size=1280x640:rate=5:duration=1",
        "-vf", f"format=yuv420p10le,geq=lum={paper}:cb=512:cr=512", "-c:v", "libx264", "-preset", "ultrafast",
        "-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc",
    )  # fmt: skip
    probed = probe(film)
    assert probed.bright == transfer

    video = keep_video(film, name="a", credit=CREDIT)

    file = home_of(video) / "1280.mp4"
    assert "color_transfer=bt709" in clips.asked(file, "-show_entries", "stream=color_transfer")
    clips.shoot(tmp_path / "seen.png", "-i", str(file), "-frames:v", "1")
    with Image.open(tmp_path / "seen.png") as seen:
        red, green, blue = ImageStat.Stat(seen.convert("RGB")).mean
    assert 195 < green < 256, "paper is nearly white"
    assert max(red, green, blue) - min(red, green, blue) < 4


def test_an_ordinary_film_keeps_its_name(a_turn: Path) -> None:
    assert probe(a_turn).bright == ""
    assert films.make_film(probe(a_turn), storage.folder() / "video").key == films.key_of(a_turn)


# L19: the same film of two curators is encoded once.
def test_the_same_film_twice_is_one(a_turn: Path) -> None:
    first = keep_video(a_turn, name="hội làng", credit=CREDIT)
    made_at = (home_of(first) / "1280.mp4").stat().st_mtime_ns

    second = keep_video(a_turn, name="tên khác", credit={"author": "ai đó", "licence": "CC0"})

    assert (second.id, second.name, second.credit) == (first.id, "hội làng", CREDIT)
    assert (home_of(first) / "1280.mp4").stat().st_mtime_ns == made_at
    assert queries.videos_by_key([first.key, "f" * 16]) == {first.key: first}
    assert queries.find_video("f" * 16) is None


# L18 L20: what was not made to its end is nowhere.
def test_a_film_that_is_interrupted_leaves_nothing(tmp_path: Path, a_turn: Path) -> None:
    class Died(Exception):
        pass

    def die(done: int, of: int) -> None:
        raise Died

    with pytest.raises(Died):
        films.make_film(probe(a_turn), tmp_path / "video", progress=die)

    assert list((tmp_path / "video").iterdir()) == []


def test_how_far_it_is_can_be_read_on_the_way(curator: Any, a_turn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = bring(curator, clips.turn(a_turn.parent / "other.mp4", rate=4).read_bytes())
    handlers.look_at(upload_id=upload.id)
    seen: list[tuple[int, int]] = []
    real = films.make_film

    def watched(*told: Any, progress: Any, **named: Any) -> Any:
        def both(done: int, of: int) -> None:
            progress(done, of)
            row = db.session.get_one(Upload, upload.id)
            seen.append((row.done, row.of))

        return real(*told, progress=both, **named)

    monkeypatch.setattr(films, "make_film", watched)
    handlers.make_film(upload_id=upload.id)

    assert seen
    assert all(0 <= done <= of == 2 for done, of in seen)
    assert (fresh(upload).done, fresh(upload).of) == (2, 2)


def test_the_cameras_word_counts_though_nothing_else_speaks_for_it(curator: Any, tmp_path: Path) -> None:
    film = clips.said_to_be_spherical(clips.flat(tmp_path / "a.mp4"))
    upload = bring(curator, film.read_bytes())

    handlers.look_at(upload_id=upload.id)

    assert (fresh(upload).state, fresh(upload).look["reasons"]) == (_U.CUTTING, [films._BY_CAMERA])


@pytest.fixture
def unsure(curator: Any, tmp_path: Path) -> Upload:
    """Two to one, as many phones film too; its edges do not meet."""
    upload = bring(curator, clips.flat(tmp_path / "phone.mp4").read_bytes())
    handlers.look_at(upload_id=upload.id)
    return upload


def test_an_unsure_film_waits_for_the_curators_word(unsure: Upload) -> None:
    assert (fresh(unsure).state, fresh(unsure).seen_as) == (_U.LOOKED, "unsure")
    assert {path.name for path in uploads.preview_folder(unsure).iterdir()} == {"preview.webp", "seam.webp"}

    with transaction():
        uploads.say_what_it_is(queries.lock_upload(unsure.id), is_whole_turn=True)
    handlers.make_film(upload_id=unsure.id)

    video = db.session.get_one(Video, fresh(unsure).video_id)
    assert (fresh(unsure).state, video.widths, video.is_silent) == (_U.READY, [1280], True)


def test_the_curator_says_that_it_is_an_ordinary_film(unsure: Upload) -> None:
    with transaction():
        uploads.say_what_it_is(queries.lock_upload(unsure.id), is_whole_turn=False)

    assert (fresh(unsure).state, "phim 360°" in fresh(unsure).refusal) == (_U.REFUSED, True)
    assert not uploads.file_of(unsure).exists()


# Two round pictures side by side are two to one as well, and dark around: neither seam nor pole would show.
@pytest.mark.parametrize("what", ["film", "picture"])
def test_two_round_pictures_are_refused_with_what_to_do(curator: Any, tmp_path: Path, what: str) -> None:
    raw = "scale=1280:640,v360=e:dfisheye:h_fov=190:v_fov=190:w=1280:h=640"
    ends = ("-t", "0.8", "-r", "5", *clips.QUICK) if what == "film" else ("-frames:v", "1", "-q:v", "3")
    name = "a.mp4" if what == "film" else "a.jpg"
    upload = bring(curator, clips.shoot(tmp_path / name, *clips.PAN, "-vf", f"{raw},{ROUND}", *ends).read_bytes())

    handlers.look_at(upload_id=upload.id)

    assert (fresh(upload).state, "hai vòng tròn" in fresh(upload).refusal) == (_U.REFUSED, True)


# What lies outside each lens's circle is black.
ROUND = "geq=lum='if(lt(hypot(mod(X,640)-320,Y-320),320),lum(X,Y),16)':cb='if(lt(hypot(mod(X,320)-160,Y-160),160),cb(X,Y),128)':cr='if(lt(hypot(mod(X,320)-160,Y-160),160),cr(X,Y),128)'"


# A real clip of a 360° camera, small and hard pressed, with somebody's arm in it: the curator is asked.
def test_a_small_film_is_made_in_its_own_size_and_its_picture_is_scaled_up(curator: Any, tmp_path: Path) -> None:
    film = clips.shoot(
        tmp_path / "a.mp4", "-t", "2", "-i", str(ROOT / "tests" / "data" / "alcatraz-360.mp4"), "-c", "copy"
    )

    video = keep_video(film, name="a", credit=CREDIT)

    assert video.widths == [644]
    assert (video.panorama.width, video.panorama.levels) == (2048, [2048])


@pytest.mark.parametrize(
    ("width", "made"),
    [(640, [640]), (1278, [1276]), (1280, [1280]), (1919, [1280]), (1920, [1280, 1920]), (5760, [1280, 1920])],
)
def test_no_size_is_larger_than_the_film(width: int, made: list[int]) -> None:
    assert [rung.width for rung in sizes_for(width)] == made
    assert all(width % 4 == 0 for width in made)


# The picture that stands for a film is none of its black beginning.
def test_a_film_that_begins_in_the_dark_is_not_shown_by_a_black_picture(tmp_path: Path) -> None:
    film = clips.turn(tmp_path / "a.mp4", width=1280, seconds=4, rate=4, drawn=",fade=t=in:st=2:d=0.5")

    video = keep_video(film, name="a", credit=CREDIT)

    base = storage.folder() / "pano" / video.panorama.key / "base.webp"
    with Image.open(base) as picture:
        assert picture.size == panoramas.BASE
        assert ImageStat.Stat(picture.convert("L")).mean[0] > 60


# L10: what it is, for ever, runs nothing; and a part of it, so that one can go to and fro.
def test_a_film_is_served_whole_and_in_parts(client: FlaskClient, a_turn: Path) -> None:
    video = keep_video(a_turn, name="a", credit=CREDIT)
    whole = (home_of(video) / "1280.mp4").read_bytes()

    with client.get(video.src(1280)) as answer:
        assert (answer.status_code, answer.data == whole, answer.content_type) == (200, True, "video/mp4")
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Encoding" not in answer.headers
    with client.get(video.src(1280), headers={"Range": "bytes=1000-1999", "Accept-Encoding": "br, gzip"}) as answer:
        assert (answer.status_code, answer.data) == (206, whole[1000:2000])
        assert answer.headers["Content-Range"] == f"bytes 1000-1999/{len(whole)}"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with client.get(video.src(1280), headers={"Range": f"bytes={len(whole)}-"}) as answer:
        assert answer.status_code == 416


# L09 L11
@pytest.mark.parametrize(
    "name",
    ["../originals/x", "making-abc/1280.mp4", "0123456789abcdef/1280.mp4", "0123456789abcdef/../x", "0123456789abcdef"],
)
@pytest.mark.parametrize("room", ["video", "sound"])
def test_nothing_else_can_be_asked_for(client: FlaskClient, room: str, name: str) -> None:
    with client.get(f"/media/{room}/{name}") as answer:
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (404, False)


@pytest.fixture
def _without_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which it could not be installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("ffmpeg") is None


@pytest.mark.usefixtures("_without_ffmpeg")
def test_without_ffmpeg_a_film_is_refused_at_its_first_bytes_and_pictures_are_taken(curator: Any, a_turn: Path) -> None:
    film = a_turn.read_bytes()
    upload = begin(curator, len(film))
    with transaction():
        uploads.add_piece(queries.lock_upload(upload.id), film[:1000], at=0)
    picture = bring(curator, clips.LIBRARY.read_bytes())
    handlers.look_at(upload_id=picture.id)

    assert (fresh(upload).state, fresh(upload).refusal) == (_U.REFUSED, NoFilmTools.sentence)
    assert not uploads.file_of(upload).exists()
    assert fresh(picture).state is _U.CUTTING
    with pytest.raises(NoFilmTools):
        keep_video(a_turn, name="a", credit=CREDIT)


def test_a_sound_is_no_film(a_tone: Path) -> None:
    with pytest.raises(OrdinaryFilm):
        keep_video(a_tone, name="a", credit=CREDIT)


# A film whose second half never came, though its index, written first, tells of it.
def test_half_a_film_is_refused(curator: Any, tmp_path: Path) -> None:
    film = clips.flat(tmp_path / "a.mp4", seconds=6, codec=(*clips.QUICK, "-movflags", "+faststart")).read_bytes()
    upload = bring(curator, film[: len(film) * 2 // 5])

    handlers.look_at(upload_id=upload.id)

    assert (fresh(upload).state, fresh(upload).refusal) == (_U.REFUSED, BrokenFilm.sentence)


def test_a_film_and_a_picture_share_one_row_of_the_same_pixels(a_turn: Path) -> None:
    video = keep_video(a_turn, name="a", credit=CREDIT)

    assert queries.find_panorama(video.panorama.key) == video.panorama
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Panorama)) == 1


# A worker that is stopped stops its encoder: that says nothing of the film.
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_film_whose_encoder_was_stopped_is_kept(
    curator: Any, a_turn: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    upload = bring(curator, a_turn.read_bytes())
    handlers.look_at(upload_id=upload.id)
    begin = subprocess.Popen

    def begin_and_stop(words: list[str], **options: Any) -> Any:
        child = begin(words, **options)
        if "-filter_complex" in words:
            threading.Timer(0.3, child.send_signal, [how]).start()
        return child

    monkeypatch.setattr(subprocess, "Popen", begin_and_stop)
    # Otherwise it is made already.
    monkeypatch.setattr(films, "RECIPE", how.name.encode())

    with pytest.raises(InterruptedError):
        handlers.make_film(upload_id=upload.id)

    assert (fresh(upload).state, uploads.file_of(upload).exists()) == (_U.CUTTING, True)


def test_a_film_that_uses_up_its_seconds_is_refused(a_turn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending.Ending, "is_by_limit", lambda ended, seconds: ended.cpu_seconds < seconds)

    with pytest.raises(BrokenFilm):
        probe(a_turn)
