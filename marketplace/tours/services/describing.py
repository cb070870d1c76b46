"""What a document picture shows and whose it is, mended from the editor."""

from marketplace.accounts.actor import Actor
from marketplace.media.models import Picture
from marketplace.media.services import crediting
from marketplace.tours.errors import PictureIsSigned
from marketplace.tours.queries.pictures import is_picture_signed


def describe_document(
    picture: Picture, *, alt: str, alt_en: str, author: str, licence: str, by: Actor, is_reviewer: bool
) -> None:
    """The picture is told so wherever it is seen; the audit log knows the old words.

    Raises PictureIsSigned: visitors read what a reviewer has signed, and only a reviewer mends it.
    """
    if is_picture_signed(picture) and not is_reviewer:
        raise PictureIsSigned
    crediting.describe_picture(picture, alt=alt, alt_en=alt_en, author=author, licence=licence, by=by)
