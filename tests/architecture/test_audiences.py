"""Each address says who may use it, and keeps to it: nobody, and a person who has nothing to do with it, try every one."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from tests.architecture.addresses import Address, Story, addresses

pytestmark = pytest.mark.django_db
READ = {200, 301, 302, 303, 304, 307, 308, 404, 405, 410}
READ_BY_MACHINES = READ | {401, 422}  # a question about oneself, or without its parameter


def path_of(address: Address, story: Story) -> str:
    """An example of the address; the language in front of a path is that of the default, which is none."""
    try:
        return reverse(address.name, kwargs=story.arguments(address))
    except NoReverseMatch as error:
        pytest.fail(f"{address}: no example of its parameters {address.parameters}: {error}")


@pytest.fixture
def story(cast: Any) -> Story:
    return Story(cast)


@pytest.fixture
def examples(story: Story) -> list[tuple[Address, str]]:
    """Every address with a path that leads to something."""
    return [(address, path_of(address, story)) for address in addresses()]


def everything() -> Counter[str]:
    """How many rows each table holds."""
    return Counter({model._meta.label: model._default_manager.count() for model in apps.get_models()})


def outcome(answer: Any) -> str:
    """The status, and where something broke, what and where."""
    if answer.status_code < 500 or not answer.exc_info:
        return str(answer.status_code)
    return f"{answer.status_code}: {answer.exc_info[0].__name__}: {str(answer.exc_info[1])[:160]}"


def to_sign_in(answer: Any) -> bool:
    return answer.status_code in (302, 303) and answer.headers["Location"].startswith(
        reverse("people:sign_in")
    )


def test_each_view_states_its_audience() -> None:
    silent = [str(address) for address in addresses() if not address.audience]
    assert silent == []


def test_each_staff_page_names_a_scope_that_a_role_carries() -> None:
    from goodword.people.policy import SCOPES

    held = frozenset().union(*SCOPES.values())
    unknown = {address.audience for address in addresses() if address.audience.startswith("staff:")}
    assert {name.removeprefix("staff:") for name in unknown} <= held


def test_the_desk_is_for_staff_and_only_the_desk() -> None:
    """An address under /desk is for staff; what is for staff lies under /desk, or is a verb on a page that all can read."""
    wrong = [str(a) for a in addresses() if "/desk" in a.path and not a.audience.startswith("staff:")]
    assert not wrong, "\n".join(wrong)


def test_nobody_reads_what_the_audience_says(examples: list[tuple[Address, str]], visit: Any) -> None:
    client, wrong = visit(None), []
    client.raise_request_exception = False
    for address, path in examples:
        answer = client.get(path)
        if address.audience == "public":
            right = answer.status_code in (READ_BY_MACHINES if "/api/" in path else READ)
        elif address.audience == "members":
            right = to_sign_in(answer)
        else:
            right = answer.status_code == 404
        if not right:
            wrong.append(f"{address} as nobody: {outcome(answer)}")
        if "Set-Cookie" in answer.headers or answer.cookies:
            wrong.append(f"{address} as nobody: sets a cookie")
    assert not wrong, "\n".join(wrong)


def test_the_outsider_reads_what_the_audience_says(
    examples: list[tuple[Address, str]], visit: Any, cast: Any
) -> None:
    client, wrong = visit(cast.outsider), []
    client.raise_request_exception = False
    for address, path in examples:
        answer = client.get(path)
        allowed = {404} if address.audience.startswith("staff:") else READ_BY_MACHINES | {403, 409}
        if answer.status_code not in allowed:
            wrong.append(f"{address} as the outsider: {outcome(answer)}")
    assert not wrong, "\n".join(wrong)


def test_a_public_page_of_something_that_exists_is_shown(
    examples: list[tuple[Address, str]], visit: Any
) -> None:
    """So that the two tests above cannot pass on addresses that lead nowhere."""
    client = visit(None)
    client.raise_request_exception = False
    shown = Counter(
        client.get(path).status_code // 100 in (2, 3)
        for address, path in examples
        if address.audience == "public" and set(address.parameters) & {"pk", "handle", "slug"}
    )
    assert shown[True] >= 0.6 * shown.total(), shown


def test_nobody_writes_where_only_members_and_staff_may(
    examples: list[tuple[Address, str]], visit: Any
) -> None:
    """A form with a good token, sent by nobody: no row is written, and the answer says to sign in, or that nothing is here."""
    client, wrong, before = visit(None), [], everything()
    client.raise_request_exception = False
    for address, path in examples:
        if address.audience == "public":
            continue
        answer = client.submit(path)
        expected = {401, 403, 405} if address.audience == "members" else {404, 405}
        if answer.status_code not in expected:
            wrong.append(f"{address}: {outcome(answer)}")
        if answer.cookies:
            wrong.append(f"{address}: sets a cookie")
    assert not wrong, "\n".join(wrong)
    assert everything() == before


def test_the_outsider_writes_nothing_at_the_desk(
    examples: list[tuple[Address, str]], visit: Any, cast: Any
) -> None:
    client = visit(cast.outsider)
    client.raise_request_exception = False
    wrong, before = [], everything()
    for address, path in examples:
        if address.audience.startswith("staff:"):
            answer = client.submit(path, {"reason": "because", "name": "x", "title": "x"})
            if answer.status_code not in (404, 405):
                wrong.append(f"{address}: {outcome(answer)}")
    assert not wrong, "\n".join(wrong)
    assert everything() == before


def test_a_form_without_a_token_or_from_elsewhere_writes_nothing(
    examples: list[tuple[Address, str]], visit: Any, cast: Any
) -> None:
    client = visit(cast.tom)
    client.raise_request_exception = False
    wrong, before = [], everything()
    for address, path in examples:
        if getattr(address.view, "formguard_exempt", False):
            continue
        for headers in ({"origin": "https://elsewhere.example"}, {"origin": "http://testserver"}):
            answer = client.post(path, {"title": "x"}, headers=headers)
            if answer.status_code not in (403, 404, 405):
                wrong.append(f"{address} with {headers}: {outcome(answer)}")
    assert not wrong, "\n".join(wrong)
    assert everything() == before


def test_an_empty_form_of_a_member_is_no_accident(
    examples: list[tuple[Address, str]], visit: Any, cast: Any
) -> None:
    """Every address, written to with nothing at all, answers with a sentence and never with a broken page."""
    wrong = []
    for person in (cast.outsider, cast.tom):
        client = visit(person)
        client.raise_request_exception = False
        for address, path in examples:
            answer = client.submit(path)
            if (
                settings.SESSION_COOKIE_NAME in answer.cookies
            ):  # signed out, or under another session: begin anew
                client = visit(person)
                client.raise_request_exception = False
            if answer.status_code >= 500:
                wrong.append(f"{address} as {person}: {outcome(answer)}")
    assert not wrong, "\n".join(wrong)
