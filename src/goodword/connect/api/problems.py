"""Errors as RFC 9457 problem+json, in one place."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from goodword.core.errors import Gone, Invalid, NotAllowed, Refused

TYPE = "application/problem+json"
BEARER = 'Bearer realm="goodword"'


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="a URN that names the kind of problem")
    title: str
    status: int
    detail: str
    instance: str


class Mistake(Schema):
    """One thing that is wrong with a request."""

    field: str
    message: str


class Mistakes(Problem):
    """The request cannot be taken as it is."""

    errors: list[Mistake]


class Tombstone(Problem):
    """It stood here and does not any more: withheld under a rule, or withdrawn by its writer."""

    state: str = Field(description='"withheld" or "withdrawn"')
    rule: str | None = Field(description="the rule of the house, with its version")
    by: str = Field(description='"the house" or "the writer"')
    at: str = Field(description="since when, ISO 8601")
    log_seq: int | None = Field(description="the line of the public log")


class NoToken(Refused):
    """Nobody is known who asks, or the token is none that lives (401)."""

    status = 401
    kind = "token-needed"


class TooNarrow(NotAllowed):
    """The token does not carry what this takes (403). scope: what it would need."""

    kind = "scope-needed"

    def __init__(self, message: str, scope: str) -> None:
        super().__init__(message)
        self.scope = scope


class TooLarge(Refused):
    """More bytes than this door takes (413)."""

    status = 413
    kind = "too-large"


class NotJson(Refused):
    """The body is of another kind than the door reads (415)."""

    status = 415
    kind = "not-json"


class Fallen(Gone):
    """Raised for what was withheld or withdrawn; `told` goes into the answer."""

    def __init__(self, message: str, **told: Any) -> None:
        super().__init__(message)
        self.told = told


def problem(request: HttpRequest, status: int, kind: str, detail: str, **more: Any) -> JsonResponse:
    """One problem as the answer to a request."""
    body = {
        "type": f"urn:goodword:problem:{kind}",
        "title": kind.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        "instance": request.path,
        **more,
    }
    return JsonResponse(body, status=status, content_type=TYPE)


def answer_problems(api: NinjaAPI) -> None:
    """Let every error of `api` be answered so."""
    handlers: list[tuple[type[Exception], Any]] = [
        (Refused, _refused),
        (ValidationError, _invalid),
        (HttpError, _http),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal as an answer: its problem, and in headers what a program does next."""
    more: dict[str, Any] = error.told if isinstance(error, Fallen) else {}
    if isinstance(error, Invalid):
        more = {"errors": [{"field": error.field, "message": error.message}]}
    answer = problem(request, error.status, error.kind, error.message, **more)
    if error.retry_after:
        answer.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NoToken):
        shown = "Authorization" in request.headers
        answer.headers["WWW-Authenticate"] = BEARER + (', error="invalid_token"' if shown else "")
    if isinstance(error, TooNarrow):
        answer.headers["WWW-Authenticate"] = f'{BEARER}, error="insufficient_scope", scope="{error.scope}"'
    return answer


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, Refused)
    return refused(request, error)


def _invalid(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, ValidationError)
    mistakes = [{"field": str(one["loc"][-1]), "message": str(one["msg"])} for one in error.errors]
    detail = "; ".join(f"{one['field']}: {one['message']}" for one in mistakes)
    return problem(request, Invalid.status, Invalid.kind, detail, errors=mistakes)


def _http(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, HttpError)
    return problem(request, error.status_code, "refused", str(error))
