"""What people do about themselves."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from marketplace.accounts import passwords, queries, services
from marketplace.accounts.actor import SYSTEM
from marketplace.accounts.errors import PasswordTooLong, ResetLinkDead, WeakPassword, WrongPassword
from marketplace.accounts.models import AuditEvent, ResetToken, Role, RoleGrant, SignIn, User
from marketplace.clock import now
from marketplace.db import db, transaction
from marketplace.sealed import token_hash
from tests.factories import PASSWORD, make_user

PHONE = "+84912345678"
NEW = "bảy mái nhà tranh"


def live(token: str) -> SignIn | None:
    """The sign-in of this token, if it still opens."""
    return queries.find_sign_in(token, idle_since=now() - timedelta(days=30))


def sign_in(user: User, password: str = PASSWORD) -> str:
    token = services.sign_in(phone=user.phone, password=password, device="máy thử")[1]
    db.session.flush()
    return token


# M14
def test_a_person_signs_up_and_in(session: Any) -> None:
    services.sign_up(phone=PHONE, name="Tư", password=PASSWORD)

    user, token = services.sign_in(phone=PHONE, password=PASSWORD, device="máy")

    assert (user.name, user.phone, user.is_seller, user.is_staff) == ("Tư", PHONE, False, False)
    session.flush()
    found = live(token)
    assert found is not None
    assert found.user is user


# M10
def test_signing_up_again_changes_nothing_and_tells_nothing(session: Any) -> None:
    services.sign_up(phone=PHONE, name="Tư", password=PASSWORD)
    services.sign_up(phone=PHONE, name="Kẻ khác", password=NEW)

    users = session.scalars(sa.select(User).where(User.phone == PHONE)).all()
    assert [user.name for user in users] == ["Tư"]
    with pytest.raises(WrongPassword):
        services.sign_in(phone=PHONE, password=NEW, device="")


# M07, M06
@pytest.mark.parametrize(("password", "refusal"), [("12345678", WeakPassword), ("x" * 1001, PasswordTooLong)])
def test_a_bad_password_makes_no_account(session: Any, password: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.sign_up(phone=PHONE, name="Tư", password=password)

    assert queries.find_user_by_phone(PHONE) is None


# M10
def test_a_wrong_password_an_unknown_phone_and_a_disabled_person_get_the_same_answer(
    session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, disabled = make_user(), make_user(disabled_at=now())
    looked: list[str] = []
    verify = PasswordHasher.verify

    def look(self: PasswordHasher, kept: str, typed: str) -> bool:
        looked.append(kept)
        return bool(verify(self, kept, typed))

    monkeypatch.setattr(PasswordHasher, "verify", look)
    answers = set()

    for phone, password in ((known.phone, "sai rồi nhé"), ("+84999999999", PASSWORD), (disabled.phone, PASSWORD)):
        looked.clear()
        with pytest.raises(WrongPassword) as refusal:
            services.sign_in(phone=phone, password=password, device="")
        answers.add((str(refusal.value), refusal.value.status, len(looked), looked[0].split("$")[3]))

    assert len(answers) == 1


# M10
def test_signing_up_takes_as_long_for_a_known_phone(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(phone=PHONE)
    hashed: list[str] = []

    def hash_slowly(password: str) -> str:
        hashed.append(password)
        return "hash"

    monkeypatch.setattr(passwords, "hash_password", hash_slowly)

    services.sign_up(phone=PHONE, name="Tư", password=PASSWORD)
    services.sign_up(phone="+84912345679", name="Tư", password=PASSWORD)

    assert hashed == [PASSWORD, PASSWORD]


# M06
def test_signing_in_makes_a_weak_hash_strong(session: Any) -> None:
    user = make_user()
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)

    sign_in(user)

    assert "m=19456,t=2,p=1" in user.password_hash
    assert sign_in(user)


# M01
def test_every_sign_in_has_a_new_token_that_is_kept_nowhere(session: Any) -> None:
    user = make_user()

    first, second = sign_in(user), sign_in(user)

    assert first != second
    assert len(first) >= 43
    kept = session.scalars(sa.select(SignIn.token_hash).where(SignIn.user_id == user.id)).all()
    assert set(kept) == {token_hash(first), token_hash(second)}


# M02
def test_a_signed_out_token_is_dead_and_others_live(session: Any) -> None:
    user = make_user()
    gone, stays = sign_in(user), sign_in(user)
    found = live(gone)
    assert found is not None

    services.sign_out(found.id)

    assert live(gone) is None
    assert live(stays) is not None


# M05
@pytest.mark.parametrize(
    ("role", "length"),
    [(None, timedelta(days=90)), (Role.MODERATOR, timedelta(hours=12)), (Role.ADMIN, timedelta(hours=12))],
)
def test_staff_stay_signed_in_for_a_shorter_time(session: Any, role: Role | None, length: timedelta) -> None:
    token = sign_in(make_user(role=role))

    found = live(token)

    assert found is not None
    assert abs(found.ends_at - now() - length) < timedelta(minutes=1)


# M05
@pytest.mark.parametrize("changed", [{"ends_at": timedelta(seconds=-1)}, {"seen_at": timedelta(days=-30, seconds=-1)}])
def test_an_old_or_idle_sign_in_is_dead(session: Any, changed: dict[str, timedelta]) -> None:
    token = sign_in(make_user())
    assert live(token) is not None

    session.execute(sa.update(SignIn).values({name: now() + by for name, by in changed.items()}))

    assert live(token) is None


# M03
def test_a_new_password_signs_out_all_other_devices(session: Any) -> None:
    user = make_user()
    here, elsewhere = sign_in(user), sign_in(user)
    found = live(here)
    assert found is not None

    services.change_password(user, old=PASSWORD, new=NEW, sign_in_id=found.id)

    assert live(here) is not None
    assert live(elsewhere) is None
    assert sign_in(user, NEW)
    with pytest.raises(WrongPassword):
        sign_in(user, PASSWORD)


# M18
def test_a_new_password_needs_the_old_one(session: Any) -> None:
    user = make_user()
    before = user.password_hash

    with pytest.raises(WrongPassword):
        services.change_password(user, old=NEW, new=NEW, sign_in_id=1)

    assert user.password_hash == before


# M03, N11
def test_a_disabled_person_is_out_at_once(session: Any) -> None:
    user = make_user()
    token = sign_in(user)

    user.disabled_at = now()
    session.flush()

    assert live(token) is None
    with pytest.raises(WrongPassword):
        sign_in(user)


# M01, M05
def test_whoever_comes_to_work_for_the_commune_signs_in_anew(session: Any) -> None:
    user = make_user()
    token = sign_in(user)

    services.grant(user.id, Role.SELLER, scope_kind="shop", scope_id=1, by=SYSTEM)
    assert live(token) is not None
    services.grant(user.id, Role.MODERATOR, scope_kind="commune", scope_id=None, by=SYSTEM)

    assert live(token) is None


# N04
def test_a_role_ends_when_it_runs_out_or_is_taken_away(session: Any) -> None:
    user = make_user(role=Role.MODERATOR)
    assert queries.get_user(user.id).is_staff

    session.execute(sa.update(RoleGrant).where(RoleGrant.user_id == user.id).values(until=now() - timedelta(seconds=1)))
    session.expire_all()
    assert not queries.get_user(user.id).is_staff


def test_the_same_role_twice_is_one_grant(session: Any) -> None:
    user = make_user()

    for _ in range(2):
        services.grant(user.id, Role.MODERATOR, scope_kind="commune", scope_id=None, by=SYSTEM)

    assert session.scalar(sa.select(sa.func.count()).select_from(RoleGrant).where(RoleGrant.user_id == user.id)) == 1


# M11
def test_a_reset_link_works_once_and_signs_out_everywhere(session: Any) -> None:
    user = make_user()
    device = sign_in(user)
    token = services.ask_for_reset(user)
    session.flush()

    services.reset_password(token=token, new=NEW)

    assert live(device) is None
    assert sign_in(user, NEW)
    assert session.scalar(sa.select(ResetToken.used_at)) is not None
    with pytest.raises(ResetLinkDead):
        services.reset_password(token=token, new=PASSWORD)


# M11
def test_a_reset_link_dies_by_time_by_a_newer_one_by_a_new_password_and_with_its_person(session: Any) -> None:
    user = make_user()
    dead = []

    dead.append(services.ask_for_reset(user))
    session.flush()
    session.execute(sa.update(ResetToken).values(ends_at=now()))
    dead += [services.ask_for_reset(user), services.ask_for_reset(user)]
    services.change_password(user, old=PASSWORD, new=NEW, sign_in_id=0)
    other = make_user()
    dead.append(services.ask_for_reset(other))
    other.disabled_at = now()
    session.flush()

    for token in (*dead, "made up", ""):
        with pytest.raises(ResetLinkDead):
            services.reset_password(token=token, new="một hai ba bốn năm")


# M11
def test_a_reset_link_lives_half_an_hour_and_only_its_hash_is_kept(session: Any) -> None:
    user = make_user()

    token = services.ask_for_reset(user, by=user.as_actor())
    session.flush()

    kept = session.execute(sa.select(ResetToken)).scalar_one()
    assert kept.ends_at - kept.made_at <= timedelta(minutes=30, seconds=1)
    assert kept.token_hash == token_hash(token)
    assert token not in repr(session.execute(sa.select(AuditEvent)).scalars().all())


# M11
def test_a_weak_new_password_leaves_the_reset_link_alive(session: Any) -> None:
    user = make_user()
    token = services.ask_for_reset(user)
    session.flush()

    with pytest.raises(WeakPassword):
        services.reset_password(token=token, new="12345678")

    services.reset_password(token=token, new=NEW)
    assert sign_in(user, NEW)


# M18, INV-14
def test_a_new_email_needs_the_password_and_a_new_name_does_not(session: Any) -> None:
    user = make_user(email="cu@vidu.vn")

    services.change_details(user, name="Tên Mới", email="cu@vidu.vn", password="")
    with pytest.raises(WrongPassword):
        services.change_details(user, name="Tên Mới", email="moi@vidu.vn", password="sai")
    assert user.email == "cu@vidu.vn"
    before = services.change_details(user, name="Tên Mới", email="moi@vidu.vn", password=PASSWORD)

    assert (before, user.name, user.email) == ("cu@vidu.vn", "Tên Mới", "moi@vidu.vn")
    session.flush()
    assert [event.what for event in queries.audit_of(f"user:{user.public_id}")] == ["e-mail changed"]


# O07, L22
def test_a_device_is_named_without_control_signs(session: Any) -> None:
    token = services.begin_sign_in(queries.get_user(make_user().id), device="Fire\0fox\x1b[31m\r\n\u202e" + "x" * 500)
    session.flush()

    found = live(token)

    assert found is not None
    assert found.device.startswith("Firefox[31m xxx")
    assert len(found.device) <= 120


@pytest.fixture
def committed(app: Flask) -> Iterator[Flask]:
    """Real commits; this phone's person is gone afterwards, and for once from the audit log too."""
    yield app
    with app.app_context(), transaction():
        person = sa.select(User.id).where(User.phone == PHONE)
        db.session.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        db.session.execute(sa.delete(AuditEvent).where(AuditEvent.actor_id.in_(person)))
        db.session.execute(sa.text("ALTER TABLE audit_event ENABLE TRIGGER USER"))
        for theirs in (SignIn, ResetToken):
            db.session.execute(sa.delete(theirs).where(theirs.user_id.in_(person)))
        db.session.execute(sa.delete(User).where(User.phone == PHONE))


