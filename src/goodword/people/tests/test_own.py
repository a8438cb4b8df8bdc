"""A person's own pages: profile, picture, data, leaving, roles, follows, claims (PE-2, PE-3, PE-10, laws 5, 6, 9)."""

import io
import json

import pytest
from django.core import mail
from PIL import Image

from goodword.core import gate, personal
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.gate import Ref
from goodword.core.models import EventRecord, Job, Leaf, Opening
from goodword.people import queries
from goodword.people.actions import claims, follows, leaving, profile, roles
from goodword.people.actions.persons import add_person
from goodword.people.models import ClaimVouch, Follow, Person, Picture, RoleGrant, Session
from goodword.people.queries import viewer_of
from goodword.people.tests.mailing import work
from goodword.testing.cast import PASSWORD


def picture_file(colour="teal", name="me.png"):
    file = io.BytesIO()
    Image.new("RGB", (50, 40), colour).save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


def fill(**changes):
    return {"name": "", "pronounced": "", "different": "", "interests": "", "goals": "", **changes}


# ---- profile


def test_a_profile_is_what_the_person_typed(cast, visit):
    client = visit(cast.hannah)
    typed = fill(
        name="hannah, from the LAKE",
        pronounced="HAH-na",
        interests="tide tables, soup,  soup ",
        different="I read aloud.",
    )
    assert client.submit("/you", typed).status_code == 303
    page = visit(None).get("/people/hannah").content.decode()
    assert "<bdi>hannah, from the LAKE</bdi>" in page
    assert "as they say it themselves" in page
    assert page.count("<bdi>soup</bdi>") == 1
    assert "hannah@example.org" not in page


def test_an_empty_name_is_no_name(cast, visit):
    visit(cast.hannah).submit("/you", fill())
    page = visit(None).get("/people/hannah").content.decode()
    assert "no name given" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "x" * 101), ("name", "a\0b"), ("different", "x" * 501), ("interests", ",".join(map(str, range(13)))),
     ("interests", "y" * 70), ("goals", "[" * 100_000), ("pronounced", "z" * 101)],
)  # fmt: skip
def test_hostile_profiles_are_refused_beside_the_field(cast, visit, field, value):
    answer = visit(cast.hannah).submit("/you", fill(**{"name": "kept words", field: value}))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"'.encode() in answer.content
    cast.hannah.refresh_from_db()
    assert cast.hannah.name == "Hannah Lindqvist"


def test_a_name_cannot_turn_the_page_around_or_carry_markup(cast, visit):
    client = visit(cast.hannah)
    client.submit("/you", fill(name="\u202egnirts\u202c <img src=x onerror=alert(1)>\u2028"))
    cast.hannah.refresh_from_db()
    assert "\u202e" not in cast.hannah.name
    for page in (client.get("/people/hannah"), client.get("/you"), client.get("/staff")):
        assert b"<img src=x" not in page.content


def test_one_changes_only_oneself(cast):
    with pytest.raises(NotAllowed):
        profile.change_profile(cast.hannah, {"name": "x"}, by=cast.outsider)
    with pytest.raises(NotAllowed):
        profile.set_just_looking(cast.hannah, True, by=cast.outsider)


def test_fields_nobody_asked_for_change_nothing(cast, visit):
    visit(cast.hannah).submit(
        "/you", fill(name="H", state="suspended", email="x@example.org", role="owner", is_staff="1")
    )
    cast.hannah.refresh_from_db()
    assert (cast.hannah.state, cast.hannah.email) == ("active", "hannah@example.org")
    assert not viewer_of(cast.hannah).is_staff


def test_just_looking_goes_on_and_off_and_back_where_one_was(cast, visit):
    client = visit(cast.hannah)
    answer = client.submit("/you/just-looking", {"on": "1", "back": "/staff"})
    assert answer.headers["Location"] == "/staff"
    cast.hannah.refresh_from_db()
    assert cast.hannah.just_looking
    client.submit("/you/just-looking", {"on": "0", "back": "//evil.example"})
    cast.hannah.refresh_from_db()
    assert not cast.hannah.just_looking


# ---- pictures


def test_a_picture_is_re_encoded_and_asked_of_the_gate(cast, visit):
    client = visit(cast.hannah)
    assert client.submit("/you/picture", {"picture": picture_file()}).status_code == 303
    cast.hannah.refresh_from_db()
    shown = visit(None).get(f"/pictures/{cast.hannah.picture.puid}")
    assert shown.headers["Content-Type"] == "image/webp"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown.streaming_content)[:4] == b"RIFF"
    again = visit(None).get(cast.hannah.picture_url, headers={"if-none-match": shown.headers["ETag"]})
    assert again.status_code == 304
    Person.objects.filter(pk=cast.hannah.pk).update(state=Person.State.SUSPENDED)
    for path in (f"/pictures/{cast.hannah.picture.puid}", cast.hannah.picture_url):
        hidden = visit(None).get(path, headers={"if-none-match": shown.headers["ETag"]})
        assert hidden.status_code == 404


