"""`import products` and `import reviews`: known shapes, mappings, and files that are not what they say."""

import csv
import gzip
import json
from contextlib import nullcontext
from io import StringIO

import pytest
from django.core.management import call_command

from goodword.catalog.models import Product
from goodword.connect.models import ImportRun
from goodword.conversations.models import ImportedTally, ReviewDetail, Topic, Vote
from goodword.core import receipts, search
from goodword.core.gate import Ref
from goodword.core.models import EventRecord
from goodword.core.viewer import ANONYMOUS
from goodword.people.models import Person

pytestmark = pytest.mark.django_db
AMAZON = [
    {
        "reviewerID": "A1", "asin": "B001", "reviewerName": "Jo \"the ear\"", "helpful": "[13, 14]", "overall": "5.0",
        "reviewText": "It&#39;s loud.\n\n1. Really", "summary": "Loud", "unixReviewTime": "1393545600",
    },
    {
        "reviewerID": "A2", "asin": "B001", "helpful": "[0, 0]", "reviewText": "", "overall": "1.0", "summary": "Broke",
        "unixReviewTime": "1363392000",
    },
    {"reviewerID": "A1", "asin": "B001", "helpful": [0, 0], "reviewText": "Again", "overall": 4.0, "summary": "", "unixReviewTime": 1},
    {"reviewerID": "A3", "asin": "B002", "helpful": "x", "reviewText": "ok", "overall": "3.5", "summary": "", "unixReviewTime": "1"},
    {"reviewerID": "A3", "asin": "", "helpful": "[1, 0]", "reviewText": "ok", "overall": "3", "summary": "", "unixReviewTime": "1"},
]  # fmt: skip


def run(command, path, *options, code=0):
    """Run an import; its report."""
    out = StringIO()
    with pytest.raises(SystemExit) if code else nullcontext() as stop:
        call_command(command, str(path), "--json", *options, stdout=out, stderr=StringIO())
    assert not code or stop.value.code == code
    return json.loads(out.getvalue().strip().splitlines()[-1])


def jsonl(path, rows):
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def table(path, text, encoding="utf-8"):
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def only_file(report):
    return next(iter(report["files"].values()))


def test_reviews_as_they_were(tmp_path):
    report = run("import_reviews", jsonl(tmp_path / "loud.jsonl", AMAZON))
    file = only_file(report)
    assert (file["rows"], file["imported"]) == (5, 2)
    assert file["refused"] == {
        "twice in this file": 1,
        "stars are not a whole number from 1 to 5": 1,
        "without a product, or with an id longer than 100 characters": 1,
    }
    loud = Topic.objects.get(title="Loud")
    assert loud.body == "It's loud.\n\n1. Really"
    assert loud.body_html == "<p>It's loud.</p>\n\n<p>1. Really</p>"
    assert loud.written_as == ""
    assert (loud.review.stars, loud.review.verification, loud.review.rating.counted) == (5, "none", True)
    assert loud.author.name == 'Jo "the ear"'
    assert (loud.imported_tally.up, loud.imported_tally.down, loud.imported_tally.source) == (13, 1, "loud")
    assert ImportedTally.objects.count() == 1
    assert Vote.objects.count() == 0
    assert loud.helpful_count == 0
    product = Product.objects.get(source="loud", source_id="B001")
    assert (product.rating_count, product.rating_sum) == (2, 6)
    assert receipts.received(Ref("product", product.pk)) == 2
    assert Topic.objects.get(title="Broke").body == "Broke"
    assert search.find("loud", ANONYMOUS).hits
    assert not EventRecord.objects.filter(quiet=False).exists()


def test_reviews_once(tmp_path):
    path = jsonl(tmp_path / "loud.jsonl", AMAZON)
    dry = run("import_reviews", path, "--dry-run")
    assert [model.objects.count() for model in (Topic, Product, Person, ImportRun)] == [0] * 4
    first = run("import_reviews", path)
    assert only_file(dry) == only_file(first)
    again = only_file(run("import_reviews", path))
    assert again["imported"] == 0
    assert ReviewDetail.objects.count() == 2
    assert Product.objects.get(source_id="B001").rating_count == 2


