"""Who may come where: every route × role, out of one table. An undeclared route fails here."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import get_user
from marketplace.accounts.services import begin_sign_in
from marketplace.db import db, transaction
from marketplace.money import Dong
from marketplace.orders.services.complaining import complain
from marketplace.orders.states import About
from marketplace.payments.models import Refund
from marketplace.payments.services import importing
from marketplace.payments.services.reconciling.counts import count_cash
from marketplace.payments.services.returning import owe
from marketplace.payments.statements.pasted import read_pasted
from marketplace.payments.states import Teller
from marketplace.shops.queries import get_account
from marketplace.shops.states import ShopState
from tests.factories import SELLER, make_order, make_picture, make_product, make_shop, make_user
from tests.money import credit, part_of, request_of
from tests.payments.bringing import make_break

ALERT: Final = "TK 0900xxx001 | GD: +150,000VND 23/11/26 10:18 | SD: 1,234,567VND | ND: chuyen tien"

# Written out on purpose: opening a page to more people is a change of this table, seen in review.
WHO: Final = {
    "anyone": """
        media.film media.sound
        tours.goods_json
        finding.robots finding.sitemap media.share tours.correct tours.festival_calendar tours.route tours.routes tours.send_correction tours.story
        tours.count tours.plaque tours.type_number
        tours.goods_json
        tours.captions tours.embedded tours.embedded_scenes tours.kept_page tours.kept_scenes tours.oembed tours.pack_list tours.scene tours.share tours.share_picture tours.take_along tours.walk tours.worker
        accounts.forgot accounts.reset accounts.sign_in accounts.sign_up buying.checkout buying.place media.picture media.tile
        orders.agree_to_prices orders.cart orders.change_quantity orders.put_in_cart orders.take_out pages.about pages.credits
        pages.help pages.help_with_360 pages.home payos.come_back proof.show shops.catalogue shops.product shops.shop shops.shops tours.scenes_json vnpay.come_back tours.site tours.sites
        tours.tour""",
    "holders": """
        buying.cancel buying.confirm_delivery buying.pay buying.pay_part buying.qr_picture buying.show buying.state_part
        complaining.complain complaining.say_more complaining.show payos.go refunds.account refunds.confirm refunds.take_account vnpay.go""",
    "members": """
        accounts.change_password accounts.details accounts.end_device accounts.sign_out buying.my_orders desk.home
        notices.inbox selling.account selling.first_product selling.hand_in selling.open_shop selling.preview selling.resume""",
    "sellers": """
        desk.decline desk.link desk.money desk.orders desk.part desk.part_of_notice desk.received desk.same_money
        complaining.answer complaining.for_shop complaining.of_shop desk.set_aside desk.step monthly.show monthly.workbook reconciling.count_cash reconciling.count_vnpay reconciling.explain_break reconciling.explain_count reconciling.show refunds.account_by_seller refunds.account_form_of_seller refunds.ask refunds.bounced refunds.picture
        refunds.refund refunds.sent refunds.undo selling.drop_feed selling.drop_photo selling.feeds selling.goods selling.new_product selling.pause selling.product
        selling.put_on_sale selling.remove selling.register_hook selling.rest selling.set_feed selling.shop_page selling.stock
        selling.count_goods selling.stock_sheet selling.write_counts selling.try_feed selling.wake statements.bring statements.carry_out statements.drop statements.preview
        statements.start vnpay.send_back vnpay.set_terminal vnpay.stop vnpay.terminal""",
    "curators": """
        editing.add_picture editing.archive editing.begin editing.bring_back editing.compare editing.describe_picture editing.document editing.editor
        previewing.goods previewing.scene previewing.scenes previewing.tour previewing.walk editing.save editing.send editing.send_back editing.sign editing.take_back editing.take_up
        editing.tour editing.tours
        curating.part
        exchanging.call_off exchanging.fetch exchanging.make exchanging.tour_files exchanging.tour_files_part
        importing.announce importing.answer_seam importing.bring importing.drop importing.imports importing.imports_part importing.piece importing.state
        curating_claims.add_to_site curating_claims.add_to_stop curating_claims.change curating_claims.claim curating_claims.move curating_claims.of_site
        curating_claims.of_stop curating_claims.send_back curating_claims.waiting curating_corrections.accept curating_corrections.close curating_corrections.close_many curating_corrections.correction
        curating_corrections.corrections curating_routes.add_stop curating_routes.begin curating_routes.change_stop curating_routes.describe curating_routes.move_stop
        curating_routes.route curating_routes.routes curating_routes.show_or_hide curating_routes.stop curating_sites.add_festival curating_sites.add_site
        curating_sites.describe curating_sites.near curating_sites.new_site curating_sites.photo curating_sites.remove_festival curating_sites.remove_photo curating_sites.show_or_hide curating_sites.site curating_sites.sites site_versions.preview site_versions.take_back site_versions.versions unsaved.drop unsaved.keep
        curating_stories.add_part curating_stories.begin curating_stories.change_part curating_stories.describe curating_stories.hand_over curating_stories.move_part
        curating_stories.new_part curating_stories.part curating_stories.send_back curating_stories.sign curating_stories.take_down curating_stories.stories curating_stories.story
        curating_counts.sheet curating_counts.tour curating_counts.tours curating_plaques.code curating_plaques.make
        curating_plaques.make_for_all curating_plaques.make_for_view curating_plaques.plaque curating_plaques.plaques
        curating_plaques.rename curating_plaques.retire curating_plaques.sheet curating_plaques.sheets curating_plaques.tours
        curating.announce curating.bring curating.credit curating.drop curating.pictures curating.piece curating.preview
        curating.say_it_is_a_part curating.say_what_it_is curating.state curating.try_again""",
    "staff": """
        moderating.approve moderating.approve_account moderating.audit moderating.let_back moderating.machine moderating.password_help
        complaining.decide complaining.for_staff complaining.of_all moderating.product moderating.queue moderating.refuse_account moderating.send_back moderating.shop moderating.suspend proof.run""",
    "machines": "pages.health payments.hook payments.vnpay_ipn",
}
EXPECTED: Final = {endpoint: who for who, endpoints in WHO.items() for endpoint in endpoints.split()}
# A word that this address takes for its step.
STEPS: Final = {
    "curating_claims.move": "ky", "curating_corrections.close": "da-sua", "curating_routes.move_stop": "len",
    "curating_routes.show_or_hide": "dua-len", "curating_stories.hand_over": "gui-duyet", "curating_stories.move_part": "len",
    "curating_sites.show_or_hide": "cat",
}  # fmt: skip
# These end the session or the sign-in of whoever walks the matrix.
LAST: Final = ("accounts.sign_out", "accounts.end_device", "accounts.change_password")


def test_every_route_stands_in_the_table(app: Flask) -> None:
    views: Any = app.view_functions
    declared = {rule.endpoint: views[rule.endpoint].open_to for rule in app.url_map.iter_rules()}

    assert declared == EXPECTED


@dataclass(frozen=True)
class World:
    """A seller with a shop, a product, an order and parked money; and people who have nothing to do with it."""

    words: dict[str, dict[str, Any]]
    seller: User
    other_seller: User
    buyer: User
    moderator: User


@pytest.fixture
def world(session: Any) -> World:
    shop = make_shop(state=ShopState.LIVE)
    product = make_product(shop=shop, price_vnd=150_000)
    picture = make_picture(product=product)
    order = make_order(product)
    line = credit(request_of(order), 7_000, "chuyen tien")
    surplus = make_order(product)
    refund = owe(credit(request_of(surplus), 150_001), because="thừa") or db.session.scalars(sa.select(Refund)).one()
    statement = read_pasted(ALERT, today=date(2026, 11, 23))
    account = get_account(request_of(order).account_id)
    complaint = complain(part_of(surplus).id, about=About.OTHER, words="thử", by=SELLER)
    brought = importing.bring(account, statement, teller=Teller.PASTE, name="tin", by=SELLER)
    found = make_break(line)
    counted = count_cash(shop.id, first=line.day, last=line.day, held_vnd=Dong(1), by=SELLER)
    other = make_shop()
    owners = (db.session.get_one(User, shop.owner_id), db.session.get_one(User, other.owner_id))
    people = (*owners, make_user(), make_user(role=Role.MODERATOR))
    db.session.commit()
    part = part_of(order)
    common = {
        "shop": shop.slug, "product": product.slug, "key": picture.key, "code": order.code, "number": 1, "token": "x" * 43,
        "hook": "nobody", "provider": "sepay", "way": "tien-mat", "step": "nhan", "month": "2026-11", "name": "nothing.webp", "which": "dang-dung", "slug": product.slug, "scene": "san", "before": 1, "after": 1, "complaint": complaint.number, "file_kind": "luu-tru", "scene_slug": "nowhere",
    }  # fmt: skip
    words = {
        "default": {**common, "public_id": part.public_id},
        "money": {**common, "public_id": line.public_id},
        "refund": {**common, "public_id": refund.public_id},
        "statement": {**common, "public_id": brought.public_id},
        "break": {**common, "public_id": found.public_id},
        "count": {**common, "public_id": counted.public_id},
        "shop": {**common, "slug": shop.slug},
        "complaint": {**common, "number": complaint.number},
        "importing": {**common, "public_id": "nobody", "seam": "nothing", "answer": "tron-vong"},
        "curating": {**common, "public_id": "nobody", "name": "preview.webp", "answer": "tron-vong"},
        "own complaint": {**common, "step": "rut"},
        # Nobody in this walk is a curator: a step that fits each kind of address is enough.
        "around": {**common, "public_id": "nobody", "festival": "x", "stop": "x", "at": 0},
        "editing": {**common, "pin": 1},
    }
    return World(words, *people)


def address(app: Flask, rule: Rule, world: World) -> str:
    """The route's path with the seller's own things in it."""
    kind = "default"
    if rule.endpoint in ("desk.link", "desk.set_aside", "desk.same_money", "refunds.ask", "refunds.undo"):
        kind = "money"
    elif rule.endpoint.startswith("refunds.") or rule.endpoint == "vnpay.send_back":
        kind = "refund"
    elif rule.endpoint.startswith("statements."):
        kind = "statement"
    elif rule.endpoint.startswith("reconciling.explain_"):
        kind = rule.endpoint.removeprefix("reconciling.explain_")
    elif rule.endpoint in ("complaining.answer", "complaining.for_shop", "complaining.decide", "complaining.for_staff"):
        kind = "complaint"
    elif rule.endpoint.startswith("curating."):
        kind = "curating"
    elif rule.endpoint.startswith(("editing.", "previewing.")):
        kind = "editing"
    elif rule.endpoint.startswith("importing."):
        kind = "importing"
    elif rule.endpoint == "complaining.say_more":
        kind = "own complaint"
    elif rule.endpoint.startswith("curating_"):
        kind = "around"
    if rule.endpoint == "shops.shop":
        kind = "shop"
    words = {**world.words[kind], **({"step": STEPS[rule.endpoint]} if rule.endpoint in STEPS else {})}
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        return adapter.build(
            rule.endpoint,
            {name: words[name] for name in rule.arguments},
            method="GET" if "GET" in (rule.methods or ()) else "POST",
        )


def visit(app: Flask, path: str, method: str, user: User | None) -> int:
    """The status this person gets, from a browser of their own."""
    client: FlaskClient = app.test_client()
    if user is not None:
        with transaction():
            token = begin_sign_in(get_user(user.id), device="test")
        client.set_cookie("nguoi", token)
    answer = client.open(path, method=method)
    return 401 if answer.status_code == 303 and answer.location.startswith("/dang-nhap?next=") else answer.status_code


# N01 N02 N10
def test_each_role_gets_what_the_table_says_on_every_route(app: Flask, world: World) -> None:
    wrong: list[str] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in LAST, rule.endpoint, str(rule))):
        who = EXPECTED[rule.endpoint]
        path = address(app, rule, world)
        own = bool({"shop", "public_id"} & rule.arguments)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "HEAD"}):
            for role, user in [
                ("guest", None),
                ("buyer", world.buyer),
                ("other seller", world.other_seller),
                ("moderator", world.moderator),
                ("seller", world.seller),
            ]:
                status = visit(app, path, method, user)
                if not _fits(who, role, status, own=own):
                    wrong.append(f"{method} {path} ({rule.endpoint}, {who}) as {role}: {status}")

    assert not wrong, "\n".join(wrong)


def _fits(who: str, role: str, status: int, *, own: bool) -> bool:
    if status >= 500:
        return False
    match who:
        case "anyone":
            return status not in (401, 403)
        case "holders":
            return status == 404
        case "machines":
            return status in (200, 401, 404, 405)
        case "members":
            if role == "guest":
                return status == 401
            return status == 404 if own and role != "seller" else status not in (401, 403)
        case "sellers":
            if role == "guest":
                return status == 401
            if role in ("buyer", "moderator"):
                return status == 403
            return status == 404 if own and role == "other seller" else status not in (401, 403)
        case "curators":
            return status == (401 if role == "guest" else 403)
        case _:
            if role == "guest":
                return status == 401
            return status not in (401, 403) if role == "moderator" else status == 403
