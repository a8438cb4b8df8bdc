"""A real mail server on loopback, scripted to accept, refuse, hang and drop: the fixture `mail_server`.

    mail_server.script("noor@example.org", "550 5.1.1 nobody here")   the answer to RCPT TO, as often as it is asked
    mail_server.at_data = ["451 later", "drop", "hang", "accept and drop"]   what DATA is answered, mail after mail; then 250
    mail_server.received                                              what was taken: (to, message), in order

`settings` of the test point at it, with a timeout of a second.
"""

from __future__ import annotations

import asyncio
import email
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import Any

import pytest

HANG = 20.0  # seconds: longer than any client of a test waits


@dataclass
class MailServer:
    """What the server is told to do, and what it was given."""

    port: int = 0
    at_data: list[str] = field(default_factory=list)
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    lines: int = 0  # how many connections there were
    pause: float = 0.0  # seconds before each answer to DATA
    recipients: dict[str, str] = field(default_factory=dict)
    controller: Any = None

    def script(self, address: str, answer: str) -> None:
        """Answer RCPT TO for this address so; "" takes the script back."""
        self.recipients[address] = answer

    @property
    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(str(message["Message-ID"]) for _to, message in self.received)

    def start(self) -> None:
        """Listen, on the port it had before if there was one."""
        from aiosmtpd.controller import Controller

        self.port = self.port or free_port()
        hooks = SimpleNamespace(handle_EHLO=self._hello, handle_RCPT=self._to, handle_DATA=self._data)
        self.controller = Controller(hooks, hostname="127.0.0.1", port=self.port, ready_timeout=30)
        self.controller.start()

    def stop(self) -> None:
        """Go away: connections are refused from now on."""
        if self.controller is not None:
            self.controller.stop(no_assert=True)
            self.controller = None

    async def _hello(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count a connection."""
        self.lines += 1
        session.host_name = hostname
        return responses

    async def _to(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """The scripted answer, else yes."""
        if answer := self.recipients.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def _data(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the mail, unless the script says otherwise."""
        await asyncio.sleep(self.pause)
        script = self.at_data.pop(0) if self.at_data else ""
        if script == "drop":
            server.transport.abort()
            return "250 never heard"
        if script == "hang":
            await asyncio.sleep(HANG)
        elif script and script != "accept and drop":
            return script
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append((envelope.rcpt_tos[0], message))
        if script == "accept and drop":
            server.transport.abort()
        return "250 OK"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A running server that the site of the test sends its mail to."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield server
    server.stop()