def test_reviews_of_products_of_another_source_by_mapping(tmp_path):
    run("import_products", table(tmp_path / "shop.csv", "sku,name,brand\nS1,Lamp,Bright\n"))
    rows = "who,item,points,words,when\nann,S1,4,Good light,2020-02-03\nann,S1,1,Changed my mind,2020-02-04\n,S1,2,Dim,2020-02-05\n"
    report = run(
        "import_reviews", table(tmp_path / "old.csv", rows), "--products", "shop", "--licence", "CC0",
        "--mapping", "person=who", "product=item", "stars=points", "text=words", "at=when",
    )  # fmt: skip
    assert only_file(report)["refused"] == {"twice in this file": 1}
    product = Product.objects.get()
    assert (product.title, product.rating_count) == ("Lamp", 2)
    assert Topic.objects.get(body="Good light").licence == "CC0"
    assert Topic.objects.get(body="Dim").author.name == ""


def test_characters_no_database_can_hold(tmp_path):
    row = {
        "reviewerID": "A\0\ud800",
        "asin": "B\0",
        "reviewText": "a\0\ud800b\u202e",
        "overall": 5,
        "summary": "t\0",
        "unixReviewTime": 1,
    }
    run(
        "import_reviews",
        jsonl(tmp_path / "odd.jsonl", [row | {"helpful": "[0, 0]", "reviewerName": "\ud800"}]),
    )
    review = Topic.objects.get()
    assert (review.body, review.title, review.author.source_id) == ("ab", "t", "A")


def test_an_import_is_no_disguise(tmp_path, cast):
    """A member of staff who owns an imported account writes as staff, also by import (law 6)."""
    cast.maya.source, cast.maya.source_id = "loud", "A1"
    cast.maya.save()
    run("import_reviews", jsonl(tmp_path / "loud.jsonl", AMAZON[:2]))
    review = ReviewDetail.objects.get(author=cast.maya)
    assert review.topic.written_as == "staff"
    assert not review.rating.counted
    assert Product.objects.get().rating_count == 1


def test_goodbooks_shape(tmp_path):
    header = "book_id,goodreads_book_id,authors,original_publication_year,title,language_code,image_url"
    rows = '7,5907,"J.R.R. Tolkien, Somebody Else",1937.0,The Hobbit,en-US,https://images.example/5907.jpg\n8,,A,,B,,\n'
    run("import_products", table(tmp_path / "books.csv.gz", f"\ufeff{header}\n{rows}"))
    hobbit = Product.objects.get(source="books", source_id="7")
    assert (hobbit.title, hobbit.maker.name, hobbit.maker_note, hobbit.year) == (
        "The Hobbit",
        "J.R.R. Tolkien",
        "Somebody Else",
        1937,
    )
    assert hobbit.source_link == "https://www.goodreads.com/book/show/5907"
    assert hobbit.picture is None, "a picture of another place is never shown from there"
    assert search.find("hobbit", ANONYMOUS).hits[0].ref == Ref("product", hobbit.pk)


