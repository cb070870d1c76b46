"""Reading requests, lines and parked money."""

from marketplace.payments.queries.lines import (
    allocated_to_part,
    allocations_of_request,
    cash_of_part,
    is_line_told,
    line_for_seller,
    lock_line,
    lock_lines_of_part,
    lock_notice,
    parked_lines,
    surplus_of_requests,
    surplus_request_id,
    thumb_lines_of_request,
    unsettled_notices,
)
from marketplace.payments.queries.requests import (
    codes_taken,
    lock_request_of_part,
    lock_requests,
    payable_requests,
    requests_by_code,
    requests_of_parts,
    requests_waiting_at_shop,
)

__all__ = [
    "allocated_to_part",
    "allocations_of_request",
    "cash_of_part",
    "codes_taken",
    "is_line_told",
    "line_for_seller",
    "lock_line",
    "lock_lines_of_part",
    "lock_notice",
    "lock_request_of_part",
    "lock_requests",
    "parked_lines",
    "payable_requests",
    "requests_by_code",
    "requests_of_parts",
    "requests_waiting_at_shop",
    "surplus_of_requests",
    "surplus_request_id",
    "thumb_lines_of_request",
    "unsettled_notices",
]
