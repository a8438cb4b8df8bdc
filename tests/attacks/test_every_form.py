"""Every form on every page, found by reading the pages, sent empty and full of rubbish by nobody, a member and the owner."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from tests.architecture.addresses import Story, addresses
from tests.architecture.test_audiences import path_of
from tests.attacks.pages import Form, page_of

pytestmark = pytest.mark.django_db
RUBBISH = {
    "empty": "",
    "nul": "a\0b \x07\u202e",
    "brackets": "[" * 20_000 + "](" * 20_000,
    "number": "9" * 400,
    "markup": '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% now "Y" %}',
}
HIDDEN = ("_form", "once")


@pytest.fixture
def story(cast: Any) -> Story:
    return Story(cast)


def paths(story: Story) -> list[str]:
    """An example of each address that is read."""
    found = dict.fromkeys(path_of(address, story) for address in addresses())
    topics = [
        story.made[name].get_absolute_url()
        for name in ("question", "idea", "story", "review", "product", "event")
    ]
    return list(dict.fromkeys([*found, *topics, f"/products/{story.made['product'].pk}/review"]))


def forms(client: Any, story: Story) -> dict[str, Form]:
    """Each form that posts, once, by where it posts."""
    found: dict[str, Form] = {}
    for path in paths(story):
        answer = client.get(path)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            for form in page_of(answer).forms:
                if form.method == "post" and form.action.startswith("/"):
                    found.setdefault(form.action.split("?")[0], form)
    return found


def rows() -> dict[str, int]:
    return {m._meta.label: m._default_manager.count() for m in apps.get_models()}


def test_there_are_forms_for_nobody(visit: Any, story: Story) -> None:
    found = forms(visit(None), story)
    assert {"/ask", "/sign-in", "/sign-up", "/reset", "/sign-in/link"} <= set(found), sorted(found)


def test_nobody_sends_rubbish(visit: Any, story: Story) -> None:
    """No cookie, nothing of it in the database, no broken page, and nothing that runs."""
    client = visit(None)
    before = rows()
    wrong = [line for kind in RUBBISH for line in send(client, forms(client, story), kind, "nobody")]
    after = rows()
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    # A question that a stranger says was solved is a number of that day, without person, time or address; a door that
    # counts knocks keeps a digest of them until its minutes are over.
    assert set(changed) <= {"core.DailyCount", "core.Limit"}, changed
    assert not client.cookies
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["hannah", "tom"])
def test_members_send_rubbish(visit: Any, cast: Any, story: Story, who: str) -> None:
    """Never a broken page, and never something that runs."""
    client = visit(getattr(cast, who))
    found, wrong = forms(client, story), []
    for action in ("/sign-out", "/you/deletion", "/you/sessions"):
        found.pop(action, None)
    for kind in ("empty", "markup", "brackets", "nul"):
        with transaction.atomic():
            wrong += send(client, found, kind, who)
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def send(client: Any, found: dict[str, Form], kind: str, who: str) -> Iterator[str]:
    """Send each form full of one kind of rubbish; what is wrong with the answers."""
    client.raise_request_exception = False
    for action, form in found.items():
        filled = {name: value if name in HIDDEN else RUBBISH[kind] for name, value in form.fields.items()}
        answer = client.submit(action, filled)
        if answer.status_code >= 500:
            yield f"{action} as {who}, {kind}: {answer.status_code} {answer.exc_info and answer.exc_info[1]!r}"[
                :300
            ]
        if who == "nobody" and answer.cookies:
            yield f"{action} sets a cookie"
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            yield from (f"{action} as {who} shows {what}" for what in page_of(answer).alarming)
