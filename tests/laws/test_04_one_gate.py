"""Law 4: there is one gate, and every surface asks it. Roles times objects times states times surfaces, over HTTP.

Who may read what stands in one table, `gate_world.TABLE`. A text is known by words of its own: where they appear though the
table says no, the surface leaks.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from goodword.connect import policy as token_policy
from goodword.connect.actions.tokens import make_token
from goodword.core import events
from goodword.core.settings_registry import change_setting
from goodword.people.queries import viewer_of
from goodword.testing.cast import PageClient
from tests.architecture.addresses import addresses
from tests.laws.gate_surfaces import NO_OBJECT, Asked, asked, unknown
from tests.laws.gate_world import ALL, ROLES, Thing, World

# Each test runs in a transaction of its own, within the one of the module that holds the world.
pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, in a transaction that is rolled back after the last test of this module."""
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        transaction.atomic(),
    ):
        patch.setattr(events, "after_commit", lambda function: function())
        for limit in ("api.reads_a_minute", "api.writes_a_minute"):
            change_setting(limit, 1_000_000)  # the clock stands still, so a minute never ends
        yield World()
        transaction.set_rollback(True)


def client_of(world: World, role: str) -> PageClient:
    """A browser in which this role is signed in."""
    client, person = PageClient(raise_request_exception=False), world.people[role]
    if person is not None:
        client.force_login(person, backend="goodword.people.backends.EmailBackend")
    return client


def text_of(answer: Any) -> str:
    """All that an answer says: its address too, for a redirect names what it leads to."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers + "\n\n" + body.decode("utf-8", "replace")


def leaks(text: str, one: Asked, role: str, world: World) -> Iterator[str]:
    """What this answer betrays."""
    for thing in world.things:
        rule = thing.rule
        own = rule.reads & {
            "writer"
        }  # a writer meets a fallen text of theirs where it stood, and why it fell
        may = rule.reads | rule.listed if one.page_of is not None or one.private else rule.listed | own
        if role in may:
            continue
        if thing.tell in text.casefold() and thing.tell not in one.path:
            yield f"{one.path} tells {role} of {thing}"
        secret = rule.status(role) == 404 and one.page_of is not thing
        for part in thing.parts if secret else ():
            if part not in one.path and re.search(re.escape(part) + r"(?![\w-])", text):
                yield f"{one.path} leads {role} to {thing} ({part})"


def wrong_status(status: int, text: str, one: Asked, role: str) -> str:
    """What is wrong with the answer of a thing's own page, "" if nothing."""
    thing = one.page_of
    if thing is None or (status in (302, 303) and "/sign-in" in text) or status == 405:
        return ""
    if role not in thing.rule.reads:
        right = {404, 410} if thing.kind in ("buried reply", "picture") else {thing.rule.status(role), 404}
        if one.path.endswith("/remarks") and thing.audience == "everyone":
            right |= {200}  # what others said below a fallen reply stays
        return "" if status in right else f"{one.path} ({thing}) as {role}: {status}, not {sorted(right)}"
    if thing.state == "published" and status >= 500:
        return f"{one.path} ({thing}) as {role}: {status}"
    return ""


def test_every_address_is_in_the_matrix(world: World) -> None:
    client, forgotten = client_of(world, "owner"), []
    for address in unknown():
        values = {
            name: "1" if name in ("pk", "id", "number") or name.endswith("_id") else "x"
            for name in address.parameters
        }
        if client.get(reverse(address.name, kwargs=values)).status_code != 405:
            forgotten.append(str(address))
    assert not forgotten, "not in tests/laws/gate_surfaces.py:\n" + "\n".join(forgotten)
    known = {address.name for address in addresses()}
    assert not set(NO_OBJECT) - known, "these addresses are gone"


@pytest.mark.parametrize("role", ROLES)
def test_no_surface_tells_what_the_table_hides(world: World, role: str) -> None:
    client, wrong = client_of(world, role), []
    for one in asked(world):
        if role not in one.roles:
            continue
        answer = client.get(one.path)
        text = text_of(answer)
        if answer.status_code >= 500:
            wrong.append(
                f"{one.path} as {role}: {answer.status_code} {answer.exc_info[1] if answer.exc_info else ''}"
            )
        wrong += [*leaks(text, one, role, world), wrong_status(answer.status_code, text, one, role)]
    wrong = [line for line in wrong if line]
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:60])


