"""The one way out. Sockets and names are replaced throughout: a guard that fails is caught here, and nothing leaves the machine."""

import socket
import threading
import time

import pytest

from goodword.core import outbound
from goodword.core.outbound import Blocked, Bounds, Failed, addresses, client

QUICK = Bounds(connect=0.5, read=0.5, total=1.0, size=1000)

NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
    "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001::1", "2001:db8::1",
    "2002:7f00:1::", "2002:c0a8:101::1", "3fff::1", "100::1", "nonsense", "",
]  # fmt: skip
PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::5",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_of_the_open_internet(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://0/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f000001/",
        "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "http://[fe80::1%25lo]/", "http://[::]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/",
        "http://192.168.0.1:8080/", "http://100.64.0.1/", "http://localhost/", "http://LOCALHOST:8000/",
        "http://a.localhost/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://0x08080808/",
        "http://user:word@hooks.example/", "http://user@hooks.example/", "http:///nowhere", "http://", "http://[/",
        "http://hooks.example:99999/", "http://hooks.example:25/", "http://hooks.example:22/", "https://hooks.example:53/",
        "ftp://hooks.example/", "file:///etc/passwd", "gopher://hooks.example/", "unix:///run/x", "data:,x", "",
        "//hooks.example/", "http:hooks.example", "http://hooks.example\\@127.0.0.1/", "http://hooks example/",
        "http://hooks.example%2f@127.0.0.1/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused_at_sight(url, outside):
    for method in ("GET", "POST"):
        with pytest.raises(Blocked):
            outbound.send(method, url, bounds=QUICK)
    assert (outside.connected, outside.strays) == ([], [])


@pytest.mark.parametrize(
    "leads_to", [[one] for one in NOT_PUBLIC if one[:1].isalnum()] + [["10.0.0.1", "::1"]]
)
def test_a_name_that_leads_home_is_refused_when_it_is_connected_to(leads_to, outside):
    outside.names["evil.example"] = [one for one in leads_to if one != "nonsense"]
    with pytest.raises(Blocked):
        outbound.send("GET", "http://evil.example/", bounds=QUICK)
    assert outside.asked == ["evil.example"]
    assert (outside.connected, outside.strays) == ([], [])


def test_a_name_that_changes_between_question_and_use(outside):
    """Rebinding: it is asked once, and what was judged is what is connected to."""
    shop = outside.serve("hooks.example")
    answers = iter([[shop.at], ["127.0.0.1"], ["127.0.0.1"]])
    outside.names["hooks.example"] = lambda: next(answers)
    assert outbound.send("GET", "http://hooks.example/", bounds=QUICK).status == 204
    assert outside.connected == [shop.at]
    with pytest.raises(Blocked):
        outbound.send("GET", "http://hooks.example/", bounds=QUICK)
    assert outside.connected == [shop.at]


def test_of_several_addresses_only_public_ones_are_tried(outside):
    shop = outside.serve("hooks.example")
    outside.names["hooks.example"] = ["127.0.0.1", "10.1.1.1", shop.at]
    assert outbound.send("GET", "http://hooks.example/", bounds=QUICK).status == 204
    assert outside.connected == [shop.at]


def test_a_socket_that_ends_elsewhere_is_the_last_word(outside, monkeypatch):
    shop = outside.serve("hooks.example")

    def diverted(_address, timeout=None, **_named):
        made = socket.socket()
        made.settimeout(timeout)
        made.connect(("127.0.0.1", shop.port))
        return made

    monkeypatch.setattr(socket, "create_connection", diverted)
    with pytest.raises(Blocked):
        outbound.send("GET", "http://hooks.example/", bounds=QUICK)
    assert shop.requests == []


def test_what_is_sent_and_what_comes_back(outside):
    shop = outside.serve("hooks.example")
    shop.answers = lambda _request: (201, {"X-Kind": "note", "Set-Cookie": "a=b; Path=/"}, b"made")
    answer = outbound.send(
        "POST", "http://hooks.example/in?x=1", body=b"words", headers={"Webhook-Id": "m1"}, bounds=QUICK
    )
    assert (answer.status, answer.body, answer.headers["x-kind"], answer.cut) == (201, b"made", "note", False)
    assert 0 <= answer.seconds < 1
    (came,) = shop.requests
    assert (came.method, came.path, came.body) == ("POST", "/in?x=1", b"words")
    assert came.headers["host"] == "hooks.example"
    assert came.headers["webhook-id"] == "m1"
    assert came.headers["accept-encoding"] == "identity"
    assert came.headers["user-agent"].startswith("Goodword (+http")
    outbound.send("GET", "http://hooks.example/again", bounds=QUICK)
    assert "cookie" not in shop.requests[-1].headers


