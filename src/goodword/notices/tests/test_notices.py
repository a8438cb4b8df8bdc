"""Notices: once a cause, after half a minute, and through the gate again when they are read (NO, laws 4 and 5)."""

from datetime import timedelta

import time_machine

from goodword.core import clock, events
from goodword.core.gate import Ref
from goodword.notices import actions, queries
from goodword.notices.models import Notice
from goodword.people.actions import follows, roles
from goodword.people.actions.leaving import delete_account
from goodword.people.actions.profile import set_just_looking
from goodword.people.models import Person
from goodword.people.queries import viewer_of


def sentences(person):
    return [text.sentence for _notice, text in queries.notices_of(viewer_of(person))]


def test_half_a_minute_passes_before_anybody_is_told(cast):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    viewer = viewer_of(cast.gwen)
    assert (queries.unread_count(viewer), sentences(cast.gwen)) == (0, [])
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert (queries.unread_count(viewer), sentences(cast.gwen)) == (1, ["Hannah Lindqvist follows you."])


def test_the_page_says_why_and_marks_read(cast, visit):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        client = visit(cast.gwen)
        page = client.get("/notices").content.decode()
        assert "Hannah Lindqvist follows you." in page
        assert "because it is you they follow" in page
        assert "Notices, 1 new" in page
        notice = Notice.objects.get()
        visit(cast.outsider).submit(f"/notices/{notice.pk}/read")
        assert queries.unread_count(viewer_of(cast.gwen)) == 1
        assert client.submit(f"/notices/{notice.pk}/read").status_code == 303
        assert queries.unread_count(viewer_of(cast.gwen)) == 0
        Notice.objects.update(read_at=None)
        assert client.submit("/notices/read").status_code == 303
        assert queries.unread_count(viewer_of(cast.gwen)) == 0


def test_what_may_not_be_seen_any_longer_is_neither_told_nor_counted(cast):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        Person.objects.filter(pk=cast.hannah.pk).update(state=Person.State.SUSPENDED)
        assert (queries.unread_count(viewer_of(cast.gwen)), sentences(cast.gwen)) == (0, [])
        Person.objects.filter(pk=cast.hannah.pk).update(state=Person.State.ACTIVE)
        assert queries.unread_count(viewer_of(cast.gwen)) == 1


def test_the_same_thing_is_told_once(cast):
    for _ in range(2):
        follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
        actions.notify(
            [cast.gwen.pk], "followed", Ref("person", cast.hannah.pk), cause=f"by:{cast.hannah.pk}"
        )
    assert Notice.objects.count() == 1


def test_nobody_is_told_of_their_own_doing_or_of_an_import(cast):
    actions.notify([cast.hannah.pk], "followed", Ref("person", 1), cause="x", actor_id=cast.hannah.pk)
    with events.quietly():
        follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    assert not Notice.objects.exists()


def test_who_is_just_looking_is_not_told_of_followers(cast):
    set_just_looking(cast.gwen, True, by=cast.gwen)
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    assert not Notice.objects.exists()


def test_the_notice_of_a_follow_goes_with_it(cast):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    follows.unfollow(Ref("person", cast.gwen.pk), by=cast.hannah)
    assert not Notice.objects.exists()


def test_a_champion_is_asked_and_the_question_goes_with_the_answer(cast, visit):
    grant = roles.give_role(cast.samuel, "champion", by=cast.tom, reason="Forty answers helped.")
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert "would like to be called champion" in visit(cast.samuel).get("/notices").content.decode()
        roles.agree_to_role(grant, by=cast.samuel)
        assert sentences(cast.samuel) == []


def test_a_follower_without_a_name_has_none_here(cast):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.noname)
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert sentences(cast.gwen) == ["Somebody who gave no name follows you."]


def test_the_notices_of_who_left_are_gone(cast):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    follows.follow(Ref("person", cast.hannah.pk), by=cast.gwen)
    delete_account(cast.hannah, by=cast.hannah, keep_texts=True)
    assert not Notice.objects.exists()


def test_an_empty_page_says_what_will_stand_there(cast, visit):
    assert b"Nothing to tell you" in visit(cast.hannah).get("/notices").content
    assert visit(None).get("/notices").status_code == 302


def test_the_page_costs_the_same_for_one_and_for_many(cast, visit, django_assert_max_num_queries):
    from goodword.people.actions.persons import add_person

    for n in range(12):
        follows.follow(Ref("person", cast.gwen.pk), by=add_person(name=f"P{n}", email=f"p{n}@example.org"))
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        client = visit(cast.gwen)
        client.get("/notices")
        with django_assert_max_num_queries(10):
            assert client.get("/notices").content.count(b"follows you.") == 12
