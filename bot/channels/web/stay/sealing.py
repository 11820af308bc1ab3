"""A sign as it goes to a browser: sealed for it alone (RFC 8291), and signed by us (RFC 8292).

In between stands a service of whoever made the browser. It learns that a browser gets something,
and when; never what, and not even how long it is.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# How many numbers there are that a key on this curve can be (SEC 2, 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT_BYTES, AUTH_BYTES = 65, 16
RECORD_BYTES = 4096
# All signs are as long as each other, in every language.
SIGN_BYTES = 512
LAST = b"\2"


class NoKey(ValueError):
    """What a browser gave is no key that anything can be sealed for."""


def written(value: bytes) -> str:
    """Bytes as they stand in addresses and headers: base64url without its end."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def read(value: str) -> bytes:
    """The bytes that were written so; raises ValueError."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


def private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """Our own key from the secret in the key ring."""
    return ec.derive_private_key(int.from_bytes(secret) % (ORDER - 1) + 1, CURVE)


def public_point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The part of a key that everybody may know, as browsers and headers have it."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def point_of(p256dh: str) -> ec.EllipticCurvePublicKey:
    """The key of a browser; raises NoKey for what is no point on the curve."""
    try:
        point = read(p256dh)
        if len(point) != POINT_BYTES:
            raise NoKey
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        raise NoKey from None


def secret_of(auth: str) -> bytes:
    """The secret that goes with a browser's key; raises NoKey."""
    try:
        secret = read(auth)
    except ValueError:
        raise NoKey from None
    if len(secret) != AUTH_BYTES:
        raise NoKey
    return secret


def sealed(
    words: bytes,
    p256dh: str,
    auth: str,
    *,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
    fill: int = SIGN_BYTES,
) -> bytes:
    """Words as only the browser with this key can read them; raises NoKey.

    ``ephemeral`` and ``salt`` are drawn by lot, but for the example of the RFC.
    """
    theirs, secret = point_of(p256dh), secret_of(auth)
    ours = ephemeral or ec.generate_private_key(CURVE)
    salt = salt or secrets.token_bytes(16)
    point = public_point(ours)
    info = b"WebPush: info\0" + read(p256dh) + point
    shared = ours.exchange(ec.ECDH(), theirs)
    input_key = HKDF(hashes.SHA256(), 32, secret, info).derive(shared)
    key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(input_key)
    nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(input_key)
    filled = (words + LAST).ljust(fill, b"\0")
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, filled, None)


def signed(origin: str, until: int, key: ec.EllipticCurvePrivateKey, contact: str = "") -> str:
    """The header that tells a push service that it is we who send, until a moment (Unix time)."""
    claims = {"aud": origin, "exp": until, **({"sub": contact} if contact else {})}
    parts = [{"typ": "JWT", "alg": "ES256"}, claims]
    said = ".".join(written(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    mark = written(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={said}.{mark}, k={written(public_point(key))}"
