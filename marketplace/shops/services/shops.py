"""Opening a shop, its bank account, and the moderator's word on it."""

import secrets
from typing import Final

import sqlalchemy as sa

from marketplace import config, jobs, sealed
from marketplace.accounts import queries as people
from marketplace.accounts import services as accounts
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Role, User
from marketplace.clock import now
from marketplace.db import db
from marketplace.media import services as media
from marketplace.media.models import Picture
from marketplace.notices.services import tell_member
from marketplace.shops import queries
from marketplace.shops.errors import SlugTaken, WrongShopMoment
from marketplace.shops.messages import AccountVerified
from marketplace.shops.models import BankAccount, Product, Shop, ShopChange
from marketplace.shops.services.goods import write_search_words
from marketplace.shops.services.payees import read_payee
from marketplace.shops.states import AccountState, ProductState, ShopKind, ShopState
from marketplace.text import N_, slug

# Words of the desk's own addresses under /ban-hang.
_TAKEN_BY_PAGES: Final = frozenset({"don", "mo-gian-hang"})


def open_shop(owner: User, *, name: str, kind: ShopKind, place_id: int, by: Actor, word: str = "") -> Shop:
    """A new shop in draft, with its owner as first seller. Raises SlugTaken."""
    address = word or slug(name)
    if (
        not address
        or address in _TAKEN_BY_PAGES
        or db.session.scalar(sa.select(Shop.id).where(Shop.slug == address)) is not None
    ):
        address = f"{address or 'gian-hang'}-{secrets.token_hex(2)}"
        if db.session.scalar(sa.select(Shop.id).where(Shop.slug == address)) is not None:
            raise SlugTaken
    shop = Shop(
        slug=address,
        name=name,
        kind=kind,
        place_id=place_id,
        owner_id=owner.id,
        created_at=now(),
        seller_name=owner.name,
        is_demo=config.current().demo,
    )
    db.session.add(shop)
    db.session.flush()
    accounts.grant(owner.id, Role.SELLER, scope_kind="shop", scope_id=shop.id, by=by)
    accounts.record("shop opened", thing=f"shop:{shop.slug}", by=by)
    return shop


def describe_shop(
    shop: Shop,
    *,
    name: str,
    kind: ShopKind,
    place_id: int,
    story: str,
    seller_name: str,
    registration: str,
    public_phone: str,
    by: Actor,
) -> None:
    """The shop says this of itself from now on; its goods are found by the new words."""
    before = {"name": shop.name, "seller_name": shop.seller_name, "registration": shop.registration}
    shop.name, shop.kind, shop.place_id, shop.story = name, kind, place_id, story
    shop.seller_name, shop.registration, shop.public_phone = seller_name, registration, public_phone
    db.session.flush()
    for product in db.session.scalars(sa.select(Product).where(Product.shop_id == shop.id)):
        write_search_words(product.id)
    after = {"name": name, "seller_name": seller_name, "registration": registration}
    if before != after:
        accounts.record("shop described", thing=f"shop:{shop.slug}", by=by, before=before, after=after)


def show_picture(shop: Shop, picture: Picture) -> None:
    """The shop is shown with this picture; the one its people sent before is gone."""
    before = db.session.get(Picture, shop.picture_id) if shop.picture_id else None
    shop.picture_id = picture.id
    picture.alt = picture.alt or shop.name
    db.session.flush()
    # A picture of the credits page (the demo village's) may be shown elsewhere too.
    if before is not None and before is not picture and before.credit is None and before.made_by_id is not None:
        media.forget_picture(before)


