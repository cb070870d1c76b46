"""What is said of a file travels with it."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.db import db, transaction
from marketplace.media.models import Panorama, Picture
from marketplace.media.services import pictures
from marketplace.tours.models import Site, Tour
from marketplace.tours.states import SiteNature, TourFileKind, TourFileState
from tests.tours.exchange.hostile import packed
from tests.tours.exchange.making import bring, draft, said
from tests.tours.exchange.test_exporting import CREDIT, body_of, contents, forget_everything, make
from tests.tours.making import make_site

pytestmark = pytest.mark.usefixtures("session")


def test_on_another_market_each_picture_keeps_its_words(tour: Tour, curator: Any) -> None:
    key = draft(tour.id).scenes[0].pins[2].pictures[0]
    with transaction():
        picture = db.session.scalars(sa.select(Picture)).one()
        picture.credit, picture.alt_en = dict(CREDIT), "A stele"
        for panorama in db.session.scalars(sa.select(Panorama)):
            panorama.credit = {**CREDIT, "author": f"{CREDIT['author']} {panorama.key}", "file": "demo/x.jpg"}
    body = body_of(make(tour, TourFileKind.WHOLE_ARCHIVE, by=curator))
    forget_everything()

    bring(make_site(name="Đình khác").id, body, by=curator)

    picture = db.session.scalars(sa.select(Picture)).one()
    assert (picture.key, picture.alt, picture.alt_en, picture.credit) == (key, "Bia đá", "A stele", CREDIT)
    panoramas = db.session.scalars(sa.select(Panorama)).all()
    assert len(panoramas) == 2
    for panorama in panoramas:
        assert panorama.credit == {**CREDIT, "author": f"{CREDIT['author']} {panorama.key}"}


# A modelled place's pictures stay modelled, though the site that said so stays behind.
def test_what_was_modelled_is_modelled_on_another_market(tour: Tour, curator: Any) -> None:
    with transaction():
        db.session.get_one(Site, tour.site_id).nature = SiteNature.MODELLED
    body = body_of(make(tour, TourFileKind.ARCHIVE, by=curator))
    forget_everything()

    bring(make_site(name="Đình thật").id, body, by=curator)

    panoramas = db.session.scalars(sa.select(Panorama)).all()
    assert [panorama.credit["nature"] for panorama in panoramas] == ["modelled", "modelled"]


# The market may have had the same pictures before anybody said what they are.
def test_pictures_that_are_here_already_are_marked_too(tour: Tour, curator: Any) -> None:
    with transaction():
        site = db.session.get_one(Site, tour.site_id)
        site.nature = SiteNature.MODELLED
    body = body_of(make(tour, TourFileKind.ARCHIVE, by=curator))
    with transaction():
        site.nature = SiteNature.OURS

    file = bring(make_site(name="Đình thật").id, body, by=curator)

    assert file.state is TourFileState.DONE, said(file)
    panoramas = db.session.scalars(sa.select(Panorama)).all()
    assert [panorama.credit["nature"] for panorama in panoramas] == ["modelled", "modelled"]


# L14: what is over the limit is left out, and why is said once.
def test_document_pictures_beyond_the_quota_are_said_to_be(
    tour: Tour, curator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = body_of(make(tour, TourFileKind.ARCHIVE, by=curator))
    forget_everything()
    monkeypatch.setattr(pictures, "MOST_WEIGHT", 1)

    file = bring(make_site().id, body, by=curator)

    assert file.state is TourFileState.DONE
    assert "nhiều nhất cho một người" in said(file)


def test_a_strangers_credit_is_plain_words(tour: Tour, curator: Any) -> None:
    told = contents(body_of(make(tour, TourFileKind.ARCHIVE, by=curator)))
    document = json.loads(told["tour.json"])
    (about,) = document["pictures"].values()
    about |= {
        "alt": ["?"],
        "credit": {
            "author": " Lê\u0000 Văn\n",
            "licence": 7,
            "licence_url": "javascript:alert(1)",
            "x": "y",
            "nature": "ours",
        },
    }
    document["panoramas"] |= {key: {**one, "credit": "?"} for key, one in document["panoramas"].items()}
    forget_everything()

    file = bring(make_site().id, packed({**told, "tour.json": json.dumps(document).encode()}), by=curator)

    assert file.state is TourFileState.DONE, said(file)
    picture = db.session.scalars(sa.select(Picture)).one()
    assert (picture.alt, picture.credit) == ("", {"author": "Lê Văn"})
