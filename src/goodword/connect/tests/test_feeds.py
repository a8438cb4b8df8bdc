"""Feeds, sitemap and well-known files: public things, whole addresses, well-formed whatever people write."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from goodword.catalog.actions.products import add_product
from goodword.conversations.actions.replies import post_reply
from goodword.conversations.actions.reviews import submit_review
from goodword.conversations.actions.topics import open_topic, withdraw_topic
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import Space, Tag, Topic
from goodword.core import clock

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NASTY = 'A & B <script>alert("1")</script> ]]> \ufffe emoji 🎈'


@pytest.fixture
def product(cast):
    return add_product(by=cast.tom, title="Lamp & <Oil>")


def feed(client, path, **headers):
    response = client.get(path, **headers)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not response.cookies
    return ElementTree.fromstring(response.content)


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("path", ["/questions.atom", "/reviews.atom", "/ideas.atom", "/stories.atom"])
def test_an_empty_feed_is_a_feed(visit, path):
    root = feed(visit(), path)
    for name in ("id", "title", "updated", "subtitle"):
        assert root.findtext(f"{ATOM}{name}")
    assert root.findtext(f"{ATOM}subtitle").startswith("Run by")
    assert {link.get("rel") for link in root.iter(f"{ATOM}link")} == {"self", "alternate"}


def test_entries_are_whole_and_escaped(cast, visit):
    topic = open_topic("question", by=cast.hannah, title=NASTY, body=f"**Bold**\n\n{NASTY}")
    (entry,) = feed(visit(), "/questions.atom").iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:goodword:topic:{topic.puid}"
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "<strong>Bold</strong>" in content.text
    assert "<script" not in content.text
    assert entry.find(f"{ATOM}link").get("href").startswith("http")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Hannah Lindqvist"


def test_labels_travel(cast, visit, product):
    submit_review(
        product,
        by=cast.maya,
        stars=5,
        title="Bright",
        body="Ours.",
        has_connection=True,
        connection="works here",
    )
    submit_review(product, by=cast.noor, stars=1, title="Dim", body="No.", has_connection=False)
    for path in ("/reviews.atom", f"/products/{product.pk}/reviews.atom"):
        entries = {e.findtext(f"{ATOM}title"): e for e in feed(visit(), path).iter(f"{ATOM}entry")}
        ours = entries["[staff, connected: works here] Bright"]
        assert ours.findtext(f"{ATOM}author/{ATOM}name") == "Maya Okafor (staff, connected: works here)"
        assert "Dim" in entries
        assert "1 of 5 stars" in entries["Dim"].findtext(f"{ATOM}content")


def test_only_what_anybody_may_read(cast, visit, product):
    open_topic("question", by=cast.hannah, title="Secret", audience="staff")
    fallen = open_topic("question", by=cast.hannah, title="Withdrawn")
    withdraw_topic(fallen, by=cast.hannah)
    review = submit_review(product, by=cast.noor, stars=1, title="Withheld", body="x", has_connection=False)
    withhold(review, by=cast.ruth, rule="private-data", rule_version=1, reason="a number")
    for person in (None, cast.hannah, cast.maya, cast.ruth):
        assert titles(feed(visit(person), "/questions.atom")) == []
        assert titles(feed(visit(person), "/reviews.atom")) == []


def test_spaces_and_tags(cast, visit):
    space = Space.objects.create(name="Parcels", slug="parcels")
    Space.objects.create(name="Back office", slug="office", staff_only=True)
    tag = Tag.objects.create(name="posting", slug="posting")
    open_topic("question", by=cast.hannah, title="Here", space=space, tags=[tag])
    open_topic("question", by=cast.hannah, title="Elsewhere")
    assert titles(feed(visit(), "/spaces/parcels.atom")) == ["Here"]
    assert titles(feed(visit(), "/tags/posting.atom")) == ["Here"]
    for path in ("/spaces/office.atom", "/spaces/none.atom", "/tags/none.atom", "/products/77/reviews.atom"):
        assert visit(cast.maya).get(path).status_code == 404


def test_a_reader_who_has_it_gets_304(cast, visit):
    topic = open_topic("question", by=cast.hannah, title="One", at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    first = visit().get("/questions.atom")
    assert parsedate_to_datetime(first.headers["Last-Modified"]) == topic.created_at
    etag = first.headers["ETag"]
    assert visit().get("/questions.atom", headers={"If-None-Match": etag}).status_code == 304
    assert (
        visit()
        .get("/questions.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
        .status_code
        == 304
    )
    open_topic("question", by=cast.hannah, title="Two")
    again = visit().get("/questions.atom", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["ETag"] != etag


def test_feed_budget(cast, visit, django_assert_max_num_queries):
    for number in range(12):
        open_topic("question", by=cast.gwen, title=f"Question {number}")
        post_reply(open_topic("idea", by=cast.hannah, title=f"Idea {number}"), by=cast.gwen, body="Words")
    for path in ("/feed.atom", "/questions.json", "/people/gwen.json"):
        with django_assert_max_num_queries(10):
            assert len(visit().get(path).content) > 3000


def json_feed(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    return response.json()


def test_json_feeds_say_the_same_as_atom(cast, visit, product):
    space = Space.objects.create(name="Parcels", slug="parcels")
    tag = Tag.objects.create(name="posting", slug="posting")
    open_topic("question", by=cast.maya, title=NASTY, body=NASTY, space=space, tags=[tag], about=[product])
    submit_review(product, by=cast.noor, stars=1, title="Dim", body="No.", has_connection=False)
    for path in (
        "/feed", "/questions", "/reviews", "/ideas", "/stories", "/spaces/parcels", "/tags/posting", "/people/noor",
        f"/products/{product.pk}/reviews", f"/products/{product.pk}/questions",
    ):  # fmt: skip
        told, root = json_feed(visit(), f"{path}.json"), feed(visit(), f"{path}.atom")
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert told["feed_url"] == f"http://127.0.0.1:8000{path}.json"
        assert [item["title"] for item in told["items"]] == titles(root)
        assert [item["id"] for item in told["items"]] == [
            entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")
        ]
        for item in told["items"]:
            assert item.keys() <= {
                "id", "url", "title", "content_html", "date_published", "date_modified", "authors", "tags",
            }  # fmt: skip
            assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
            assert item["authors"][0]["name"]
            assert "<script" not in item["content_html"]
    assert len(json_feed(visit(), "/feed.json")["items"]) == 2
    (asked,) = json_feed(visit(), f"/products/{product.pk}/questions.json")["items"]
    assert asked["tags"] == ["posting"]
    assert asked["title"].startswith("[staff]")


def test_what_a_person_wrote(cast, visit):
    topic = open_topic("question", by=cast.hannah, title="Opened")
    reply = post_reply(topic, by=cast.gwen, body="Answered")
    post_reply(
        open_topic("question", by=cast.maya, title="Staff", audience="staff"), by=cast.arun, body="Inside"
    )
    assert titles(feed(visit(), "/people/hannah.atom")) == ["Opened"]
    (answered,) = feed(visit(), "/people/gwen.atom").iter(f"{ATOM}entry")
    assert answered.findtext(f"{ATOM}title") == "[champion] Re: Opened"
    assert answered.findtext(f"{ATOM}id") == f"urn:goodword:reply:{reply.puid}"
    assert titles(feed(visit(cast.maya), "/people/arun.atom")) == []
    withdraw_topic(topic, by=cast.hannah)
    assert titles(feed(visit(), "/people/gwen.atom")) == [], "with the question its replies are not shown"
    cast.hannah.state = "suspended"
    cast.hannah.save(update_fields=["state"])
    for path in ("/people/hannah.atom", "/people/hannah.json", "/people/nobody.atom"):
        assert visit(cast.maya).get(path).status_code == 404


def test_validators_say_nothing_of_what_fell(cast, visit):
    """The newest falls: date and tag are those of a feed in which it never was, and a reader who holds it gets the feed again."""
    open_topic("question", by=cast.hannah, title="One", at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    before = visit().get("/questions.atom")
    newest = open_topic("question", by=cast.hannah, title="Two", at=datetime(2026, 1, 3, 3, 4, 5, tzinfo=UTC))
    between = visit().get("/questions.atom")
    open_topic("question", by=cast.hannah, title="Hidden", audience="staff")
    withdraw_topic(newest, by=cast.hannah)
    after = visit().get("/questions.atom", headers={"If-Modified-Since": between.headers["Last-Modified"]})
    assert after.status_code == 200
    for name in ("ETag", "Last-Modified"):
        assert after.headers[name] == before.headers[name] != between.headers[name]
    held = visit().get("/questions.atom", headers={"If-None-Match": f'"x", W/{before.headers["ETag"]}'})
    assert (held.status_code, held.content) == (304, b"")


@pytest.mark.parametrize("form", ["atom", "json"])
def test_pages_name_their_feeds_and_the_feeds_are_there(cast, visit, product, form):
    Space.objects.create(name="Parcels", slug="parcels")
    Tag.objects.create(name="posting", slug="posting")
    type_ = {"atom": "application/atom+xml", "json": "application/feed+json"}[form]
    pages = [
        "/", "/questions", "/reviews", "/ideas", "/stories", "/spaces/parcels", "/tags/posting",
        product.get_absolute_url(), cast.hannah.get_absolute_url(),
    ]  # fmt: skip
    for page in pages:
        html = visit().get(page).content.decode()
        found = re.findall(rf'<link rel="alternate" type="{re.escape(type_)}"[^>]* href="([^"]+)"', html)
        assert found, page
        for address in found:
            assert visit().get(address).status_code == 200


def test_sitemap_leads_to_everything_public(cast, visit, product):
    topic = open_topic("question", by=cast.hannah, title="Open")
    secret = open_topic("question", by=cast.hannah, title="Secret", audience="staff")
    index = ElementTree.fromstring(visit().get("/sitemap.xml").content)
    pages = [loc.text for loc in index.iter(f"{MAP}loc")]
    assert all(page.startswith("http://127.0.0.1:8000/") for page in pages)
    assert any(lastmod.text for lastmod in index.iter(f"{MAP}lastmod"))
    found = []
    for page in pages:
        response = visit(cast.maya).get(page.removeprefix("http://127.0.0.1:8000"))
        assert response.status_code == 200
        found += [loc.text for loc in ElementTree.fromstring(response.content).iter(f"{MAP}loc")]
    paths = [address.removeprefix("http://127.0.0.1:8000") for address in found]
    assert topic.get_absolute_url() in paths
    assert product.get_absolute_url() in paths
    assert "/" in paths
    assert secret.get_absolute_url() not in paths
    assert len(set(found)) == len(found)
    assert visit().get("/sitemap-topic-99.xml").status_code == 404
    assert visit().get("/sitemap-person-0.xml").status_code == 404


def test_sitemap_pages_are_cut_by_id(cast, visit, monkeypatch):
    from goodword.connect.feeds import sitemap

    monkeypatch.setattr(sitemap, "SIZE", 2)
    made = [open_topic("idea", by=cast.gwen, title=f"Idea {number}") for number in range(5)]
    index = visit().get("/sitemap.xml").content.decode()
    pages = {(topic.pk - 1) // 2 for topic in made}
    for page in pages:
        assert f"/sitemap-topic-{page}.xml" in index
        assert visit().get(f"/sitemap-topic-{page}.xml").content.decode().count("<loc>") <= 2
    assert Topic.objects.count() == 5


def test_well_known_files(visit):
    robots = visit().get("/robots.txt").content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots
    security = dict(
        line.split(": ", 1) for line in visit().get("/.well-known/security.txt").content.decode().splitlines()
    )
    assert security["Contact"].startswith(("mailto:", "https://"))
    assert (
        clock.now() + timedelta(days=30)
        < datetime.fromisoformat(security["Expires"])
        < clock.now() + timedelta(days=366)
    )
    gpc = visit().get("/.well-known/gpc.json")
    assert gpc.headers["Content-Type"] == "application/json"
    assert gpc.json()["gpc"] is True


def test_addresses_follow_the_port_of_a_local_site(visit, settings):
    local = visit().get("/robots.txt", headers={"host": "localhost:8123"}).content.decode()
    assert "http://localhost:8123/sitemap.xml" in local
    settings.GOODWORD_SITE_URL = "https://talk.example.org"
    named = visit().get("/robots.txt", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "https://talk.example.org/sitemap.xml" in named
