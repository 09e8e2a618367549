"""Headers, addresses and pages of servers: read as far as they go, in the time of any other."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain import alike, foreign, link
from cmworkstation.domain.errors import NotSignedIn, ServerTrouble, WorkstationError
from cmworkstation.sdk import (
    address,
    bombs,
    http,
    links,
    oauth,
    paging,
    rate_limits,
    shapes,
    sought,
)
from cmworkstation.sdk.answer import Answer, problem_of, read_json
from cmworkstation.sdk.connector import Authorisation
from tests.fuzz.anything import ANY_JSON, STRANGE, written
from tests.fuzz.rounds import ends, rounds

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
PIECES = [
    *(
        "",
        " ",
        "\t",
        "\r\n",
        "\0",
        "\xff",
        "é",
        "\u202e",
        "-",
        "+",
        "1",
        "0",
        "9" * 400,
        "1e999",
        "nan",
        "inf",
    ),
    *(
        "-inf",
        "0x1",
        "١",
        "²",
        "Mon, 01 Jun 2026 08:00:00 GMT",
        "Mon,",
        "99:99:99",
        "+9999",
        "-0000",
        "9999-12-31",
    ),
    *(
        "2026-06-01T08:00:00Z",
        "1900000000",
        "<https://x.test/?page=2>",
        "<",
        ">",
        ";",
        ",",
        '"',
        "'",
        "rel=next",
    ),
    *(
        'rel="next prev"',
        "rel=",
        "charset=",
        "charset=utf-7",
        "https://",
        "http://[",
        "]",
        "://",
        ":",
        "@",
        "/",
    ),
    *(
        "?",
        "#",
        "%",
        "%zz",
        ":99999",
        ":x",
        "x.test",
        "xn--",
        "xn--a",
        "127.0.0.1",
        "code=",
        "state=",
        "&",
        "=",
    ),
    *(
        "code=a&state=b",
        "error=x",
        "<link ",
        "<link rel=alternate href='x' type=application/rss+xml>",
        "<!--",
    ),
]
ANY_TEXT = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=20)


def quiet(act, *allowed):
    """Return what came of it, None for an error of the program's own kind."""
    try:
        return act()
    except (WorkstationError, *allowed):
        return None


@rounds(200)
@given(ANY_TEXT)
def test_any_header_is_read_or_says_nothing(value):
    pause = rate_limits.parse_retry_after(value, NOW)
    assert pause is None or pause >= 0
    assert rate_limits.pause_in({"retry-after": value}, NOW) <= 900
    reset = rate_limits.parse_reset(value, NOW)
    assert reset is None or reset.tzinfo is not None
    assert all(isinstance(one.url, str) for one in links.in_header(value))
    assert all(one.url for one in links.in_page(value))
    answer = Answer(200, {"content-type": value}, b"caf\xe9 \x00 <p>", "https://x.test/")
    answer.text().encode()
    way = http.Http("")
    way._note_budget({"x-ratelimit-limit": value, "x-ratelimit-reset": value})
    assert isinstance(way.budget().is_low(), bool)


@rounds(200)
@given(ANY_TEXT)
def test_any_address_is_one_or_is_refused(value):
    quiet(lambda: address.web_address(value))
    quiet(lambda: address.host_of(value))
    quiet(lambda: http.origin_of(value))
    quiet(lambda: http.Http("https://x.test", allow_private=True)._absolute(value))
    target = link.link_target(value, value)
    assert not target.opens or target.url.strip().lower().startswith(("http", "mailto"))


@rounds(150)
@given(ANY_TEXT, ANY_TEXT)
def test_whatever_a_browser_brings_back_is_a_code_or_none(code, state):
    begun = Authorisation("https://x.test/", "the state")
    try:
        found = oauth.code_from(begun, {"code": code, "state": state})
    except NotSignedIn:
        return
    assert found
    assert state == "the state"


@rounds(100)
@given(st.binary(max_size=60) | ANY_JSON.map(written) | st.sampled_from(STRANGE).map(written))
def test_any_body_is_json_or_is_not(body):
    assert isinstance(bombs.in_json(body), str)
    assert isinstance(bombs.in_xml(body), str)
    value = quiet(lambda: read_json(body))
    answer = Answer(400, {"content-type": "application/json"}, body, "https://x.test/")
    code, words = problem_of(answer)
    assert len(words) <= 500
    assert isinstance(code, str)
    shapes.bookmark(body.decode("latin-1"))
    quiet(lambda: shapes.unpack(body))
    quiet(lambda: shapes.object_or_none(answer))
    at = shapes.moment(value)
    assert at is None or at.tzinfo is not None
    assert isinstance(shapes.id_text(value), str)
    for one in shapes.objects(value):
        assert all(isinstance(shapes.text_in(one, key), str) for key in one)
    quiet(lambda: shapes.list_from(answer), ServerTrouble)


@rounds(100)
@given(ANY_TEXT, ANY_TEXT)
def test_our_reply_is_sought_in_any_words(ours, theirs):
    for changed in (False, True):
        assert sought.Sought.saying(ours, None, changed=changed).is_said_by(theirs) in (True, False)
    assert paging.is_newer(ours, theirs) in (True, False)


@rounds(150)
@given(st.text(max_size=60) | ANY_TEXT)
def test_any_foreign_text_is_shown_within_its_caps(text):
    assert len(foreign.line(text, 40)) <= 42
    assert "\n" not in foreign.line(text)
    foreign.block(text).encode()
    foreign.tooltip(text).encode()
    alike.skeleton(text).encode()


def nasty():
    from datetime import UTC, datetime

    from cmworkstation.domain import alike, foreign, link
    from cmworkstation.sdk import address, bombs, links, rate_limits, sought
    from cmworkstation.sdk.answer import Answer, read_json

    now = datetime(2026, 6, 1, tzinfo=UTC)
    size = 60_000
    pieces = [
        "<",
        "<a>;",
        "<a>; rel=",
        ";",
        '"',
        "rel=",
        " ",
        ",",
        "(",
        "1",
        "[",
        "{",
        "\\",
        "a.",
        "-",
        "@a.",
        "://",
        "xn--",
        "%",
        "\u0301",
        "A",
        "&",
        "<link ",
    ]
    acts = [
        lambda t: rate_limits.parse_retry_after(t, now),
        lambda t: rate_limits.parse_reset(t, now),
        links.in_header,
        links.in_page,
        lambda t: link.link_target("https://" + t, t),
        foreign.block,
        foreign.line,
        alike.skeleton,
        lambda t: read_json(t.encode() * 20),
        lambda t: bombs.in_xml(t.encode() * 100),
        lambda t: address.web_address("https://" + t),
        lambda t: sought.Sought.saying(t, None, changed=True),
        lambda t: Answer(
            200, {"content-type": "text/html; charset=" + t}, b"x", "https://x.test/"
        ).text(),
    ]
    texts = [piece * (size // len(piece)) for piece in pieces]
    return [lambda text=text, act=act: act(text) for text in texts for act in acts]


def test_hostile_headers_and_pages_are_read_in_the_time_of_any_other():
    ends(nasty, cpu_s=60)
