"""`bench similar` in a process of its own: is the right question suggested, how quickly, and what does it take."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main(home: str, files: tuple[str, str] | None, topics: int, answer: str) -> None:
    """Measure in the empty home `home` and write the results as JSON to the file `answer`. Begins before Django does."""
    os.environ |= {
        "GOODWORD_HOME": home,
        "GOODWORD_MODE": "serve",
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
    }
    for name in ("GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_SECRET_KEY"):
        os.environ.pop(name, None)
    import django

    django.setup()
    from django.core.management import call_command

    from goodword.connect.benching.questions import banking, data_folder, of_files, stackfaq, with_typos
    from goodword.core.meaning import model

    call_command("migrate", verbosity=0)
    told: dict[str, Any] = {
        "vectors": model.available(),
        "missing": model.missing(),
        "tasks": [],
        "large": {},
    }
    if files:
        told["tasks"] += _graded([of_files(Path(files[0]), Path(files[1]))])
    else:
        bank = banking(data_folder())
        told["tasks"] += _graded([stackfaq(data_folder())])
        told["tasks"] += _graded([bank, with_typos(bank)])
        if topics and model.available():
            from goodword.connect.benching import hundred_thousand

            told["large"] = hundred_thousand.measure(bank, topics, say)
    Path(answer).write_text(json.dumps(told))


def say(text: str) -> None:
    """What is being done, for whoever waits."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


def _graded(tasks: list[Any]) -> list[dict[str, Any]]:
    """The grades of tasks that share an index, by this site's search and by plain full text."""
    from goodword.connect.benching.questions import grade
    from goodword.connect.benching.ranked import PlainFullText, by_search, fill

    texts = [one.text for one in tasks[0].index]
    say(f"{tasks[0].name}: {len(texts):,} texts")
    begun = time.process_time()
    fill(texts, say)
    each = (time.process_time() - begun) / len(texts)
    rows = []
    for task in tasks:
        say(f"{task.name}: {len(task.asked):,} questions")
        rows.append({
            "name": task.name,
            "indexed": len(task.index),
            "asked": len(task.asked),
            "index_cpu_ms": round(each * 1000, 1),
            "goodword": grade(task, by_search(task)),
            "plain": grade(task, PlainFullText(texts).ranked(task)),
        })  # fmt: skip
    return rows
