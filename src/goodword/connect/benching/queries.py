"""The pages that are measured, and how."""

import gzip
import statistics
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from goodword.catalog.models import Product
from goodword.connect.benching.community import Community, a_shelf
from goodword.conversations.models import Topic
from goodword.people.models import Person

BACKEND = "goodword.people.backends.EmailBackend"


@dataclass(frozen=True)
class Measured:
    """One page for one reader. problem: why there are no numbers, "" where there are."""

    page: str
    path: str
    reader: str
    queries: int = 0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    kb: float = 0.0
    gz_kb: float = 0.0
    runs: int = 0
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def pages(community: Community) -> list[tuple[str, str]]:
    """Name and path of each page; an empty path for one that does not exist yet."""
    product = Product.objects.order_by("pk").first()
    words = community.sentence(3)
    shelf = a_shelf()
    return [
        ("home", _path("site:home")),
        ("questions", _path("conversations:questions")),
        ("question, 5 replies", _of(Topic.objects.filter(pk=community.few).first())),
        ("question, 50 replies", _of(Topic.objects.filter(pk=community.many).first())),
        ("reviews", _path("conversations:reviews")),
        ("product, 30 reviews", _of(product)),
        ("shelf", _of(shelf)),
        ("ask", _path("conversations:ask")),
        ("search", f"{_path('site:search')}?q={words}" if _path("site:search") else ""),
        ("API similar", f"/api/v1/similar?q={words}"),
        ("API search", f"/api/v1/search?q={words}"),
        ("API topics", "/api/v1/topics"),
        ("API reviews of a product", f"/api/v1/products/{product.pk}/reviews" if product else ""),
        ("feed", "/questions.atom"),
    ]


def measure(name: str, path: str, reader: Person | None, seconds: float) -> Measured:
    """Ask for one page again and again for about `seconds`; the first time is not counted."""
    who = "signed in" if reader else "anonymous"
    if not path:
        return Measured(name, path, who, problem="does not exist yet")
    client = Client(raise_request_exception=False)
    if reader is not None:
        client.force_login(reader, backend=BACKEND)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    queries = len(captured)  # the log is emptied when the next request begins
    if response.status_code != 200:
        return Measured(name, path, who, problem=f"answers {response.status_code}")
    times: list[float] = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or (time.perf_counter() < end and len(times) < 500):
        begun = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return Measured(
        name,
        path,
        who,
        queries=queries,
        p50_ms=round(statistics.median(times), 1),
        p95_ms=round(sorted(times)[int(0.95 * (len(times) - 1))], 1),
        kb=round(len(response.content) / 1000, 1),
        gz_kb=round(len(gzip.compress(response.content, 6)) / 1000, 1),
        runs=len(times),
    )


def _path(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _of(row: Any) -> str:
    try:
        return row.get_absolute_url() if row is not None else ""
    except NoReverseMatch:
        return ""
