"""Several web processes are one site: what one writes, every other shows at once, or within a second where that is said."""

import gzip
import http.client
from collections.abc import Callable

import pytest
from tests.faults.serving import Member, Site, until

pytestmark = [pytest.mark.slow, pytest.mark.once]
TRIES = 16  # each on a line of its own, so that no process is left out
SECOND = 1.0
SLACK = 7.0  # each look asks sixteen times, and the machine may be busy


def seen(site: Site, path: str) -> list[str]:
    """The page as an anonymous visitor's browser gets it, from whichever process takes the line."""
    pages = []
    for _ in range(TRIES):
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        line.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = line.getresponse()
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        pages.append((gzip.decompress(body) if packed else body).decode("utf-8", "replace"))
        line.close()
    return pages


def everywhere(site: Site, path: str, word: str) -> bool:
    return all(word in page for page in seen(site, path))


def nowhere(site: Site, path: str, word: str) -> bool:
    return not any(word in page for page in seen(site, path))


def test_what_one_process_writes_the_others_show(serve: Callable[..., Site]) -> None:
    site = serve("serve", "--web", "2")
    member = Member(site)
    member.sign_in()
    seen(site, "/questions")
    seen(site, "/search?q=lanternfish")

    # A new text: at once in lists and on its own page, and found within a second.
    member.ask("lanternfish")
    assert everywhere(site, "/questions", "lanternfish")
    until(lambda: everywhere(site, "/search?q=lanternfish", "Is the lamp lit, lanternfish?"), SECOND + SLACK)
    # A word with a slip in it is mended from the words the process knows, within a second.
    until(lambda: everywhere(site, "/search?q=lanternfihs", "Is the lamp lit, lanternfish?"), SECOND + SLACK)
    address = member.acknowledged["lanternfish"]
    assert everywhere(site, address, "lanternfish")

    # Taken back: gone at once, everywhere (law 4).
    site.shell(
        "from goodword.conversations.actions.topics import withdraw_topic\n"
        "from goodword.conversations.models import Topic\n"
        "topic = Topic.objects.get()\nwithdraw_topic(topic, by=topic.author)\n"
    )
    assert nowhere(site, "/questions", "lanternfish")
    assert nowhere(site, address, "Is the lamp lit, lanternfish?")
    assert nowhere(site, "/search?q=lanternfish", "Is the lamp lit, lanternfish?"), "each hit passes the gate"

    # A setting: within a second.
    site.shell(
        "from goodword.core.settings_registry import change_setting\nchange_setting('site.name', 'Harbour & Hart')\n"
    )
    until(lambda: everywhere(site, "/questions", "Harbour"), SECOND + SLACK)

    # The end of a session: at once.
    assert all(site.request("GET", "/notices", cookie=member.cookie)[0] == 200 for _ in range(4))
    site.shell("from goodword.people.models import Session\nSession.objects.all().delete()\n")
    assert all(site.request("GET", "/notices", cookie=member.cookie)[0] != 200 for _ in range(TRIES))