def program_of(world: World, role: str, *scopes: str) -> Client:
    """A program of this role; without scopes, with all that it can hand on."""
    person = world.people[role]
    assert person is not None
    wanted = scopes or [
        scope for scope in token_policy.ALL if token_policy.may_carry(scope, viewer_of(person))
    ]
    _token, secret = make_token(by=person, name=role, scopes=wanted, days=7)
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {secret}"})


def leaks_of_the_api(client: Any, role: str, world: World) -> list[str]:
    """What this program learns at the addresses of the API that a person of `role` may not learn."""
    wrong: list[str] = []
    for one in asked(world):
        if one.path.startswith("/api/") and role in one.roles:
            answer = client.get(one.path)
            text = text_of(answer)
            if answer.status_code >= 500 or answer.status_code == 429:
                wrong.append(f"{one.path} as a program of {role}: {answer.status_code}")
            wrong += [*leaks(text, one, role, world), wrong_status(answer.status_code, text, one, role)]
    return [line for line in wrong if line]


@pytest.mark.parametrize("role", ["outsider", "writer", "champion", "staff", "moderator", "owner"])
def test_a_program_reads_what_its_person_reads(world: World, role: str) -> None:
    wrong = leaks_of_the_api(program_of(world, role), role, world)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:60])


@pytest.mark.parametrize("role", ["staff", "moderator", "owner"])
def test_a_program_without_their_scope_reads_nothing_of_the_staffs(world: World, role: str) -> None:
    """A token of somebody who works here that carries "read" alone sees what a customer sees."""
    wrong = leaks_of_the_api(program_of(world, role, "read"), "outsider", world)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:60])


SHOWN = {  # where public things must appear, so that an empty page is no proof
    "question": ("/questions", "/questions.atom", "/api/v1/topics?limit=100", "/sitemap-topic-0.xml", "/api/v1/search?limit=100&q={key}",
                 "/search?q={key}", "/api/v1/similar?q={key}", "/ask/similar?q={key}", "/tags/lamps", "/people/hannah"),
    "idea": ("/ideas", "/ideas.atom", "/api/v1/topics?kind=idea", "/search?q={key}", "/sitemap-topic-0.xml"),
    "story": ("/stories", "/stories.atom", "/search?q={key}", "/sitemap-topic-0.xml"),
    "review": ("/reviews", "/reviews.atom", "/api/v1/reviews", "/search?q={key}", "/sitemap-topic-0.xml"),
    "product": ("/search?q={key}", "/api/v1/products", "/sitemap-product-0.xml"),
    "event": ("/events", "/sitemap-event-0.xml"),
}  # fmt: skip


