"""Stories: every paragraph says how it is known, or that it is the village's own word."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.clock import now
from marketplace.db import db
from marketplace.media.models import Picture
from marketplace.tours import queries
from marketplace.tours.errors import (
    ClaimWithoutSource,
    MayNotSign,
    SlugTaken,
    StoryNotReady,
    WaitsForReview,
    WrongTourMoment,
)
from marketplace.tours.services import stories
from marketplace.tours.states import ClaimKind
from marketplace.tours.stories import MOST_PARTS, StoryContent, StoryPart, read_story, write_story
from tests.factories import make_user
from tests.tours.making import SOURCE, make_site, make_story, told_part
from tests.tours.test_views import page, words

pytestmark = pytest.mark.usefixtures("session")


def own(text: str) -> StoryPart:
    return StoryPart(text=text)


def test_what_is_kept_is_what_was_told() -> None:
    content = StoryContent(title="A", lead="B", parts=(told_part("C", picture="k"), own("D")))

    assert read_story(write_story(content)) == content


def test_a_story_says_how_each_thing_is_known_and_who_signed(client: FlaskClient) -> None:
    site = make_site(name="Đình Kể")
    story = make_story(
        told_part("Dựng năm 1683.", source_title_en="The stele, front"),
        told_part("Ông tổ về từ núi.", kind=ClaimKind.LEGEND, needs_review=True, source_title="", source_url=SOURCE),
        own("Mời bà con góp ảnh."),
        site_id=site.id,
    )

    text = words(page(client, f"/chuyen/{story.slug}"))

    assert "Bia Dựng năm 1683. Nguồn: Bia đình, mặt trước" in text
    assert "Truyền thuyết Ông tổ về từ núi. Nguồn: luutru.example đang kiểm lại nguồn" in text
    assert "Lời của làng Mời bà con góp ảnh." in text
    assert "Người Ký đã đọc và ký ngày" in text
    assert "Đình Kể" in text
    english = words(page(client, f"/en/chuyen/{story.slug}"))
    assert "The stele, front" in english
    assert "Bia đình" not in english


def test_a_photo_stands_with_its_description_and_author(client: FlaskClient) -> None:
    picture = Picture(
        key="b" * 16, width=1280, height=960, widths=[320, 1280], made_at=now(), alt="Cổng đình",
        credit={"author": "Người Chụp", "licence": "CC BY 4.0"},
    )  # fmt: skip
    db.session.add(picture)
    db.session.flush()
    story = make_story(told_part(picture=picture.key), told_part("Ảnh đã mất.", picture="c" * 16))

    html = page(client, f"/chuyen/{story.slug}")

    assert 'alt="Cổng đình"' in html
    assert "Ảnh: Người Chụp, CC BY 4.0" in words(html)
    assert "c" * 16 not in html


def test_nobody_reads_a_draft(client: FlaskClient) -> None:
    draft = make_story(published=False)

    page(client, f"/chuyen/{draft.slug}", 404)
    stories.send_story_for_review(draft)
    page(client, f"/chuyen/{draft.slug}", 404)


@pytest.mark.parametrize(
    "part",
    [
        told_part(source_title=""),
        told_part(source_title="\u200b", source_url=" "),
        told_part(""),
        own("  "),
    ],
)
def test_a_paragraph_without_words_or_a_claim_without_source_is_refused(part: StoryPart) -> None:
    with pytest.raises(ClaimWithoutSource):
        make_story(part, published=False)


def test_a_new_draft_leaves_what_was_signed() -> None:
    story = make_story(told_part("Bản đầu."), title="Chuyện Đầu")
    writer = make_user().as_actor()

    stories.save_story(
        story, replace(stories.content_of(story), title="Chuyện Sau", parts=(told_part("Bản hai."),)), by=writer
    )

    assert story.title == "Chuyện Đầu"
    assert queries.story_on_show(story.slug).content.parts[0].text == "Bản đầu."
    version = stories.send_story_for_review(story)
    stories.sign_story(story, number=version.number, by=make_user().as_actor(), is_reviewer=True)
    assert story.title == "Chuyện Sau"
    assert queries.story_on_show(story.slug).content.parts[0].text == "Bản hai."


def test_only_a_reviewer_who_did_not_write_it_signs_the_version_that_waits() -> None:
    story = make_story(published=False)
    writer, reviewer = make_user().as_actor(), make_user().as_actor()
    stories.save_story(story, stories.content_of(story), by=writer)

    with pytest.raises(WrongTourMoment):
        stories.sign_story(story, number=1, by=reviewer, is_reviewer=True)
    stories.send_story_for_review(story)
    with pytest.raises(MayNotSign):
        stories.sign_story(story, number=1, by=writer, is_reviewer=True)
    with pytest.raises(MayNotSign):
        stories.sign_story(story, number=1, by=reviewer, is_reviewer=False)
    with pytest.raises(WrongTourMoment):
        stories.sign_story(story, number=2, by=reviewer, is_reviewer=True)
    stories.sign_story(story, number=1, by=reviewer, is_reviewer=True)


def test_who_wrote_a_part_does_not_sign_though_another_wrote_last() -> None:
    story = make_story(published=False)
    first, last = make_user().as_actor(), make_user().as_actor()
    for writer in (first, last, first, last):
        stories.save_story(story, stories.content_of(story), by=writer)
    stories.send_story_for_review(story)

    for writer in (first, last):
        with pytest.raises(MayNotSign):
            stories.sign_story(story, number=1, by=writer, is_reviewer=True)
    stories.sign_story(story, number=1, by=make_user().as_actor(), is_reviewer=True)
    # Another changes a comma in the next version; then nothing is on show, and all of it is read anew.
    stories.save_story(story, stories.content_of(story), by=make_user().as_actor())
    stories.take_story_down(story, by=last)
    again = stories.send_story_for_review(story)
    for writer in (first, last):
        with pytest.raises(MayNotSign):
            stories.sign_story(story, number=again.number, by=writer, is_reviewer=True)


def test_what_lies_with_the_reviewer_is_not_changed_until_it_comes_back() -> None:
    story = make_story(published=False)
    writer = make_user().as_actor()
    stories.send_story_for_review(story)

    with pytest.raises(WaitsForReview):
        stories.put_part(story, own("Thêm."), at=None, by=writer)
    version = stories.take_story_back(story, answer="Xin thêm nguồn.")
    assert version.answer == "Xin thêm nguồn."
    stories.put_part(story, own("Thêm."), at=None, by=writer)

    assert [part.text for part in stories.content_of(story).parts][-1] == "Thêm."


def test_an_empty_story_is_not_sent() -> None:
    story = stories.begin_story(StoryContent(title="Trống"), by=make_user().as_actor())

    with pytest.raises(StoryNotReady):
        stories.send_story_for_review(story)


def test_paragraphs_change_places_and_are_taken_out() -> None:
    story, by = make_story(own("Một"), own("Hai"), own("Ba"), published=False), make_user().as_actor()

    def texts() -> list[str]:
        return [part.text for part in stories.content_of(story).parts]

    stories.move_part(story, 2, to=1, by=by)
    assert texts() == ["Một", "Ba", "Hai"]
    stories.move_part(story, 0, to=-1, by=by)
    stories.move_part(story, 2, to=3, by=by)
    assert texts() == ["Một", "Ba", "Hai"]
    stories.move_part(story, 1, to=None, by=by)
    assert texts() == ["Một", "Hai"]


def test_a_story_has_an_end() -> None:
    story = make_story(*(own(str(number)) for number in range(MOST_PARTS)), published=False)

    with pytest.raises(WrongTourMoment):
        stories.put_part(story, own("quá"), at=None, by=make_user().as_actor())


def test_two_stories_do_not_share_an_address() -> None:
    make_story(title="Hội làng")

    with pytest.raises(SlugTaken):
        make_story(title="Hội  Làng")


def test_markup_in_a_story_stays_words(client: FlaskClient) -> None:
    story = make_story(told_part("<script>alert(1)</script>"), title="A <b>bold</b> one")

    raw: Any = client.get(f"/chuyen/{story.slug}").text

    assert "<script>alert" not in raw
    assert "<b>bold" not in raw
