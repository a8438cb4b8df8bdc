"""What `./goodword doctor` looks at inside the house. Each room registers its own questions; the command asks them all.

    @doctor.check("mail")            a function () -> Findings; "mail" is the topic: `./goodword doctor mail` asks those alone
    def _server() -> Iterator[Finding]:
        yield Finding("mail server", answers, "answers" if answers else "does not answer: look at GOODWORD_MAIL_URL")

A finding that is not good says what to do. A check that fails is itself a finding, so one of them never hides the others.
A management command `doctor_TOPIC` takes the place of the topic's checks where a person may give options.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `matters` is False for what a site can do without."""

    what: str
    good: bool
    says: str
    matters: bool = True


Check = Callable[[], Iterable[Finding]]
_checks: list[tuple[str, Check]] = []


def check(topic: str) -> Callable[[Check], Check]:
    """Register a function without arguments that gives Findings, under a topic of one word."""

    def register(function: Check) -> Check:
        _checks.append((topic, function))
        return function

    return register


def topics() -> list[str]:
    """The topics somebody registered, in order of their names."""
    return sorted({topic for topic, _function in _checks})


def findings(topic: str = "") -> Iterator[Finding]:
    """What all checks find, or those of one topic."""
    for name, function in _checks:
        if topic in ("", name):
            yield from _asked(name, function)


def _asked(name: str, function: Check) -> Iterator[Finding]:
    try:
        yield from function()
    except Exception as error:  # whatever a check stumbles over is what the person must hear of
        log.warning("the check of %s failed", name, exc_info=True)
        yield Finding(name, False, f"could not be looked at: {type(error).__name__}: {error}")