def give_account(shop: Shop, *, bank_bin: str, number: str, holder: str, by: Actor) -> BankAccount:
    """The shop has given this account; buyers pay into it once a moderator has verified it.

    An account that was waiting is retired; the verified one stays until the new one is verified, and
    the owner is told, so that nobody changes it unseen.
    Raises DemoBankOnly in the demo village for any real bank, BadAccountNumber, NotFound for no such bank.
    """
    to = read_payee(bank_bin=bank_bin, number=number, holder=holder)
    for waiting in queries.accounts_of(shop.id):
        if waiting.state is AccountState.NEW:
            waiting.become(AccountState.RETIRED)
    db.session.flush()
    account = BankAccount(
        shop_id=shop.id,
        bin=to.bin,
        bank_name=to.bank_name,
        number_sealed=sealed.seal(to.number, purpose="bank-account"),
        number_fingerprint=sealed.fingerprint(to.number.upper(), purpose="bank-account"),
        last_four=to.number[-4:],
        holder=to.holder,
        hook=secrets.token_urlsafe(24),
        created_at=now(),
    )
    db.session.add(account)
    db.session.flush()
    accounts.record(
        "bank account given",
        thing=f"shop:{shop.slug}",
        by=by,
        after={"bank": to.bank_name, "last_four": account.last_four},
    )
    if shop.verified_at is not None:
        _tell_owner(
            shop,
            f"account-{account.id}",
            N_("Gian hàng “%(shop)s” vừa khai tài khoản nhận tiền mới"),
            N_(
                "Tài khoản %(bank)s, số cuối %(last_four)s, đang chờ xã kiểm; khách vẫn trả vào tài khoản cũ. "
                "Nếu không phải bạn đổi, xin đổi mật khẩu và báo ngay cho xã."
            ),
            bank=to.bank_name,
            last_four=account.last_four,
        )
    return account


def audit_name(account: BankAccount) -> str:
    """What the audit log calls this account: its number is not written there."""
    return f"bank-account:{account.last_four}:{account.id}"


def hand_in(shop: Shop, *, by: Actor) -> None:
    """The shop waits for a moderator; handing in again changes nothing.

    Raises WrongShopMoment when account or first product is missing.
    """
    if shop.state is ShopState.PENDING:
        return
    if not queries.accounts_of(shop.id) or not queries.products_of_shop(shop.id):
        raise WrongShopMoment
    shop.become(ShopState.PENDING, because=N_("Gửi duyệt"), by=by)
    accounts.record("shop handed in", thing=f"shop:{shop.slug}", by=by)


def verify_shop(shop: Shop, *, seen: str, by: Actor) -> None:
    """A moderator saw who the seller is: the shop sells, its account can be paid into.

    `seen` says what was looked at (no picture of it is kept). Raises WrongShopMoment.
    """
    shop.become(ShopState.LIVE, because=seen, by=by)
    shop.verified_at, shop.verified_by_id, shop.verified_seen = now(), by.user_id, seen
    shop.moderator_note = ""
    verify_account(shop, by=by)
    for product in db.session.scalars(
        sa.select(Product).where(Product.shop_id == shop.id, Product.state == ProductState.DRAFT)
    ):
        product.become(ProductState.LIVE)
        product.published_at = now()
    accounts.record("shop verified", thing=f"shop:{shop.slug}", by=by, reason=seen, after={"state": "live"})
    _tell_owner(
        shop, "verified", N_("Gian hàng “%(shop)s” đã được duyệt"), N_("Hàng của bạn đã lên chợ. Khách mua được ngay.")
    )


def verify_account(shop: Shop, *, by: Actor, seen: str = "") -> None:
    """The account that waited takes the place of the verified one; without one waiting nothing changes."""
    found = queries.accounts_of(shop.id)
    waiting = [account for account in found if account.state is AccountState.NEW]
    if not waiting:
        return
    for account in found:
        if account.state is AccountState.VERIFIED:
            account.become(AccountState.RETIRED)
    db.session.flush()
    waiting[0].become(AccountState.VERIFIED)
    jobs.tell(AccountVerified(account_id=waiting[0].id))
    accounts.record(
        "bank account verified",
        thing=f"shop:{shop.slug}",
        by=by,
        reason=seen,
        after={"last_four": waiting[0].last_four},
    )


def verify_changed_account(shop: Shop, *, seen: str, by: Actor) -> None:
    """A verified shop's buyers pay into its new account from now on, and the owner is told.

    Raises WrongShopMoment when none waits or the shop itself was never verified.
    """
    waiting = _waiting_account(shop)
    verify_account(shop, by=by, seen=seen)
    _tell_owner(
        shop,
        f"account-verified-{waiting.id}",
        N_("Tài khoản nhận tiền mới của “%(shop)s” đã được duyệt"),
        N_("Từ giờ khách trả vào tài khoản %(bank)s, số cuối %(last_four)s."),
        bank=waiting.bank_name,
        last_four=waiting.last_four,
    )


