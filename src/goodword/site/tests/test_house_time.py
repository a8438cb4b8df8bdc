"""Times on pages are those of the house (SI)."""

from datetime import UTC, datetime

from goodword.conversations.actions.topics import open_topic
from goodword.core.settings_registry import change_setting


def test_a_summer_evening_in_london_and_in_jerusalem(cast, visit):
    at = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
    topic = open_topic("question", by=cast.hannah, title="Still light?", at=at)
    assert "2026-07-01T22:30:00+01:00" in visit(None).get(topic.get_absolute_url()).content.decode()
    change_setting("site.zone", "Asia/Jerusalem")
    assert "2026-07-02T00:30:00+03:00" in visit(None).get(topic.get_absolute_url()).content.decode()
