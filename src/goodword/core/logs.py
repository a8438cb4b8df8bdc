"""Logs a machine can read, with nothing of a person in them: no name, no address, no query string.

A line has a time, a level, what happened, and the id of the request it happened in. `GOODWORD_LOG_FORMAT=json` makes it JSON. What an error
message quotes is left out, since it may be what somebody typed; where it happened stays.
"""

import logging
import re
from typing import Any

import structlog
from structlog.types import EventDict, Processor

MAIL = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
NUMBERED = re.compile(
    r"\b(?!127\.)\d{1,3}(\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE
)
QUERY = re.compile(r"\?[\w%.~-]+=[^\s\"'<>]*")
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|=\([^)\n]*\)")
# A path may hold the handle of a person: what Django says of paths is said by our own line, with the route in its place.
OF_PATHS = ("django.request", "django.security.csrf", "django.server")


def clean(text: str) -> str:
    """A text without addresses of mail or of machines, and without what stood behind a question mark."""
    return QUERY.sub("?…", NUMBERED.sub("[ip]", MAIL.sub("[mail]", text)))


def clean_trace(text: str) -> str:
    """A traceback of which the lines of source stay, and of the messages all but what they quote."""
    lines = []
    for line in text.splitlines():
        if line.lstrip().startswith(("DETAIL:", "CONTEXT:", "Failing row")):
            continue
        lines.append(clean(line if line.startswith((" ", "Traceback")) else QUOTED.sub("'…'", line)))
    return "\n".join(lines)


def without_persons(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """The processor that cleans all that is about to be written."""
    for key, value in event.items():
        if key in ("exception", "stack"):
            event[key] = clean_trace(str(value))
        elif isinstance(value, str):
            event[key] = clean(value)
    return event


class WithoutPaths(logging.Filter):
    """Puts the route in the place of the path in what Django says of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; the record is changed."""
        request = getattr(record, "request", None)
        if record.name.startswith(OF_PATHS) and request is not None:
            record.msg, record.args = "%s at %s", (_status_words(record), route_of(request))
        return True


def _status_words(record: logging.LogRecord) -> str:
    return f"status {getattr(record, 'status_code', '')}".strip()


def route_of(request: Any) -> str:
    """The pattern of the address, such as "people/<slug:handle>": never the address itself."""
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match else "no address of ours"


def formatter(style: str = "console") -> logging.Formatter:
    """What makes a line of a record: "json" or "console"."""
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=("route", "status", "ms", "method", "door")),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_persons,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=common,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
