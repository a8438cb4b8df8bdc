"""The home that `bench pages` serves: a made-up community brought in by the importer, kept for the next run of the same code."""

import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import goodword
from goodword.connect.benching.dump import SOURCE, MadeUp, Sizes

PACKAGE = Path(goodword.__file__).parent
TOLD = "made.json"


def made_home(sizes: Sizes, *, afresh: bool = False) -> tuple[Path, dict[str, Any]]:
    """The home of these sizes and what is known of its making; made where it is not there. Raises RuntimeError.

    Homes of older code are thrown away. Nothing of the site's own home is read or written.
    """
    base = Path(tempfile.gettempdir()) / f"goodword-bench-{os.getuid()}"
    base.mkdir(mode=0o700, exist_ok=True)
    home = base / _key(sizes)
    told = home / TOLD
    if afresh or not told.exists():
        for old in base.iterdir():
            shutil.rmtree(old)
        home.mkdir()
        process = multiprocessing.get_context("spawn").Process(target=make, args=(home, sizes))
        process.start()
        process.join()
        if process.exitcode:
            raise RuntimeError("the community could not be made; the reason stands above")
    return home, json.loads(told.read_text())


def _key(sizes: Sizes) -> str:
    """Changes with the sizes, with this package and with any migration."""
    digest = hashlib.sha256(json.dumps(asdict(sizes)).encode())
    files = [
        *PACKAGE.glob("*/migrations/*.py"),
        PACKAGE / "connect/benching/dump.py",
        PACKAGE / "connect/benching/home.py",
        *PACKAGE.glob("core/search/*.py"),
    ]
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def make(home: Path, sizes: Sizes) -> None:
    """Make the community in a process of its own; begins before Django does."""
    os.environ |= {
        "GOODWORD_HOME": str(home),
        "GOODWORD_MODE": "serve",
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
    }
    for name in ("GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_SECRET_KEY"):
        os.environ.pop(name, None)
    import django

    django.setup()
    from django.core.management import call_command

    for command in ("build_assets", "migrate"):
        call_command(command, verbosity=0)
    made_up = MadeUp(sizes)
    folder = home / "dump"
    made_up.write(folder)
    begun, cpu = time.perf_counter(), time.process_time()
    call_command(
        "import_stackexchange", str(folder), "--source", SOURCE, stdout=(home / "import.log").open("w")
    )
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu
    shutil.rmtree(folder)
    told = {
        "posts_a_second": round(sizes.posts / seconds),
        "posts_a_cpu_second": round(sizes.posts / cpu_seconds),
        "seconds": round(seconds, 1),
        **_persons(),
        **_places(),
        "searches": [made_up.two_words(number) for number in range(400)],
    }
    (home / TOLD).write_text(json.dumps(told))


def _persons() -> dict[str, Any]:
    """An owner, a host of the house who helps, and a member with a session: the reader of the pages that are signed in."""
    from django.test import Client

    from goodword.people.actions.persons import add_person
    from goodword.people.actions.roles import give_role

    owner = add_person(name="Bench Owner", email="owner@example.org", confirmed=True)
    give_role(owner, "owner", by=None, reason="bench")
    member = add_person(name="Bench Reader", email="reader@example.org", confirmed=True)
    client = Client()
    client.force_login(member, backend="goodword.people.backends.EmailBackend")
    return {"cookie": f"session={client.cookies['session'].value}", "member": member.pk}


def _places() -> dict[str, Any]:
    """The addresses that are asked for."""
    from goodword.connect.benching.dump import TWENTY
    from goodword.conversations.models import Topic

    twenties = Topic.objects.filter(reply_count=TWENTY).order_by("pk")[:400]
    others = Topic.objects.exclude(reply_count=TWENTY).order_by("pk")[:400]
    return {
        "twenties": [topic.get_absolute_url() for topic in twenties],
        "others": [topic.get_absolute_url() for topic in others],
    }