def at_once(app: Flask, *doings: Any) -> list[BaseException | None]:
    """All of these at the same moment, each with a connection of its own; what each raised."""
    together = threading.Barrier(len(doings))
    raised: list[BaseException | None] = [None] * len(doings)

    def do(number: int, doing: Any) -> None:
        with app.app_context():
            try:
                with transaction():
                    db.session.connection()
                    together.wait(5)
                    doing()
            except Exception as problem:
                raised[number] = problem

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


# M19
def test_two_people_signing_up_with_one_phone_at_once_make_one_account(committed: Flask) -> None:
    def sign_up(name: str) -> Any:
        return lambda: services.sign_up(phone=PHONE, name=name, password=PASSWORD)

    raised = at_once(committed, *(sign_up(name) for name in ("Tư", "Năm", "Sáu", "Bảy")))

    assert raised == [None] * 4
    with committed.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(User).where(User.phone == PHONE)) == 1


# M11
def test_one_reset_link_used_twice_at_once_works_once(committed: Flask) -> None:
    with committed.app_context(), transaction():
        token = services.ask_for_reset(make_user(phone=PHONE))

    raised = at_once(committed, *(lambda: services.reset_password(token=token, new=NEW) for _ in range(3)))

    assert [type(problem) for problem in raised if problem] == [ResetLinkDead, ResetLinkDead]
