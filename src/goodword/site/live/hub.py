"""The open lines of this process, and the one question a second that finds out which of them have news.

The question costs two small queries however many lines are open, and is not asked while none is. Only who has news is then
asked for in full, session and gate included; so is every line once in `RECHECK`, whether or not there is news.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error

from goodword.core import waking
from goodword.core.metrics import LIVE_LINES
from goodword.site.live import asking
from goodword.site.live.asking import Asked

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
PAUSE = 1.0  # seconds between two questions
BREATH = 0.02
RECHECK = 45.0  # seconds after which a session is asked again, so that its end ends the line within a minute
PATIENCE = 60.0  # seconds a line is held while the database does not answer
LATE = 100  # numbers of events that may still turn up behind the newest, while their transactions end


@dataclass(eq=False)
class Line:
    """One open stream. news: what to say next, None for the end."""

    asked: Asked
    person: int
    said: dict[str, Any]
    checked: float
    told: asyncio.Event = field(default_factory=asyncio.Event)
    open: bool = True

    def tell(self, said: dict[str, Any]) -> None:
        """Have it say this, unless it said so last."""
        if said != self.said:
            self.said = said
            self.told.set()

    def end(self) -> None:
        """Have it end."""
        self.open = False
        self.told.set()


class Hub:
    """All lines of this process."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.leaving = False
        self.woken = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "live")
        self._task: asyncio.Task[None] | None = None
        self._seen: set[int] = set()
        self._newest = 0
        self._marks: dict[int, str] = {}
        self._deaf = threading.Event()

    async def ask(self, question: Callable[..., Answer], *given: Any) -> Answer:
        """Ask the database in the hub's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, asking.in_thread, question, *given)

    def add(self, line: Line) -> None:
        """Hold a line; the first one starts the questions."""
        self.lines.append(line)
        LIVE_LINES.inc()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
            self._listen()

    def drop(self, line: Line) -> None:
        """Let a line go."""
        if line in self.lines:
            self.lines.remove(line)
            LIVE_LINES.dec()

    def leave(self) -> None:
        """End all lines: this process is told to stop."""
        self.leaving = True
        for line in self.lines:
            line.end()
        self.woken.set()

    async def _watch(self) -> None:
        """Ask until nobody listens. However it ends, no line is left open unasked."""
        failing_since, self._newest = 0.0, 0
        try:
            while self.lines and not self.leaving:
                try:
                    await self._look()
                    failing_since = 0.0
                except Error as error:
                    failing_since = failing_since or time.monotonic()
                    log.warning("live: the database did not answer (%s)", type(error).__name__)
                    if time.monotonic() - failing_since > PATIENCE:
                        return
                await self._rest()
        finally:
            self._deaf.set()
            for line in self.lines:
                line.end()

    def _listen(self) -> None:
        """Where processes tell each other what happens, be woken by it."""
        if not settings.GOODWORD_REDIS_URL:
            return
        loop, self._deaf = asyncio.get_running_loop(), threading.Event()
        heard = partial(loop.call_soon_threadsafe, self.woken.set)
        threading.Thread(target=waking.listen, args=(heard, self._deaf), name="live-ear", daemon=True).start()

    async def _rest(self) -> None:
        """Wait for the next question, or until somebody says that there is something to ask for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), PAUSE)
        await asyncio.sleep(BREATH)  # what is told in one go is asked for once
        self.woken.clear()

    async def _look(self) -> None:
        topics = await self._topics_with_news()
        marks = await self.ask(asking.marks, {line.person for line in self.lines})
        changed = {
            person for person in {*marks, *self._marks} if marks.get(person) != self._marks.get(person)
        }
        self._marks = marks
        due = time.monotonic() - RECHECK
        for line in list(self.lines):
            if line.person in changed or line.asked.topic in topics or line.checked < due:
                await self._tell(line)

    async def _topics_with_news(self) -> set[int]:
        """Topics of the events since the last question. Numbers can turn up late, so the last hundred are looked at again."""
        if not self._newest:
            self._newest = await self.ask(asking.last_event)
            earlier = await self.ask(asking.events_after, max(0, self._newest - LATE))
            self._seen = {number for number, _topic in earlier}
            return set()
        rows = await self.ask(asking.events_after, max(0, self._newest - LATE))
        topics = {topic for number, topic in rows if number not in self._seen}
        self._newest = max([self._newest, *(number for number, _topic in rows)])
        self._seen = {number for number, _topic in rows if number > self._newest - LATE}
        return topics - {0}

    async def _tell(self, line: Line) -> None:
        found = await self.ask(asking.news_for, line.asked)
        line.checked = time.monotonic()
        if found is None or found[0] != line.person:
            line.end()
        else:
            line.tell(found[1])