def test_what_is_public_is_shown(world: World) -> None:
    client, missing = client_of(world, "nobody"), []
    for thing in world.things:
        if thing.rule.listed != ALL:
            continue
        for path in SHOWN.get(thing.kind, ()):
            asked_for = path.format(key=thing.key)
            text = text_of(client.get(asked_for))
            if thing.tell not in text.casefold():
                missing.append(f"{asked_for} does not show {thing}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("role", ["nobody", "outsider", "writer", "staff", "moderator"])
def test_who_may_read_does(world: World, role: str) -> None:
    client, missing = client_of(world, role), []
    for thing in world.of("question", "idea", "story", "review"):
        if role in thing.rule.reads and thing.state == "published":
            answer = client.get(thing.row.get_absolute_url())
            if answer.status_code != 200 or thing.tell not in text_of(answer):
                missing.append(f"{thing} as {role}: {answer.status_code}")
    assert not missing, "\n".join(missing)


def plain(text: str, one: Asked) -> str:
    """An answer without what differs each time: hidden fields, digits, the address itself."""
    text = text.replace(one.path, "HERE").replace(one.path.rsplit("/", 1)[0], "HERE")
    text = re.sub(r'name="(_form|once|carry)" value="[^"]*"', "", text)
    return re.sub(r"\d+", "0", text)


def never_was(one: Asked) -> Asked:
    """The same address of something that never existed."""
    return Asked(re.sub(r"/(\d+)(?=/|$|\.)", "/987654", one.path))


def test_what_is_hidden_looks_like_what_never_was(world: World) -> None:
    client, differ = client_of(world, "outsider"), []
    seen: dict[str, str] = {}
    for one in asked(world):
        thing = one.page_of
        if thing is None or "outsider" in thing.rule.reads or thing.rule.status("outsider") != 404:
            continue
        nothing = never_was(one)
        if nothing.path == one.path or thing.kind in ("person", "picture", "space"):
            continue
        if nothing.path not in seen:
            seen[nothing.path] = plain(text_of(client.get(nothing.path)), nothing)
        if plain(text_of(client.get(one.path)), one) != seen[nothing.path]:
            differ.append(f"{one.path} ({thing}) differs from {nothing.path}")
    assert not differ, "\n".join(differ)


def test_no_validator_is_an_oracle(world: World) -> None:
    """If-None-Match and If-Modified-Since on a hidden thing: never 304; HEAD says what GET says."""
    client, wrong = client_of(world, "nobody"), []
    for one in asked(world):
        thing = one.page_of
        if thing is None or "nobody" in thing.rule.reads or "moderator" not in one.roles:
            continue
        stale = {"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        status = client.get(one.path, headers=stale).status_code
        if (status == 304 or status < 300) and wrong_status(status, "", one, "nobody"):
            wrong.append(f"{one.path} ({thing}): {status}")
    assert not wrong, "\n".join(wrong)


def test_a_fallen_text_leaves_a_stone_without_its_words(world: World) -> None:
    client, wrong = client_of(world, "nobody"), []
    for thing in world.of("question", "idea", "story", "review"):
        if thing.audience == "everyone" and thing.state != "published":
            path = thing.row.get_absolute_url()
            page = client.get(path)
            machine = client.get(f"/api/v1/topics/{thing.row.pk}")
            for what, answer in (("page", page), ("API", machine)):
                if answer.status_code != 410 or "no-store" not in answer.headers.get("Cache-Control", ""):
                    wrong.append(
                        f"{what} of {thing}: {answer.status_code} {answer.headers.get('Cache-Control')}"
                    )
            if machine.headers["Content-Type"] != "application/problem+json":
                wrong.append(f"API of {thing}: {machine.headers['Content-Type']}")
    assert not wrong, "\n".join(wrong)


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def writing_addresses(thing: Thing) -> Iterator[str]:
    """The addresses that a member writes to, for one topic or reply."""
    singular = {
        "topics": ("question", "idea", "story", "review"),
        "replies": ("reply", "buried reply"),
        "questions": ("question",),
        "reviews": ("review",),
    }
    for address in addresses():
        names = [name for name in address.parameters if name in ("id", "pk")]
        first = address.path.removeprefix("/").split("/", 1)[0]
        if (
            len(address.parameters) == 1
            and names
            and thing.kind in singular.get(first, ())
            and "staff" not in address.audience
        ):
            yield reverse(address.name, kwargs={names[0]: thing.row.pk})
    if "reply" not in thing.kind:
        yield f"/follows/topic/{thing.row.pk}"


def test_nobody_writes_to_what_they_may_not_read(world: World) -> None:
    """Each verb on each hidden or fallen thing, by an outsider, with every field a form could have."""
    client, wrong = client_of(world, "outsider"), []
    fields = {
        "body": "words", "title": "a title", "value": "1", "because": "so", "works": "yes", "stars": "5", "reason": "so", "has_connection": "no",
        "original": "1", "of": "1", "parent": "1", "quoted": "1", "note": "so", "helpful": "1",
    }  # fmt: skip
    before = rows()
    for thing in world.of("question", "idea", "story", "review", "reply", "buried reply"):
        if "outsider" in thing.rule.reads:
            continue
        expected = {404, 405} if thing.rule.status("outsider") == 404 else {403, 404, 405, 409, 410}
        for path in writing_addresses(thing):
            status = client.submit(path, fields).status_code
            if status not in expected and not (status == 303 and path.endswith("/end")):
                wrong.append(f"{path} ({thing}): {status}, not {sorted(expected)}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:60])
    assert rows() == before


PROGRAM_WRITES = (
    ("PATCH", "topics", "", {"title": "a title", "body": "words"}),
    ("DELETE", "topics", "", None),
    ("POST", "topics", "/replies", {"body": "words"}),
    ("PUT", "topics", "/vote", {"because": "so"}),
    ("DELETE", "topics", "/vote", None),
    ("PUT", "topics", "/same-here", None),
    ("DELETE", "topics", "/same-here", None),
    ("PATCH", "reviews", "", {"body": "words", "stars": 5}),
    ("DELETE", "reviews", "", None),
    ("PUT", "follows/topic", "", None),
    ("PATCH", "replies", "", {"body": "words"}),
    ("DELETE", "replies", "", None),
    ("PUT", "replies", "/vote", {"value": 1}),
    ("DELETE", "replies", "/vote", None),
    ("PUT", "replies", "/acceptance", {"note": "so"}),
    ("DELETE", "replies", "/acceptance", None),
)


def test_no_program_writes_to_what_its_person_may_not_read(world: World) -> None:
    """The same for the doors for machines, and nothing of another topic is quoted or hung under it."""
    client, wrong = program_of(world, "outsider"), []
    before = rows() | {"core.Limit": 0}
    public = next(one for one in world.of("question") if one.rule.listed == ALL)
    for thing in world.of("question", "idea", "story", "review", "reply", "buried reply"):
        if "outsider" in thing.rule.reads:
            continue
        hidden = thing.rule.status("outsider") == 404
        for method, noun, verb, body in PROGRAM_WRITES:
            if (noun == "replies") == ("reply" in thing.kind):
                path = f"/api/v1/{noun}/{thing.row.pk}{verb}"
                status = client.generic(method, path, json.dumps(body or {}), "application/json").status_code
                if status not in ({404} if hidden else {404, 410}):
                    wrong.append(f"{method} {path} ({thing}): {status}")
        if "reply" in thing.kind:
            for name in ("parent_id", "quoted_id"):
                sent = json.dumps({"body": "words", name: thing.row.pk})
                path = f"/api/v1/topics/{public.row.pk}/replies"
                status = client.generic("POST", path, sent, "application/json").status_code
                if status not in (404, 409):
                    wrong.append(f"{name} {thing}: {status}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:60])
    assert rows() | {"core.Limit": 0} == before


def quiet_pages(world: World) -> list[str]:
    """The lists and pages of public things. /metrics, which tells this machine of its own work, moves by being asked."""
    return sorted(
        {
            one.path
            for one in asked(world)
            if one.page_of is None and not one.private and "nobody" in one.roles and one.path != "/metrics"
        }
    )


def add_hidden_things(world: World) -> None:
    """More of what only the staff may know, in the same places as what is public: same tag, same product, same writer."""
    from goodword.conversations.actions.answers import accept_answer
    from goodword.conversations.actions.replies import post_reply
    from goodword.conversations.actions.tags import tag_named
    from goodword.conversations.actions.topics import open_topic
    from goodword.conversations.actions.votes import vote

    cast = world.cast
    for number in range(3):
        hidden = open_topic(
            "question", by=cast.hannah, title=f"A quiet matter {number}", body="For the staff.", audience="staff", space=world.space,
            tags=[world.public_tag, tag_named(f"secret{number}")], about=[world.product],
        )  # fmt: skip
        answer = post_reply(hidden, by=cast.maya, body="We know.")
        accept_answer(answer, by=cast.hannah)
        post_reply(hidden, by=cast.hannah, body="Thank you.")
    idea = open_topic(
        "idea", by=cast.hannah, title="In the back", space=world.back_room, tags=[world.public_tag]
    )
    vote(idea, by=cast.tom, value=1)


def test_hidden_things_change_nothing_that_others_see(world: World) -> None:
    """Noninterference: counts, orders, medians, tags and facets are the same whether hidden things exist or not."""
    pages = quiet_pages(world)
    _ = world.cast.maya  # she joins before, not between
    changing = re.compile(
        r'name="(_form|once|carry)" value="[^"]*"|"score": [\d.]+|RateLimit: "reads";r=\d+;t=\d+'
    )

    def seen(client: PageClient) -> dict[str, str]:
        return {path: changing.sub("", text_of(client.get(path))) for path in pages}

    clients = {"outsider": client_of(world, "outsider")}
    before = {role: seen(client) for role, client in clients.items()}
    add_hidden_things(world)
    differ = []
    for role, client in clients.items():
        after = seen(client)
        for path in pages:
            if after[path] != before[role][path]:
                differ.append(f"{path} as {role}: {first_difference(before[role][path], after[path])}")
    assert not differ, f"{len(differ)}:\n" + "\n".join(differ[:40])


def first_difference(before: str, after: str) -> str:
    """The words around the first place where two texts part."""
    at = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    return f"…{before[max(0, at - 40) : at + 40]!r} became …{after[max(0, at - 40) : at + 40]!r}"
