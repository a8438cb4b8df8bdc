"""Generated from the document of the API: a narrow token on every operation, no token, a stranger's, a dead one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from goodword.connect import policy
from goodword.connect.actions.tokens import end_token, make_token
from goodword.connect.models import ApiToken
from goodword.conversations.models import Topic
from goodword.core import clock
from goodword.people.actions.leaving import delete_account
from goodword.people.actions.roles import end_role
from goodword.people.models import Person, RoleGrant
from goodword.people.queries import viewer_of
from tests.architecture.addresses import Story

pytestmark = pytest.mark.django_db
BODIES: dict[str, dict[str, Any]] = {
    "open_topic": {"kind": "question", "title": "A title"},
    "change_topic": {"title": "Another title"},
    "post_reply": {"body": "Words"},
    "change_reply": {"body": "Words"},
    "accept": {"note": "so"},
    "write_review": {"stars": 3, "body": "Words", "has_connection": False},
    "add_to_review": {"body": "Words"},
    "vote_topic": {},
    "vote_reply": {},
}


class Operation:
    """One operation of the document with a path that leads to something real."""

    def __init__(self, method: str, path: str, told: dict[str, Any], story: Story) -> None:
        self.method, self.path = method.upper(), path
        self.name = told["operationId"].rsplit("_api_", 1)[-1]
        needed = [scope for one in told["security"] for scope in one.get("token", [])]
        self.scope, self.open = needed[0], {} in told["security"]
        self.body = next((body for name, body in BODIES.items() if self.name.endswith(name)), None)
        made = story.made
        names = {
            "topic_id": made["review"].pk if "/reviews/" in path else made["question"].pk, "reply_id": made["reply"].pk,
            "product_id": made["product"].pk, "handle": "hannah", "kind": "person", "key": "maya",
        }  # fmt: skip
        self.url = path.format(**names) + ("?q=gifts" if path.endswith(("/similar", "/search")) else "")

    def ask(self, shown: str = "") -> Any:
        """One request with that token."""
        headers = {"HTTP_AUTHORIZATION": f"Bearer {shown}"} if shown else {}
        sent: dict[str, Any] = {}
        if self.body is not None:
            sent = {"data": json.dumps(self.body), "content_type": "application/json"}
        return Client(raise_request_exception=False).generic(self.method, self.url, **sent, **headers)


@pytest.fixture
def story(cast: Any) -> Story:
    return Story(cast)


@pytest.fixture
def operations(story: Story, visit: Any) -> list[Operation]:
    document = visit(None).get("/api/v1/openapi.json").json()
    found = [
        Operation(method, path, told, story)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    assert len(found) > 25
    return found


def secret(person: Person, *scopes: str) -> str:
    return make_token(by=person, name="x", scopes=scopes, days=30)[1]


def everything() -> dict[str, int]:
    apart = {"core.Limit", "core.EventRecord", "core.Job", "connect.ApiToken"}
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label not in apart
    }


def refusals(operations: list[Operation], shown: str, expected: set[int]) -> Iterator[str]:
    for operation in operations:
        answer = operation.ask(shown)
        if answer.status_code not in expected:
            yield f"{operation.method} {operation.url}: {answer.status_code}, not {sorted(expected)}"
        elif answer.headers["Content-Type"] != "application/problem+json" or "instance" not in answer.json():
            yield f"{operation.method} {operation.url}: {answer.headers['Content-Type']}"


def test_a_token_without_the_scope_gets_403_everywhere(operations: list[Operation], cast: Any) -> None:
    """Each token that carries all scopes but one, on the operations that take this one; an owner's too."""
    before, wrong = everything(), []
    for person in (cast.hannah, cast.tom):
        carried = [scope for scope in policy.ALL if policy.may_carry(scope, viewer_of(person))]
        for scope in sorted({operation.scope for operation in operations}):
            shown = secret(person, *(one for one in carried if one != scope))
            taking = [operation for operation in operations if operation.scope == scope]
            wrong += refusals(taking, shown, {403})
            for operation in taking:
                said = operation.ask(shown).headers.get("WWW-Authenticate", "")
                if f'error="insufficient_scope", scope="{scope}"' not in said:
                    wrong.append(f"{operation.url}: {said}")
    assert not wrong, "\n".join(wrong)
    assert everything() == before


