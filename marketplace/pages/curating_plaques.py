"""The curator's plaques: made for scenes, pins and views, printed, renamed, taken down."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, ngettext

from marketplace import config
from marketplace.accounts.presence import actor
from marketplace.db import transaction
from marketplace.errors import Refusal
from marketplace.pages import plaque_sheet
from marketplace.pages.plaque_forms import NameForm, SpotForm, ViewForm
from marketplace.pages.plaque_sheet import SheetFacts, SheetWords, Words
from marketplace.shown import either
from marketplace.tours.errors import NoSuchSpot, PlaqueNotFound
from marketplace.tours.models import Plaque, Tour
from marketplace.tours.plaque_numbers import show_number
from marketplace.tours.queries import plaques as queries
from marketplace.tours.queries import writing
from marketplace.tours.queries.plaques import Spot
from marketplace.tours.services import plaques as services
from marketplace.tours.states import PlaqueAim, TourState
from marketplace.web import open_to

bp = Blueprint("curating_plaques", __name__, url_prefix="/di-san/bien")


@bp.get("")
@open_to("curators")
def tours() -> ResponseReturnValue:
    return render_template("curating/plaque_tours.html", lines=queries.plaque_tours(), shown=TourState.PUBLISHED)


@bp.get("/<slug>")
@open_to("curators")
def plaques(slug: str) -> ResponseReturnValue:
    return _plaques_page(writing.tour_to_write(slug), SpotForm(formdata=None), ViewForm(formdata=None))


def _plaques_page(tour: Tour, spot_form: SpotForm, view_form: ViewForm, *, status: int = 200) -> ResponseReturnValue:
    spots = queries.spots_of(tour.id)
    _offer(spots, spot_form, view_form)
    lines = queries.plaques_of(tour.id)
    page = render_template(
        "curating/plaques.html", tour=tour, site=tour.site, spots=spots,
        live=[line for line in lines if line.plaque.retired_at is None],
        retired=[line for line in lines if line.plaque.retired_at is not None],
        leads_to=lambda plaque: leads_to(plaque, spots), spot_form=spot_form, view_form=view_form,
    )  # fmt: skip
    return page, status


def _offer(spots: Sequence[Spot], spot_form: SpotForm, view_form: ViewForm) -> None:
    scenes = [(spot.scene, either(spot.name, spot.name_en)) for spot in spots if spot.pin == 0]
    titles = dict(scenes)
    spot_form.offer(
        [
            (f"{spot.scene}/{spot.pin}", gettext("%(scene)s: ghim %(number)s, %(name)s", scene=titles[spot.scene],
             number=spot.pin, name=either(spot.name, spot.name_en)))
            if spot.pin
            else (spot.scene, gettext("%(scene)s: điểm nhìn ban đầu", scene=titles[spot.scene]))
            for spot in spots
        ]
    )  # fmt: skip
    view_form.offer(scenes)


def leads_to(plaque: Plaque, spots: Sequence[Spot]) -> str:
    """ "Cổng làng, điểm nhìn ban đầu"; a scene that is no more is called by its slug."""
    scene = next(
        (either(spot.name, spot.name_en) for spot in spots if spot.scene == plaque.scene and spot.pin == 0),
        plaque.scene,
    )
    if plaque.aim is PlaqueAim.PIN:
        return gettext("%(scene)s, ghim %(number)s", scene=scene, number=plaque.pin)
    if plaque.aim is PlaqueAim.VIEW:
        return gettext("%(scene)s, góc nhìn riêng", scene=scene)
    return gettext("%(scene)s, điểm nhìn ban đầu", scene=scene)


@bp.post("/<slug>")
@open_to("curators")
def make(slug: str) -> ResponseReturnValue:
    """One plaque, for a scene's start view or for a pin."""
    tour = writing.tour_to_write(slug)
    form, other = SpotForm(), ViewForm(formdata=None)
    _offer(queries.spots_of(tour.id), form, other)
    if not form.validate_on_submit():
        return _plaques_page(tour, form, other, status=422)
    scene, pin = form.chosen()
    try:
        with transaction():
            made = services.make_plaque(
                tour,
                scene=scene,
                pin=pin,
                name=form.value("name") or "",
                name_en=form.value("name_en") or "",
                by=actor(),
            )
    except NoSuchSpot as refusal:
        form.refuse(form.spot, refusal)
        return _plaques_page(tour, form, other, status=refusal.status)
    return _made(tour, made)


@bp.post("/<slug>/goc-nhin")
@open_to("curators")
def make_for_view(slug: str) -> ResponseReturnValue:
    """One plaque, for a view of its own."""
    tour = writing.tour_to_write(slug)
    form, other = ViewForm(), SpotForm(formdata=None)
    _offer(queries.spots_of(tour.id), other, form)
    asked = form.asked(slug) if form.validate_on_submit() else None
    if asked is None:
        return _plaques_page(tour, other, form, status=422)
    try:
        with transaction():
            made = services.make_plaque(
                tour, scene=asked[0], view=asked[1], name=form.value("view_name") or "",
                name_en=form.value("view_name_en") or "", by=actor(),
            )  # fmt: skip
    except Refusal as refusal:
        form.refuse(form.address if form.address.data else form.scene, refusal)
        return _plaques_page(tour, other, form, status=refusal.status)
    return _made(tour, made)


def _made(tour: Tour, plaque: Plaque) -> ResponseReturnValue:
    flash(gettext("Đã có biển số %(number)s.", number=show_number(plaque.number)), "ok")
    return redirect(url_for(".plaque", slug=tour.slug, number=plaque.number), code=303)


