"""Refusals. A verb raises one; one middleware turns it into a page, a fragment or problem+json (RFC 9457)."""


class Refused(Exception):
    """Something was not done, and nothing was written.

    message: a translated sentence for the person. field: the form field it belongs to, "" for the whole form.
    """

    status = 400
    kind = "refused"

    def __init__(self, message: str = "", *, field: str = "", retry_after: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.retry_after = retry_after


class NotAllowed(Refused):
    """This person may not do this (403)."""

    status = 403
    kind = "not-allowed"


class Missing(Refused):
    """There is no such thing, or this person may not know of it: the two look alike (404)."""

    status = 404
    kind = "missing"


class Conflict(Refused):
    """It was true a moment ago; somebody was faster, or it is already done (409)."""

    status = 409
    kind = "conflict"


class Invalid(Refused):
    """The input cannot be taken as it is (422)."""

    status = 422
    kind = "invalid"


class TooSoon(Refused):
    """Too many in too short a time (429)."""

    status = 429
    kind = "too-soon"


class Gone(Refused):
    """It stood here and was withheld or withdrawn; the tombstone says why (410)."""

    status = 410
    kind = "gone"


class Waiting(Refused):
    """Not yet: the site is not ready for this (503)."""

    status = 503
    kind = "waiting"
