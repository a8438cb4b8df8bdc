"""Importing a catalogue on the desk: tried first, then done, by those who keep the shelves."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodword.catalog.models import Product

pytestmark = pytest.mark.django_db
TABLE = b"id,title,maker\n1,The Lamp,A. Wick\n2,,Nobody\n"


def upload(client, data=TABLE, name="lamps.csv", **fields):
    return client.submit(
        "/desk/import", {"file": SimpleUploadedFile(name, data), "source": "", "mapping": "", **fields}
    )


def test_tried_then_done(cast, visit):
    client = visit(cast.maya)
    assert client.get("/desk/import").status_code == 200
    sent = upload(client)
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    assert "Tried, nothing written" in page.content.decode()
    assert Product.objects.count() == 0
    done = client.submit(sent.headers["Location"])
    assert done.status_code == 303
    assert "Imported" in client.get(done.headers["Location"]).content.decode()
    lamp = Product.objects.get()
    assert (lamp.title, lamp.source, lamp.source_id) == ("The Lamp", "lamps", "1")
    assert client.submit(sent.headers["Location"]).status_code == 409
    assert Product.objects.count() == 1


def test_mapping_and_source(cast, visit):
    client = visit(cast.maya)
    sent = upload(client, b"nr,what\n9,Oil\n", source="cellar", mapping="id=nr\ntitle=what\n")
    client.submit(sent.headers["Location"])
    assert Product.objects.get(source="cellar").title == "Oil"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("lamps.csv", b"id,title\n1,a,b\n", "line 2"),
        ("lamps.csv", b"x,y\n1,2\n", "no column for id"),
        ("lamps.csv", b"\xff\xfe\x00", "not UTF-8"),
        ("lamps.exe", b"MZ", "Choose a .csv"),
        ("lamps.csv.gz", b"\x1f\x8bnothing", "damaged"),
        ("lamps.csv", b"", "empty"),
    ],
)
def test_bad_files_are_named_beside_the_field(cast, visit, name, data, says):
    answer = upload(visit(cast.maya), data, name)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Product.objects.count() == 0


def test_who_may(cast, visit):
    for person in (None, cast.outsider, cast.ruth):
        assert visit(person).get("/desk/import").status_code == 404
        assert upload(visit(person)).status_code == 404
    sent = upload(visit(cast.maya)).headers["Location"]
    assert visit(cast.outsider).get(sent).status_code == 404
    assert visit(cast.ruth).submit(sent).status_code == 404
    assert visit(cast.maya).get("/desk/import/999999").status_code == 404