def test_no_proxy_and_no_netrc_of_the_environment(outside, monkeypatch, tmp_path):
    trap = outside.serve("trap.example")
    shop = outside.serve("hooks.example")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine hooks.example login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert outbound.send("GET", "http://hooks.example/", bounds=QUICK).status == 204
    assert trap.requests == []
    assert "authorization" not in shop.requests[0].headers


def test_redirects_are_answers_until_they_are_asked_for(outside):
    shop = outside.serve("hooks.example")
    shop.answers = lambda _request: (302, {"Location": "http://127.0.0.1:1/"}, b"")
    assert outbound.send("GET", "http://hooks.example/", bounds=QUICK).status == 302
    assert outside.connected == [shop.at]


@pytest.mark.parametrize(
    "goal",
    ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://evil.example/", "file:///etc/passwd"],
)
def test_each_hop_is_judged(goal, outside):
    shop = outside.serve("hooks.example")
    inner = outside.serve("inner.example", "127.0.0.1")
    outside.names["evil.example"] = ["127.0.0.1"]
    shop.answers = lambda _request: (302, {"Location": goal.format(port=inner.port)}, b"")
    with pytest.raises(Blocked):
        outbound.send("GET", "http://hooks.example/", bounds=Bounds(1, 1, 2, redirects=3))
    assert inner.requests == []


def test_redirects_that_may_be_followed(outside):
    first, second = outside.serve("a.example"), outside.serve("b.example")
    first.answers = lambda request: (
        (302, {"Location": "/next"}, b"")
        if request.path == "/"
        else (307, {"Location": "http://b.example/end"}, b"")
    )
    second.answers = lambda _request: (200, {}, b"here")
    answer = outbound.send(
        "GET", "http://a.example/", headers={"Authorization": "key"}, bounds=Bounds(1, 1, 2, redirects=2)
    )
    assert (answer.url, answer.body) == ("http://b.example/end", b"here")
    assert [came.headers.get("authorization") for came in first.requests] == ["key", "key"]
    assert "authorization" not in second.requests[0].headers, "a secret stays with the host it was meant for"
    with pytest.raises(Blocked):
        outbound.send("GET", "http://a.example/", bounds=Bounds(1, 1, 2, redirects=1))
    with pytest.raises(Blocked):
        outbound.send("POST", "http://a.example/", body=b"x", bounds=Bounds(1, 1, 2, redirects=2))


def test_never_from_https_down_to_http(outside):
    outside.serve("a.example")
    with pytest.raises(Blocked):
        client._next("https://a.example/", "http://a.example/", {})


def test_the_owner_may_name_a_service_of_the_own_network(outside, settings):
    inner = outside.serve("till.lan", "127.0.0.1")
    other = outside.serve("other.lan", "127.0.0.1")
    settings.GOODWORD_OUTBOUND_ALLOW = [f"127.0.0.1:{inner.port}", f"Till.lan:{inner.port}"]
    assert outbound.send("GET", f"http://127.0.0.1:{inner.port}/", bounds=QUICK).status == 204
    assert outbound.send("GET", f"http://till.lan:{inner.port}/", bounds=QUICK).status == 204
    for url in (
        f"http://127.0.0.1:{other.port}/",
        f"http://localhost:{inner.port}/",
        f"http://other.lan:{inner.port}/",
    ):
        with pytest.raises(Blocked):
            outbound.send("GET", url, bounds=QUICK)
    assert len(inner.requests) == 2
    assert other.requests == []


def test_size_is_bounded(outside):
    shop = outside.serve("hooks.example")
    shop.answers = lambda _request: (200, {}, b"x" * 5000)
    with pytest.raises(Failed) as refused:
        outbound.send("GET", "http://hooks.example/", bounds=QUICK)
    assert refused.value.reason == "size"
    answer = outbound.send("GET", "http://hooks.example/", bounds=QUICK, cut=True)
    assert (len(answer.body), answer.cut) == (1000, True)


