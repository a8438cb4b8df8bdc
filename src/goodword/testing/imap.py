"""An IMAP4rev1 server on loopback for tests, as much of RFC 3501 as a mailbox needs, that can be told to misbehave.

`MailServer()` listens on a free port. `folders["INBOX"]` holds `Stored` mails; `server.url` is what GOODWORD_MAIL_IN_URL would say.
`server.script["SELECT"] = "hang"` makes a command misbehave: "hang" answers nothing, "drop" closes the connection, "no" refuses,
"drip" sends one byte a second, "huge" announces a literal of 2 GB.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\))|(\S+)')


@dataclass
class Stored:
    """One mail in a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


class MailServer:
    """The server: one thread a connection, all of them daemons."""

    def __init__(self, user: str = "in", password: str = "secret") -> None:
        self.user, self.password = user, password
        self.folders: dict[str, list[Stored]] = {"INBOX": []}
        self.script: dict[str, str] = {}
        self.commands: list[str] = []
        self.uidplus = True
        self._stop = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the mailbox, with user and password."""
        return f"imap://{self.user}:{self.password}@127.0.0.1:{self.port}"

    def put(self, raw: bytes, folder: str = "INBOX") -> Stored:
        """Deliver a mail."""
        number = 1 + max((mail.uid for mails in self.folders.values() for mail in mails), default=0)
        stored = Stored(number, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        self.folders.setdefault(folder, []).append(stored)
        return stored

    def close(self) -> None:
        """Stop listening; connections that hang let go."""
        self._stop.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                talk = _Talk(self, connection)
                talk.say(b"* OK ready\r\n")
                for line in lines:
                    if not talk.answer(line.decode("utf-8", "replace").strip()):
                        return
        except OSError:
            return

    def misbehave(self, name: str, connection: socket.socket) -> bool:
        """Do what the script says of a command. Returns whether the connection ends."""
        how = self.script.get(name, "")
        if how == "hang":
            self._stop.wait(60)
        elif how == "drip":
            for _byte in range(60):
                if self._stop.wait(0.3):
                    break
                connection.sendall(b"*")
        elif how == "huge":
            connection.sendall(b"* 1 FETCH (UID 1 BODY[] {2000000000}\r\n" + b"x" * 1000)
            self._stop.wait(5)
        return how in ("hang", "drip", "drop", "huge")


class _Talk:
    """One connection and the folder it has open."""

    def __init__(self, server: MailServer, connection: socket.socket) -> None:
        self.server, self.connection = server, connection
        self.folder: list[Stored] = []

    def say(self, words: bytes) -> None:
        self.connection.sendall(words)

    def answer(self, line: str) -> bool:
        """Answer one command. Returns whether the connection goes on."""
        tag, _space, rest = line.partition(" ")
        words = [one or two or three for one, two, three in _ARGUMENT.findall(rest)]
        name = " ".join(word.upper() for word in words[: 2 if words[:1] and words[0].upper() == "UID" else 1])
        arguments = words[len(name.split()) :]
        self.server.commands.append(name)
        if self.server.misbehave(name, self.connection):
            return False
        if self.server.script.get(name) == "no":
            self.say(f"{tag} NO not now\r\n".encode())
            return True
        does = getattr(self, "_" + name.lower().replace(" ", "_"), None)
        verdict = does(*arguments) if does else "BAD unknown"
        self.say(f"{tag} {verdict}\r\n".encode())
        return name != "LOGOUT"

    def _capability(self) -> str:
        self.say(b"* CAPABILITY IMAP4rev1" + (b" UIDPLUS" if self.server.uidplus else b"") + b"\r\n")
        return "OK done"

    def _noop(self) -> str:
        return "OK done"

    def _login(self, user: str = "", password: str = "") -> str:
        right = (user, password) == (self.server.user, self.server.password)
        return "OK welcome" if right else "NO wrong password"

    def _logout(self) -> str:
        self.say(b"* BYE\r\n")
        return "OK bye"

    def _select(self, name: str = "INBOX") -> str:
        if name not in self.server.folders:
            return "NO no such folder"
        self.folder = self.server.folders[name]
        self.say(f"* {len(self.folder)} EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n".encode())
        return "OK [READ-WRITE] done"

    def _create(self, name: str = "") -> str:
        if name in self.server.folders:
            return "NO it exists"
        self.server.folders[name] = []
        return "OK done"

    def _uid_search(self, *keys: str) -> str:
        unwanted = {"UNSEEN": "\\Seen", "UNDELETED": "\\Deleted"}
        found = [
            str(mail.uid)
            for mail in self.folder
            if not any(unwanted.get(key.upper()) in mail.flags for key in keys)
        ]
        self.say(("* SEARCH " + " ".join(found)).strip().encode() + b"\r\n")
        return "OK done"

    def _uid_fetch(self, uid: str = "", what: str = "") -> str:
        for number, mail in enumerate(self.folder, 1):
            if str(mail.uid) == uid and "SIZE" in what:
                self.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(mail.raw)})\r\n".encode())
            elif str(mail.uid) == uid:
                self.say(f"* {number} FETCH (UID {uid} BODY[] {{{len(mail.raw)}}}\r\n".encode())
                self.say(mail.raw + b")\r\n")
        return "OK done"

    def _uid_store(self, uid: str = "", _how: str = "", flags: str = "") -> str:
        for mail in self.folder:
            if str(mail.uid) == uid:
                mail.flags |= set(flags.strip("()").split())
        return "OK done"

    def _uid_copy(self, uid: str = "", folder: str = "") -> str:
        if folder not in self.server.folders:
            return "NO [TRYCREATE] no such folder"
        for mail in list(self.folder):
            if str(mail.uid) == uid:
                self.server.put(mail.raw, folder)
        return "OK done"

    def _uid_expunge(self, uid: str = "") -> str:
        self.folder[:] = [m for m in self.folder if not (str(m.uid) == uid and "\\Deleted" in m.flags)]
        return "OK done"
