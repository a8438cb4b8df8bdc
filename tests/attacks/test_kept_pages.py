"""Pages kept for the anonymous tell nobody what is gone (law 4), set no cookie and know nobody (law 5)."""

import gzip
import re

import pytest

from goodword.conversations.actions.replies import edit_reply, post_reply, withdraw_reply
from goodword.conversations.actions.topics import edit_topic, open_topic, withdraw_topic
from goodword.conversations.actions.withhold import restore, withhold
from goodword.conversations.models import Space
from goodword.core.delivery.asking import still_so
from goodword.core.delivery.keeping import pages
from goodword.core.settings_registry import change_setting
from goodword.people.actions.leaving import delete_account

LIST = "/questions"
RULE = {"rule": "spam", "rule_version": 1, "reason": "a test"}


@pytest.fixture
def talk(cast):
    """Hannah's question with Samuel's answer; the words are their own."""
    topic = open_topic(
        "question", by=cast.hannah, title="Where is the zimbel kept", body="The quintaton one."
    )
    return topic, post_reply(topic, by=cast.samuel, body="Beside the bordun.")


@pytest.fixture
def read(visit):
    """Reads a page as a browser that knows compression: (text, status). Fails where a cookie is set."""
    client = visit(None)

    def page(path, **headers):
        answer = client.get(path, headers={"accept-encoding": "gzip", **headers})
        assert not answer.cookies and "Set-Cookie" not in answer.headers
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(answer.content) if packed else answer.content).decode(), answer.status_code

    return page


@pytest.fixture
def warm(read):
    """Reads pages twice, so that the second time they were kept; gives how many are."""

    def both(*paths):
        for path in paths:
            once, again = read(path)[0], read(path)[0]
            assert _without_tokens(once) == _without_tokens(again)
        return len(pages._pages)

    return both


def _without_tokens(text):
    return re.sub(r'value="(anonymous:[^"]*|[\w-]{16})"', "", text)


def _address(topic):
    return topic.get_absolute_url()


def test_pages_are_kept_at_all(talk, warm, read, django_assert_max_num_queries):
    assert warm(_address(talk[0]), LIST) == 2
    with django_assert_max_num_queries(3):  # those of the list, asked again
        read(LIST)


@pytest.mark.parametrize("undo", [False, True])
def test_a_withheld_reply_is_out_at_once_and_back_at_once(cast, talk, warm, read, undo):
    topic, reply = talk
    warm(_address(topic))
    withhold(reply, by=cast.ruth, **RULE)
    assert "bordun" not in read(_address(topic))[0]
    if undo:
        restore(reply, by=cast.ruth, reason="It was a mistake.")
        assert "bordun" in read(_address(topic))[0]


def test_a_withheld_question_is_out_of_its_page_and_of_lists(cast, talk, warm, read):
    topic = talk[0]
    other = open_topic("question", by=cast.noor, title="Another zimbel", body="x")
    warm(_address(topic), LIST, _address(other))
    withhold(topic, by=cast.ruth, **RULE)
    assert read(_address(topic))[1] == 410
    assert "Where is the zimbel kept" not in read(LIST)[0]
    assert "Where is the zimbel kept" not in read(_address(other))[0], "also beside others"


def test_what_its_writer_takes_back_or_changes_is_so_at_once(cast, talk, warm, read):
    topic, reply = talk
    warm(_address(topic), LIST)
    edit_reply(reply, by=cast.samuel, body="Beside the salicional.")
    assert "salicional" in read(_address(topic))[0] and "bordun" not in read(_address(topic))[0]
    withdraw_reply(reply, by=cast.samuel)
    assert "salicional" not in read(_address(topic))[0]
    edit_topic(topic, by=cast.hannah, title="Where is the cornet kept", body="x", tags=[])
    assert "cornet" in read(LIST)[0]
    withdraw_topic(topic, by=cast.hannah)
    assert read(_address(topic))[1] in (301, 410) and "cornet" not in read(LIST)[0]


@pytest.mark.parametrize("keep", [True, False])
def test_who_leaves_is_named_nowhere(cast, talk, warm, read, keep):
    topic = talk[0]
    warm(_address(topic), LIST)
    name = cast.samuel.name
    assert name in read(_address(topic))[0]
    delete_account(cast.samuel, by=cast.samuel, keep_texts=keep)
    assert name not in read(_address(topic))[0]


def test_a_space_that_closes_to_the_public_closes_its_pages(cast, warm, read):
    space = Space.objects.create(name="Cellar", slug="cellar")
    topic = open_topic("question", by=cast.hannah, title="A gamba below", body="x", space=space)
    warm(_address(topic), LIST)
    Space.objects.filter(pk=space.pk).update(staff_only=True)
    assert read(_address(topic))[1] == 404 and "gamba" not in read(LIST)[0]


def test_a_member_gets_their_own_page_and_leaves_nothing_behind(cast, talk, warm, read, visit):
    topic = talk[0]
    member = visit(cast.noor)
    member.get(_address(topic), headers={"accept-encoding": "gzip"})
    assert cast.noor.name not in read(_address(topic))[0]
    warm(_address(topic))
    page = gzip.decompress(member.get(_address(topic), headers={"accept-encoding": "gzip"}).content).decode()
    assert cast.noor.name in page and "anonymous:" not in page


def test_what_is_for_the_staff_is_kept_for_nobody(cast, visit, read):
    topic = open_topic("question", by=cast.noor, title="My gedackt", body="x", audience="staff")
    visit(cast.ines).get(_address(topic), headers={"accept-encoding": "gzip"})
    assert read(_address(topic))[1] == 404 and not pages._pages


def test_gpc_and_the_language_have_pages_of_their_own(talk, warm, read):
    warm(LIST, f"/he{LIST}")
    assert "Opt-out request honored" in read(LIST, **{"sec-gpc": "1"})[0]
    assert "Opt-out request honored" not in read(LIST)[0]
    assert 'dir="rtl"' in read(f"/he{LIST}")[0] and 'dir="rtl"' not in read(LIST)[0]


def test_a_changed_setting_is_on_the_next_page(talk, warm, read):
    warm(LIST)
    change_setting("site.name", "The Other House")
    assert "The Other House" in read(LIST)[0]


def test_a_form_of_a_kept_page_can_be_sent(talk, warm, read, visit):
    topic = talk[0]
    warm(_address(topic))
    page = read(_address(topic))[0]
    form = page[page.index('id="write"') :]
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    )
    sent = visit(None).post(
        f"/topics/{topic.pk}/replies",
        {**fields, "body": "A word of mine."},
        headers={"origin": "http://testserver"},
    )
    assert sent.status_code == 401 and "A word of mine." in sent.content.decode(), (
        "led to sign in, the text with them"
    )


def test_the_database_alone_says_whether_a_page_holds(talk, warm):
    """What another process has kept needs no message: the same questions have another answer."""
    warm(LIST)
    kept = next(iter(pages._pages.values()))
    assert still_so(kept.answers)
    type(talk[0]).objects.filter(pk=talk[0].pk).update(state="published", title="Changed by hand")
    assert not still_so(kept.answers)
