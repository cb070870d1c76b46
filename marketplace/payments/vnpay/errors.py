"""What a call that says it comes from VNPay is refused for."""

from marketplace.payments.errors import BadNotice, BadSignature


class BadVNPaySignature(BadSignature):
    """The call is not signed with the terminal's secret, or names a parameter twice. It may change nothing."""


class OtherTerminal(BadVNPaySignature):
    """Rightly signed, but about another terminal than the one whose secret signed it: worth an alarm."""


class BadVNPayNotice(BadNotice):
    """Rightly signed, but it cannot be read as a notice of a payment. `why` is for the log, in English."""
