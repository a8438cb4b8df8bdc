"""Old links stay alive: 301 to where it went, 404 for what may not be seen."""

import pytest

from goodword.catalog.actions.products import add_product
from goodword.connect.tests.test_stackexchange import SOURCE, bring
from goodword.conversations.actions.withhold import withhold
from goodword.conversations.models import Reply, Topic
from goodword.people.models import ClaimVouch, Person

pytestmark = pytest.mark.django_db


def test_posts_people_and_products(dump, cast, visit):
    bring(dump)
    topic, answer = Topic.objects.get(source_id="1"), Reply.objects.get(source_id="3")
    ana = Person.objects.get(source_id="1")
    product = add_product(by=cast.tom, title="Pot", source="shop", source_id="P-1")
    for old, new in (
        (f"/from/{SOURCE}/1", topic.get_absolute_url()),
        (f"/from/{SOURCE}/3", f"{topic.get_absolute_url()}#reply-{answer.pk}"),
        (f"/from/{SOURCE}/c3", Reply.objects.get(source_id="c3").get_absolute_url()),
        (f"/from/{SOURCE}/u/1", ana.get_absolute_url()),
        ("/from/shop/p/P-1", product.get_absolute_url()),
        (f"/p/{product.pk}", product.get_absolute_url()),
    ):
        response = visit().get(old)
        assert response.status_code == 301, old
        assert response.headers["Location"] == new


def test_what_may_not_be_seen_looks_like_what_never_was(dump, cast, visit):
    bring(dump)
    topic = Topic.objects.get(source_id="1")
    withhold(topic, by=cast.ruth, rule="spam", rule_version=1, reason="test")
    Person.objects.filter(source_id="2").update(state="deleted")
    paths = (
        f"/from/{SOURCE}/1",
        f"/from/{SOURCE}/3",
        f"/from/{SOURCE}/u/2",
        f"/from/{SOURCE}/999",
        "/from/none/1",
        "/p/999",
        "/p/0",
    )
    for path in paths:
        assert visit(cast.outsider).get(path).status_code == 404, path


def test_who_claimed_an_old_profile_is_found_by_it(dump, cast, visit):
    bring(dump)
    ana = Person.objects.get(source_id="1")
    ClaimVouch.objects.create(imported=ana, person=cast.hannah, at=ana.joined_at)
    Person.objects.filter(pk=ana.pk).update(state="claimed")
    assert visit().get(f"/from/{SOURCE}/u/1").headers["Location"] == cast.hannah.get_absolute_url()


@pytest.mark.parametrize(
    "path",
    ["/from/x/%00", "/from/%00/1", "/api/v1/people/%00", "/spaces/%00.atom", "/p/99999999999999999999"],
)
def test_addresses_no_database_can_look_up(visit, path):
    assert visit().get(path).status_code == 404
