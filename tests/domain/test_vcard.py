"""Contact cards as files: what is written is read as what it was, and what others write is read as far as it goes."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.vcard import MOST_CARDS, Entry, Profile, read, written

NOW = datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
PIECES = st.sampled_from(
    ["\\", "\\n", ";", ",", ":", '"', "^", "é", "🚲", "👩‍🚒", "END:VCARD", "x" * 90]
)
WORDS = st.lists(st.one_of(PIECES, st.text('abc \\;,:"^é\n', max_size=8)), max_size=12).map(
    lambda parts: " ".join("".join(parts).split())[:400].strip()
)
NAMES = WORDS.filter(bool)
PROFILES = st.one_of(
    st.builds(Profile, st.just("Mastodon"), st.just("https://social.example/@nadia"), WORDS),
    st.builds(Profile, st.just("Matrix"), st.just(""), NAMES),
)
ENTRIES = st.builds(
    Entry,
    NAMES,
    st.just("01a21e69-badd-75f1-b343-9e8be45df4a7"),
    st.lists(PROFILES, max_size=3, unique=True).map(tuple),
    st.lists(st.just("nadia@post.example"), max_size=1).map(tuple),
    st.sampled_from(["", "fr"]),
    WORDS,
    st.lists(NAMES, max_size=3, unique=True).map(tuple),
)
SLOW = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(st.lists(ENTRIES, max_size=3))
def test_what_is_written_is_read_as_what_it_was(entries: list[Entry]) -> None:
    text = written(entries, NOW, "-//X//EN")
    data = text.encode()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert text.count("\r\n BEGIN:VCARD") == 0
    assert read(data).entries == tuple(entries)


def test_a_card_is_exactly_this() -> None:
    one = Entry(
        "Nadia; de la Halle",
        "01a21e69-badd-75f1-b343-9e8be45df4a7",
        (Profile("Mastodon", "https://social.example/@nadia", "@nadia@social.example"),),
        ("nadia@post.example",),
        "fr",
        "Ormaie",
        ("marché, halle", "voirie"),
        "deux\nlignes",
    )
    assert written([one], NOW, "-//X//EN").split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//X//EN",
        "UID:urn:uuid:01a21e69-badd-75f1-b343-9e8be45df4a7",
        "FN:Nadia\\; de la Halle",
        "KIND:individual",
        "EMAIL:nadia@post.example",
        'SOCIALPROFILE;SERVICE-TYPE=Mastodon;USERNAME="@nadia@social.example":https:',
        " //social.example/@nadia",
        "LANG:fr",
        "ADR:;;;;Ormaie;;",
        "CATEGORIES:marché\\, halle,voirie",
        "NOTE:deux\\nlignes",
        "REV:20260914T083000Z",
        "END:VCARD",
        "",
    ]


def test_cards_of_other_programs_are_read() -> None:
    data = (
        "\ufeffBEGIN:VCARD\nVERSION:3.0\nN:Haddad;Omar;;;\nitem1.EMAIL;type=INTERNET;type=HOME:omar@post.example\n"
        "X-SOCIALPROFILE;type=twitter;x-user=omar:https://bird.example/omar\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\n BBBB\n"
        'IMPP;X-SERVICE-TYPE="a;b:c":xmpp:omar@jabber.example\nEND:VCARD\n'
        "begin:vcard\nversion:4.0\nfn:Élise\nend:vcard\n"
    )
    omar, elise = read(data.encode()).entries
    assert (omar.name, omar.mails) == ("Omar Haddad", ("omar@post.example",))
    assert omar.profiles[0] == Profile("twitter", "https://bird.example/omar", "omar")
    assert omar.profiles[1].handle == "xmpp:omar@jabber.example"
    assert elise.name == "Élise"


def test_what_is_broken_costs_itself_alone_and_floods_are_bounded() -> None:
    whole = b"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n"
    found = read(b"BEGIN:VCARD\r\nFN:cut\r\n" + whole + b"BEGIN:VCARD\r\nEND:VCARD\r\n\xff\xfe")
    assert ([one.name for one in found.entries], found.broken) == (["A"], 2)
    many = read(whole * (MOST_CARDS + 5))
    assert (len(many.entries), many.more) == (MOST_CARDS, 5)
    long = b"BEGIN:VCARD\r\nFN:B\r\n" + b"NOTE:x\r\n" * 50_000 + b"END:VCARD\r\n"
    assert [one.name for one in read(long + whole).entries] == ["A"]


@SLOW
@given(st.binary(max_size=400))
def test_no_bytes_bring_it_down(data: bytes) -> None:
    read(b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n")
