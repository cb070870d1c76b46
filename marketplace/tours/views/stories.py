"""Stories, as visitors read them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.shown import either
from marketplace.tours import queries
from marketplace.tours.queries.shares import first_picture
from marketplace.tours.shares import Share, photo
from marketplace.tours.states import CLAIM_WORDS, is_written
from marketplace.tours.views.blueprint import bp
from marketplace.tours.views.sites import breadcrumbs
from marketplace.tours.views.telling import host
from marketplace.web import open_to


@bp.get("/chuyen/<slug>")
@open_to("anyone")
def story(slug: str) -> ResponseReturnValue:
    shown = queries.story_on_show(slug)
    content = shown.content
    title = either(content.title, content.title_en)
    return render_template(
        "tours/story.html",
        story=shown.story,
        version=shown.version,
        content=content,
        pictures=shown.pictures,
        claim_words=CLAIM_WORDS,
        is_written=is_written,
        host=host,
        share=Share(title, either(content.lead, content.lead_en), photo(first_picture(content, shown.pictures))),
        linked_data={
            "@context": "https://schema.org",
            "@graph": [breadcrumbs([(gettext("Di tích"), url_for(".sites")), (title, "")])],
        },
    )