@bp.post("/<slug>/moi-canh")
@open_to("curators")
def make_for_all(slug: str) -> ResponseReturnValue:
    """A plaque for every scene that has none."""
    tour = writing.tour_to_write(slug)
    with transaction():
        made = services.make_plaques_of_scenes(writing.lock_tour(tour.id), by=actor())
    if made:
        flash(ngettext("Đã thêm %(num)d biển.", "Đã thêm %(num)d biển.", len(made)), "ok")
    else:
        flash(gettext("Cảnh nào cũng đã có biển."), "info")
    return redirect(url_for(".plaques", slug=slug), code=303)


@bp.get("/<slug>/<number>")
@open_to("curators")
def plaque(slug: str, number: str) -> ResponseReturnValue:
    tour = writing.tour_to_write(slug)
    found = queries.plaque_of_tour(tour.id, number)
    form = NameForm(formdata=None, data={"name": found.name, "name_en": found.name_en})
    return _plaque_page(tour, found, form)


def _plaque_page(tour: Tour, found: Plaque, form: NameForm, *, status: int = 200) -> ResponseReturnValue:
    spots = queries.spots_of(tour.id)
    page = render_template(
        "curating/plaque.html", tour=tour, plaque=found, form=form, leads_to=leads_to(found, spots),
        is_lost=all(spot.scene != found.scene for spot in spots),
        host=plaque_sheet.typed_address(config.current().site_url).removesuffix("/t"),
    )  # fmt: skip
    return page, status


@bp.post("/<slug>/<number>")
@open_to("curators")
def rename(slug: str, number: str) -> ResponseReturnValue:
    tour = writing.tour_to_write(slug)
    form = NameForm()
    if not form.validate_on_submit():
        return _plaque_page(tour, queries.plaque_of_tour(tour.id, number), form, status=422)
    with transaction():
        found = queries.lock_plaque(tour.id, number)
        services.rename_plaque(found, name=form.value("name") or "", name_en=form.value("name_en") or "", by=actor())
    flash(gettext("Đã đổi tên. Số và mã QR vẫn như cũ; chỉ cần in lại nếu muốn tên mới trên biển."), "ok")
    return redirect(url_for(".plaque", slug=slug, number=number), code=303)


@bp.post("/<slug>/<number>/go")
@open_to("curators")
def retire(slug: str, number: str) -> ResponseReturnValue:
    """The board is taken down."""
    tour = writing.tour_to_write(slug)
    with transaction():
        services.retire_plaque(queries.lock_plaque(tour.id, number), by=actor())
    flash(gettext("Đã ghi là biển được gỡ. Ai còn quét thì tới đầu chuyến dạo."), "ok")
    return redirect(url_for(".plaques", slug=slug), code=303)


@bp.get("/<slug>/in.pdf")
@open_to("curators")
def sheets(slug: str) -> ResponseReturnValue:
    """The chosen plaques (`so`, several), or all that hang, in one file."""
    tour = writing.tour_to_write(slug)
    chosen = set(request.args.getlist("so"))
    live = [line.plaque for line in queries.plaques_of(tour.id) if line.plaque.retired_at is None]
    return _pdf(tour, [plaque for plaque in live if not chosen or plaque.number in chosen], f"bien-{slug}")


@bp.get("/<slug>/<number>/bien.pdf")
@open_to("curators")
def sheet(slug: str, number: str) -> ResponseReturnValue:
    tour = writing.tour_to_write(slug)
    return _pdf(tour, [_hanging(tour, number)], f"bien-{number}")


def _hanging(tour: Tour, number: str) -> Plaque:
    """The plaque to be printed. Raises PlaqueNotFound for one that was taken down."""
    found = queries.plaque_of_tour(tour.id, number)
    if found.retired_at is not None:
        raise PlaqueNotFound
    return found


def _pdf(tour: Tour, chosen: Sequence[Plaque], name: str) -> ResponseReturnValue:
    if not chosen:
        raise PlaqueNotFound
    place = Words(tour.site.name, tour.site.name_en)
    facts = [SheetFacts(plaque.number, Words(plaque.name, plaque.name_en), place) for plaque in chosen]
    file = plaque_sheet.write_plaques(facts, sheet_words(), site_url=config.current().site_url)
    return _file(file, "application/pdf", f"{name}.pdf")


def sheet_words() -> SheetWords:
    """What every plaque says, in both languages whatever language the page is in."""
    address = plaque_sheet.typed_address(config.current().site_url)
    told: dict[str, tuple[str, str]] = {}
    for language in ("vi", "en"):
        with force_locale(language):
            told[language] = (
                gettext("Quét để đứng đúng chỗ này trong cảnh 360°"),
                gettext("Không quét được? Vào %(address)s và gõ số", address=address),
            )
    (scan, type_it), (scan_en, type_it_en) = told["vi"], told["en"]
    market = f"Chợ Thôn {config.current().village}"
    return SheetWords(market=market, scan=Words(scan, scan_en), type_it=Words(type_it, type_it_en))


@bp.get("/<slug>/<number>/ma.svg")
@open_to("curators")
def code(slug: str, number: str) -> ResponseReturnValue:
    """The code alone, for whoever makes signs of wood, stone or tin."""
    found = _hanging(writing.tour_to_write(slug), number)
    drawn = plaque_sheet.code_svg(plaque_sheet.link_of(config.current().site_url, found.number))
    return _file(drawn.encode(), "image/svg+xml", f"ma-{number}.svg")


def _file(data: bytes, kind: str, name: str) -> ResponseReturnValue:
    response = make_response(data)
    response.headers["Content-Type"] = kind
    # Shown in its page as a picture, saved under its name when followed as a link.
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What the templates of this room say."""
    return {"show_number": show_number}
