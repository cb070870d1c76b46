"""A version that nobody has signed yet, as visitors would see it. Nothing is written: its rows live only in memory."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.db import db
from marketplace.media.models import Panorama
from marketplace.shops.models import Product, Shop
from marketplace.shops.states import ProductState, ShopState
from marketplace.tours.content import PinContent, SceneContent, TourContent, write_claim, write_content, write_more
from marketplace.tours.models import Hotspot, Scene, Tour
from marketplace.tours.queries.goods import FOR_SALE
from marketplace.tours.queries.showing import SceneOnShow, TourOnShow, clockwise
from marketplace.tours.queries.writing import panoramas_by_key
from marketplace.tours.states import HotspotKind


def version_on_show(tour: Tour, content: TourContent) -> TourOnShow | None:
    """What the pages of a tour show, made of a draft; None while no scene of it can be shown.

    `tour` must have its site loaded. A scene without picture, a door that leads nowhere and goods that are not for
    sale are left out, as they would be for visitors.
    """
    panoramas = panoramas_by_key({scene.panorama for scene in content.scenes})
    told = [scene for scene in content.scenes if scene.panorama in panoramas]
    if not told:
        return None
    draft = _tour(tour, content, start=content.start if content.scene(content.start) in told else told[0].slug)
    scenes = {scene.slug: _scene(scene, place, panoramas) for place, scene in enumerate(told)}
    products = _live_products({pin.product for scene in told for pin in scene.pins})
    shops = _live_shops({pin.shop for scene in told for pin in scene.pins})
    shown = []
    for scene in told:
        pins = [
            made
            for pin in scene.pins
            if (made := _pin(pin, scenes[scene.slug], scenes, products.get(pin.product), shops.get(pin.shop)))
        ]
        shown.append(SceneOnShow(scene=scenes[scene.slug], pins=clockwise(pins, facing=scene.yaw)))
    return TourOnShow(tour=draft, site=tour.site, scenes=shown)


def _tour(tour: Tour, content: TourContent, *, start: str) -> Tour:
    document = write_content(content)
    draft = Tour(
        slug=tour.slug, site_id=tour.site_id, title=content.title.vi or tour.title, title_en=content.title.en,
        start=start, author=content.author, licence=content.licence, licence_url=content.licence_url,
        credit=content.credit.vi, credit_en=content.credit.en, graph_licence=content.graph_licence,
        graph_licence_url=content.graph_licence_url, note=content.note.vi, note_en=content.note.en,
        walk=document["walk"], plan=document["plan"],
    )  # fmt: skip
    # Set without the session's knowledge: an ordinary assignment would make the draft a row.
    set_committed_value(draft, "site", tour.site)
    return draft


def _scene(scene: SceneContent, place: int, panoramas: Mapping[str, Panorama]) -> Scene:
    panorama = panoramas[scene.panorama]
    made = Scene(
        tour_id=0, slug=scene.slug, title=scene.title.vi or scene.slug, title_en=scene.title.en,
        panorama_id=panorama.id, view_yaw=scene.yaw, view_pitch=scene.pitch, view_hfov=scene.hfov, alt=scene.alt.vi,
        alt_en=scene.alt.en, north=scene.north, position=place, level_pitch=scene.level_pitch,
        level_roll=scene.level_roll, turn=scene.turn, video=scene.video, captions=scene.captions.vi, captions_en=scene.captions.en,
        claim=write_claim(scene.claim),
    )  # fmt: skip
    set_committed_value(made, "panorama", panorama)
    return made


def _pin(
    pin: PinContent, scene: Scene, scenes: Mapping[str, Scene], product: Product | None, shop: Shop | None
) -> Hotspot | None:
    to = scenes.get(pin.to) if pin.kind is HotspotKind.DOOR else None
    product = product if pin.kind is HotspotKind.PRODUCT else None
    shop = shop if pin.kind is HotspotKind.SHOP else None
    wanted = {HotspotKind.DOOR: to, HotspotKind.PRODUCT: product, HotspotKind.SHOP: shop}
    if pin.kind in wanted and wanted[pin.kind] is None:
        return None
    claim = pin.claim
    made = Hotspot(
        scene_id=0, number=pin.number, kind=pin.kind, yaw=pin.yaw, pitch=pin.pitch, label=pin.label.vi,
        label_en=pin.label.en, text=pin.text.vi, text_en=pin.text.en, arrive_yaw=pin.arrive_yaw, is_demo=pin.is_demo,
        claim_kind=claim.kind if claim else None, source_title=claim.source_title if claim else "",
        source_title_en=claim.source_title_en if claim else "", source_url=claim.source_url if claim else "", needs_review=claim.needs_review if claim else False,
        product_id=product.id if product else None, shop_id=shop.id if shop else None, more=write_more(pin),
    )  # fmt: skip
    for name, value in (("scene", scene), ("to_scene", to), ("product", product), ("shop", shop)):
        set_committed_value(made, name, value)
    return made


def _live_products(slugs: Collection[str]) -> Mapping[str, Product]:
    found: Sequence[Product] = db.session.scalars(
        sa.select(Product)
        .join(Shop, Shop.id == Product.shop_id)
        .where(Product.slug.in_(slugs), Product.state == ProductState.LIVE, Shop.state == ShopState.LIVE)
        .options(*FOR_SALE)
    ).all()
    return {product.slug: product for product in found}


def _live_shops(slugs: Collection[str]) -> Mapping[str, Shop]:
    found = db.session.scalars(
        sa.select(Shop).where(Shop.slug.in_(slugs), Shop.state == ShopState.LIVE).options(joinedload(Shop.picture))
    )
    return {shop.slug: shop for shop in found}
