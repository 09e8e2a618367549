"""Documents that are small to send and huge to hold, found by counting before anything is built from them.

Eight megabytes of `[],[],[]` become two million lists of Python, and as many empty elements keep a feed parser busy
for a minute. What is counted here stands outside of quoted text, so that an article about markup is no bomb.
"""

import re

MAX_DEPTH = 100
LARGEST = 24 * 2**20  # bytes that the values of a document may take beside its text
CONTAINER_COST, VALUE_COST = 120, 56  # bytes of an object or a list, and of what stands in it
MOST_ELEMENTS = 150_000  # of XML; a feed of a thousand entries has some twenty thousand
QUOTED = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
BRACKETS = re.compile(rb"[\[\]{}]+")
QUOTE, QUOTE_END = b"<![CDATA[", b"]]>"
# What may stand before the first element: the mark of an encoding, space, comments, instructions.
BEFORE = re.compile(rb"[\xef\xbb\xbf\xfe\xff]*+(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*+(\[)?", re.IGNORECASE)


def in_json(body: bytes) -> str:
    """Say why a text of JSON is not read: it is nested too deeply, or holds too many values; "" when it is fine."""
    opened = body.count(b"[") + body.count(b"{")
    if opened <= MAX_DEPTH and _cost(opened, body.count(b",")) <= LARGEST:
        return ""
    bare = QUOTED.sub(b"", body)
    if _cost(bare.count(b"[") + bare.count(b"{"), bare.count(b",")) > LARGEST:
        return "too many values"
    return "nested too deeply" if _depth(bare) > MAX_DEPTH else ""


def in_xml(body: bytes) -> str:
    """Say why a document of XML is not read: it declares entities, or has too many elements; "" when it is fine."""
    if b"\0" in body[:100]:  # two or four bytes for each letter
        body = body.replace(b"\0", b"")
    start = BEFORE.match(body)
    assert start is not None
    declared = DOCTYPE.match(body, start.end())
    if (declared and declared[1]) or body.startswith(b"<!ENTITY", start.end()):
        return "a document that declares entities"
    many = body.count(b"<") > MOST_ELEMENTS and _elements(body) > MOST_ELEMENTS
    return "too many elements" if many else ""


def _elements(body: bytes) -> int:
    """Return how many marks of an element stand outside of quoted text."""
    count = at = 0
    while (quote := body.find(QUOTE, at)) >= 0:
        count += body.count(b"<", at, quote)
        end = body.find(QUOTE_END, quote)
        at = len(body) if end < 0 else end
    return count + body.count(b"<", at)


def _cost(containers: int, values: int) -> int:
    return containers * CONTAINER_COST + values * VALUE_COST


def _depth(bare: bytes) -> int:
    deepest = depth = 0
    for run in BRACKETS.findall(bare):
        for sign in run:
            depth += 1 if sign in b"[{" else -1
            deepest = max(deepest, depth)
    return deepest
