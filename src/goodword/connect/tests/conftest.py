"""What the tests of this room share: a small dump and a small community."""

import gzip
import json
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from django.test import Client

USERS = [
    {"Id": "-1", "DisplayName": "Community", "CreationDate": "2014-01-01T00:00:00.000"},
    {"Id": "1", "DisplayName": "Ana  Nováková ", "CreationDate": "2014-01-02T00:00:00.000"},
    {"Id": "2", "DisplayName": "user1234", "CreationDate": "2014-01-03T00:00:00.000"},
    {"Id": "3", "DisplayName": "שירה", "CreationDate": "2014-01-04T00:00:00.000"},
]
POSTS = [
    {
        "Id": "1", "PostTypeId": "1", "AcceptedAnswerId": "3", "CreationDate": "2014-02-01T10:00:00.000", "Score": "3",
        "Body": "<h1>Tea</h1><p>How <b>hot</b>? <img src=\"http://i.example/x.png\" alt=\"a cup\"></p><script>alert(1)</script>",
        "OwnerUserId": "1", "Title": "How hot should tea be?", "Tags": "<tea><water-heat>",
    },
    {
        "Id": "2", "PostTypeId": "1", "CreationDate": "2019-02-02T10:00:00.000", "Body": "<p>Again, how hot?</p>",
        "OwnerDisplayName": "gone", "Title": "Temperature of tea", "Tags": "|tea|", "ClosedDate": "2019-02-03T00:00:00.000",
    },
    {
        "Id": "3", "PostTypeId": "2", "ParentId": "1", "CreationDate": "2014-02-01T11:00:00.000", "OwnerUserId": "2",
        "Body": "<p>At <code>80°</code>, see <a href=\"javascript:alert(1)\">this</a>.</p><pre><code>a\n  b</code></pre>",
    },
    {"Id": "4", "PostTypeId": "2", "ParentId": "99", "CreationDate": "2014-02-01T11:00:00.000", "Body": "<p>lost</p>"},
    {"Id": "5", "PostTypeId": "4", "CreationDate": "2014-02-05T00:00:00.000", "Body": "Leaves in water.", "OwnerUserId": "-1"},
    {"Id": "6", "PostTypeId": "5", "CreationDate": "2014-02-05T00:00:00.000", "Body": "", "OwnerUserId": "-1"},
    {"Id": "7", "PostTypeId": "7", "CreationDate": "2014-02-05T00:00:00.000", "Body": "help", "OwnerUserId": "-1"},
    {"Id": "8", "PostTypeId": "1", "CreationDate": "2014-02-06T00:00:00.000", "Body": "<p>x</p>", "OwnerUserId": "3", "Title": "T" * 301},
    {
        "Id": "9", "PostTypeId": "2", "ParentId": "2", "CreationDate": "2019-02-02T12:00:00.000",
        "Body": "<p>Ask the leaf.</p>", "ContentLicense": "CC BY-SA 4.0",
    },
]  # fmt: skip
COMMENTS = [
    {"Id": "3", "PostId": "3", "Text": "Thanks, `80°` it is", "CreationDate": "2014-02-01T12:00:00.000", "UserId": "1", "Score": "2"},
    {"Id": "4", "PostId": "2", "Text": "Why hot?", "CreationDate": "2019-02-02T11:00:00.000", "UserId": "3"},
    {"Id": "5", "PostId": "77", "Text": "lost", "CreationDate": "2019-02-02T11:00:00.000", "UserId": "3"},
]  # fmt: skip
VOTES = [
    {"Id": str(number), "PostId": post, "VoteTypeId": kind, "CreationDate": "2014-02-03T00:00:00.000"}
    for number, (post, kind) in enumerate(
        [("1", "2"), ("1", "2"), ("1", "3"), ("3", "2"), ("3", "1"), ("88", "2"), ("1", "5")], 1
    )
]
FILES = {
    "Users": USERS,
    "Posts": POSTS,
    "Comments": COMMENTS,
    "Votes": VOTES,
    "Tags": [
        {"Id": "1", "TagName": "tea", "Count": "2", "ExcerptPostId": "5", "WikiPostId": "6"},
        {"Id": "2", "TagName": "water-heat", "Count": "1"},
    ],
    "PostLinks": [
        {
            "Id": "1",
            "CreationDate": "2019-02-02T12:00:00.000",
            "PostId": "2",
            "RelatedPostId": "1",
            "LinkTypeId": "3",
        },
        {
            "Id": "2",
            "CreationDate": "2019-02-02T12:00:00.000",
            "PostId": "1",
            "RelatedPostId": "2",
            "LinkTypeId": "3",
        },
        {
            "Id": "3",
            "CreationDate": "2019-02-02T12:00:00.000",
            "PostId": "1",
            "RelatedPostId": "2",
            "LinkTypeId": "1",
        },
    ],
    "Badges": [{"Id": "1", "UserId": "1", "Name": "Teacher", "Date": "2014-02-03T00:00:00.000"}],
}


def xml(name, rows):
    """The text of one file of a dump."""
    lines = [
        "  <row " + " ".join(f"{key}={_quoted(value)}" for key, value in row.items()) + " />" for row in rows
    ]
    return "\n".join(
        ['<?xml version="1.0" encoding="utf-8"?>', f"<{name.lower()}>", *lines, f"</{name.lower()}>"]
    )


def _quoted(value):
    return quoteattr(value, {"\n": "&#xA;"})


def write_dump(folder: Path, files=FILES, packed=()):
    """Write a dump; the files named in `packed` as gzip."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        data = ("\ufeff" + xml(name, rows)).encode()
        if name in packed:
            (folder / f"{name}.xml.gz").write_bytes(gzip.compress(data))
        else:
            (folder / f"{name}.xml").write_bytes(data)
    return folder


@pytest.fixture
def dump(tmp_path):
    """The folder of a small dump that has one of everything."""
    return write_dump(tmp_path / "tea.example.com", packed={"Posts", "Votes"})


class Program(Client):
    """A program that shows a token and sends JSON. It keeps no cookie of anybody."""

    def __init__(self, token="", **options):
        super().__init__(**options)
        self.shown = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}

    def ask(self, method, path, body=None, key="", **extra):
        """One request to /api/v1PATH. key: its Idempotency-Key."""
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        headers = {**self.shown, **({"HTTP_IDEMPOTENCY_KEY": key} if key else {}), **extra}
        return self.generic(method, f"/api/v1{path}", **sent, **headers)


@pytest.fixture
def program(db):
    """A function (person, *scopes) that gives a program of theirs; without scopes, with all that they can hand on."""
    from goodword.connect import policy
    from goodword.connect.actions.tokens import make_token
    from goodword.people.queries import viewer_of

    def of(person, *scopes):
        wanted = scopes or [scope for scope in policy.ALL if policy.may_carry(scope, viewer_of(person))]
        _token, secret = make_token(by=person, name="a test", scopes=wanted, days=30)
        return Program(secret)

    return of


@pytest.fixture
def till(outside):
    """A program elsewhere that hears of events."""
    return outside.serve("till.example")
