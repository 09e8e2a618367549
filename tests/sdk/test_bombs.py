"""Documents that are small to send and huge to hold are found by counting; ordinary ones are not taken for such."""

import json

import pytest

from cmworkstation.sdk import bombs

EIGHT_MIB = 8 * 2**20


def filled(piece: bytes) -> bytes:
    return b"[" + piece * (EIGHT_MIB // len(piece)) + b"1]"


@pytest.mark.fault("F12")
@pytest.mark.parametrize(
    "piece", [b"[],", b"{},", b'{"a":1},', b'"ab",', b"1000,", b"[[[1]]],", b'"",']
)
def test_millions_of_values_are_too_many(piece):
    assert bombs.in_json(filled(piece)) == "too many values"


@pytest.mark.fault("F12")
@pytest.mark.parametrize("depth", [101, 100_000])
def test_a_tower_is_too_deep(depth):
    assert bombs.in_json(b"[" * depth + b"]" * depth) == "nested too deeply"
    assert bombs.in_json(b'{"a":' * depth) == "nested too deeply"


@pytest.mark.parametrize("body", [b'"' * EIGHT_MIB, b'"\\' * (EIGHT_MIB // 2), b"\\" * EIGHT_MIB])
def test_quotes_that_never_close_are_counted_through(body):
    assert bombs.in_json(body) == ""


def test_a_long_thread_is_no_bomb():
    """Two thousand statuses as a server of the Mastodon family sends them."""
    account = {
        "id": "1",
        "acct": "ana",
        "note": "<p>a, [b], {c}</p>" * 20,
        "fields": [{"name": "x", "value": "y"}] * 4,
    }
    status = {
        "id": "110", "uri": "https://x.test/1", "content": "<p>words, words [and] {more}</p>" * 20, "account": account,
        "emojis": [], "tags": [], "mentions": [{"id": "1"}] * 3, "media_attachments": [{"meta": {"small": {}}}],
        **{f"field{n}": n for n in range(20)},
    }  # fmt: skip
    body = json.dumps([status] * 2_000).encode()
    assert 3_000_000 < len(body) < EIGHT_MIB
    assert bombs.in_json(body) == ""


def test_what_stands_in_quotes_is_no_bomb():
    assert bombs.in_json(json.dumps(["[],{}," * 1_000_000]).encode()) == ""


@pytest.mark.parametrize(
    "before",
    [b"", b"<?xml version='1.0'?>\n", b"\xef\xbb\xbf  ", b"<!--" + b"x" * 90_000 + b"-->\n<?a b?>"],
)
@pytest.mark.parametrize(
    "declared", [b"<!DOCTYPE l [<!ENTITY a 'b'>]>", b"<!doctype l SYSTEM 'x' [", b"<!ENTITY a 'b'>"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_may_not_be_declared_wherever_that_stands(before, declared, encoding):
    body = (before + declared + b"<rss/>").decode().encode(encoding)
    assert bombs.in_xml(body) == "a document that declares entities"


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE rss PUBLIC '-//x//DTD RSS 0.91//EN' 'http://x.test/rss.dtd'><rss/>",
        b"<rss><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></rss>",
        b"<rss><![CDATA[" + b"<p>words</p>" * 100_000 + b"]]></rss>",
        b"<rss>" + b"<item><title>x</title></item>" * 20_000 + b"</rss>",
        b"",
    ],
)
def test_ordinary_documents_are_read(body):
    assert bombs.in_xml(body) == ""


@pytest.mark.fault("F12")
@pytest.mark.parametrize(
    "body",
    [
        b"<a/>" * 2_000_000,
        b"<a>" * 2_000_000,
        b"<![CDATA[" * 900_000,
        b"<![CDATA[]]>" * 600_000 + b"<a/>" * 160_000,
    ],
)
def test_too_many_elements_are_counted_in_one_pass(body):
    quoted = body.startswith(b"<![CDATA[<")
    assert bool(bombs.in_xml(body)) is not quoted


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_a_tower_of_elements_is_too_deep(depth):
    assert bombs.in_xml(b"<rss>" + b"<a>" * depth) == "nested too deeply"
    assert bombs.in_xml(b"<rss>" + b"<a></a>" * depth) == ""
    assert bombs.in_xml(b"<rss>" + b"<br/>" * depth) == ""
