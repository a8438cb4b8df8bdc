"""The API itself: its operations in order, its OpenAPI document, and the addresses under /api/v1/."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI, Router

from goodword.connect.api import problems
from goodword.connect.api.problems import Mistakes, Problem, Tombstone
from goodword.core.audience import public

VERSION = "1.0"
ROOT = "/api/v1/"
NOT_FOUND = {404: Problem}
GONE = {410: Tombstone}
BAD = {422: Mistakes}
router = Router()
Operation = Callable[..., Any]


class ReadApi(NinjaAPI):
    """Our API: errors are problem+json, also in its document. There is no page of docs: it would load scripts from elsewhere."""

    def get_root_path(self, path_params: Any) -> str:
        """Where it stands: outside of every language."""
        return ROOT

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI 3.1 document."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"] = {problems.TYPE: response["content"].pop("application/json")}
        return schema


def reads(path: str, answer: Any, *errors: dict[int, Any], tag: str) -> Callable[[Operation], Operation]:
    """Register a GET operation with all the errors it can answer."""
    responses: dict[int, Any] = {200: answer}
    for error in errors:
        responses |= error
    return router.get(path, response=responses, tags=[tag], by_alias=True)


def make_api() -> ReadApi:
    """The API with all its operations."""
    from goodword.connect.api import conversations, finding, people, products, root

    assert conversations and finding and people and products and root  # each registers its operations
    api = ReadApi(
        title="Goodword",
        version=VERSION,
        description="What the pages of this community say, for programs. Everything goes through the same gate as the pages.",
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
        openapi_extra={"info": {"license": {"name": "Each text names its own licence."}}},
    )
    problems.answer_problems(api)
    api.add_router("", router)
    return api


def patterns(api: ReadApi) -> list[URLPattern]:
    """The addresses of `api`, each open to everybody. They only read, so no form token is asked and another method gets 405."""
    found = [
        pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
    for pattern in found:
        view: Any = pattern.callback
        pattern.callback = _open(view)
    return found


def _open(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        return view(request, *args, **kwargs)

    vars(read)["formguard_exempt"] = True
    return public(read)
