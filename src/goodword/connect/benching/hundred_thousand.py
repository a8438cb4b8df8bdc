"""Suggestions on a large site: how long one takes among 100,000 topics, what the vectors take, when a new post is found."""

import subprocess
import sys
import threading
import time
from collections import Counter
from random import Random
from statistics import median
from typing import Any

from goodword.connect.benching.questions import Task
from goodword.connect.benching.ranked import PlainFullText, Say, empty
from goodword.conversations.models import Topic
from goodword.conversations.queries.similar import similar_questions
from goodword.core import clock, search
from goodword.core.gate import Ref
from goodword.core.meaning import languages, model
from goodword.core.meaning.model import DIMENSIONS
from goodword.core.models import Job, SearchDocument, SearchVector, SearchWord
from goodword.core.puids import new_puid
from goodword.core.search import Entry, words
from goodword.core.viewer import ANONYMOUS
from goodword.people.actions.persons import add_person

BATCH = 2_000
ASKED = 200
TRIALS = 10
PATIENCE = 20.0  # seconds


def measure(task: Task, topics: int, say: Say) -> dict[str, Any]:
    """Make `topics` questions of the task's own words, with vectors drawn by lot, and ask the task's questions of them.

    A vector of a sentence costs as much to compare as one that was drawn, so 100,000 sentences need not go through the model.
    """
    empty()
    texts = _sentences(task, topics)
    _topics(texts, say)
    before = _own_memory()
    from goodword.core.meaning.memory import memory

    asked = [one.text for one in task.asked[:ASKED]]
    model.embed(asked[:1])
    with_model = _own_memory()
    begun = time.perf_counter()
    similar_questions(asked[0], ANONYMOUS)
    told: dict[str, Any] = {
        "topics": topics,
        "vectors": len(memory()),
        "vectors_mb": round(memory().size / 1e6, 1),
        "vectors_grew_mb": round(_own_memory() - with_model, 1),
        "model_grew_mb": round(with_model - before, 1),
        "first_s": round(time.perf_counter() - begun, 2),
    }
    say("asking")
    told |= _times("suggestion", lambda text: similar_questions(text, ANONYMOUS), asked)
    plain = PlainFullText(texts)
    told |= _times("plain", lambda text: plain.first(text), asked)
    return told | _found_after(say)


def _times(name: str, ask: Any, asked: list[str]) -> dict[str, float]:
    """Milliseconds on the clock and of this thread's processor time, the middle one and of twenty the slowest but one."""
    clocks, processor = [], []
    for text in asked:
        begun, worked = time.perf_counter(), time.thread_time()
        ask(text)
        clocks.append((time.perf_counter() - begun) * 1000)
        processor.append((time.thread_time() - worked) * 1000)
    return {
        f"{name}_p50_ms": round(median(clocks), 1),
        f"{name}_p95_ms": round(sorted(clocks)[int(0.95 * len(clocks))], 1),
        f"{name}_cpu_p50_ms": round(median(processor), 1),
        f"{name}_cpu_p95_ms": round(sorted(processor)[int(0.95 * len(processor))], 1),
    }


def _sentences(task: Task, count: int) -> list[str]:
    """Questions of the task's words, each word as often as people use it."""
    random = Random(count)
    spoken = [word for one in task.index for word in words.words(one.text)]
    return [" ".join(random.choices(spoken, k=random.randint(6, 16))) for _ in range(count)]


def _topics(texts: list[str], say: Say) -> None:
    author = add_person(name="Bench Writer", email="writer@example.org", confirmed=True)
    now = clock.now()
    counts: Counter[str] = Counter()
    random = Random(3)
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        topics = Topic.objects.bulk_create(
            Topic(
                puid=new_puid(),
                kind="question",
                title=text[:150],
                author=author,
                created_at=now,
                active_at=now,
            )
            for text in part
        )
        shared = [
            {"kind": "topic", "object_id": topic.pk, "facet": "question", "audience": "everyone", "at": now}
            for topic in topics
        ]
        SearchDocument.objects.bulk_create(
            SearchDocument(title=text, **one) for text, one in zip(part, shared, strict=True)
        )
        SearchVector.objects.bulk_create(
            SearchVector(state="there", vector=random.randbytes(DIMENSIONS), digest="drawn", **one)
            for one in shared
        )
        for text in part:
            counts.update(set(text.split()))
        if start % 20_000 == 0:
            say(f"{start:,} of {len(texts):,} topics")
    SearchWord.objects.bulk_create(
        (SearchWord(word=word, documents=count) for word, count in counts.items()), batch_size=400
    )


def _found_after(say: Say) -> dict[str, float]:
    """Seconds from the end of a posting until its meaning is found, with a worker beside, `TRIALS` times."""
    worker = subprocess.Popen([sys.executable, "-P", "-m", "goodword.cli", "worker"])
    from goodword.core.meaning.memory import memory

    times: list[float] = []
    try:
        _until_idle()
        for number in range(TRIALS + 1):
            say(f"posting {number}")
            text = f"Where is the umbrella stand number {number} of the old lighthouse"
            search.index(Entry(Ref("bench", number + 1), "question", text, "", "everyone", clock.now()))
            begun = time.perf_counter()
            vector = model.embed([text])
            assert vector is not None and languages.understood(text)
            while time.perf_counter() - begun < PATIENCE:
                first = memory().nearest(vector[0], ["everyone"], None, 1)
                if first and first[0].ref == Ref("bench", number + 1):
                    break
            times.append(time.perf_counter() - begun)
    finally:
        worker.terminate()
        worker.wait()
    return {"found_after_p50_s": round(median(times[1:]), 2), "found_after_max_s": round(max(times[1:]), 2)}


def _until_idle() -> None:
    """Wait until the worker has done what a new home begins with, a backup among it."""
    pause, end = threading.Event(), time.perf_counter() + 3 * PATIENCE
    while not Job.objects.exists() and time.perf_counter() < end:
        pause.wait(0.5)
    while Job.objects.exclude(state__in=["done", "dead"]).exists() and time.perf_counter() < end:
        pause.wait(0.5)


def _own_memory() -> float:
    """The memory of this process that no file stands behind, in MB; 0 where the system does not tell."""
    try:
        with open("/proc/self/smaps_rollup") as rollup:
            return next(int(line.split()[1]) for line in rollup if line.startswith("Anonymous:")) / 1024
    except OSError:
        return 0.0
