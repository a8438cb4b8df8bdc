"""The mail itself: its words, its headers, and what nobody can put into it (E1, E2, E3, E5, laws 6, 7 and 9)."""

import email
import re
from email.policy import default

import pytest
from django.utils import translation

from goodword.core.settings_registry import change_setting
from goodword.notices.letters import defang, letter, paragraphs
from goodword.notices.models import Outgoing
from goodword.notices.texts import Text
from goodword.people.models import Person

pytestmark = pytest.mark.django_db
WORDS = Text(
    "Maya answered “Do you wrap?”.", "/questions/7/do-you-wrap", "You asked it.", heading="Do you wrap?"
)


def read(parcel):
    """A mail as the other side reads it."""
    return email.message_from_bytes(letter(parcel).message().as_bytes(linesep="\r\n"), policy=default)


def part(message, kind: str) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_the_headers_say_what_it_is_how_to_stop_it_and_where_it_belongs(cast, parcel):
    message = read(parcel(cast.hannah, WORDS))
    assert message["Message-ID"] == "<0@testserver>"
    assert message["Auto-Submitted"] == "auto-generated" and message["Precedence"] == "list"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://127.0.0.1:8000/mail/unsubscribe/[\w:-]+>", message["List-Unsubscribe"].strip()
    )
    assert "/mail/preferences/" in message["List-Help"]
    assert str(message["List-Id"]).endswith("<answers.127.0.0.1>")
    assert message["In-Reply-To"] == message["References"] == "<topic-7.thread@127.0.0.1>"
    assert message["Reply-To"] is None or "@" in message["Reply-To"]
    assert str(message["Subject"]) == WORDS.sentence


def test_the_words_stand_in_both_parts_with_where_and_why(cast, parcel):
    change_setting("site.operator", "The Lamp, 4 Quay Street")
    message = read(parcel(cast.hannah, WORDS))
    for kind in ("plain", "html"):
        words = part(message, kind)
        assert "Hello Hannah Lindqvist," in words
        assert "http://127.0.0.1:8000/questions/7/do-you-wrap" in words
        assert "You asked it." in words and "Run by The Lamp, 4 Quay Street" in words
        assert "/mail/unsubscribe/" in words and "/mail/preferences/" in words


def test_no_picture_no_tracking_and_no_link_but_ours(cast, parcel):
    evil = '<p>Hi <a href="https://evil.example/x">there</a> <img src="https://evil.example/p.gif"></p>'
    html = part(
        read(parcel(cast.hannah, Text("S", "/x", "W", heading="H", quote=evil, writer="Pete"))), "html"
    )
    assert not re.search(r"<(?:img|script|link|iframe|object|form)\b", html)
    assert "url(" not in html and "@import" not in html
    links = re.findall(r'href="([^"]+)"', html)
    assert links and all(link.startswith("http://127.0.0.1:8000") for link in links)


def test_it_can_be_read_in_the_dark(cast, parcel):
    html = part(read(parcel(cast.hannah, WORDS)), "html")
    assert "prefers-color-scheme: dark" in html and 'name="color-scheme"' in html
    assert re.search(r'<body style="[^"]*background', html), "styles stand where mail programs read them"


def test_hebrew_runs_from_right_to_left(cast, parcel):
    cast.shira.language = "he"
    with translation.override("he"):
        message = read(parcel(cast.shira, Text("מישהי ענתה", "/he/questions/7/x", "שאלת")))
    assert '<html lang="he" dir="rtl">' in part(message, "html")
    assert "/he/mail/preferences/" in part(message, "plain")
    assert str(message["Subject"]) == "מישהי ענתה"


