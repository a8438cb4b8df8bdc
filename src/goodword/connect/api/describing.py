"""The OpenAPI document made whole: what an operation takes of a token, its headers, its errors as problem+json."""

import re
from typing import Any

from goodword.connect.api import problems
from goodword.connect.texts import scope_choices

ABOUT = """\
What the pages of this community say and do, for programs. Everything goes through the same gate and the same verbs as the pages:
what a token's person may not see does not exist, and what they write carries their label.
"""
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "gw_…",
    "description": "A token that its person made under “Programs”. It carries scopes and no more than its person may do.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "Any word of your own for this request. The same request with the same key is done once and answered alike, "
    "for at least 24 hours.",
}
POLICY = {"schema": {"type": "string"}, "description": 'the limit in this minute, as in `"reads";q=600;w=60`'}
LEFT = {"schema": {"type": "string"}, "description": 'what is left of it, as in `"reads";r=599;t=60`'}
WAIT = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds to wait"}}
HEADERS: dict[str, dict[str, Any]] = {
    "201": {"Location": {"schema": {"type": "string"}, "description": "its address in the API"}},
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}}},
    "429": WAIT,
    "503": WAIT,
    "507": WAIT,
}
MEANINGS = {
    "200": "Done, or found.",
    "201": "Written: it is on disk.",
    "204": "Done.",
    "400": "The body is no JSON.",
    "401": "It takes a token, or this one does not live.",
    "403": "The token does not carry the scope, or its person may not do this.",
    "404": "There is no such thing, or whoever asks may not know of it.",
    "409": "It is done already, somebody was faster, or the first request with this key is still being worked on.",
    "410": "It stood here and was withheld or withdrawn.",
    "413": "More than 256 kB.",
    "415": "The body is not application/json.",
    "422": "It is understood and cannot be taken as it is; `errors` says which field.",
    "429": "Too often in this minute.",
    "503": "Not just now: the database does not answer, or nobody owns this site yet. Nothing was done.",
    "507": "There is no room on the disk. Nothing was done.",
}


def complete(schema: Any, scopes: dict[str, dict[str, str]]) -> Any:
    """The document with its security, its headers and the meaning of each status. scopes: {route: {method: scope}}."""
    schema["components"]["securitySchemes"] = {"token": TOKEN}
    schema["info"]["x-scopes"] = {name: str(words) for name, words in scope_choices()}
    by_path = {_path(route): methods for route, methods in scopes.items()}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            scope = by_path[path.removeprefix("/api/v1")][method.upper()]
            needed: list[dict[str, list[str]]] = [{"token": [scope]}]
            operation["security"] = [{}, *needed] if method == "get" and _open(path) else needed
            if method != "get":
                operation["parameters"] = [*operation["parameters"], KEY]
            operation["responses"] = {
                str(status): _response(str(status), response)
                for status, response in sorted(operation["responses"].items(), key=lambda one: str(one[0]))
            }
    return schema


def _open(path: str) -> bool:
    """Whether nobody in particular may read this."""
    return not path.endswith(("/me", "/follows"))


def _response(status: str, response: dict[str, Any]) -> dict[str, Any]:
    if int(status) >= 400 and "application/json" in response.get("content", {}):
        response["content"] = {problems.TYPE: response["content"].pop("application/json")}
    response["description"] = MEANINGS[status]
    response["headers"] = {"RateLimit-Policy": POLICY, "RateLimit": LEFT, **HEADERS.get(status, {})}
    return response


def _path(route: str) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