def test_a_picture_shown_nowhere_is_its_owners_alone(cast):
    from goodword.people.actions.pictures import keep_picture

    kept = keep_picture(picture_file(), by=cast.hannah)
    assert gate.may_see(Ref("picture", kept.pk), viewer_of(cast.hannah))
    for other in (cast.outsider, cast.tom, None):
        assert not gate.may_see(Ref("picture", kept.pk), viewer_of(other))


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a but not", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n" + b"x" * 100]
)
def test_what_is_no_picture_is_refused(cast, visit, content):
    file = io.BytesIO(content)
    file.name = "../../etc/passwd.png"
    answer = visit(cast.hannah).submit("/you/picture", {"picture": file})
    assert answer.status_code == 422
    assert not Picture.objects.exists()


def test_a_replaced_picture_leaves_no_file(
    cast, visit, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        visit(cast.hannah).submit("/you/picture", {"picture": picture_file("teal")})
        visit(cast.hannah).submit("/you/picture", {"picture": picture_file("red")})
        visit(cast.hannah).submit("/you/picture", {"remove": "1"})
    assert not Picture.objects.exists()
    assert not list(tmp_path.rglob("*.webp"))


# ---- follows


def test_friends_are_those_who_follow_each_other(cast):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    assert queries.friend_ids(cast.hannah.pk) == set()
    follows.follow(Ref("person", cast.hannah.pk), by=cast.gwen)
    assert queries.friend_ids(cast.hannah.pk) == {cast.gwen.pk}
    follows.unfollow(Ref("person", cast.gwen.pk), by=cast.hannah)
    assert queries.friend_ids(cast.gwen.pk) == set()


def test_the_follow_button_works_plain_and_as_a_fragment(cast, visit):
    client, gwen = visit(cast.hannah), cast.gwen
    answer = client.submit(f"/follows/person/{gwen.pk}", {"back": "/people/gwen"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people/gwen")
    assert b"Following" in client.get("/people/gwen").content
    fragment = client.submit(f"/follows/person/{gwen.pk}/end", headers={"hx-request": "true"})
    assert b'aria-pressed="false"' in fragment.content
    assert b"<html" not in fragment.content
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    ("path", "status"), [("person/999999", 404), ("person/" + "9" * 30, 404), ("secret/1", 422)]
)
def test_following_what_is_not_there(cast, visit, path, status):
    assert visit(cast.hannah).submit(f"/follows/{path}").status_code == status


def test_following_needs_somebody(visit, cast):
    assert visit(None).submit(f"/follows/person/{cast.gwen.pk}").status_code in (401, 403)
    assert not Follow.objects.exists()
    assert b"/sign-in?next=%2Fpeople%2Fgwen" in visit(None).get("/people/gwen").content


# ---- roles


def test_only_an_owner_gives_roles_and_only_with_a_reason(cast, visit):
    fields = {"person": cast.hannah.email, "role": "care", "reason": "Starts on Monday."}
    assert visit(cast.outsider).submit("/desk/staff", fields).status_code == 404
    assert visit(cast.ines).get("/desk/staff").status_code == 404
    tom = visit(cast.tom)
    assert tom.submit("/desk/staff", {**fields, "reason": " "}).status_code == 422
    assert tom.submit("/desk/staff", {**fields, "role": "emperor"}).status_code == 422
    assert tom.submit("/desk/staff", {**fields, "person": "nobody"}).status_code == 422
    assert tom.submit("/desk/staff", fields).status_code == 303
    assert viewer_of(cast.hannah).is_staff
    assert tom.submit("/desk/staff", fields).status_code == 409
    grant = RoleGrant.objects.get(person=cast.hannah)
    assert visit(cast.ines).submit(f"/desk/roles/{grant.pk}/end").status_code == 404
    assert tom.submit(f"/desk/roles/{grant.pk}/end").status_code == 303
    assert not viewer_of(cast.hannah).is_staff


def test_a_champion_is_one_once_they_agree(cast, visit):
    visit(cast.tom).submit("/desk/staff", {"person": "samuel", "role": "champion", "reason": "x"})
    samuel = cast.samuel
    grant = roles.give_role(samuel, "champion", by=cast.tom, reason="Forty answers helped.")
    assert queries.label_at(samuel) == ""
    assert visit(cast.outsider).submit(f"/you/roles/{grant.pk}/agreement").status_code == 404
    client = visit(samuel)
    assert b"Yes, call me that" in client.get("/you/roles").content
    client.submit(f"/you/roles/{grant.pk}/agreement")
    assert queries.label_at(samuel) == "champion"
    assert b"Champion" in visit(None).get("/people/samuel").content
    client.submit(f"/you/roles/{grant.pk}/end")
    assert queries.label_at(samuel) == ""


def test_the_last_owner_stays(cast):
    with pytest.raises(Conflict):
        roles.end_role(RoleGrant.objects.get(person=cast.tom), by=cast.tom)
    with pytest.raises(Conflict):
        leaving.delete_account(cast.tom, by=cast.tom, keep_texts=True)


def test_the_staff_page_shows_who_answers(cast, visit, django_assert_max_num_queries):
    for person in (cast.maya, cast.ines, cast.ruth, cast.gwen):
        assert person
    visit(cast.maya).submit(
        "/you/staff-page",
        {"line": "Novels", "great": "The door opens.", "hours": "Tue–Sat", "areas": "fiction"},
    )
    assert visit(cast.hannah).get("/you/staff-page").status_code == 404
    visit(None).get("/staff")
    with django_assert_max_num_queries(4):
        page = visit(None).get("/staff").content.decode()
    assert "The door opens." in page
    assert page.index("Maya Okafor") < page.index("Champions") < page.index("Gwen Pritchard")


# ---- data and leaving


def test_the_export_holds_the_own_rows_and_no_secret(cast, visit):
    follows.follow(Ref("person", cast.gwen.pk), by=cast.hannah)
    client = visit(cast.hannah)
    held = json.loads(client.get("/you/data.json").content)["held"]
    assert held["people.profile"][0]["email"] == "hannah@example.org"
    assert held["people.follows"][0]["object_id"] == cast.gwen.pk
    cast.hannah.refresh_from_db()
    text = json.dumps(held)
    assert cast.hannah.password not in text
    assert Session.objects.get().session_key not in text
    assert "gwen@example.org" not in text
    assert b"What you follow" in client.get("/you/data").content
    assert b"we hold nothing" in visit(None).get("/you/data").content


def test_leaving_needs_the_password_or_a_fresh_sign_in(cast, visit):
    client = visit(cast.hannah)
    assert client.submit("/you/deletion", {"texts": "keep", "password": "no"}).status_code == 422
    assert client.submit("/you/deletion", {"texts": "burn", "password": PASSWORD}).status_code == 422
    assert Person.objects.get(pk=cast.hannah.pk).state == "active"
    answer = client.submit("/you/deletion", {"texts": "keep", "password": PASSWORD})
    assert answer.headers["Location"] == "/left"
    assert Person.objects.get(pk=cast.hannah.pk).state == "deleted"
    fresh = visit(None)
    fresh.submit("/sign-in", {"email": cast.gwen.email, "password": PASSWORD})
    assert fresh.submit("/you/deletion", {"texts": "remove"}).status_code == 303


def test_who_left_is_nowhere(cast, visit, tmp_path, settings):
    settings.MAILBOX = tmp_path
    (tmp_path / "1.log").write_text("To: hannah@example.org")
    (tmp_path / "2.log").write_text("To: gwen@example.org")
    follows.follow(Ref("person", cast.hannah.pk), by=cast.gwen)
    visit(None).submit("/sign-in/link", {"email": cast.hannah.email})
    work()
    client = visit(cast.hannah)
    leaving.delete_account(cast.hannah, by=cast.hannah, keep_texts=True)
    work()
    assert client.get("/you").status_code == 302
    assert visit(None).get("/people/hannah").status_code == 404
    row = str(Person.objects.filter(pk=cast.hannah.pk).values())
    everywhere = row + str([list(m.objects.values()) for m in (Job, EventRecord, Follow, Session, RoleGrant)])
    for word in ("hannah@example.org", "Hannah", "Lindqvist"):
        assert word not in everywhere
    assert [file.name for file in tmp_path.glob("*.log")] == ["2.log"]
    assert personal.export(cast.hannah.pk)["people.follows"] == []
    assert (
        visit(None).submit("/sign-in", {"email": "hannah@example.org", "password": PASSWORD}).status_code
        == 422
    )
    mail.outbox.clear()
    add_person(name="Another", email="hannah@example.org")


# ---- claims


@pytest.fixture
def old(db):
    return add_person(
        name="user1234", name_is_own=False, state=Person.State.IMPORTED, source="old-forum", source_id="7", handle="user1234"
    )  # fmt: skip


def test_a_code_claims_an_old_profile_once(cast, visit, old):
    code = claims.offer_code(old)
    follows.follow(Ref("person", old.pk), by=cast.gwen)
    client = visit(cast.hannah)
    wrong = client.submit("/you/claim", {"profile": "user1234", "code": "wrong"})
    unknown = client.submit("/you/claim", {"profile": "nobody", "code": code})
    assert wrong.status_code == unknown.status_code == 422
    assert not ClaimVouch.objects.exists()
    answer = client.submit(
        "/you/claim", {"profile": "http://testserver/people/user1234", "code": f" {code.upper()} "}
    )
    assert answer.status_code == 303
    old.refresh_from_db()
    assert (old.state, old.claim_code) == ("claimed", "")
    assert visit(None).get("/people/user1234").headers["Location"] == "/people/hannah"
    assert queries.followers("person", cast.hannah.pk) == [cast.gwen.pk]
    assert queries.claimant_ids([old.pk]) == {old.pk: cast.hannah.pk}
    leaf = Leaf.objects.get(kind="claim")
    assert cast.hannah.puid not in leaf.line
    assert Opening.objects.get(leaf=leaf).value == cast.hannah.puid
    assert EventRecord.objects.get(name="people.PersonClaimed").payload == {
        "person_id": cast.hannah.pk, "imported_id": old.pk,
    }  # fmt: skip
    with pytest.raises(Invalid):
        claims.claim_by_code(old, code, by=cast.outsider)


def test_an_unclaimed_profile_without_a_code_cannot_be_claimed_by_an_empty_one(cast, old):
    with pytest.raises(Invalid):
        claims.claim_by_code(old, "", by=cast.hannah)


def test_staff_vouch_for_others_only(cast, visit, old):
    fields = {"imported": "old-forum:7", "person": "hannah", "reason": "She showed me the mails."}
    hannah = cast.hannah
    assert visit(cast.outsider).submit("/desk/claims", fields).status_code == 404
    assert visit(cast.ines).submit("/desk/claims", {**fields, "reason": ""}).status_code == 422
    assert visit(cast.ines).submit("/desk/claims", {**fields, "person": cast.ines.email}).status_code == 403
    assert visit(cast.ines).submit("/desk/claims", fields).status_code == 303
    row = ClaimVouch.objects.get()
    assert (row.person, row.vouched_by, row.reason) == (hannah, cast.ines, "She showed me the mails.")
    assert "She showed" not in Leaf.objects.get(kind="claim").line
    assert visit(cast.ines).submit("/desk/claims", fields).status_code == 422


# ---- what a page costs


@pytest.mark.parametrize(
    ("path", "who", "most"),
    [("/people/gwen", None, 10), ("/people/gwen", "hannah", 14), ("/you", "hannah", 8), ("/you/sessions", "hannah", 8),
     ("/you/roles", "hannah", 8), ("/staff", "hannah", 8), ("/desk/staff", "tom", 8), ("/sign-in", None, 2)],
)  # fmt: skip
def test_a_page_costs_few_queries(cast, visit, django_assert_max_num_queries, path, who, most):
    for person in (cast.gwen, cast.maya, cast.ines, cast.tom, cast.joris):
        assert person
    client = visit(getattr(cast, who) if who else None)
    client.get(path)
    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200


HOSTILE = [
    "",
    "x" * 5000,
    "a\0b",
    b"\xed\xa0\x80",
    "[" * 100_000,
    "\u202eabc\u2066",
    "<script>alert(1)</script>",
    "'; DROP TABLE people_person; --",
]
FORMS = {
    "/you/address": ["email"],
    "/you/password": ["present", "password"],
    "/you/deletion": ["texts", "password"],
    "/you/claim": ["profile", "code"],
    "/you/staff-page": ["line", "great", "hours", "areas"],
    "/desk/staff": ["person", "role", "reason"],
    "/desk/claims": ["imported", "person", "reason"],
}


@pytest.mark.parametrize("path", FORMS)
def test_no_form_breaks_on_what_is_sent(cast, visit, path):
    """As the owner, who may reach all of them: a clear refusal or, for what is only words, words kept clean."""
    tom = cast.tom
    client = visit(tom)
    before = (Person.objects.count(), RoleGrant.objects.count(), ClaimVouch.objects.count())
    for value in HOSTILE:
        answer = client.submit(path, dict.fromkeys(FORMS[path], value))
        assert answer.status_code in ({303, 422} if path == "/you/staff-page" else {422, 429}), value[:20]
        assert b"<script>alert" not in answer.content
    assert (Person.objects.count(), RoleGrant.objects.count(), ClaimVouch.objects.count()) == before
    tom.refresh_from_db()
    assert tom.check_password(PASSWORD)
    assert "\u202e" not in visit(None).get("/staff").content.decode()
