"""Every sentence of history is a claim, and visitors read it when a reviewer has signed it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.accounts import services as accounts
from marketplace.accounts.actor import SYSTEM, Actor
from marketplace.clock import now
from marketplace.db import db
from marketplace.text import clean_line, clean_lines
from marketplace.tours import queries
from marketplace.tours.errors import ChangeWaits, MayNotSignClaim
from marketplace.tours.models import Claim
from marketplace.tours.services.sites import want_source, web_address
from marketplace.tours.states import ClaimKind, ClaimState


@dataclass(frozen=True, kw_only=True)
class ClaimTold:
    """A sentence of history as somebody tells it."""

    text: str
    kind: ClaimKind
    text_en: str = ""
    source_title: str = ""
    source_title_en: str = ""
    source_url: str = ""
    needs_review: bool = False


def add_claim(
    site_id: int | None = None,
    *,
    text: str,
    kind: ClaimKind,
    stop_id: int | None = None,
    text_en: str = "",
    source_title: str = "",
    source_title_en: str = "",
    source_url: str = "",
    needs_review: bool = False,
    position: int | None = None,
    by: Actor = SYSTEM,
) -> Claim:
    """One more sentence is written of a site or of a stop, and waits for the reviewer.

    Raises ClaimWithoutSource, BadAddress.
    """
    told = ClaimTold(
        text=text, kind=kind, text_en=text_en, source_title=source_title, source_title_en=source_title_en, source_url=source_url,
        needs_review=needs_review,
    )  # fmt: skip
    if position is None:
        position = queries.next_claim_position(site_id=site_id, stop_id=stop_id)
    claim = Claim(
        public_id=secrets.token_urlsafe(9), site_id=site_id, stop_id=stop_id, position=position, text="", kind=kind
    )
    _write(claim, told, by=by)
    db.session.add(claim)
    db.session.flush()
    return claim


def change_claim(claim: Claim, told: ClaimTold, *, by: Actor) -> Claim:
    """The sentence reads so, once a reviewer signs it. Until then visitors read what was signed before.

    The claim must be locked. Raises ClaimWithoutSource, BadAddress, ChangeWaits, WrongClaimMoment.
    """
    if claim.state is ClaimState.SHOWN:
        if queries.find_change_of(claim.id) is not None:
            raise ChangeWaits
        change = Claim(
            public_id=secrets.token_urlsafe(9), site_id=claim.site_id, stop_id=claim.stop_id,
            position=claim.position, replaces_id=claim.id, text="", kind=told.kind,
        )  # fmt: skip
        _write(change, told, by=by)
        db.session.add(change)
        db.session.flush()
        return change
    if claim.state is not ClaimState.WAITING:
        claim.become(ClaimState.WAITING)
    _write(claim, told, by=by)
    db.session.flush()
    return claim


def _write(claim: Claim, told: ClaimTold, *, by: Actor) -> None:
    want_source(told.text, told.source_title, told.source_url)
    claim.text, claim.text_en, claim.kind = clean_line(told.text), clean_line(told.text_en), told.kind
    claim.source_title, claim.source_title_en = clean_line(told.source_title), clean_line(told.source_title_en)
    claim.source_url = web_address(told.source_url)
    claim.needs_review, claim.answer = told.needs_review, ""
    claim.written_by_id, claim.written_at = by.user_id, now()


def sign_claim(claim: Claim, *, by: Actor, is_reviewer: bool) -> None:
    """Visitors read the sentence from now on, in place of the one it changes. The claim must be locked.

    Raises MayNotSignClaim (no reviewer, or who wrote it), WrongClaimMoment.
    """
    if not is_reviewer or by.user_id is None or by.user_id == claim.written_by_id:
        raise MayNotSignClaim
    claim.reviewed_by_id, claim.reviewed_at = by.user_id, now()
    claim.become(ClaimState.SHOWN)
    if claim.replaces_id is not None:
        before = queries.lock_claim(claim.replaces_id)
        # A sentence that was withdrawn meanwhile has no place to take.
        if before.state is ClaimState.SHOWN:
            claim.position = before.position
            before.become(ClaimState.REPLACED)
    accounts.record("claim.signed", thing=_thing(claim), by=by, after={"text": claim.text})
    db.session.flush()


def send_claim_back(claim: Claim, *, because: str, by: Actor, is_reviewer: bool) -> None:
    """The writer reads why, and changes it. The claim must be locked. Raises MayNotSignClaim, WrongClaimMoment."""
    if not is_reviewer or by.user_id is None:
        raise MayNotSignClaim
    claim.become(ClaimState.SENT_BACK)
    claim.answer = clean_lines(because)
    accounts.record("claim.sent_back", thing=_thing(claim), by=by, reason=claim.answer)
    db.session.flush()


def withdraw_claim(claim: Claim, *, by: Actor) -> None:
    """Nobody reads the sentence any more; it is kept. The claim must be locked. Raises WrongClaimMoment."""
    claim.become(ClaimState.WITHDRAWN)
    accounts.record("claim.withdrawn", thing=_thing(claim), by=by, before={"text": claim.text})
    db.session.flush()


def move_claim(claims: Sequence[Claim], claim: Claim, *, up: bool) -> None:
    """The sentence stands one place higher or lower among these; at the end it stays where it is."""
    order = list(claims)
    at = order.index(claim)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    for position, one in enumerate(order):
        one.position = position
    db.session.flush()


def _thing(claim: Claim) -> str:
    return f"claim:{claim.public_id}"