def test_what_is_compressed_does_not_swell(outside):
    import gzip

    packed = gzip.compress(b"0" * 10_000_000)
    shop = outside.serve("hooks.example")
    shop.answers = lambda _request: (200, {"Content-Encoding": "gzip"}, packed[:900])
    assert len(outbound.send("GET", "http://hooks.example/", bounds=QUICK).body) <= 1000


def sips(port_of, pause, text):
    """A server that sends one byte at a time for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    port_of.append(listening.getsockname()[1])
    stop = threading.Event()

    def run():
        made, _ = listening.accept()
        with made, listening:
            for byte in text:
                if stop.wait(pause):
                    return
                try:
                    made.sendall(bytes([byte]))
                except OSError:
                    return
            stop.wait(1)

    threading.Thread(target=run, daemon=True).start()
    return stop


@pytest.mark.parametrize(
    "text",
    [b"HTTP/1.1 200 OK\r\nX: " + b"a" * 500, b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"a" * 900],
)
def test_small_sips_end_at_the_deadline(text, outside, settings):
    port_of: list[int] = []
    stop = sips(port_of, 0.02, text)
    settings.GOODWORD_OUTBOUND_ALLOW = [f"127.0.0.1:{port_of[0]}"]
    began = time.monotonic()
    with pytest.raises(Failed) as refused:
        outbound.send("GET", f"http://127.0.0.1:{port_of[0]}/", bounds=Bounds(0.5, 0.5, 0.8, size=10_000))
    stop.set()
    assert refused.value.reason == "timeout"
    assert time.monotonic() - began < 1.3


def test_a_port_that_never_answers(outside, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.GOODWORD_OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
        for scheme in ("http", "https"):
            began = time.monotonic()
            with pytest.raises(Failed) as refused:
                outbound.send("POST", f"{scheme}://127.0.0.1:{port}/", body=b"x", bounds=QUICK)
            assert refused.value.reason == "timeout"
            assert time.monotonic() - began < 1.5


def test_a_dead_name_service_costs_the_connect_time_and_no_more(outside):
    outside.dead = True
    began = time.monotonic()
    with pytest.raises(Failed) as refused:
        outbound.send("GET", "http://hooks.example/", bounds=QUICK)
    assert refused.value.reason == "name"
    assert time.monotonic() - began < 1.2


def test_lookups_that_hang_are_counted(outside, monkeypatch):
    monkeypatch.setattr(addresses, "_asking", threading.BoundedSemaphore(1))
    outside.dead = True
    for _attempt in range(2):
        with pytest.raises(Failed):
            outbound.send("GET", "http://hooks.example/", bounds=QUICK)
    assert outside.asked == ["hooks.example"]


def test_not_tls_at_the_other_end(outside, settings):
    shop = outside.serve("hooks.example", "127.0.0.1")
    settings.GOODWORD_OUTBOUND_ALLOW = [f"127.0.0.1:{shop.port}"]
    with pytest.raises(Failed) as refused:
        outbound.send("GET", f"https://127.0.0.1:{shop.port}/", bounds=QUICK)
    assert refused.value.reason in ("tls", "timeout")


def test_nobody_listens(outside, settings):
    settings.GOODWORD_OUTBOUND_ALLOW = ["127.0.0.1:9"]
    with pytest.raises(Failed) as refused:
        outbound.send("GET", "http://127.0.0.1:9/", bounds=QUICK)
    assert refused.value.reason == "connect"


def test_not_http_at_the_other_end(outside, settings):
    port_of: list[int] = []
    stop = sips(port_of, 0.0, b"220 mail.example ready\r\n\r\n")
    settings.GOODWORD_OUTBOUND_ALLOW = [f"127.0.0.1:{port_of[0]}"]
    with pytest.raises(Failed) as refused:
        outbound.send("GET", f"http://127.0.0.1:{port_of[0]}/", bounds=QUICK)
    stop.set()
    assert refused.value.reason == "protocol"


def test_headers_cannot_be_slipped_in(outside):
    shop = outside.serve("hooks.example")
    with pytest.raises(Failed):
        outbound.send("GET", "http://hooks.example/", headers={"X-A": "b\r\nHost: evil"}, bounds=QUICK)
    assert shop.requests == []
