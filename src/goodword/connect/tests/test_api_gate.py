"""What the API must not tell between the lines (law 4)."""

from goodword.conversations.actions.duplicates import mark_duplicate
from goodword.conversations.actions.topics import open_topic
from goodword.conversations.actions.withhold import withhold


def test_the_original_behind_a_duplicate_is_named_while_it_may_be_seen(cast, visit):
    original = open_topic("question", by=cast.hannah, title="When does the van leave?")
    twin = open_topic("question", by=cast.noor, title="Van times?")
    mark_duplicate(twin, by=cast.ines, original=original)
    path = f"/api/v1/topics/{twin.pk}"
    assert visit(None).get(path).json()["duplicate_of"] == original.pk
    withhold(original, by=cast.ruth, rule="spam", rule_version=1, reason="A test.")
    assert visit(None).get(path).json()["duplicate_of"] is None


def test_scores_do_not_change_with_what_is_hidden(cast, visit):
    for title in ("Is the lighthouse open?", "Lighthouse keys", "A lamp for the stairs"):
        open_topic("question", by=cast.hannah, title=title)
    path = "/api/v1/search?q=lighthouse"
    before = [(item["id"], item["score"]) for item in visit(None).get(path).json()["items"]]
    assert before[0][1] == 1.0
    for _ in range(5):
        open_topic("question", by=cast.hannah, title="The lighthouse order", audience="staff")
    assert [(item["id"], item["score"]) for item in visit(None).get(path).json()["items"]] == before
