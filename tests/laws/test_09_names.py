"""Law 9: names are never guessed. A person is greeted by the whole name they gave; with none of their own, neutrally."""

import pytest

from goodword.core import clock
from goodword.core.text import clean_line
from goodword.notices.channels import Line, Parcel
from goodword.notices.models import Notice, Outgoing
from goodword.notices.texts import Text
from goodword.people.models import Person
from goodword.people.names import greeting, mail_greeting, own_name
from goodword.people.queries import viewer_of

NEUTRAL = "Good to see you."

# (name as it was given or brought, their own?, greeting)
TABLE = [
    ("", True, NEUTRAL),
    ("   ", True, NEUTRAL),
    ("", False, NEUTRAL),
    ("user1234", False, NEUTRAL),
    ("anonymous", False, NEUTRAL),
    ("Gwen Pritchard", False, NEUTRAL),
    ("user1234", True, "Good to see you, user1234."),
    ("Gwen", True, "Good to see you, Gwen."),
    ("gwen", True, "Good to see you, gwen."),
    ("GWEN PRITCHARD", True, "Good to see you, GWEN PRITCHARD."),
    ("Gwen Pritchard", True, "Good to see you, Gwen Pritchard."),
    ("Joris van Dam", True, "Good to see you, Joris van Dam."),
    ("K. Whitcombe", True, "Good to see you, K. Whitcombe."),
    ("DR. A. B. von C", True, "Good to see you, DR. A. B. von C."),
    ("Pete the Ferry", True, "Good to see you, Pete the Ferry."),
    ("Mabel, mostly", True, "Good to see you, Mabel, mostly."),
    ("theo reads late", True, "Good to see you, theo reads late."),
    ("Siân Pryce", True, "Good to see you, Siân Pryce."),
    ("Ada Mbeki-Lowe", True, "Good to see you, Ada Mbeki-Lowe."),
    ("שירה בן־דוד", True, "Good to see you, שירה בן־דוד."),
    ("محمد بن سلمان", True, "Good to see you, محمد بن سلمان."),
    ("中村 ヒロ", True, "Good to see you, 中村 ヒロ."),
    ("Nguyễn Thị Minh Khai", True, "Good to see you, Nguyễn Thị Minh Khai."),
    ("O'Brien", True, "Good to see you, O'Brien."),
    ("Mr Smith", True, "Good to see you, Mr Smith."),
    ("The Smith family", True, "Good to see you, The Smith family."),
    ("SMITH, John", True, "Good to see you, SMITH, John."),
    ("X Æ A-12", True, "Good to see you, X Æ A-12."),
    ("j", True, "Good to see you, j."),
    ("null", True, "Good to see you, null."),
    ("Björk Guðmundsdóttir", True, "Good to see you, Björk Guðmundsdóttir."),
    ("🌊", True, "Good to see you, 🌊."),
    ("de la Cruz y Ramírez", True, "Good to see you, de la Cruz y Ramírez."),
]


@pytest.mark.parametrize(("name", "own", "expected"), TABLE)
def test_a_name_is_said_whole_or_not_at_all(name, own, expected):
    person = Person(
        name=clean_line(name), name_is_own=own, email="first.last@example.org", handle="first-last"
    )
    assert greeting(person) == expected


@pytest.mark.parametrize(("name", "own", "expected"), TABLE)
def test_a_mail_says_it_the_same_way(name, own, expected):
    person = Person(
        name=clean_line(name), name_is_own=own, email="first.last@example.org", handle="first-last"
    )
    assert mail_greeting(person) == ("Hello," if expected == NEUTRAL else f"Hello {clean_line(name)},")


@pytest.mark.parametrize(
    "name", ["pay at evil.example", "http://evil.example", "www.evil", "me@evil.example", "Evil.Example/now"]
)
def test_a_name_that_a_mail_program_would_link_is_left_out_of_mail(name):
    assert mail_greeting(Person(name=name)) == "Hello,"


def test_nobody_and_the_imported_are_greeted_neutrally():
    assert greeting(None) == NEUTRAL
    assert own_name(Person(name="Gwen Pritchard", state=Person.State.IMPORTED)) == ""


def test_a_name_typed_by_its_person_becomes_their_own(cast):
    from goodword.people.actions.profile import change_profile

    hannah = cast.hannah
    hannah.name_is_own = False
    change_profile(hannah, {"name": "hannah L"}, by=hannah)
    assert greeting(hannah) == "Good to see you, hannah L."


@pytest.mark.parametrize(("name", "own", "expected"), TABLE[::4])
def test_a_mail_of_notices_greets_in_the_same_way(cast, name, own, expected):
    """The whole mail, as it goes out: nothing else in it stands for the person's name."""
    from goodword.notices.letters import letter

    hannah = cast.hannah
    Person.objects.filter(pk=hannah.pk).update(name=clean_line(name), name_is_own=own)
    hannah.refresh_from_db()
    now = clock.now()
    outgoing = Outgoing.objects.create(
        person=hannah, channel="email", form="instant", message_id="<1@x>", made_at=now, next_try_at=now
    )
    notice = Notice(person=hannah, kind="answer", about_kind="person", about_id=hannah.pk, visible_from=now)
    line = Line(notice, Text("Maya answered.", "/x", "You asked it."))
    body = letter(Parcel(outgoing, hannah, viewer_of(hannah), (line,))).body
    assert body.splitlines()[0] == ("Hello," if expected == NEUTRAL else f"Hello {clean_line(name)},")
    assert "hannah" not in body.replace(clean_line(name), ""), "neither address nor login stands for a name"
