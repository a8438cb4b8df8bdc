"""Products, shelves, makers, orders and receipts by their verbs (CA-1, CA-5)."""

import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from goodword.catalog.actions.claims import claim_purchase, confirm_claim, decline_claim
from goodword.catalog.actions.makers import add_maker, change_maker
from goodword.catalog.actions.orders import import_orders
from goodword.catalog.actions.products import add_product, add_products, change_product
from goodword.catalog.actions.purchases import record_purchase
from goodword.catalog.actions.ratings import count_rating, rate, take_back_rating, uncount_rating
from goodword.catalog.actions.recount import recount_ratings, recount_shelves
from goodword.catalog.actions.subjects import add_subject, change_subject
from goodword.catalog.models import Maker, Product, Purchase, Rating, ShelfCount, Subject
from goodword.core import gate
from goodword.core.errors import Conflict, Invalid, NotAllowed
from goodword.core.events import publish
from goodword.core.gate import Ref
from goodword.core.models import Leaf
from goodword.core.viewer import ANONYMOUS
from goodword.people.actions.persons import add_person
from goodword.people.events import ProfileChanged
from goodword.people.queries import viewer_of


@pytest.fixture
def shelves(db):
    top = add_subject("Fiction", by=None)
    return top, add_subject("Classics", by=None, parent=top), add_subject("Crime", by=None, parent=top)


def count(subject):
    return Subject.objects.get(pk=subject.pk).product_count


def test_paths_and_counts_follow_what_is_put_up_and_moved(shelves):
    top, classics, crime = shelves
    assert (classics.path, classics.branch) == (f"/{top.pk}/{classics.pk}/", [top.pk, classics.pk])
    book = add_product(by=None, title="Emma", maker="Jane Austen", subject=classics, stock=2)
    add_product(by=None, title="Persuasion", maker="Jane Austen", subject=classics)
    add_product(by=None, title="Emma", variant_of=book, variant_name="Large print", subject=classics)
    assert (count(top), count(classics), count(crime)) == (2, 2, 0)
    change_product(book, by=None, subject=crime)
    assert (count(top), count(classics), count(crime)) == (2, 1, 1)
    other = add_subject("Old things", by=None)
    change_subject(classics, by=None, name="Classics", parent=other)
    assert (count(top), count(other)) == (1, 1)
    assert Subject.objects.get(pk=classics.pk).path == f"/{other.pk}/{classics.pk}/"
    assert recount_shelves() == 0
    with pytest.raises(Invalid):
        change_subject(other, by=None, name="x", parent=Subject.objects.get(pk=classics.pk))


def test_a_whole_branch_moves(shelves):
    top, classics, _crime = shelves
    russian = add_subject("Russian", by=None, parent=classics)
    add_product(by=None, title="Anna Karenina", subject=russian)
    change_subject(classics, by=None, name="Classics", parent=None)
    russian.refresh_from_db()
    assert russian.path == f"/{classics.pk}/{russian.pk}/" and count(top) == 0 and count(classics) == 1


def test_counts_of_choices_move_with_stars_and_stock(shelves, cast):
    top, classics, _crime = shelves
    book = add_product(by=None, title="Emma", maker="Jane Austen", subject=classics, stock=2)
    rating = rate(book, by=cast.hannah, stars=2)
    count_rating(rating)
    count_rating(rating)
    choices = dict(ShelfCount.objects.filter(subject=top, count__gt=0).values_list("facet", "key"))
    assert choices == {"maker": str(book.maker_id), "stars": "2", "stock": "1"}
    rate(book, by=cast.hannah, stars=5)
    book.refresh_from_db()
    assert (book.rating_count, book.rating_sum, book.star_band) == (1, 5, 5)
    change_product(book, by=None, stock=0)
    uncount_rating(rating)
    book.refresh_from_db()
    assert (book.rating_count, book.rating_sum) == (0, 0)
    assert not ShelfCount.objects.filter(subject=top, facet="stock", count__gt=0).exists()
    take_back_rating(Rating.objects.get())
    assert recount_ratings() == [] and recount_shelves() == 0