def test_every_scope_is_taken_by_some_operation_or_is_a_roles(operations: list[Operation]) -> None:
    assert {operation.scope for operation in operations} == set(policy.OWN)


def test_no_token_writes_nothing(operations: list[Operation]) -> None:
    before = everything()
    closed = [operation for operation in operations if not operation.open]
    assert {operation.method for operation in operations} - {"GET"} == {
        operation.method for operation in closed
    } - {"GET"}
    wrong = list(refusals(closed, "", {401}))
    wrong += [one.url for one in closed if not one.ask().headers["WWW-Authenticate"].startswith("Bearer ")]
    assert not wrong, "\n".join(wrong)
    assert everything() == before


@pytest.mark.parametrize("dead", ["unknown", "ended", "expired", "suspended", "gone", "role", "cut"])
def test_a_dead_token_gets_401_everywhere(operations: list[Operation], cast: Any, dead: str) -> None:
    person = cast.maya if dead == "role" else cast.noor
    scopes = [scope for scope in policy.ALL if policy.may_carry(scope, viewer_of(person))]
    token, shown = make_token(by=person, name="x", scopes=scopes, days=7)
    assert all(operation.ask(shown).status_code != 401 for operation in operations[:3])
    when = clock.now()
    if dead == "unknown":
        shown = shown[:-1] + ("A" if shown[-1] != "A" else "B")
    elif dead == "cut":
        shown = token.prefix
    elif dead == "ended":
        end_token(token, by=person)
    elif dead == "expired":
        when += timedelta(days=7, seconds=1)
    elif dead == "suspended":
        Person.objects.filter(pk=person.pk).update(state="suspended")
    elif dead == "gone":
        delete_account(person, by=person, keep_texts=True)
        assert not ApiToken.objects.filter(person=person).exists()
    else:
        end_role(RoleGrant.objects.get(person=person), by=cast.tom)
        assert ApiToken.objects.get(pk=token.pk).ended_why == "role_ended"
    before = everything()
    with time_machine.travel(when, tick=False):
        wrong = list(refusals(operations, shown, {401}))
        said = operations[0].ask(shown).headers["WWW-Authenticate"]
    assert not wrong, "\n".join(wrong)
    assert 'error="invalid_token"' in said
    assert everything() == before


def test_a_role_that_ends_takes_its_token_even_before_anybody_hears(
    operations: list[Operation], cast: Any
) -> None:
    """The row of the token still lives; the token does not."""
    shown = secret(cast.maya, "read", "staff:read")
    RoleGrant.objects.filter(person=cast.maya).update(ends_at=clock.now())
    assert ApiToken.objects.get().ended_at is None
    assert operations[0].ask(shown).status_code == 401


def test_a_stranger_meets_404_where_they_may_not_read(
    operations: list[Operation], cast: Any, story: Story
) -> None:
    """Every operation on one thing, after all of these things became the staff's alone."""
    Topic.objects.update(audience="staff")
    shown = secret(cast.outsider, *policy.OWN)
    before = everything()
    about = [one for one in operations if "{topic_id}" in one.path or "{reply_id}" in one.path]
    assert len(about) > 15
    wrong = list(refusals(about, shown, {404}))
    nothing = about[0].ask(shown).json() | {"instance": ""}
    for operation in about:
        told = operation.ask(shown).json()
        if told | {"instance": ""} != nothing:
            wrong.append(f"{operation.url} tells more: {told}")
    assert not wrong, "\n".join(wrong)
    assert everything() == before


def test_the_right_token_gets_through_everywhere(operations: list[Operation], cast: Any) -> None:
    """So that the refusals above are no accident: with all scopes nothing answers 401, and 403 only for another's text."""
    shown = secret(cast.hannah, *policy.OWN)
    others = {"change_reply", "withdraw_reply", "say_same_here", "vote_topic"}
    wrong = []
    for operation in operations:
        status = operation.ask(shown).status_code
        if status == 401 or status >= 500 or (status == 403 and not operation.name.endswith(tuple(others))):
            wrong.append(f"{operation.method} {operation.url} ({operation.name}): {status}")
    assert not wrong, "\n".join(wrong)
