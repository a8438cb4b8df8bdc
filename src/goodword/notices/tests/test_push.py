"""Push: sealed as RFC 8291 says, signed as RFC 8292 says, only to browsers that asked, and never into our own network."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from django.urls import reverse

from goodword.conversations.actions.replies import post_reply, withdraw_reply
from goodword.conversations.actions.topics import open_topic
from goodword.core import outbound
from goodword.notices import by_push
from goodword.notices.actions import browsers
from goodword.notices.channels import Later, Refused
from goodword.notices.deliveries import deliver
from goodword.notices.models import PushSubscription
from goodword.notices.push import identity, sealing
from goodword.notices.texts import Text

pytestmark = pytest.mark.django_db
ENDPOINT = "https://push.example.com/v1/abc"
WORDS = Text("Maya answered “Do you wrap?”.", "/questions/7/do-you-wrap", "You asked it.")
# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
OUR_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIR_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
THEIR_POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def key_of(secret: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(sealing.decode(secret), "big"), ec.SECP256R1())


def opened(body: bytes) -> bytes:
    """What the browser of the RFC reads."""
    salt, size, point, sealed = body[:16], body[20], body[21:86], body[86:]
    assert size == 65
    shared = key_of(THEIR_KEY).exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    )
    info = b"WebPush: info\0" + sealing.decode(THEIR_POINT) + point
    key = sealing._derive(sealing.decode(AUTH), shared, info, 32)
    content_key = sealing._derive(salt, key, b"Content-Encoding: aes128gcm\0", 16)
    nonce = sealing._derive(salt, key, b"Content-Encoding: nonce\0", 12)
    return AESGCM(content_key).decrypt(nonce, sealed, b"").rstrip(b"\0")[:-1]


def test_a_message_is_sealed_as_the_rfc_shows():
    public_key, auth = sealing.decode(THEIR_POINT), sealing.decode(AUTH)
    made = sealing.seal(
        PLAIN, public_key=public_key, auth=auth, salt=sealing.decode(SALT), private_key=key_of(OUR_KEY)
    )
    assert sealing.encode(made) == SEALED
    assert sealing.seal(PLAIN, public_key=public_key, auth=auth) != made
    assert opened(sealing.seal(PLAIN, public_key=public_key, auth=auth)) == PLAIN


def test_the_token_is_for_one_service_signed_and_short_lived(settings):
    kind, token, key = identity.authorization("https://push.example.com:8443/v1/abc?x").split(" ")
    assert kind == "vapid" and key == f"k={identity.public_key()}"
    head, claims, signature = token.removeprefix("t=").rstrip(",").split(".")
    said, raw = json.loads(sealing.decode(claims)), sealing.decode(signature)
    assert said["aud"] == "https://push.example.com:8443" and said["sub"].startswith(("mailto:", "https:"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), sealing.decode(identity.public_key())
    )
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    public.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    before = identity.public_key()
    settings.SECRET_KEY = "another home"
    assert identity.public_key() != before


def browser(person, endpoint: str = ENDPOINT) -> PushSubscription:
    return browsers.add(by=person, endpoint=endpoint, public_key=THEIR_POINT, auth=AUTH, device="Firefox")


@pytest.fixture
def service(monkeypatch):
    """A push service that answers what a test says, and keeps what it was sent."""
    made = {"answer": 201, "sent": []}

    def send(method, url, *, body=b"", headers=None, bounds=None, cut=False):
        made["sent"].append((method, url, body, headers))
        if isinstance(made["answer"], Exception):
            raise made["answer"]
        return outbound.Answer(made["answer"], url)

    monkeypatch.setattr(outbound, "send", send)
    return made


def carry(parcel) -> None:
    with by_push.Push().line() as way:
        way(parcel)


def test_a_browser_gets_one_line_and_a_link(cast, parcel, service):
    browser(cast.hannah)
    carry(parcel(cast.hannah, WORDS))
    method, url, body, headers = service["sent"][0]
    assert (method, url) == ("POST", ENDPOINT)
    assert json.loads(opened(body)) == {"title": WORDS.sentence, "body": "", "url": WORDS.url}
    assert (
        headers["TTL"] == "86400"
        and headers["Content-Encoding"] == "aes128gcm"
        and len(headers["Topic"]) <= 32
    )
    assert b"Maya" not in body
    assert PushSubscription.objects.get().carried_at is not None


def test_several_lines_are_one_message(cast, parcel, service):
    browser(cast.hannah)
    carry(parcel(cast.hannah, WORDS, WORDS, WORDS))
    said = json.loads(opened(service["sent"][0][2]))
    assert said["url"] == "/notices" and "2" in said["body"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(cast, parcel, service, status):
    browser(cast.hannah)
    service["answer"] = status
    with pytest.raises(Refused):
        carry(parcel(cast.hannah, WORDS))
    assert not PushSubscription.objects.exists()
    assert by_push.Push().unreachable([cast.hannah]) == {cast.hannah.pk: "no browser takes messages"}


@pytest.mark.parametrize("answer", [429, 500, 503, outbound.Failed("timeout"), outbound.Failed("connect")])
def test_a_service_that_is_down_is_tried_again(cast, parcel, service, answer):
    browser(cast.hannah)
    service["answer"] = answer
    with pytest.raises(Later):
        carry(parcel(cast.hannah, WORDS))
    assert PushSubscription.objects.exists()


def test_a_name_that_leads_home_is_forgotten(cast, parcel, service):
    browser(cast.hannah)
    service["answer"] = outbound.Blocked("address")
    with pytest.raises(Refused):
        carry(parcel(cast.hannah, WORDS))
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://169.254.169.254/latest",
        "https://0x7f.1/x",
        "https://u:p@push.example.com/x",
        "https://push.example.com:22/x",
        "https://",
        "https://[",
        "ftp://push.example.com/x",
        "https://push.example.com/" + "x" * 1000,
    ],
)
def test_no_address_of_our_own_is_subscribed(cast, visit, endpoint):
    fields = {"endpoint": endpoint, "public_key": THEIR_POINT, "auth": AUTH}
    assert visit(cast.hannah).submit(reverse("notices:add_browser"), fields).status_code == 422
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    ("key", "auth"), [("", AUTH), ("AAAA", AUTH), (THEIR_POINT, "AAAA"), ("é", AUTH), ("B" * 87, AUTH)]
)
def test_keys_that_are_none_are_refused(cast, visit, key, auth):
    fields = {"endpoint": ENDPOINT, "public_key": key, "auth": auth}
    assert visit(cast.hannah).submit(reverse("notices:add_browser"), fields).status_code == 422


def test_a_person_adds_and_takes_away_their_own(cast, visit):
    fields = {"endpoint": ENDPOINT, "public_key": THEIR_POINT, "auth": AUTH}
    assert visit(cast.hannah).submit(reverse("notices:add_browser"), fields).status_code == 201
    mine = PushSubscription.objects.get()
    assert (
        "Take messages in this browser"
        in visit(cast.hannah).get(reverse("notices:preferences")).content.decode()
    )
    visit(cast.outsider).submit(reverse("notices:remove_browser", args=[mine.pk]))
    assert PushSubscription.objects.exists()
    visit(cast.hannah).submit(reverse("notices:remove_browser", args=[mine.pk]))
    assert not PushSubscription.objects.exists()


def test_a_browser_that_changes_hands_tells_the_one_before_nothing_more(cast):
    browser(cast.hannah)
    browser(cast.gwen)
    assert [row.person for row in PushSubscription.objects.all()] == [cast.gwen]


def test_ten_browsers_are_enough(cast):
    for number in range(12):
        browser(cast.hannah, f"{ENDPOINT}{number}")
    assert PushSubscription.objects.count() == 10


def test_the_script_of_the_browser_stands_at_one_address(client):
    answer = client.get("/push-worker.js")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content and b"<" not in answer.content.split(b"=>")[0]


def test_from_a_notice_to_a_browser_only_what_may_be_seen_and_at_no_hour_of_sleep(cast, service, now):
    question = open_topic("question", by=cast.hannah, title="Do you wrap books?", body="In paper.")
    browser(cast.hannah)
    reply = post_reply(question, by=cast.samuel, body="We do.")
    now.shift(timedelta(minutes=2))
    deliver.call()
    told = json.loads(opened(service["sent"][0][2]))
    assert "Do you wrap books?" in told["title"] and told["url"].endswith(f"#reply-{reply.pk}")
    hidden = post_reply(question, by=cast.samuel, body="And in cloth.")
    now.shift(timedelta(minutes=1))
    withdraw_reply(hidden, by=cast.samuel)
    now.shift(timedelta(minutes=9))
    deliver.call()
    assert len(service["sent"]) == 1
    now.move_to("2026-11-25T23:30:00Z")
    post_reply(question, by=cast.samuel, body="And in silk.")
    now.shift(timedelta(minutes=5))
    deliver.call()
    assert len(service["sent"]) == 1
    now.move_to("2026-11-26T08:30:00Z")
    deliver.call()
    assert len(service["sent"]) == 2