def test_the_recount_corrects_and_says_so(shelves, cast):
    book = add_product(by=None, title="Emma", subject=shelves[1])
    count_rating(rate(book, by=cast.hannah, stars=4))
    Product.objects.filter(pk=book.pk).update(rating_count=9, rating_sum=45)
    Subject.objects.filter(pk=shelves[0].pk).update(product_count=77)
    assert recount_ratings() == [book.pk]
    book.refresh_from_db()
    assert (book.rating_count, book.rating_sum) == (1, 4)
    assert '"is":[1,4]' in Leaf.objects.get(kind="correction").line
    assert recount_shelves() > 0 and count(shelves[0]) == 1 and recount_shelves() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "x" * 501), ("title", "\x00"), ("price", "NaN"), ("price", "1e309"), ("price", "-1"),
        ("price", "1" * 20), ("stock", 2**63), ("stock", -1), ("stock", True), ("year", 2**63), ("currency", "€€€"),
        ("link", "javascript:alert(1)"), ("link", "http://"), ("rating_count", 999), ("rating_sum", 1), ("id", 5),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_are_refused_with_their_field(db, field, value):
    with pytest.raises(Invalid) as refused:
        add_product(by=None, **{"title": "Emma", field: value})
    assert refused.value.field == field
    assert not Product.objects.exists()


def test_who_may_change_the_catalogue(cast, shelves):
    for person in (cast.outsider, cast.ines, cast.gwen):
        with pytest.raises(NotAllowed):
            add_product(by=person, title="Emma")
        with pytest.raises(NotAllowed):
            add_subject("x", by=person)
    assert add_product(by=cast.maya, title="Emma", price=Decimal("9.99"), currency="gbp").currency == "GBP"


def test_makers_are_one_a_name(cast):
    first, second = (add_maker("Jane  Austen ", by=None) for _ in range(2))
    assert first == second and first.name == "Jane Austen"
    add_maker("J. Austen", by=None)
    with pytest.raises(Conflict):
        change_maker(first, by=None, name="J. Austen", person=None)
    assert Maker.objects.count() == 2


def test_many_products_at_once(shelves, visit):
    rows = [
        {"title": f"Book {n}", "maker": "A. N.", "subject": shelves[1], "source": "list", "source_id": str(n)}
        for n in range(40)
    ]
    assert len(add_products(rows, by=None)) == 40
    assert count(shelves[0]) == 40 and recount_shelves() == 0
    add_products(
        [
            {"title": f"More {n}", "maker": f"M {n % 90}", "subject": shelves[1], "stock": 1}
            for n in range(180)
        ],
        by=None,
    )
    assert count(shelves[0]) == 220 and recount_shelves() == 0
    assert ShelfCount.objects.filter(subject=shelves[0], facet="maker", count=2).count() == 90
    assert "Book 7" in visit(None).get("/search?q=book+7").content.decode()


def test_purchases_are_their_persons_and_the_order_desks(cast, shelves):
    book = add_product(by=None, title="Emma")
    assert cast.hannah.email == "hannah@example.org"
    purchase = record_purchase(book, by=cast.ines, email="HANNAH@example.org", number="7")
    assert purchase.person == cast.hannah
    seen = [
        p
        for p in (ANONYMOUS, viewer_of(cast.outsider), viewer_of(cast.maya))
        if gate.may_see(Ref("purchase", purchase.pk), p)
    ]
    assert seen == [] and gate.may_see(Ref("purchase", purchase.pk), viewer_of(cast.ines))
    with pytest.raises(NotAllowed):
        record_purchase(book, by=cast.outsider, person=cast.outsider)


def test_an_order_finds_its_person_by_a_confirmed_address_only(cast):
    book = add_product(by=None, title="Emma")
    record_purchase(book, by=None, email="new@example.org", number="1")
    person = add_person(name="New", email="new@example.org", password="a long password")
    assert Purchase.objects.get().person is None
    person.email_confirmed_at = person.joined_at
    person.save()
    with transaction.atomic():
        publish(ProfileChanged(person_id=person.pk))
    assert Purchase.objects.get().person == person and Purchase.objects.get().email == ""


def test_one_order_line_serves_one_person(cast):
    book = add_product(by=None, title="Emma")
    first = record_purchase(book, by=None, person=cast.hannah, number="1")
    assert record_purchase(book, by=None, person=cast.hannah, number="1") == first
    with pytest.raises(Conflict):
        record_purchase(book, by=None, person=cast.samuel, number="1")
    with pytest.raises(Invalid):
        record_purchase(book, by=None)


