"""The document of the API is true: whatever is sent, right or wrong, nothing breaks and each answer is as the document says.

Schemathesis makes the requests from the document, on a small world, with a token of an owner, of a member, and without one.
`GOODWORD_API_EXAMPLES` says how many for each operation (6; more for a longer look).
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation

from goodword.connect import policy
from goodword.connect.actions.tokens import make_token
from goodword.core.settings_registry import change_setting
from goodword.people.queries import viewer_of
from tests.architecture.addresses import Story

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = int(os.environ.get("GOODWORD_API_EXAMPLES", "6"))
# What is right in kind may still be refused for what it says (a title of blanks), so that is no check of ours; which texts
# are whose is for tests/attacks/test_token_scopes.py.
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
)
load_all_checks()
CHECKS_WE_ASK = CHECKS.get_by_names(CHECKED)


@pytest.fixture
def story(cast: Any) -> Iterator[Story]:
    """A small world. Requests through WSGI leave the connection of the test alone, as those of Django's own client do."""
    for name in ("api.reads_a_minute", "api.writes_a_minute"):
        change_setting(name, 10_000_000)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Story(cast)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def real(story: Story) -> dict[str, list[Any]]:
    """Parameters of paths that lead to something."""
    made = story.made
    topics = [made[kind].pk for kind in ("question", "idea", "story", "review")]
    keys = ["maya", made["tag"].slug, made["space"].slug, str(made["product"].pk), str(topics[0])]
    return {
        "topic_id": topics,
        "reply_id": [made["reply"].pk],
        "product_id": [made["product"].pk],
        "handle": ["hannah", "maya"],
        "kind": ["person", "product", "tag", "space", "topic"],
        "key": keys,
    }


def _config() -> schemathesis.Config:
    """A wrong request for what is gone may be told so; the token is given, not made up."""
    config = schemathesis.Config()
    project = config.projects.default
    project.generation.with_security_parameters = False
    rejecting = project.checks.negative_data_rejection
    rejecting.expected_statuses = [*rejecting.expected_statuses, "410"]
    return config


@pytest.mark.parametrize("who", ["nobody", "member", "owner"])
def test_every_operation_answers_as_the_document_says(story: Story, cast: Any, who: str) -> None:
    shown = ""
    if who != "nobody":
        person = cast.hannah if who == "member" else cast.tom
        scopes = [scope for scope in policy.ALL if policy.may_carry(scope, viewer_of(person))]
        shown = make_token(by=person, name="x", scopes=scopes, days=30)[1]
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=_config())
    found = real(story)
    operations = [result.ok() for result in document.get_all_operations()]
    assert len(operations) > 25
    for operation in sorted(operations, key=lambda one: one.method == "delete"):  # what is taken back is gone
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, mode, shown, found)


def _try(operation: Any, mode: GenerationMode, shown: str, found: dict[str, list[Any]]) -> None:
    def one(case: Any, data: Any) -> None:
        meant = case.meta.components.get(ParameterLocation.PATH)
        if (meant is None or meant.mode.is_positive) and data.draw(st.booleans(), label="to something real"):
            for name in case.path_parameters or {}:
                case.path_parameters[name] = data.draw(st.sampled_from(found[name]))
        case.headers = {**(case.headers or {}), "Accept-Encoding": "identity"}
        if shown:
            case.headers["Authorization"] = f"Bearer {shown}"
        response = case.call()
        case.validate_response(response, checks=CHECKS_WE_ASK)

    run = given(case=operation.as_strategy(generation_mode=mode), data=st.data())(one)
    trial = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(run)
    try:
        trial()
    except Unsatisfiable:
        assert mode.is_negative, "an operation without parameters can be asked in no wrong way"
