"""The demo's words: counted, resolvable, each written once, and unfair to nobody alive."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CONTENT = Path(__file__).resolve().parent.parent / "content"
FILES: dict[str, dict[str, Any]] = {
    path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CONTENT.glob("*.toml"))
}
# Addresses and names are facts that may be told twice; a sentence may not.
NOT_SENTENCES = {"operator", "translator", "number", "at", "after", "face", "sub_ratings"}
PERSON_KEYS = ("author", "by", "person", "helpful", "unhelpful", "same_here", "followers", "voters", "host")
PRODUCT_KEYS = ("product", "products", "about", "of", "reading")
DATE = re.compile(r"-(\d+)d (\d\d):(\d\d)")
RUN = 6


def rows(table: str) -> list[dict[str, Any]]:
    """All rows of one kind, from whichever file holds them."""
    return [row for data in FILES.values() for row in data.get(table, [])]


BOOKS = {book["key"]: book for book in rows("book")}
VARIANTS = {variant["key"]: variant for variant in rows("variant")}
PEOPLE = {person["key"]: person for person in rows("person")}
REVIEWS = rows("review")
STAFF = {key for key, person in PEOPLE.items() if person["role"] == "staff"}
# Longest first, so that a title inside a longer one does not leave half of it standing.
TITLES = sorted({book["title"] for book in BOOKS.values() if " " in book["title"]}, key=len, reverse=True)


def strings(value: Any, where: str, book: bool = False) -> Iterator[tuple[str, str]]:
    """Every string somebody reads, with the place it stands in."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from strings(item, f"{where}[{number}]", book=where.endswith(":book"))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in NOT_SENTENCES or (book and key in {"title", "author"}):
                continue
            yield from strings(item, f"{where}:{key}")


WORDS = [pair for name, data in FILES.items() for pair in strings(data, name)]


def sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence; the title of a book ends one, for titles may be repeated."""
    for title in TITLES:
        text = text.replace(title, " . ")
    for sentence in re.split(r"[.!?…:]+(?=[\s”’)]|$)|\n+", text):
        found = re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", sentence.lower())
        if len(found) >= RUN:
            yield found


def age_in_days(joined: str) -> int:
    """Days since "-1y3m"."""
    sizes = {"y": 365, "m": 30, "w": 7, "d": 1}
    return sum(int(n) * sizes[unit] for n, unit in re.findall(r"(\d+)([ymwd])", joined))


def day(at: str) -> int:
    """How many days ago "-5d 11:20" was."""
    match = DATE.fullmatch(at)
    assert match, at
    return int(match[1])


def may_be_panned(book: dict[str, Any]) -> bool:
    """Only an invented book, or one whose author died before 1956, may get a bad word here."""
    return bool(book.get("invented")) or book.get("died", 9999) < 1956


def test_no_two_sentences_share_six_words() -> None:
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    shared = []
    told = [(where, text) for where, text in WORDS if " " in text]
    for number, (where, text) in enumerate(told):
        for index, sentence in enumerate(sentences(text)):
            mark = (where, number * 1000 + index)
            for start in range(len(sentence) - RUN + 1):
                run = tuple(sentence[start : start + RUN])
                if seen.setdefault(run, mark) != mark:
                    shared.append(f"{' '.join(run)!r}: {seen[run][0]} and {where}")
    assert not shared, "\n".join(shared)


def test_the_counts_of_the_demo() -> None:
    assert len(BOOKS) == len(rows("book")) >= 420
    assert sum("line" in book for book in BOOKS.values()) >= 120
    assert len({book["design"] for book in BOOKS.values()}) >= 8
    parents = {subject["parent"] for subject in rows("subject") if "parent" in subject}
    leaves = {subject["key"] for subject in rows("subject")} - parents
    assert len(leaves) == 23
    assert {book["subject"] for book in BOOKS.values()} == leaves
    assert len(VARIANTS) >= 12
    assert len(STAFF) == 6
    assert len(PEOPLE) == len(rows("person")) == 46
    assert sum(person["role"] == "champion" for person in PEOPLE.values()) == 2
    assert sum(person.get("just_looking", False) for person in PEOPLE.values()) == 2
    assert sum("face" not in person for person in PEOPLE.values()) >= 6
    assert len(REVIEWS) >= 155
    assert len({review["product"] for review in REVIEWS}) >= 70
    assert sum("update" in review for review in REVIEWS) >= 6
    assert sum("withheld" in review for review in REVIEWS) == 2
    assert sum(review.get("withdrawn", False) for review in REVIEWS) == 1
    assert len(rows("space")) in {6, 7}
    assert len(rows("tag")) >= 30
    assert len(rows("order")) >= 380


def test_keys_are_given_once() -> None:
    for table in ("book", "person", "subject", "space", "tag"):
        keys = Counter(row["key"] for row in rows(table))
        assert not [key for key, count in keys.items() if count > 1]
    assert not BOOKS.keys() & VARIANTS.keys()
    assert not [pair for pair, n in Counter((r["product"], r["author"]) for r in REVIEWS).items() if n > 1]


def test_every_reference_in_every_file_leads_somewhere() -> None:
    keys = {table: {row["key"] for row in rows(table)} for table in ("subject", "space", "tag")}
    targets = {
        **{name: set(PEOPLE) for name in PERSON_KEYS},
        **{name: BOOKS.keys() | VARIANTS.keys() for name in PRODUCT_KEYS},
        **dict.fromkeys(("subject", "parent"), keys["subject"]),
        "space": keys["space"],
        "tags": keys["tag"],
    }
    missing = []
    for where, text in WORDS:
        *_, key = re.sub(r"\[\d+\]", "", where).split(":")
        if key in targets and text not in targets[key]:
            missing.append(f"{where}: {text}")
    areas = keys["space"] | keys["subject"]
    missing += [f"{p['key']}: {a}" for p in PEOPLE.values() for a in p.get("areas", []) if a not in areas]
    assert not missing, "\n".join(missing)


def test_the_stars_are_spread_as_customers_spread_them() -> None:
    stars = Counter(review["stars"] for review in REVIEWS if review["author"] not in STAFF)
    total = stars.total()
    for given, share in {5: 0.40, 4: 0.27, 3: 0.15, 2: 0.10, 1: 0.08}.items():
        assert stars[given] / total == pytest.approx(share, abs=0.03), stars


def test_bad_words_are_only_about_invented_books_and_long_dead_writers() -> None:
    bad = [
        review
        for review in REVIEWS
        if review["stars"] < 3 or any(review.get(state) for state in ("withheld", "disputed"))
    ]
    assert bad
    assert not [r for r in bad if not may_be_panned(BOOKS[r["product"]])]
    assert all(BOOKS[r["product"]].get("invented") for r in bad if "withheld" in r)


def test_about_a_living_writer_only_the_book_is_discussed() -> None:
    living = {
        name.split()[-1]
        for book in BOOKS.values()
        if "died" not in book and not book.get("invented")
        for name in book["author"].split(" and ")
    }
    said_of = re.compile(rf"\b(?:{'|'.join(sorted(living))}) (?:is|was|seems|must be|has always been)\b")
    assert not [(where, text) for where, text in WORDS if said_of.search(text)]
    for review in REVIEWS:
        book = BOOKS[review["product"]]
        if "died" in book or book.get("invented"):
            continue
        surnames = {name.split()[-1] for name in book["author"].split(" and ")} - {"Homer"}
        text = " ".join(str(review.get(part, "")) for part in ("title", "text", "pros", "cons"))
        assert not re.search(rf"\b(?:author|writer|novelist|{'|'.join(surnames) or 'author'})\b", text), text


def test_dates_fall_in_shop_hours_and_after_people_came() -> None:
    first_order: dict[tuple[str, str], int] = defaultdict(int)
    for order in rows("order"):
        pair = (order["person"], order["product"])
        first_order[pair] = max(first_order[pair], day(order["at"]))
    stamps = [row["at"] for row in REVIEWS + rows("order")]
    stamps += [row[part]["at"] for row in REVIEWS for part in ("update", "withheld") if part in row]
    for at in stamps:
        match = DATE.fullmatch(at)
        assert match, at
        assert "09:30" <= at.split()[1] <= "18:00", at
        assert int(match[1]) <= 3 * 365 + 60, at
    for review in REVIEWS:
        assert day(review["at"]) < age_in_days(PEOPLE[review["author"]]["joined"]), review
        if review["verified"] == "order":
            assert first_order[review["author"], review["product"]] > day(review["at"]), review
        for part in ("update", "withheld"):
            assert part not in review or day(review[part]["at"]) < day(review["at"]), review
        assert review["verified"] in {"order", "receipt", "vouched", "none"}


def test_only_the_company_answers_first_and_nobody_votes_for_themselves() -> None:
    for review in REVIEWS:
        voters = review.get("helpful", []) + review.get("unhelpful", [])
        assert len(voters) == len(set(voters)), review
        assert review["author"] not in voters, review
        assert not STAFF & set(voters), review
        assert review.get("answer", {}).get("author") != review["author"], review


def test_nobody_shouts_and_quotation_marks_are_printed_ones() -> None:
    assert not [(where, text) for where, text in WORDS if "!" in text]
    mine = ("books-", "people", "reviews", "shop")
    assert not [pair for pair in WORDS if pair[0].startswith(mine) and re.search(r"[\"']", pair[1])]