ORDERS = "number,email,product,bought_at\n1,hannah@example.org,Emma,2026-03-01\n2,samuel@example.org,{pk},\n"


def test_orders_by_file_tried_then_taken_then_known(cast):
    book = add_product(by=None, title="Emma")
    content = (
        (ORDERS + "3,x,Emma,\n4,a@b.example,Nothing,\n5,a@b.example,Emma,yesterday\n")
        .format(pk=book.pk)
        .encode()
    )
    tried = import_orders(content, by=cast.ines, dry_run=True)
    assert (tried.read, tried.imported, len(tried.refused)) == (5, 2, 3) and not Purchase.objects.exists()
    done = import_orders(content, by=cast.ines)
    assert done.read == done.imported + done.known + len(done.refused) == 5
    again = import_orders(content, by=cast.ines)
    assert (again.imported, again.known) == (0, 2) and Purchase.objects.count() == 2
    assert [line for line, _why in done.refused] == [4, 5, 6]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"number,email,product\n\x00", b'number,email,product\n"1'],
)
def test_files_that_are_no_orders_are_refused_whole(cast, content):
    with pytest.raises(Invalid):
        import_orders(content, by=cast.ines)


def test_receipts_are_looked_at_by_somebody_else(cast, visit):
    book = add_product(by=None, title="Emma")
    claim = claim_purchase(book, by=cast.ines, words="No 3")
    with pytest.raises(NotAllowed):
        confirm_claim(claim, by=cast.ines)
    assert confirm_claim(claim, by=cast.tom).proof == "receipt"
    with pytest.raises(Conflict):
        decline_claim(claim, by=cast.tom, reason="Too late.")
    with pytest.raises(Conflict):
        claim_purchase(book, by=cast.ines, words="Again")
    with pytest.raises(Invalid):
        claim_purchase(book, by=cast.hannah, words="  ")
    claim_purchase(book, by=cast.hannah, words="No 4")
    with pytest.raises(Conflict):
        claim_purchase(book, by=cast.hannah, words="No 4 again")


def test_the_desk_is_for_those_who_may(cast, visit):
    book = add_product(by=None, title="Emma")
    pages = [
        "/desk/products",
        "/desk/products/new",
        f"/desk/products/{book.pk}",
        f"/desk/products/{book.pk}/recall",
        "/desk/shelves",
    ]
    for path in pages:
        assert visit(cast.maya).get(path).status_code == 200, path
        assert visit(cast.outsider).get(path).status_code == 404
        assert visit(None).get(path).status_code == 404
    for path in ("/desk/orders", "/desk/receipts"):
        assert visit(cast.ines).get(path).status_code == 200
        assert visit(cast.maya).get(path).status_code == 404


def test_a_product_by_form(cast, visit, shelves):
    fields = {
        "title": "Emma",
        "maker": "Jane Austen",
        "subject": shelves[1].pk,
        "price": "9.99",
        "currency": "GBP",
        "stock": "3",
    }
    assert visit(cast.maya).submit("/desk/products/new", fields).status_code in (302, 303)
    book = Product.objects.get()
    assert (book.maker.name, book.stock) == ("Jane Austen", 3)
    for name, bad in (
        ("price", "NaN"),
        ("stock", str(2**63)),
        ("title", ""),
        ("variant_of", "999"),
        ("subject", "999"),
        ("link", "x y"),
    ):
        page = visit(cast.maya).submit(f"/desk/products/{book.pk}", {**fields, name: bad})
        assert page.status_code == 422, name
        assert 'value="Jane Austen"' in page.content.decode()
    assert visit(cast.maya).submit(f"/desk/products/{book.pk}", {**fields, "stock": "0"}).status_code in (
        302,
        303,
    )
    book.refresh_from_db()
    assert book.stock == 0


