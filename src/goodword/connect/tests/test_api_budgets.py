"""What a program costs: as many queries for a hundred rows as for five, and few for a verb."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.tags import tag_named
from goodword.conversations.actions.topics import open_topic
from goodword.core.gate import Ref
from goodword.people.actions.follows import follow

pytestmark = pytest.mark.django_db
MOST = 9
LISTS = (
    "/topics?limit=100",
    "/topics?author=hannah&limit=100",
    "/topics/{question}/replies?limit=100",
    "/reviews?limit=100",
    "/products?limit=100",
    "/products/{product}/reviews?limit=100",
    "/people?limit=100",
    "/follows?limit=100",
    "/me",
    "/similar?q=wrap&limit=100",
    "/search?q=wrap&limit=100",
)


@pytest.fixture
def world(cast):
    """One of everything, and a way to make more."""

    class World:
        product = add_product(by=cast.tom, title="The Lamp")
        question = open_topic("question", by=cast.hannah, title="Do you wrap gifts?")

        def grow(self, start, number):
            """More of everything a list shows, each by another writer where that is possible."""
            writers = (cast.gwen, cast.joris, cast.samuel, cast.noor, cast.eleanor, cast.bettina, cast.pete)
            for n in range(start, start + number):
                by = writers[n % len(writers)]
                open_topic("question", by=by, title=f"Do you wrap it {n}?", tags=[tag_named(f"tag {n}")])
                open_topic("idea", by=cast.hannah, title=f"Wrap it {n}", tags=[tag_named(f"tag {n}")])
                post_reply(self.question, by=by, body="Yes.")
                product = add_product(by=cast.tom, title=f"The Wrap {n}", maker=f"Maker {n}")
                submit_review(product, by=by, stars=3, body="Fine.", has_connection=False)
                for ref in (
                    Ref("product", product.pk),
                    Ref("tag", tag_named(f"tag {n}").pk),
                    Ref("person", by.pk),
                ):
                    follow(ref, by=cast.hannah)

    return World()


def cost(client, path):
    client.ask("GET", path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.ask("GET", path)
    assert answer.status_code == 200, answer.content[:300]
    # The settings are read again when a second has passed, whatever is asked.
    return sum("core_setting" not in query["sql"] for query in seen.captured_queries), answer.json()


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_however_long(world, cast, program, path):
    hannah = program(cast.hannah)
    where = path.format(question=world.question.pk, product=world.product.pk)
    world.grow(0, 3)
    few, _told = cost(hannah, where)
    world.grow(3, 9)
    many, told = cost(hannah, where)
    assert many <= few, f"{few} became {many}"
    assert many <= MOST, many
    assert (
        path == "/me" or "/products/{" in path or len(told if isinstance(told, list) else told["items"]) > 5
    )


def test_a_verb_costs_few_queries(world, cast, program):
    """With savepoints and with all that hears of it at once: the index of search, the notices."""
    hannah, gwen = program(cast.hannah), program(cast.gwen)
    costs = {}
    for name, client, method, path, body in (
        ("ask", hannah, "POST", "/topics", {"kind": "question", "title": "Q", "body": "Now."}),
        ("reply", gwen, "POST", f"/topics/{world.question.pk}/replies", {"body": "Yes."}),
        ("vote", gwen, "PUT", f"/topics/{world.question.pk}/vote", {}),
        ("same", gwen, "PUT", f"/topics/{world.question.pk}/same-here", None),
        ("follow", gwen, "PUT", f"/follows/product/{world.product.pk}", None),
    ):
        with CaptureQueriesContext(connection) as seen:
            answer = client.ask(method, path, body, key=name)
        assert answer.status_code in (200, 201)
        costs[name] = len(seen)
    assert max(costs.values()) <= 80, costs
