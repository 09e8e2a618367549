"""The bundle's script checks signatures by RFC 8032 itself: the vectors of the RFC, wrong ones, and our library's."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

import cmworkstation

VECTORS = {  # RFC 8032, section 7.1: public key, message, signature
    "empty": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "one byte": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "two bytes": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "SHA-512 of abc": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
            "454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
}
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture(scope="module")
def script() -> ModuleType:
    place = Path(cmworkstation.__file__).parent / "resources" / "proof" / "verify.py"
    spec = importlib.util.spec_from_file_location("verify_script", place)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def of(name: str) -> tuple[bytes, bytes, bytes]:
    public, message, signature = VECTORS[name]
    return bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_rfc_are_signed(script: ModuleType, name: str) -> None:
    public, message, signature = of(name)
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    assert script.is_signed(public, message, signature)


@pytest.mark.parametrize("name", VECTORS)
def test_no_single_bit_of_them_may_be_another(script: ModuleType, name: str) -> None:
    public, message, signature = of(name)
    for bit in range(0, 512, 7):
        wrong = bytearray(signature)
        wrong[bit // 8] ^= 1 << bit % 8
        assert not script.is_signed(public, message, bytes(wrong))
    for bit in range(0, 256, 7):
        key = bytearray(public)
        key[bit // 8] ^= 1 << bit % 8
        assert not script.is_signed(bytes(key), message, signature)
    assert not script.is_signed(public, message + b"\0", signature)


def test_what_is_no_key_or_no_signature_fits_nothing(script: ModuleType) -> None:
    public, message, signature = of("two bytes")
    for wrong in (b"", signature[:63], signature + b"\0", b"\0" * 64, b"\xff" * 64):
        assert not script.is_signed(public, message, wrong)
    for key in (b"", public[:31], b"\xff" * 32, (2).to_bytes(32, "little")):
        assert not script.is_signed(key, message, signature)


def test_a_second_signature_made_of_the_first_by_adding_the_order_is_refused(
    script: ModuleType,
) -> None:
    public, message, signature = of("one byte")
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not script.is_signed(public, message, signature[:32] + s.to_bytes(32, "little"))


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=64))
def test_it_says_what_the_library_says(
    script: ModuleType, seed: bytes, message: bytes, noise: bytes
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    assert script.is_signed(public, message, key.sign(message))
    try:
        key.public_key().verify(noise, message)
        fits = True
    except InvalidSignature:
        fits = False
    assert script.is_signed(public, message, noise) is fits