def test_shelves_narrow_order_and_page(shelves, cast, visit):
    _top, classics, crime = shelves
    for n in range(30):
        add_product(by=None, title=f"Emma {n:02}", maker="Jane Austen", subject=classics, stock=n % 2)
    late = add_product(by=None, title="Élan", maker="Agatha Christie", subject=crime)
    count_rating(rate(late, by=cast.hannah, stars=2))
    client = visit(None)
    text = client.get("/shelves/fiction").content.decode()
    assert "Élan" in text and text.index("Élan") < text.index("Emma")
    seen, path = [], "/shelves/fiction?sort=title"
    while path:
        text = client.get(path).content.decode()
        seen += re.findall(r'product-title" href="[^"]+"><bdi>([^<]+)', text)
        older = re.search(r'rel="next" href="(\?[^"]+)"', text)
        path = "/shelves/fiction" + older[1].replace("&amp;", "&") if older else ""
    assert seen == ["Élan", *(f"Emma {n:02}" for n in range(30))]
    christie = Maker.objects.get(name="Agatha Christie")
    assert "Emma" not in client.get(f"/shelves/fiction?maker={christie.pk}").content.decode()
    assert "Élan" in client.get("/shelves/fiction?stars=2").content.decode()
    assert "Élan" not in client.get("/shelves/fiction?stars=4").content.decode()
    assert "Emma 00" not in client.get("/shelves/fiction?stock=1").content.decode()
    for bad in ("?maker=x", f"?maker={2**63}", "?stars=9", "?sort=best", "?after=%%%"):
        assert client.get("/shelves/fiction" + bad).status_code in (200, 422), bad
    assert client.get("/shelves/nowhere").status_code == 404


@pytest.mark.parametrize("number", [5, 120])
def test_shelves_cost_the_same_at_any_size(shelves, visit, number, django_assert_max_num_queries):
    rows = [
        {"title": f"Book {n}", "maker": f"Maker {n}", "subject": shelves[1 + n % 2], "stock": 1}
        for n in range(number)
    ]
    add_products(rows, by=None)
    client = visit(None)
    for path in ("/shelves", "/shelves/fiction", "/shelves/classics?stock=1", "/shelves/fiction?sort=title"):
        client.get(path)
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
    maker = Maker.objects.first()
    with django_assert_max_num_queries(10):
        assert client.get(maker.get_absolute_url()).status_code == 200


def test_no_order_of_a_shelf_sorts_the_whole_of_it(shelves, visit):
    """Each leg of a branch reads an index in its own order: the plan holds no temporary sort of a shelf."""
    if connection.vendor != "sqlite":
        return
    add_products([{"title": f"Book {n}", "subject": shelves[1 + n % 2]} for n in range(60)], by=None)
    for sort in ("reviews", "title", "newest"):
        with CaptureQueriesContext(connection) as queries:
            visit(None).get(f"/shelves/fiction?sort={sort}")
        legs = next(q["sql"] for q in queries.captured_queries if "UNION ALL" in q["sql"])
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + legs)
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "TEMP B-TREE" not in plan, (sort, plan)


def test_covers_are_drawn_cached_and_locked_up(visit, db):
    book = add_product(by=None, title='</text><script>alert("x")</script>', maker="A & B")
    page = visit(None).get(book.cover_url)
    assert (
        page.headers["Content-Type"] == "image/svg+xml"
        and "sandbox" in page.headers["Content-Security-Policy"]
    )
    assert (
        "immutable" in page.headers["Cache-Control"]
        and b"<script" not in page.content
        and len(page.content) < 2048
    )
    before = book.cover_url
    assert change_product(book, by=None, title="Other").cover_url != before


def test_a_product_shows_its_picture_once_it_has_one(cast, visit):
    book = add_product(by=None, title="Emma")
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "teal").save(out, "PNG")
    upload = SimpleUploadedFile("emma.png", out.getvalue())
    client = visit(cast.maya)
    assert client.submit(f"/desk/products/{book.pk}", {"title": "Emma", "picture": upload}).status_code in (
        302,
        303,
    )
    book.refresh_from_db()
    assert book.cover_url.startswith("/pictures/") and visit(None).get(book.cover_url).status_code == 200
    liar = SimpleUploadedFile("emma.png", b"<svg/>")
    assert client.submit(f"/desk/products/{book.pk}", {"title": "Emma", "picture": liar}).status_code == 422
    client.submit(f"/desk/products/{book.pk}", {"title": "Emma", "drawn": "on"})
    book.refresh_from_db()
    assert book.cover_url.startswith("/covers/")
