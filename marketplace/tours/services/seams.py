"""What a curator says of a picture that may be no whole turn, when it was brought with a tour."""

from marketplace.accounts.actor import Actor
from marketplace.tours.models import TourFile
from marketplace.tours.queries import writing as tour_queries
from marketplace.tours.services import writing


def answer_seam(file: TourFile, seam: str, *, is_whole_turn: bool, by: Actor) -> None:
    """The curator has looked at the seam: a picture that is no whole turn is no scene of the draft any more.

    A scene that has got another picture meanwhile stays. The file must be locked. An answer given before changes nothing. Raises WaitsForReview.
    """
    asked = next((remark for remark in file.remarks if remark["facts"].get("seam") == seam), None)
    if asked is None or file.tour_id is None:
        return
    file.remarks = [remark for remark in file.remarks if remark is not asked]
    if not is_whole_turn:
        scene, panorama = asked["facts"]["slug"], asked["facts"]["panorama"]
        writing.leave_out_scene(tour_queries.lock_tour(file.tour_id), scene, panorama=panorama, by=by)
