"""Raw items made readable: whatever the bytes are, something true is shown and nothing is raised."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.raw_text import BYTES, BYTES_SHOWN, READABLE, RECEIVED, dump, views


def test_json_is_laid_out_with_its_letters() -> None:
    found = views('{"text": "Élise", "n": [1, 2]}'.encode())
    assert found.best == READABLE
    assert found.readable.splitlines()[1] == '  "text": "Élise",'
    assert found.extension == "json"


@pytest.mark.parametrize(
    ("payload", "best", "extension"),
    [
        (b'{"text": "cut', RECEIVED, "txt"),
        (b"<html>busy</html>", RECEIVED, "txt"),
        (b"\xff\xd8\xff\xe0", BYTES, "bin"),
        (b"a\0b", BYTES, "bin"),
        (b"Subject: caf\xe9 et th\xe9\r\n\r\n" + b"Bonjour, " * 9, RECEIVED, "txt"),
        (b"", BYTES, "bin"),
        (b"[" * 100_000, RECEIVED, "txt"),
        (b"[" + b"9" * 10_000 + b"]", RECEIVED, "txt"),
    ],
    ids=(
        "cut",
        "html",
        "picture",
        "zero",
        "an old letter",
        "empty",
        "deep",
        "a number without end",
    ),
)
def test_each_kind_of_bytes_is_shown_in_the_way_that_suits_it(
    payload: bytes, best: str, extension: str
) -> None:
    found = views(payload)
    assert found.best == best
    assert found.extension == extension


@given(st.binary(max_size=300))
def test_bytes_are_shown_as_they_are(payload: bytes) -> None:
    found = views(payload)
    rows = found.bytes.splitlines()
    assert bytes.fromhex("".join(row[8:55] for row in rows)) == payload
    if found.received and not found.received.count("\\x"):
        assert found.received.encode() == payload
    if found.readable:
        assert json.loads(found.readable) == json.loads(payload)


def test_of_many_bytes_the_first_are_shown() -> None:
    assert dump(b"x" * BYTES_SHOWN).count("\n") == BYTES_SHOWN // 16 - 1
    assert dump(b"x" * (BYTES_SHOWN + 1)).endswith("\n…")
