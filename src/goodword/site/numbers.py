"""`/metrics`: how the house runs, for this machine and for whoever holds the token."""

import hmac
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.http import HttpResponse

from goodword.core import clock, metrics
from goodword.core.audience import public
from goodword.core.errors import Missing
from goodword.core.http import Request
from goodword.core.metrics import measure
from goodword.notices.models import Outgoing

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via", "X-Forwarded-Host")


@public
def numbers(request: Request) -> HttpResponse:
    """The numbers, in the text format of Prometheus; 404 for everybody else."""
    if not (_has_token(request) or _from_this_machine(request)):
        raise Missing()
    answer = HttpResponse(metrics.page(), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _has_token(request: Request) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    wanted = settings.GOODWORD_METRICS_TOKEN
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _from_this_machine(request: Request) -> bool:
    """What a proxy hands on is not from here, though the proxy is."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


@measure("mail_oldest_seconds", "For how long the oldest due message of the outbox has waited.")
def _mail_oldest() -> float:
    """Its age."""
    due = Outgoing.objects.filter(state=Outgoing.State.WAITING, next_try_at__lte=clock.now())
    at: datetime | None = due.aggregate(at=Min("next_try_at"))["at"]
    return max(0.0, (clock.now() - at).total_seconds()) if at else 0.0


@measure("mail_failed", "Messages that the other side refused for good, or that were given up.")
def _mail_failed() -> float:
    """How many."""
    return Outgoing.objects.filter(state=Outgoing.State.FAILED).count()
