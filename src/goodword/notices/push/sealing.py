"""A message only one browser can read: RFC 8291, with the content coding aes128gcm of RFC 8188. One record, as push services want it."""

import base64
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096  # bytes; push services refuse more
MAX_MESSAGE = RECORD - 16 - 1 - 86  # tag, delimiter, header


def seal(
    message: bytes,
    *,
    public_key: bytes,
    auth: bytes,
    salt: bytes = b"",
    private_key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Encrypt a message for a browser's key (65 bytes, uncompressed) and secret (16 bytes).

    salt, private_key: given by tests alone; each message has new ones. Raises ValueError on a key that is none, or a message too long.
    """
    if len(message) > MAX_MESSAGE or len(auth) != 16:
        raise ValueError("too long, or no secret of 16 bytes")
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    ours = private_key or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    our_point = point(ours)
    shared = ours.exchange(ec.ECDH(), theirs)
    key = _derive(auth, shared, b"WebPush: info\0" + public_key + our_point, 32)
    content_key = _derive(salt, key, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(salt, key, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content_key).encrypt(nonce, message + b"\x02", b"")
    return salt + RECORD.to_bytes(4, "big") + bytes([len(our_point)]) + our_point + sealed


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half of a key as 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encode(content: bytes) -> str:
    """base64url without padding, as everything of push is written."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a base64url text. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
