"""What a document picture shows and whose it is, mended from the editor."""

from marketplace.accounts.actor import Actor
from marketplace.media.models import Picture
from marketplace.media.services import crediting
from marketplace.tours.errors import PictureIsOfASite, PictureIsSigned
from marketplace.tours.queries.pictures import is_picture_of_a_site, is_picture_signed


def describe_document(
    picture: Picture, *, alt: str, alt_en: str, author: str, licence: str, by: Actor, is_reviewer: bool
) -> None:
    """The picture is told so wherever it is seen; the audit log knows the old words.

    Raises PictureIsSigned: visitors read what a reviewer has signed, and only a reviewer mends it. Raises PictureIsOfASite for
    another's photo of a site: to name its key in a draft of one's own gives no say over it.
    """
    if is_picture_signed(picture) and not is_reviewer:
        raise PictureIsSigned
    if not is_reviewer and picture.made_by_id != by.user_id and is_picture_of_a_site(picture):
        raise PictureIsOfASite
    crediting.describe_picture(picture, alt=alt, alt_en=alt_en, author=author, licence=licence, by=by)
