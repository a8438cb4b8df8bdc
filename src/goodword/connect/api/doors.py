"""The API itself: its operations in order, its OpenAPI document, and the addresses under /api/v1/."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI, Router, Schema

from goodword.connect import policy
from goodword.connect.api import access, describing, kept, problems
from goodword.connect.api.problems import Mistakes, Problem, Tombstone
from goodword.connect.api.shapes import Made
from goodword.core.audience import public
from goodword.core.errors import Refused
from goodword.core.http import Request
from goodword.core.viewer import narrowed

VERSION = "1.1"
ROOT = "/api/v1/"
NOT_FOUND = {404: Problem}
GONE = {410: Tombstone}
BAD = {422: Mistakes}
CONFLICT = {409: Problem}
FOR_ALL = {401: Problem, 403: Problem, 429: Problem, 503: Problem}
FOR_WRITING = {400: Problem, 409: Problem, 413: Problem, 415: Problem, 422: Mistakes, 507: Problem}
router = Router()
Operation = Callable[..., Any]
_scopes: dict[str, dict[str, str]] = defaultdict(dict)  # what each method of a route takes of a token


class HouseApi(NinjaAPI):
    """Our API: errors are problem+json, also in its document. There is no page of docs: it would load scripts from elsewhere."""

    def get_root_path(self, path_params: Any) -> str:
        """Where it stands: outside of every language."""
        return ROOT

    _document: Any = None

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI 3.1 document, made once: it costs much and is the same for everybody."""
        if self._document is None:
            self._document = describing.complete(super().get_openapi_schema(**options), scopes())
        return self._document


def scopes() -> dict[str, dict[str, str]]:
    """What each operation takes of a token: {route: {method: scope}}, routes as Django writes them."""
    return {route: dict(methods) for route, methods in _scopes.items()}


def reads(path: str, answer: Any, *errors: dict[int, Any], tag: str) -> Callable[[Operation], Operation]:
    """Register a GET operation with all the errors it can answer."""
    responses: dict[int, Any] = {200: answer, **FOR_ALL}
    for error in errors:
        responses |= error
    _scopes[_route(path)]["GET"] = policy.READ
    return router.get(path, response=responses, tags=[tag], by_alias=True)


def writes(
    method: str, path: str, answer: type[Schema] | None, *errors: dict[int, Any], tag: str, scope: str
) -> Callable[[Operation], Operation]:
    """Register an operation that writes: once for each `Idempotency-Key`, and answered with what was written.

    The operation returns a `Made` (201 with its address), a plain value (200) or None (204).
    """
    status = 204 if answer is None else 201 if method == "POST" else 200
    responses: dict[int, Any] = {status: answer, **FOR_ALL, **FOR_WRITING}
    for error in errors:
        responses |= error
    _scopes[_route(path)][method] = scope

    def register(operation: Operation) -> Operation:
        @wraps(operation)
        def write(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            def make() -> HttpResponse:
                return _written(operation(request, *args, **kwargs), answer, status)

            return kept.once(request, make)

        vars(write)["__signature__"] = signature(operation)
        register_at = router.api_operation([method], path, response=responses, tags=[tag], by_alias=True)
        return cast(Operation, register_at(write))

    return register


@cache
def make_api() -> HouseApi:
    """The API with all its operations. Those that read come first: they name the addresses."""
    from goodword.connect.api import conversations, finding, me, people, products, root
    from goodword.connect.api.writing import following, replies, reviews, topics, votes

    assert root and products and conversations and people and finding and me  # each registers its operations
    assert topics and replies and reviews and votes and following
    api = HouseApi(
        title="Goodword",
        version=VERSION,
        description=describing.ABOUT,
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
        openapi_extra={"info": {"license": {"name": "Each text names its own licence."}}},
    )
    problems.answer_problems(api)
    api.add_router("", router)
    return api


def patterns(api: HouseApi) -> list[URLPattern]:
    """The addresses of `api`, once each, open to everybody: who asks is found out within, and no form token is asked."""
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            found.setdefault(str(pattern.pattern), pattern)
    for route, pattern in found.items():
        view: Any = pattern.callback
        pattern.callback = _open(view, _scopes.get(route, {"GET": ""}))
    return list(found.values())


def _open(view: Callable[..., HttpResponseBase], methods: dict[str, str]) -> Callable[..., HttpResponseBase]:
    """The view behind the checks that come before it, in their order: the method, the token, how often, the body."""
    allowed = sorted([*methods, *(["HEAD"] if "GET" in methods else [])])
    takes = {method: scope for method, scope in methods.items() if scope}

    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in allowed:
            answer = problems.problem(request, 405, "method-not-allowed", "")
            answer.headers["Allow"] = ", ".join(allowed)
            return answer
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        try:
            access.admit(request, takes)
        except Refused as refusal:
            return problems.refused(request, refusal)
        token = access.shown(request)
        if token is None:
            return view(request, *args, **kwargs)
        with narrowed(token.person_id, policy.role_scopes(token.scopes)):
            return view(request, *args, **kwargs)

    def door(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = answered(request, *args, **kwargs)
        access.sign_off(request, answer)
        return answer

    vars(door)["formguard_exempt"] = True
    return public(door)


def _written(told: Any, answer: type[Schema] | None, status: int) -> HttpResponse:
    """What a verb did, as an answer in the shape that the document promises."""
    if answer is None:
        return HttpResponse(status=status)
    made = told if isinstance(told, Made) else Made(told)
    body = answer.model_validate(made.told).model_dump_json(by_alias=True)
    response = HttpResponse(body, status=status, content_type="application/json")
    if made.location:
        response.headers["Location"] = made.location
    return response


def _route(path: str) -> str:
    return path.lstrip("/").replace("{", "<").replace("}", ">")
