"""Numbers of how the house runs, for /metrics: added up over all processes, and about nobody.

Each process counts into a file of its own (PROMETHEUS_MULTIPROC_DIR, set by the command that starts them). What can be asked of
the database is asked when somebody looks: a room registers such a question with `measure`. None tells how much is hidden,
or anything of one person or one text.
"""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import Error
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import REGISTRY, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

log = logging.getLogger(__name__)
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS = Counter("goodword_requests", "Requests answered.", ["door", "status"])
REQUEST_SECONDS = Histogram(
    "goodword_request_seconds", "How long answers took to make.", ["door"], buckets=BUCKETS
)
JOBS = Counter("goodword_jobs", "Jobs that were run, by how they ended.", ["outcome"])
JOB_SECONDS = Histogram("goodword_job_seconds", "How long jobs ran.", buckets=BUCKETS)
LIVE_LINES = Gauge("goodword_live_lines", "Open streams of members.", multiprocess_mode="livesum")
_measures: dict[str, tuple[str, Callable[[], float]]] = {}


def measure(name: str, meaning: str) -> Callable[[Callable[[], float]], Callable[[], float]]:
    """Register a question that is asked when somebody looks; `name` without the prefix "goodword_"."""

    def register(ask: Callable[[], float]) -> Callable[[], float]:
        _measures[name] = (meaning, ask)
        return ask

    return register


class Measured:
    """What is asked of the database at the moment of looking."""

    def collect(self) -> Iterator[Metric]:
        """Each measure; one that cannot be asked is left out, and `goodword_database_up` says 0."""
        up = 1.0
        for name, (meaning, ask) in sorted(_measures.items()):
            try:
                value = float(ask())
            except Error as error:
                log.warning("%s could not be asked (%s)", name, type(error).__name__)
                up = 0.0
                continue
            yield GaugeMetricFamily(f"goodword_{name}", meaning, value=value)
        yield GaugeMetricFamily("goodword_database_up", "Whether the database answers.", value=up)


def page() -> bytes:
    """All numbers in the text format of Prometheus."""
    house = CollectorRegistry(auto_describe=False)
    house.register(Measured())
    folder = os.environ.get(FOLDER, "")
    if folder and Path(folder).is_dir():
        _forget_the_dead(Path(folder))
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    else:
        counted = REGISTRY
    return generate_latest(counted) + generate_latest(house)


def _forget_the_dead(folder: Path) -> None:
    """Drop what processes that are gone said of this moment; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdigit() and not _runs(int(number)):
            file.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
