"""Every sentence of history has a source and a reviewer who did not write it."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.db import db
from marketplace.tours import queries, services
from marketplace.tours.errors import ChangeWaits, ClaimWithoutSource, MayNotSignClaim, WrongClaimMoment
from marketplace.tours.models import Claim, Site
from marketplace.tours.services import claims
from marketplace.tours.services.claims import ClaimTold
from marketplace.tours.states import NEXT_CLAIM, ClaimKind, ClaimState
from tests.factories import make_user
from tests.tours.making import SOURCE, make_claim, make_site


@pytest.fixture
def site(session: Any) -> Site:
    return make_site()


@pytest.fixture
def writer(session: Any) -> User:
    return make_user(name="Người Viết")


@pytest.fixture
def reviewer(session: Any) -> User:
    return make_user(name="Người Ký")


def shown(site: Site) -> list[str]:
    return [claim.text for claim in queries.site_on_show(site.slug).claims]


def write(site: Site, text: str, writer: User) -> Claim:
    return services.add_claim(site.id, text=text, kind=ClaimKind.STELE, source_url=SOURCE, by=writer.as_actor())


def told(text: str, source: str = SOURCE) -> ClaimTold:
    return ClaimTold(text=text, kind=ClaimKind.STELE, source_url=source)


def sign(claim: Claim, reviewer: User, *, is_reviewer: bool = True) -> None:
    claims.sign_claim(claim, by=reviewer.as_actor(), is_reviewer=is_reviewer)


def test_visitors_read_a_new_sentence_once_it_is_signed(site: Site, writer: User, reviewer: User) -> None:
    claim = write(site, "Đình dựng năm 1683.", writer)
    assert shown(site) == []

    sign(claim, reviewer)

    assert shown(site) == ["Đình dựng năm 1683."]
    assert claim.reviewed_by_id == reviewer.id


def test_nobody_signs_his_own_sentence_and_only_reviewers_sign(site: Site, writer: User, reviewer: User) -> None:
    claim = write(site, "Một câu.", writer)

    with pytest.raises(MayNotSignClaim):
        sign(claim, writer)
    with pytest.raises(MayNotSignClaim):
        sign(claim, reviewer, is_reviewer=False)

    assert shown(site) == []


def test_the_database_itself_wants_a_signature(site: Site) -> None:
    db.session.add(
        Claim(public_id="x", site_id=site.id, text="x", kind=ClaimKind.ORAL, source_title="x", state=ClaimState.SHOWN)
    )

    with pytest.raises(sa.exc.IntegrityError, match="shown_is_signed"):
        db.session.flush()


def test_a_change_leaves_the_signed_sentence_until_it_is_signed_itself(
    site: Site, writer: User, reviewer: User
) -> None:
    first = make_claim(site.id, text="Câu đầu.")
    make_claim(site.id, text="Câu sau.")
    change = claims.change_claim(first, told("Câu đầu, đã sửa."), by=writer.as_actor())
    assert shown(site) == ["Câu đầu.", "Câu sau."]

    sign(change, reviewer)

    assert shown(site) == ["Câu đầu, đã sửa.", "Câu sau."]
    assert first.state is ClaimState.REPLACED


def test_one_change_at_a_time(site: Site, writer: User) -> None:
    claim = make_claim(site.id)
    change = claims.change_claim(claim, told("Sửa."), by=writer.as_actor())

    with pytest.raises(ChangeWaits):
        claims.change_claim(claim, told("Sửa khác."), by=writer.as_actor())

    assert claims.change_claim(change, told("Sửa tiếp."), by=writer.as_actor()) is change
    assert change.text == "Sửa tiếp."


def test_what_was_sent_back_waits_again_when_it_is_mended(site: Site, writer: User, reviewer: User) -> None:
    claim = write(site, "Câu vội.", writer)

    claims.send_claim_back(claim, because="Nguồn không nói thế.", by=reviewer.as_actor(), is_reviewer=True)
    assert (claim.state, claim.answer) == (ClaimState.SENT_BACK, "Nguồn không nói thế.")
    with pytest.raises(WrongClaimMoment):
        sign(claim, reviewer)
    claims.change_claim(claim, told("Câu kỹ."), by=writer.as_actor())

    assert (claim.state, claim.answer) == (ClaimState.WAITING, "")


def test_who_changes_last_may_not_sign(site: Site, writer: User, reviewer: User) -> None:
    claim = write(site, "Một câu.", writer)
    claims.change_claim(claim, told("Người duyệt sửa."), by=reviewer.as_actor())

    with pytest.raises(MayNotSignClaim):
        sign(claim, reviewer)
    sign(claim, writer)

    assert shown(site) == ["Người duyệt sửa."]


@pytest.mark.parametrize("source", ["", " ", "\u200b"])
def test_a_changed_sentence_without_source_is_refused(site: Site, writer: User, source: str) -> None:
    claim = make_claim(site.id, text="Có nguồn.")

    with pytest.raises(ClaimWithoutSource):
        claims.change_claim(claim, told("Không nguồn.", source), by=writer.as_actor())

    assert shown(site) == ["Có nguồn."]


def test_a_withdrawn_sentence_is_kept_and_not_shown(site: Site, writer: User, reviewer: User) -> None:
    claim = make_claim(site.id)
    change = claims.change_claim(claim, told("Sửa."), by=writer.as_actor())

    claims.withdraw_claim(claim, by=writer.as_actor())
    assert shown(site) == []
    # The change comes too late to replace it, and stands for itself.
    sign(change, reviewer)

    assert shown(site) == ["Sửa."]
    assert claim.state is ClaimState.WITHDRAWN


def test_sentences_change_places(site: Site) -> None:
    one, two, three = (make_claim(site.id, text=text) for text in ("Một.", "Hai.", "Ba."))

    claims.move_claim([one, two, three], three, up=True)
    assert shown(site) == ["Một.", "Ba.", "Hai."]
    claims.move_claim([one, three, two], one, up=True)

    assert shown(site) == ["Một.", "Ba.", "Hai."]


def test_a_claim_goes_only_where_its_life_leads(site: Site) -> None:
    for before in ClaimState:
        for after in ClaimState:
            claim = Claim(public_id="x", text="x", kind=ClaimKind.ORAL, state=before)
            if after in NEXT_CLAIM[before]:
                claim.become(after)
                assert claim.state is after
            else:
                with pytest.raises(WrongClaimMoment):
                    claim.become(after)


def test_an_unsigned_sentence_is_on_no_page(client: FlaskClient, site: Site, writer: User) -> None:
    write(site, "Câu chưa ai ký xyzzy.", writer)

    assert "xyzzy" not in client.get(f"/di-tich/{site.slug}").text
    assert "Chưa có câu nào có nguồn" in client.get(f"/di-tich/{site.slug}").text
