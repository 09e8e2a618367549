"""Documents that are small to send and huge to hold, found by counting before anything is built from them.

Eight megabytes of `[],[],[]` become two million lists of Python, and as many empty elements keep a feed parser busy
for a minute. What is counted here stands outside of quoted text, so that an article about markup is no bomb.
"""

import re

COMMA = ord(",")
MAX_DEPTH = 100
LARGEST = 24 * 2**20  # bytes that the values of a document may take beside its text
CONTAINER_COST, VALUE_COST = 120, 56  # bytes of an object or a list, and of what stands in it
MOST_ELEMENTS = 150_000  # of XML; a feed of a thousand entries has some twenty thousand
MOST_NESTED = 5_000  # elements of XML within each other; broken markup leaves many open
# A text in quotes, which may lack its end, or signs that build something. Whatever it meets it goes on from there.
PIECE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]+', re.DOTALL)
MARK = re.compile(rb"</|/>|<[A-Za-z]")
QUOTE, QUOTE_END = b"<![CDATA[", b"]]>"
# What may stand before the first element: the mark of an encoding, space, comments, instructions.
BEFORE = re.compile(rb"[\xef\xbb\xbf\xfe\xff]*+(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*+(\[)?", re.IGNORECASE)


def in_json(body: bytes) -> str:
    """Say why a text of JSON is not read: it is nested too deeply, or holds too many values; "" when it is fine."""
    opened = body.count(b"[") + body.count(b"{")
    if opened <= MAX_DEPTH and _cost(opened, body.count(b",")) <= LARGEST:
        return ""
    cost = depth = 0
    for match in PIECE.finditer(body):
        signs = match.group()
        if signs.startswith(b'"'):
            continue
        for sign in signs:
            if sign == COMMA:
                cost += VALUE_COST
            elif sign in b"[{":
                cost += CONTAINER_COST
                depth += 1
            else:
                depth -= 1
            if depth > MAX_DEPTH:
                return "nested too deeply"
        if cost > LARGEST:
            return "too many values"
    return ""


def in_xml(body: bytes) -> str:
    """Say why a document of XML is not read: it declares entities, or has too many elements; "" when it is fine."""
    if b"\0" in body[:100]:  # two or four bytes for each letter
        body = body.replace(b"\0", b"")
    start = BEFORE.match(body)
    assert start is not None
    declared = DOCTYPE.match(body, start.end())
    if (declared and declared[1]) or body.startswith(b"<!ENTITY", start.end()):
        return "a document that declares entities"
    if body.count(b"<") <= MOST_NESTED:
        return ""
    return _elements(body)


def _elements(body: bytes) -> str:
    """Say why the elements that stand outside of quoted text are too many, or too deep."""
    count = depth = at = 0
    while at < len(body):
        quote = body.find(QUOTE, at)
        end = len(body) if quote < 0 else quote
        for match in MARK.finditer(body, at, end):
            opens = match.group()[1:] not in (b"/", b">")
            count += opens
            depth += 1 if opens else -1
            if depth > MOST_NESTED:
                return "nested too deeply"
            if count > MOST_ELEMENTS:
                return "too many elements"
        close = body.find(QUOTE_END, end) if quote >= 0 else -1
        at = len(body) if close < 0 else close
    return ""


def _cost(containers: int, values: int) -> int:
    return containers * CONTAINER_COST + values * VALUE_COST
