"""Questions with a known right answer, from files that are not part of this package, and how good a ranking of them is."""

import csv
import gzip
import hashlib
import json
import math
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HELD_OUT = {0, 1, 2}  # of ten


@dataclass(frozen=True)
class Question:
    """A text, and what all texts that mean the same share."""

    text: str
    label: str


@dataclass(frozen=True)
class Task:
    """What is indexed and what is asked."""

    name: str
    index: list[Question]
    asked: list[Question]


def data_folder() -> Path:
    """GOODWORD_DATA, else ../shared/data beside the checkout. Raises FileNotFoundError."""
    folder = Path(os.environ.get("GOODWORD_DATA") or Path.cwd() / ".." / "shared" / "data")
    if not (folder / "banking77").is_dir():
        raise FileNotFoundError(f"no banking77 in {folder}: set GOODWORD_DATA, or give --index and --query")
    return folder


def of_files(index: Path, query: Path) -> Task:
    """Two files of JSON lines, each with "text" and "label"."""
    return Task(query.stem, _lines(index), _lines(query))


def banking(folder: Path) -> Task:
    """Bank customers' questions; asked are those whose SHA-256 modulo 10 is 0, 1 or 2, indexed the others."""
    with gzip.open(folder / "banking77" / "train.csv.gz", "rt", encoding="utf-8") as rows:
        questions = [Question(row["text"], row["category"]) for row in csv.DictReader(rows)]
    held = [int(hashlib.sha256(one.text.encode()).hexdigest(), 16) % 10 in HELD_OUT for one in questions]
    return Task(
        "Banking77",
        [one for one, out in zip(questions, held, strict=True) if not out],
        [one for one, out in zip(questions, held, strict=True) if out],
    )


def stackfaq(folder: Path) -> Task:
    """Questions of a help site; asked are their rewordings by people; the titles of another site stand between them."""
    with gzip.open(folder / "stackfaq" / "threads.jsonl.gz", "rt", encoding="utf-8") as lines:
        threads = [json.loads(line) for line in lines]
    with gzip.open(folder / "stackexchange-beer" / "Posts.xml.gz") as posts:
        rows: list[Element] = [row for _event, row in iterparse(posts)]
    titles = [row.get("Title", "") for row in rows if row.get("PostTypeId") == "1"]
    index = [Question(thread["question"], str(thread["id"])) for thread in threads]
    index += [Question(title, f"beer {number}") for number, title in enumerate(titles)]
    asked = [Question(text, str(thread["id"])) for thread in threads for text in thread["rephrasings"]]
    return Task("stackfaq", index, asked)


def with_typos(task: Task, count: int = 2) -> Task:
    """The same questions, each with some mistypings: a letter swapped, dropped, doubled or replaced; the same ones each time."""
    random = Random(7)
    return Task(
        f"{task.name}, {count} typos",
        task.index,
        [Question(mistyped(one.text, count, random), one.label) for one in task.asked],
    )


def mistyped(text: str, count: int, random: Random) -> str:
    """`count` slips in words of four letters or more, never two in one word where there are enough words."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= 4]
    for number in random.sample(long, min(count, len(long))):
        word = words[number]
        place = random.randrange(1, len(word) - 1)
        kind = random.randrange(4)
        if kind == 0:
            word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        elif kind == 1:
            word = word[:place] + word[place + 1 :]
        elif kind == 2:
            word = word[:place] + word[place] + word[place:]
        else:
            word = word[:place] + random.choice(LETTERS) + word[place + 1 :]
        words[number] = word
    return " ".join(words)


def grade(task: Task, found: list[list[int]]) -> dict[str, float]:
    """hit@1, @3, @5 and nDCG@10 (binary; the ideal has as many right ones as there are, at most ten) of these rankings."""
    right = Counter(one.label for one in task.index)
    gains = [1 / math.log2(place + 2) for place in range(10)]
    totals = dict.fromkeys(("hit@1", "hit@3", "hit@5", "nDCG@10"), 0.0)
    for one, places in zip(task.asked, found, strict=True):
        hits = [task.index[place].label == one.label for place in places[:10]]
        for most in (1, 3, 5):
            totals[f"hit@{most}"] += any(hits[:most])
        ideal = sum(gains[: min(10, right[one.label])])
        totals["nDCG@10"] += (
            sum(gain for gain, hit in zip(gains, hits, strict=False) if hit) / ideal if ideal else 0.0
        )
    return {name: round(total / len(task.asked), 4) for name, total in totals.items()}


def _lines(path: Path) -> list[Question]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Question(str(row["text"]), str(row["label"])) for row in rows]
