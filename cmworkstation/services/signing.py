"""Ed25519 keys: making one, signing with its secret half, checking with its public half. No keyring, no database.

The library is loaded at the first use: it is slow to load, and most days nobody signs anything.
"""

import base64
import binascii

from cmworkstation.domain.errors import BadSignature
from cmworkstation.domain.profile import Signature, fingerprint


def new_key() -> tuple[str, bytes]:
    """Return a new key: the secret half in base64, for the keyring alone, and the public half."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - see above
        Ed25519PrivateKey,
    )

    key = Ed25519PrivateKey.generate()
    return text(key.private_bytes_raw()), key.public_key().public_bytes_raw()


def sign(secret: str, payload: bytes) -> Signature:
    """Sign bytes with the secret half of a key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - see above
        Ed25519PrivateKey,
    )

    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret))
    mark = fingerprint(key.public_key().public_bytes_raw())
    return Signature(mark, text(key.sign(payload)))


def check(payload: bytes, public: str, value: str) -> None:
    """Raise `BadSignature` unless `value` is what this public key's owner said of these very bytes."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        said = base64.b64decode(value, validate=True)
        if text(said) != value:  # several texts may stand for the same bytes: one of them counts
            raise BadSignature("wrong")
        key.verify(said, payload)
    except (InvalidSignature, ValueError, binascii.Error):
        raise BadSignature("wrong") from None


def text(raw: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(raw).decode()
