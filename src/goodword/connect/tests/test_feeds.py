"""Feeds, sitemap and well-known files: public things, whole addresses, well-formed whatever people write."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from goodword.catalog.actions.products import add_product
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
    with django_assert_max_num_queries(10):
        visit().get("/questions.atom")


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