NASTY = [
    "pay at evil.example",
    "http://evil.example/now",
    "www.evil.example",
    "me@evil.example",
    "Evil.Example",
    "סתם evil.example סתם",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_becomes_no_link_and_no_address(cast, parcel, name):
    """A nickname must not turn into something to click in somebody's mail program."""
    words = Text(
        f"{name} answered you.", "/x", f"You follow {name}.", heading=name, quote="<p>Hi.</p>", writer=name
    )
    message = read(parcel(cast.hannah, words))
    text = part(message, "plain").replace("http://127.0.0.1:8000", "")
    outside = re.sub(r"<a .*?</a>", "", part(message, "html"), flags=re.DOTALL)
    for found in (text, outside):
        assert "evil.example" not in found.lower()
        assert "://evil" not in found and "@evil" not in found


def test_defanged_words_can_still_be_read():
    assert defang("Mr. Fox, aged 4.5, says e.g. hello") == "Mr. Fox, aged 4.5, says e.g. hello"
    assert defang("evil.example") == "evil[.]example"
    assert defang("me@evil.example") == "me[at]evil[.]example"


@pytest.mark.parametrize("nasty", ["\r\nBcc: all@example.org", "\nX: y", "a\u2028b", "\x1b[2J", "\r"])
def test_nothing_somebody_wrote_becomes_a_header(cast, parcel, nasty):
    change_setting("site.name", f"The Lamp{nasty}")
    words = Text(f"Maya{nasty} answered.", "/x", "W", heading=f"T{nasty}")
    message = read(parcel(cast.hannah, words, words))
    assert "Bcc" not in message and "X" not in message
    assert message["To"] == "hannah@example.org"
    raw = letter(parcel(cast.hannah, words)).message().as_bytes(linesep="\r\n").split(b"\r\n\r\n", 1)[0]
    assert all(re.match(rb"[\w-]+:|[ \t]", line) for line in raw.split(b"\r\n"))


def test_long_words_break_no_rule_of_mail(cast, parcel):
    long = "a" * 5000
    words = Text(f"{long} {long}", f"/{long}", long, heading=long, quote=f"<p>{long}</p>", writer=long)
    made = letter(parcel(cast.hannah, words))
    assert len(made.subject) <= 161
    assert max(map(len, made.message().as_bytes(linesep="\r\n").split(b"\r\n"))) <= 998


def test_who_gave_no_name_is_greeted_without_one(cast, parcel):
    for person in (cast.noname, Person(name="Gwen", name_is_own=False)):
        if person.pk:
            assert part(read(parcel(person, WORDS)), "plain").startswith("Hello,\n")
    Person.objects.filter(pk=cast.hannah.pk).update(name="win at evil.example")
    hannah = Person.objects.get(pk=cast.hannah.pk)
    assert part(read(parcel(hannah, WORDS)), "plain").startswith("Hello,\n")


def test_the_number_in_the_subject_is_that_of_the_lines(cast, parcel):
    other = Text("Gwen wrote “Tide”.", "/y", "You follow Gwen.", heading="Tide")
    assert str(read(parcel(cast.hannah, WORDS, WORDS))["Subject"]).strip() == "2 new under “Do you wrap?”"
    message = read(parcel(cast.hannah, WORDS, other, form="digest"))
    assert str(message["Subject"]).strip() == "Our community: “Do you wrap?” and 1 more"
    assert "Answers to you\n--------------" in part(message, "plain")


def test_a_quote_keeps_its_paragraphs_and_ends(cast):
    assert paragraphs("<p>One.</p><ul><li>a</li><li>b</li></ul><p>Two<br>lines</p>", 100) == (
        "One.",
        "a",
        "b",
        "Two",
        "lines",
    )
    cut = paragraphs(f"<p>{'word ' * 100}</p><p>more</p>", 50)
    assert len(cut) == 1 and cut[0].endswith("…") and len(cut[0]) <= 51


def test_a_second_attempt_is_the_same_mail(cast, parcel):
    one = parcel(cast.hannah, WORDS)
    assert letter(one).message()["Message-ID"] == letter(one).message()["Message-ID"]
    assert Outgoing.objects.get().message_id == "<0@testserver>"
