"""docs/api.md: the OpenAPI document as a page for people."""

from typing import Any

from goodword.connect import policy
from goodword.connect.api.describing import MEANINGS
from goodword.connect.api.doors import ROOT, make_api
from goodword.connect.texts import scope_choices

HEAD = """\
# The API

This page is written by `./goodword manage write_docs` from the API itself; the same for programs is `/api/v1/openapi.json` of
every site (OpenAPI 3.1). How to begin, with examples that are tested: [programs.md](programs.md).

All addresses below begin with `/api/v1`. Answers are JSON, errors `application/problem+json` (RFC 9457) with a `status`, a `title`
and a `detail`; a 422 says in `errors` which field, a 410 what became of it. Lists come in pages: `next` is the address of the next
one. An unknown parameter or field is refused, never passed over.

**Who asks.** `Authorization: Bearer gw_…`. Without it one reads what everybody may read. A cookie alone never writes, and no answer
carries an `Access-Control-…` header: a page of another site reads and writes nothing in somebody's name.

**Once.** A writing request may carry an `Idempotency-Key`, any word of up to 255 plain characters. The same request with the same
key is done once and answered alike (`Idempotent-Replayed: true`) for at least 24 hours, also after a crash in between; another
request with that key gets 422, and 409 with `Retry-After` comes while the first is still being worked on. A refusal keeps nothing, so a
corrected request may use the key again. Without a key nothing is remembered; votes, following and "same here" count once anyway.

**How often.** `RateLimit-Policy` and `RateLimit` on every answer say what is left of this minute; beyond it, 429 with `Retry-After`.
The limits are site settings (`api.reads_a_minute`, `api.writes_a_minute`), counted for each token, each person, and each network
address without a token.

## Scopes

A token carries what its person ticked and never more than they may do themselves. What staff write carries the staff label
whatever the token. A token ends when it expires, is ended, or its person is suspended or leaves; one with a scope of a role ends
with that role.

"""


def api_page() -> str:
    """The whole page."""
    document: Any = make_api().get_openapi_schema()
    scopes = [f"| `{name}` | {_taken_by(name)} | {words} |" for name, words in scope_choices()]
    parts = [HEAD + "\n".join(["| scope | whose | what it allows |", "|---|---|---|", *scopes])]
    by_tag: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            told = _operation(method.upper(), path.removeprefix(ROOT.rstrip("/")), operation)
            by_tag.setdefault(operation["tags"][0], []).append(told)
    parts += [f"## {tag}\n\n" + "\n\n".join(texts) for tag, texts in by_tag.items()]
    statuses = [f"| {status} | {words} |" for status, words in MEANINGS.items()]
    parts.append("\n".join(["## What the statuses mean\n", "| status | meaning |", "|---|---|", *statuses]))
    shapes = document["components"]["schemas"]
    parts.append("## Shapes\n\n" + "\n\n".join(_shape(name, shapes[name]) for name in sorted(shapes)))
    return "\n\n".join(parts) + "\n"


def _taken_by(scope: str) -> str:
    return "everybody" if scope in policy.OWN else "champions" if scope == "champion" else "staff"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    needed = [scope for one in operation["security"] for scope in one.get("token", [])]
    takes = f"`{needed[0]}`" + (", or nobody in particular" if {} in operation["security"] else "")
    lines = [f"### `{method} {path}`", "", operation["description"], "", f"- takes {takes}"]
    named = [_parameter(one) for one in operation["parameters"] if one["name"] != "Idempotency-Key"]
    if named:
        lines.append(f"- with {', '.join(named)}")
    body = operation.get("requestBody")
    if body:
        lines.append(f"- sends {_kind(body['content']['application/json']['schema'])}")
    lines.append(f"- answers {_answers(operation['responses'])}")
    return "\n".join(lines)


def _answers(responses: dict[str, Any]) -> str:
    good = [
        f"{status} {_kind(next(iter(response['content'].values()))['schema'])}"
        if response.get("content")
        else status
        for status, response in responses.items()
        if int(status) < 400
    ]
    return f"{', '.join(good)}; or {', '.join(status for status in responses if int(status) >= 400)}"


def _parameter(one: dict[str, Any]) -> str:
    about = one.get("description") or one["schema"].get("description", "")
    kind = _kind(one["schema"])
    return f"`{one['name']}` ({kind}{': ' + about if about else ''})"


def _shape(name: str, shape: dict[str, Any]) -> str:
    about = " ".join(shape.get("description", "").split())
    required = set(shape.get("required", ()))
    rows = [
        f"| `{field}`{'' if field in required else ' (may be left out)'} | {_kind(told)} | {told.get('description', '')} |"
        for field, told in shape.get("properties", {}).items()
    ]
    table = ["| field | kind | about |", "|---|---|---|", *(row.replace("\n", " ") for row in rows)]
    return "\n".join([f"### {name}", "", about, "", *table])


def _kind(schema: dict[str, Any]) -> str:
    """A schema as a person says it: "text", "number or null", "list of Topic"."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema or "const" in schema:
        return " or ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if schema.get("type") == "object":
        return f"{{name: {_kind(schema['additionalProperties'])}}}"
    words = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "yes or no",
        "null": "null",
    }
    return {"date-time": "time"}.get(schema.get("format", ""), words[schema["type"]])