def test_rows_that_cannot_be_products(tmp_path):
    text = (
        "id,title,price,year,subject,link\n1,A,£12.50,1999,Books > Poetry,\n1,Twice,,,,\n,No id,,,,\n2,,,,,\n3,C,dear,,,\n"
        "4,D,,19x9,,\n5,E,,,Books,javascript:alert(1)\n6,F,3,,Books > Poetry,https://shop.example/6\n"
    )
    file = only_file(run("import_products", table(tmp_path / "p.csv", text)))
    assert (file["rows"], file["imported"], sum(file["refused"].values())) == (8, 2, 6)
    assert file["refused"]["twice in this file"] == 1
    assert file["refused"]["year: not a whole number"] == 1
    first = Product.objects.get(source_id="1")
    assert str(first.price) == "12.50"
    assert (first.subject.name, first.subject.parent.name) == ("Poetry", "Books")
    assert first.subject.product_count == 2
    again = only_file(run("import_products", tmp_path / "p.csv"))
    assert again["imported"] == 0
    assert again["refused"]["here already"] == 3


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("p.csv", b"name,price\nx,1\n", "no column for id. There are: name, price"),
        ("p.csv", b"", "no header"),
        ("p.csv", b"id,title\n", "no rows"),
        ("p.csv", b"id,title\n1,a\n2,b,c\n", "line 3: 3 columns where the header has 2"),
        ("p.csv", "id,title\n1,caf\u00e9\n".encode("latin-1"), "not UTF-8"),
        ("p.csv", "id,title\n1,a\n".encode("utf-16"), "not UTF-8"),
        ("p.csv", b'id,title\n1,"never closed\n', "broken"),
        ("p.csv", b"id,title\n1," + b"x" * 1_100_000 + b"\n", "field"),
        ("p.csv", b"id,title,id\n1,2,3\n", "same name"),
        ("p.csv.gz", gzip.compress(b"id,title\n" + b"1,a\n" * 50_000)[:-20], "compressed"),
        ("p.jsonl", b'{"id": "1", "title": "a"}\n{"id": "2", "ti', "line 2: this line is not JSON"),
        ("p.jsonl", b"[" * 100_000, "line 1"),
        ("p.jsonl", b'["a"]', "not a JSON object"),
        ("p.xlsx", b"PK\x03\x04", "neither .csv nor .jsonl"),
    ],
)
def test_bad_files_are_reported_with_their_line(tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)
    report = run("import_products", tmp_path / name, code=1)
    assert says in report["problem"]
    assert Product.objects.count() == 0


def test_wishes_that_cannot_be_met(tmp_path):
    path = table(tmp_path / "p.csv", "id,title\n1,a\n")
    for wish in ("title=nothing", "color=title", "title"):
        assert "--mapping" in run("import_products", path, "--mapping", wish, code=1)["problem"]
    assert "no such file" in run("import_products", tmp_path / "none.csv", code=1)["problem"]


@pytest.mark.real_data("text-edge-cases")
def test_csv_oddities_read_right(real_data, tmp_path):
    import tarfile

    from goodword.connect.importing.reading import csv_rows

    with tarfile.open(real_data("text-edge-cases") / "csv_spectrum.tar.gz") as tar:
        tar.extractall(tmp_path, filter="data")
    for path in sorted((tmp_path / "csvs").glob("*.csv")):
        right = json.loads((tmp_path / "json" / f"{path.stem}.json").read_text())
        right = right if isinstance(right, list) else [right]
        read = list(csv_rows(path))
        assert len(read) == len(right)
        if path.stem != "location_coordinates":  # whose two files hold different telephone numbers
            assert [unix(row) for row in read] == [unix(row) for row in right], path.stem


def unix(row):
    return {name.strip(): value.replace("\r\n", "\n") for name, value in row.items()}


@pytest.mark.slow
@pytest.mark.real_data("amazon-musical-instruments")
def test_a_whole_set_of_reviews(real_data):
    path = real_data("amazon-musical-instruments") / "reviews.jsonl.gz"
    with gzip.open(path, "rt") as file:
        rows = [json.loads(line) for line in file]
    told = only_file(run("import_reviews", path))
    assert told["rows"] == told["imported"] == len(rows) == ReviewDetail.objects.count()
    assert Product.objects.count() == len({row["asin"] for row in rows})
    assert Person.objects.count() == len({row["reviewerID"] for row in rows})
    for stars in range(1, 6):
        assert ReviewDetail.objects.filter(stars=stars).count() == sum(
            1 for row in rows if float(row["overall"]) == stars
        )
    helped = [row for row in rows if json.loads(row["helpful"])[1]]
    assert ImportedTally.objects.count() == len(helped)


@pytest.mark.slow
@pytest.mark.real_data("goodbooks-catalog")
def test_a_whole_catalogue(real_data):
    path = real_data("goodbooks-catalog") / "books.csv.gz"
    with gzip.open(path, "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    told = only_file(run("import_products", path))
    assert told["rows"] == told["imported"] == len(rows) == Product.objects.count()
    assert Product.objects.get(source_id="1").title == "The Hunger Games (The Hunger Games, #1)"