def refuse_account(shop: Shop, *, because: str, by: Actor) -> None:
    """The account that waited is not taken; buyers go on paying into the old one. Raises WrongShopMoment."""
    waiting = _waiting_account(shop)
    waiting.become(AccountState.RETIRED)
    accounts.record(
        "bank account refused", thing=f"shop:{shop.slug}", by=by, reason=because, after={"last_four": waiting.last_four}
    )
    _tell_owner(
        shop, f"account-refused-{waiting.id}", N_("Tài khoản mới của “%(shop)s” chưa dùng được"), because=because
    )


def _waiting_account(shop: Shop) -> BankAccount:
    """The account that waits to take the verified one's place."""
    waiting = [account for account in queries.accounts_of(shop.id) if account.state is AccountState.NEW]
    if shop.verified_at is None or not waiting:
        raise WrongShopMoment
    return waiting[0]


def send_back(shop: Shop, *, because: str, by: Actor) -> None:
    """The shop goes back to its owner with what is missing. Raises WrongShopMoment."""
    shop.become(ShopState.SENT_BACK, because=because, by=by)
    shop.moderator_note = because
    accounts.record("shop sent back", thing=f"shop:{shop.slug}", by=by, reason=because)
    _tell_owner(shop, "sent-back", N_("Gian hàng “%(shop)s” cần sửa"), because=because)


def suspend(shop: Shop, *, because: str, by: Actor) -> None:
    """The shop sells nothing until it is let back; open orders can still be fulfilled. Raises WrongShopMoment."""
    before = shop.state.value
    shop.become(ShopState.SUSPENDED, because=because, by=by)
    shop.moderator_note = because
    accounts.record(
        "shop suspended",
        thing=f"shop:{shop.slug}",
        by=by,
        reason=because,
        before={"state": before},
        after={"state": "suspended"},
    )
    _tell_owner(shop, "suspended", N_("Gian hàng “%(shop)s” tạm bị khóa"), because=because)


def let_back(shop: Shop, *, because: str, by: Actor) -> None:
    """A suspended shop sells again. Raises WrongShopMoment, also for one that was never verified."""
    if shop.state is not ShopState.SUSPENDED or shop.verified_at is None:
        raise WrongShopMoment
    shop.become(ShopState.LIVE, because=because, by=by)
    shop.moderator_note = ""
    accounts.record("shop let back", thing=f"shop:{shop.slug}", by=by, reason=because)
    _tell_owner(shop, "let-back", N_("Gian hàng “%(shop)s” đã mở lại"), because=because)


def rest(shop: Shop, *, by: Actor) -> None:
    """The shop takes a rest: nothing of it can be bought until it wakes. Raises WrongShopMoment."""
    shop.become(ShopState.PAUSED, because=N_("Chủ gian hàng cho nghỉ"), by=by)


def wake(shop: Shop, *, by: Actor) -> None:
    """The shop sells again after its rest. Raises WrongShopMoment, also for a suspended one."""
    if shop.state is not ShopState.PAUSED:
        raise WrongShopMoment
    shop.become(ShopState.LIVE, because=N_("Chủ gian hàng mở lại"), by=by)


def _tell_owner(shop: Shop, step: str, title: str, body: str = N_("Lý do: %(because)s"), **facts: str) -> None:
    db.session.flush()
    steps = db.session.scalar(sa.select(sa.func.count()).select_from(ShopChange).where(ShopChange.shop_id == shop.id))
    owner = people.get_user(shop.owner_id)
    tell_member(
        user_id=owner.id,
        cause=f"shop:{shop.id}:{step}:{steps}",
        title=title,
        body=body,
        facts={"shop": shop.name, **facts},
        path=f"/ban-hang/{shop.slug}/gian-hang",
        email=owner.email,
        language=owner.language,
    )
