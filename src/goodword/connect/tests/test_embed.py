"""The embedded elements: the same for everybody, nothing stored, nothing that is not public, labels included."""

import gzip
import json
from datetime import timedelta

import pytest
from django.apps import apps

from goodword.catalog.actions.products import add_product
from goodword.connect.views.embed import _script
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import Topic
from goodword.core import events

pytestmark = pytest.mark.django_db
NASTY = '</script><img src=x onerror="alert(1)">'


@pytest.fixture
def product(cast):
    return add_product(by=cast.tom, title=f"Lamp {NASTY}")


def review(product, by, stars, title="Words", **facts):
    return submit_review(
        product, by=by, stars=stars, title=title, body=f"Body {NASTY}", **{"has_connection": False, **facts}
    )


def told(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    return answer.json()


def test_what_is_said_of_a_product(cast, visit, product):
    for person, stars in (
        (cast.noor, 1),
        (cast.hannah, 2),
        (cast.gwen, 5),
        (cast.joris, 5),
        (cast.samuel, 4),
    ):
        review(product, person, stars, title=f"{stars} of {person.handle}")
    found = told(visit(), f"/embed/products/{product.pk}.json")
    assert found["mean"] == 3.4
    assert [row["count"] for row in found["rows"]] == [2, 1, 0, 1, 1]
    assert found["sums"][:3] == [[5, "received"], [5, "published"], [0, "withheld"]]
    high, low = found["sides"]
    assert [one["title"] for one in high["reviews"]] == ["4 of samuel", "5 of joris"]
    assert [one["title"] for one in low["reviews"]] == ["2 of hannah", "1 of noor"]
    assert high["reviews"][0].keys() == low["reviews"][0].keys()
    assert found["title"] == product.title, "text is told as text; the script never reads it as HTML"
    assert low["reviews"][0]["text"].startswith("Body ")


def test_labels_and_what_does_not_count(cast, visit, product):
    review(product, cast.maya, 5, has_connection=True, connection="works here")
    review(product, cast.noor, 1)
    found = told(visit(), f"/embed/products/{product.pk}.json")
    high, low = found["sides"]
    assert high["reviews"][0]["labels"] == ["staff, connected: works here", "not in the average"]
    assert low["reviews"][0]["labels"] == []
    assert found["mean"] == 1.0


def test_only_what_anybody_may_read_whoever_asks(cast, visit, product):
    shown = review(product, cast.hannah, 2, title="Shown")
    withheld = review(product, cast.noor, 1, title="Withheld")
    withhold(withheld, by=cast.ruth, rule="private-data", rule_version=1, reason="a number")
    withdrawn = review(product, cast.gwen, 5, title="Withdrawn")
    withdraw_topic(withdrawn, by=cast.gwen)
    hidden = review(product, cast.joris, 4, title="Hidden")
    Topic.objects.filter(pk=hidden.pk).update(audience="staff")
    path = f"/embed/products/{product.pk}.json"
    bodies = {
        visit(person).get(path).content for person in (None, cast.outsider, cast.maya, cast.ruth, cast.noor)
    }
    assert len(bodies) == 1
    found = json.loads(bodies.pop())
    assert [one["title"] for side in found["sides"] for one in side["reviews"]] == [shown.title]
    assert [n for n, _word in found["sums"]] == [4, 2, 1, 1]


def test_questions_like_the_words(cast, visit):
    open_topic("question", by=cast.hannah, title="How do I trim the wick of a lantern?")
    open_topic("question", by=cast.maya, title="Trim the wick of the staff lantern", audience="staff")
    events.sweep(timedelta(seconds=-1))
    for person in (None, cast.maya):
        found = told(visit(person), "/embed/similar.json?q=trim+the+wick")
        assert [one["title"] for one in found["questions"]] == ["How do I trim the wick of a lantern?"]
        assert found["said"] == "1 question like this"
    assert told(visit(), "/embed/similar.json?q=") == {"said": "", "questions": []}
    assert told(visit(), "/embed/similar.json?q=%00%ff") == {"said": "", "questions": []}


def test_languages(visit, product):
    hebrew = told(visit(), f"/embed/products/{product.pk}.json?lang=he")
    assert (hebrew["lang"], hebrew["dir"]) == ("he", "rtl")
    for lang in ("", "xx", "he'"):
        assert told(visit(), f"/embed/ask.json?lang={lang}")["dir"] == "ltr"
    assert told(visit(), "/embed/ask.json")["action"].endswith("/ask")


def test_a_page_that_has_it_gets_304_and_a_change_is_seen(cast, visit, product):
    path = f"/embed/products/{product.pk}.json"
    tag = visit().get(path).headers["ETag"]
    assert visit().get(path, headers={"If-None-Match": tag}).status_code == 304
    review(product, cast.noor, 1)
    assert visit().get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/embed/products/999.json", "/embed/sample?product=999"])
def test_what_is_not_there(visit, path):
    assert visit().get(path).status_code == 404


def test_nothing_is_stored_about_who_looks(cast, visit, product):
    review(product, cast.noor, 1)
    paths = [
        "/embed/goodword.js",
        f"/embed/products/{product.pk}.json",
        "/embed/ask.json",
        "/embed/similar.json?q=wick",
        "/embed/sample",
    ]

    def rows():
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    before = rows()
    for path in paths:
        for _time in range(5):
            answer = visit().get(
                path, headers={"origin": "https://shop.example", "referer": "https://shop.example/lamp"}
            )
            assert answer.status_code == 200
            assert not answer.cookies
            assert "shop.example" not in answer.content.decode()
    assert rows() == before


def test_the_script(visit):
    answer = visit().get("/embed/goodword.js")
    text = answer.content.decode()
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(gzip.compress(text.encode())) <= 8000
    assert text == _script()[0]
    for word in (
        "innerHTML",
        "insertAdjacentHTML",
        "document.cookie",
        "localStorage",
        "sessionStorage",
        "eval(",
        ".style",
        "<style",
    ):
        assert word not in text, "works under a strict policy, and keeps nothing"
    assert 'credentials: "omit"' in text


def test_budget(cast, visit, product, django_assert_max_num_queries):
    for person in (cast.noor, cast.hannah, cast.gwen, cast.joris):
        review(product, person, 3)
    with django_assert_max_num_queries(10):
        visit().get(f"/embed/products/{product.pk}.json")


def test_the_sample_page_shows_the_lines_to_copy(cast, visit, product):
    for person in (None, cast.hannah):
        page = visit(person).get(f"/embed/sample?product={product.pk}").content.decode()
        assert f'&lt;goodword-reviews product="{product.pk}"&gt;' in page
        assert "http://127.0.0.1:8000/embed/goodword.js" in page
        assert "<img src=x" not in page
    assert visit().get("/he/embed/sample").status_code == 200
