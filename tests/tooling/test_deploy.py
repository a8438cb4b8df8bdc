"""What is shipped for servers: the units hold for systemd, and nginx serves the site as its sample says."""

import configparser
import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.faults.serving import Site, free_port, until

from goodword.cli.browser import apt_install
from goodword.cli.environment import ROOT

assert ROOT is not None
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
NAME = "community.example.org"
HOW_TO_GET_NGINX = (
    "the test of deploy/nginx.conf needs nginx: on Debian, as root: apt-get install nginx-light"
)
SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from goodword.people.models import Person
request = HttpRequest()
request.session = import_module(settings.SESSION_ENGINE).SessionStore()
login(request, Person.objects.get(handle="hannah"), backend="goodword.people.backends.EmailBackend")
request.session.save()
print(request.session.session_key)
"""


class Unit(configparser.ConfigParser):
    """A unit of systemd, whose words keep their capitals."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_one_that_systemd_takes(unit: Path, tmp_path: Path) -> None:
    read = Unit(strict=False, interpolation=None)
    read.read_string(unit.read_text())
    service = read["Service"]
    words = service["ExecStart"].split()
    assert words[0] == "/srv/goodword/source/goodword" and words[1] in ("serve", "worker")
    assert int(service["TimeoutStopSec"]) > 27, "longer than the site takes to end what it is at"
    assert service["NoNewPrivileges"] == "yes" and service["User"] != "root"
    if not shutil.which("systemd-analyze"):
        warnings.warn(f"systemd-analyze is not here: {unit.name} was only parsed", stacklevel=1)
        return
    here = unit.read_text().replace("/srv/goodword/source", str(ROOT)).replace("User=goodword", "User=daemon")
    copy = tmp_path / unit.name
    copy.write_text(
        here.replace("Group=goodword", "Group=daemon").replace(
            "/etc/goodword.env", str(DEPLOY / "goodword.env")
        )
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", str(copy)],
        check=False,
        capture_output=True,
        text=True,
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_the_sample_of_settings_names_variables_that_exist() -> None:
    named = re.findall(r"^#?(GOODWORD_[A-Z_]+)=", (DEPLOY / "goodword.env").read_text(), re.MULTILINE)
    page = (ROOT / "docs" / "self-hosting.md").read_text()
    assert len(named) > 5 and [name for name in named if f"`{name}`" not in page] == []


def test_every_sample_is_in_the_documentation() -> None:
    page = (ROOT / "docs" / "self-hosting.md").read_text()
    assert [file.name for file in DEPLOY.iterdir() if f"deploy/{file.name}" not in page] == []


def test_the_caddyfile_is_one_that_caddy_takes() -> None:
    caddy, text = shutil.which("caddy"), (DEPLOY / "Caddyfile").read_text()
    assert text.count("{") == text.count("}") and "reverse_proxy 127.0.0.1:8000" in text
    if caddy is None:
        warnings.warn("caddy is not here: deploy/Caddyfile was only looked at", stacklevel=1)
        return
    done = subprocess.run(
        [caddy, "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# --------------------------------------------------------------------------------------------------------- nginx


@dataclass
class Front:
    """nginx before a site: where it listens, and the session of a member."""

    site: Site
    secure: int
    plain: int
    trust: ssl.SSLContext
    session: str

    def line(self) -> ssl.SSLSocket:
        """A line to it, as a browser has one."""
        raw = socket.create_connection(("127.0.0.1", self.secure), timeout=20)
        return self.trust.wrap_socket(raw, server_hostname=NAME)

    def say(self, sent: bytes) -> bytes:
        """All that comes back on one line."""
        with self.line() as line:
            line.sendall(sent)
            line.settimeout(5)
            heard = b""
            try:
                while piece := line.recv(65536):
                    heard += piece
            except (TimeoutError, ssl.SSLEOFError, ConnectionResetError):
                return heard
            return heard

    def get(self, path: str, *headers: str) -> tuple[int, str, bytes]:
        """Status, head and body of a page."""
        head = "".join(f"{header}\r\n" for header in (f"Host: {NAME}", "Connection: close", *headers))
        answer, _, body = self.say(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()).partition(b"\r\n\r\n")
        return int(answer.split()[1]), answer.decode(), body


def find_nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not found and os.geteuid() == 0 and shutil.which("apt-get") and Path("/etc/debian_version").exists():
        apt_install("nginx-light")
        found = shutil.which("nginx", path="/usr/sbin")
    assert found, HOW_TO_GET_NGINX
    return found


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]),
        datetime.datetime.now(datetime.UTC),
    )
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
    )
    signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), False).sign(
        key, hashes.SHA256()
    )
    (folder / "full.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return folder / "full.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A site under `serve` with nginx in front, as shipped but for ports, certificate and the places of its files."""
    nginx, folder = find_nginx(), tmp_path_factory.mktemp("front")
    settings = {"GOODWORD_SITE_URL": f"https://{NAME}", "GOODWORD_TRUSTED_PROXY": "1"}
    site = Site(folder / "home", words=("serve",), extra=settings)
    chain, key = certificate(folder)
    secure, plain = free_port(), free_port()
    config = (DEPLOY / "nginx.conf").read_text()
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}"), ("    listen [::]:80;\n", ""), ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(chain)), (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
    ):  # fmt: skip
        assert old in config
        config = config.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off; pid {folder}/pid; user root; error_log {folder}/error.log; events {{}} http {{ {temporary} access_log off;\n{config}}}"
    (folder / "nginx.conf").write_text(whole if os.geteuid() == 0 else whole.replace("user root;", ""))
    tried = subprocess.run(
        [nginx, "-t", "-c", folder / "nginx.conf"], check=False, capture_output=True, text=True
    )
    assert tried.returncode == 0 and "warn" not in tried.stderr, tried.stderr
    server = None
    try:
        site.start()
        site.people()
        session = site.shell(SESSION).split()[-1]
        server = subprocess.Popen([nginx, "-c", folder / "nginx.conf"])
        one = Front(site, secure, plain, ssl.create_default_context(cafile=str(chain)), session)
        until(lambda: _listens(secure), 20)
        yield one
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        site.kill()


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_the_site_knows_that_it_is_secure(front: Front) -> None:
    status, head, body = front.get("/")
    assert status == 200 and b"</html>" in body
    assert "strict-transport-security" in head.lower()
    assert front.get("/you", f"Cookie: __Host-session={front.session}")[0] == 200
    with socket.create_connection(("127.0.0.1", front.plain), timeout=10) as line:
        line.sendall(f"GET /questions HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
        assert f"Location: https://{NAME}/questions".encode() in line.recv(4096)


@pytest.mark.slow
def test_a_stream_is_not_held_back(front: Front) -> None:
    with front.line() as line:
        head = f"GET /live/ HTTP/1.1\r\nHost: {NAME}\r\nCookie: __Host-session={front.session}\r\nAccept: text/event-stream\r\n\r\n"
        began = time.monotonic()
        line.sendall(head.encode())
        heard = b""
        while b"\r\n\r\n" not in heard or len(heard.partition(b"\r\n\r\n")[2]) < 8:
            piece = line.recv(4096)
            assert piece, heard
            heard += piece
        assert b" 200 " in heard.split(b"\r\n")[0] and b"text/event-stream" in heard
        assert time.monotonic() - began < 3, "the first words came while the stream stays open"


@pytest.mark.slow
@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 6\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 6",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding : chunked",
        "Content-Length: +6",
    ],
)
def test_a_request_with_two_ends_is_refused(front: Front, head: str) -> None:
    """CL.TE, TE.CL and their kin: what follows on the line is never a request of its own."""
    smuggled = f"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: {NAME}\r\n\r\n"
    heard = front.say(f"POST /sign-in HTTP/1.1\r\nHost: {NAME}\r\n{head}\r\n\r\n{smuggled}".encode())
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", heard)
    assert statuses and statuses[0] in (b"400", b"501") and len(statuses) == 1, heard[:600]


@pytest.mark.slow
def test_nobody_says_for_themselves_where_they_come_from(front: Front) -> None:
    """The address that limits count by is the one nginx saw, whatever the visitor claims."""
    body = "email=nobody%40example.org&password=none&_form=none"
    for number in range(3):
        head = f"Host: {NAME}\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.{number}\r\nX-Forwarded-Proto: http"
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
        heard = front.say(f"POST /sign-in HTTP/1.1\r\n{head}\r\n{kind}\r\n\r\n{body}".encode())
        assert heard.startswith(b"HTTP/1.1 4"), heard[:300]
        assert b"strict-transport-security" in heard.lower()
    assert "203.0.113" not in front.site.shell(
        "from django.db import connection as c; k = c.cursor();"
        "print([k.execute(f'select * from {t}').fetchall() for t in ('core_limit',)])"
    )


@pytest.mark.slow
def test_too_much_at_once_is_refused_before_the_site_sees_it(front: Front) -> None:
    heard = front.say(f"POST /sign-in HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 20000000\r\n\r\n".encode())
    assert heard.startswith(b"HTTP/1.1 413")
