"""Who we are to a push service: VAPID (RFC 8292). The key follows from the secret of the home: made once, the same in each process.

With another secret the browsers' subscriptions end, as the sessions do.
"""

import json
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from goodword.core import clock
from goodword.notices.push.sealing import encode, point

LIVES = 12 * 3600  # seconds; at most a day (RFC 8292 §2)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def public_key() -> str:
    """What a browser subscribes with."""
    return encode(point(_key(settings.SECRET_KEY)))


def authorization(endpoint: str) -> str:
    """The Authorization header of one message to a push service: a token for that service alone."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(clock.now().timestamp()) + LIVES,
        "sub": settings.GOODWORD_SITE_URL if settings.SECURE else f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    head = encode(json.dumps({"typ": "JWT", "alg": "ES256"}, separators=(",", ":")).encode())
    signed = f"{head}.{encode(json.dumps(claims, separators=(',', ':')).encode())}"
    key = _key(settings.SECRET_KEY)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={encode(point(key))}"


@lru_cache(maxsize=2)
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(algorithm=SHA256(), length=48, salt=b"goodword.push", info=b"vapid").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
