"""Keys of a Discourse forum: the one that the forum makes for a person in the browser, and what goes into requests.

The forum shows its key encrypted with an RSA key of this one sign-in, whose private half lives as long as the sign-in.
"""

import json
import secrets
from base64 import b64decode
from collections.abc import Mapping
from hmac import compare_digest
from urllib.parse import quote, urlencode
from uuid import uuid4

from cmworkstation.domain.errors import NotSignedIn
from cmworkstation.sdk.connector import Authorisation
from cmworkstation.sdk.shapes import as_object, text_in

APP_NAME = "CM Workstation"
KEY_BITS = 2048
SCOPES = "read,write"  # the narrowest that can answer


def asked(server: str) -> Authorisation:
    """Return the page where a person allows this program a key; it shows the key, encrypted, to be copied."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - seldom needed
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    pair = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public = pair.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = pair.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    nonce, client = secrets.token_urlsafe(24), str(uuid4())
    query = {
        "application_name": APP_NAME,
        "client_id": client,
        "scopes": SCOPES,
        "nonce": nonce,
        "public_key": public.decode(),
    }
    page = f"{server}/user-api-key/new?{urlencode(query)}"
    return Authorisation(page, nonce, {"rsa": private.decode(), "nonce": nonce, "client": client})


def opened(private: Mapping[str, str], shown: str) -> str:
    """Return the key in what the forum's page showed. Raises `NotSignedIn` when it is not meant for this sign-in."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - seldom needed
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415

    pair = serialization.load_pem_private_key(private.get("rsa", "").encode(), None)
    assert isinstance(pair, rsa.RSAPrivateKey)  # as `begin` made it
    try:
        sealed = b64decode("".join(shown.split()), validate=True)
        found = as_object(json.loads(pair.decrypt(sealed, padding.PKCS1v15())))
    except ValueError:
        raise NotSignedIn("not what the forum showed") from None
    nonce = text_in(found, "nonce").encode()
    if not compare_digest(nonce, private.get("nonce", "").encode()) or not text_in(found, "key"):
        raise NotSignedIn("another sign-in's answer")
    return text_in(found, "key")


def headers(settings: Mapping[str, str], secret: Mapping[str, str]) -> dict[str, str]:
    """Return what goes into every request with a key."""
    if secret.get("user_api_key"):
        return {
            "User-Api-Key": secret["user_api_key"],
            "User-Api-Client-Id": settings.get("client", ""),
        }
    user = quote(settings.get("user", ""), safe="@._- ")  # a header holds no other letters
    return {"Api-Key": secret.get("api_key", ""), "Api-Username": user}
