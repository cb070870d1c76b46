"""Which open request a credit pays, read from the memo that came with it. Pure: nothing is saved here.

A memo passes through several banks, each of which changes case, drops separators and adds words of its own. So the
memo is reduced to letters and digits first, and a code is found by its prefix, length and check symbol, never by its
neighbours. An amount alone never pays anything: two villagers pay 50,000 at once.

Source: the team's fact sheet on statements (2026-11-23), section 3; cases C04 to C17.
"""

from marketplace.payments.matching.deciding import match, match_one
from marketplace.payments.matching.reading import codes_in
from marketplace.payments.matching.values import (
    LARGEST_AMOUNT_VND,
    Allocation,
    Cause,
    Credit,
    Decision,
    OpenRequest,
    Verdict,
)
from marketplace.payments.matching.waiting import Waiting

__all__ = [
    "LARGEST_AMOUNT_VND",
    "Allocation",
    "Cause",
    "Credit",
    "Decision",
    "OpenRequest",
    "Verdict",
    "Waiting",
    "codes_in",
    "match",
    "match_one",
]
