"""Occasions: announced by hosts, shown in their own zone, called off in the open (GA)."""

from datetime import UTC, datetime, timedelta

import pytest

from goodword.core import clock, search
from goodword.core.errors import Invalid, NotAllowed
from goodword.core.viewer import ANONYMOUS
from goodword.gatherings import actions, queries

FACTS = {
    "title": "Letters by lamplight",
    "zone": "Europe/London",
    "place": "Reading room",
    "lasts": timedelta(minutes=90),
}


def _announce(cast, days=1, **changes):
    return actions.announce_event(
        by=cast.sian, begins_at=clock.now() + timedelta(days=days), **{**FACTS, **changes}
    )


def test_what_is_announced_comes_up_and_is_found(cast):
    event = _announce(cast)
    assert queries.coming_up(ANONYMOUS) == [event]
    assert search.find("lamplight", ANONYMOUS).hits[0].ref.id == event.pk


def test_soonest_first_and_what_is_over_has_gone_by(cast):
    later, sooner, gone = _announce(cast, 9), _announce(cast, 2), _announce(cast, -3)
    assert queries.coming_up(ANONYMOUS) == [sooner, later]
    assert list(queries.gone_by(ANONYMOUS)) == [gone]


@pytest.mark.parametrize("who", ["outsider", "gwen", "ines"])
def test_only_hosts_announce(cast, who):
    with pytest.raises(NotAllowed):
        actions.announce_event(by=getattr(cast, who), begins_at=clock.now(), **FACTS)


@pytest.mark.parametrize(
    "change",
    [{"zone": "Mars/Olympus"}, {"zone": "../../etc"}, {"lasts": timedelta(0)}, {"title": " "}, {"place": ""}],
)
def test_what_cannot_be_is_refused(cast, change):
    with pytest.raises(Invalid):
        _announce(cast, **change)


def test_times_are_those_of_the_place_across_the_change_of_clocks(cast):
    summer = actions.announce_event(by=cast.sian, begins_at=datetime(2027, 7, 1, 17, 30, tzinfo=UTC), **FACTS)
    assert queries.local(summer)[0].strftime("%H:%M") == "18:30"


def test_what_is_called_off_stays_with_its_reason(cast, visit):
    event = _announce(cast)
    with pytest.raises(Invalid):
        actions.cancel_event(event, by=cast.sian, because=" ")
    actions.cancel_event(event, by=cast.sian, because="The ferry is not sailing.")
    page = visit(None).get(event.get_absolute_url())
    assert "The ferry is not sailing." in page.content.decode()


def test_pages_within_their_budget(cast, visit, django_assert_max_num_queries):
    for days in range(1, 15):
        _announce(cast, days)
    with django_assert_max_num_queries(4):
        assert visit(None).get("/events").status_code == 200


def test_the_desk_announces_and_a_customer_does_not_know_of_it(cast, visit):
    fields = {"title": "Tea", "day": "2027-03-01", "time": "16:00", "minutes": "60", "place": "Upstairs"}
    assert visit(cast.outsider).get("/desk/events/new").status_code == 404
    assert visit(cast.outsider).submit("/desk/events/new", fields).status_code == 404
    answer = visit(cast.sian).submit("/desk/events/new", fields)
    assert answer.status_code == 302
    assert visit(cast.sian).submit("/desk/events/new", {**fields, "minutes": "-5"}).status_code == 422
