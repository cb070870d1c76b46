"""A tour becomes a file: our own archive of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from marketplace.db import db
from marketplace.media import queries as kept
from marketplace.media import storage
from marketplace.media.models import Panorama, Picture, Sound, Upload, Video
from marketplace.media.natures import MODELLED, NATURE
from marketplace.media.services import uploads
from marketplace.media.services.pictures import original_of
from marketplace.tours.content import TourContent, keys_of, read_content
from marketplace.tours.errors import VersionNotFound
from marketplace.tours.exchange import own
from marketplace.tours.exchange.crediting import credit_out
from marketplace.tours.exchange.own import FileOut, PanoramaOut, TourOut
from marketplace.tours.exchange.packing import Pack
from marketplace.tours.models import Site, Tour, TourFile
from marketplace.tours.queries import files as queries
from marketplace.tours.queries import writing as tour_queries
from marketplace.tours.states import SiteNature

Told = Callable[[int], None]


def gather(file: TourFile) -> TourOut:
    """All that goes into the archive of this file's version. Raises VersionNotFound (there is nothing to pack)."""
    assert file.tour_id is not None
    tour = db.session.get_one(Tour, file.tour_id)
    version = tour_queries.version_numbered(tour.id, file.version) if file.version else None
    content = read_content(version.content) if version else tour_queries.content_shown(tour)
    if not content.scenes:
        raise VersionNotFound
    panoramas = tour_queries.panoramas_by_key({scene.panorama for scene in content.scenes})
    behind = queries.uploads_behind(panoramas)
    flat, sounds, films = keys_of(content)
    site = db.session.get_one(Site, tour.site_id)
    # The site stays here; that its pictures were modelled goes with them.
    nature = {NATURE: MODELLED} if site.nature is SiteNature.MODELLED else {}
    out = TourOut(
        tour=content,
        site=_site(tour.site_id),
        made={
            "slug": tour.slug, "version": file.version,
            "written_by": version.written_by.name if version and version.written_by else "",
            "signed_by": version.signed_by.name if version and version.signed_by else "",
            "signed_at": _told(version.signed_at) if version else "",
        },
        panoramas=[_panorama(panorama, behind.get(panorama.key, ()), content, nature) for panorama in panoramas.values()],
        pictures={key: _picture(picture) for key, picture in queries.pictures_by_key(flat).items()},
        sounds=_folders("sound", kept.sounds_by_key(sounds)),
        films=_folders("video", kept.videos_by_key(films), **nature),
    )  # fmt: skip
    return own.able_to_come_back(out)


def _told(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def _panorama(
    panorama: Panorama, behind: Iterable[Upload], content: TourContent, nature: Mapping[str, str]
) -> PanoramaOut:
    original = _first_there(behind)
    left, top, right, bottom = (float(edge) for edge in panorama.part)
    return PanoramaOut(
        key=panorama.key, original=_file_of(original),
        placing=tuple(original.placing) if original else (), tiles=storage.folder() / "pano" / panorama.key,
        widest=max(panorama.levels), part=(left, top, right, bottom),
        credit={"author": content.author, "licence": content.licence, **credit_out(panorama.credit), **nature},
    )  # fmt: skip


def _site(site_id: int) -> dict[str, Any]:
    site, claims = queries.site_with_claims(site_id)
    return {
        "slug": site.slug, "name": site.name, "name_en": site.name_en, "rank": site.rank, "rank_en": site.rank_en,
        "rank_source": site.rank_source, "intro": site.intro, "intro_en": site.intro_en,
        "sources": [
            {
                "text": claim.text, "text_en": claim.text_en, "kind": claim.kind.value,
                "source_title": claim.source_title, "source_title_en": claim.source_title_en, "source_url": claim.source_url,
                "needs_review": claim.needs_review,
            }
            for claim in claims
        ],
    }  # fmt: skip


def _picture(picture: Picture) -> FileOut:
    return FileOut(
        made=storage.folder() / f"{picture.key}-{max(picture.widths)}.webp", original=original_of(picture),
        about={
            "alt": picture.alt, "alt_en": picture.alt_en, "credit": credit_out(picture.credit),
            "width": picture.width, "height": picture.height,
        },
    )  # fmt: skip


def _folders(kind: str, rows: Mapping[str, Sound] | Mapping[str, Video], **nature: str) -> dict[str, FileOut]:
    """The folders of these sounds or films, as far as they are there, with what is said of each."""
    homes = {key: storage.folder() / kind / key for key in rows if own.is_key(key)}
    behind = queries.uploads_behind(homes)
    return {
        key: FileOut(
            made=home, original=_file_of(_first_there(behind.get(key, ()))),
            about={"name": rows[key].name, "credit": {**credit_out(rows[key].credit), **nature}},
        )
        for key, home in homes.items()
        if home.is_dir()
    }  # fmt: skip


def _first_there(behind: Iterable[Upload]) -> Upload | None:
    """The oldest upload whose file is here still."""
    return next((upload for upload in behind if uploads.file_of(upload).is_file()), None)


def _file_of(upload: Upload | None) -> Path | None:
    return uploads.file_of(upload) if upload else None


def pack_archive(out: TourOut, path: Path, *, is_whole: bool, space: Path, told: Told) -> None:
    """The archive is at the path."""
    with Pack(path, told=told) as pack:
        own.write(pack, out, is_whole=is_whole, space=space)
