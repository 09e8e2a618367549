"""Mail: whatever bytes come, there is a message or `Unreadable`, within its caps; an ordinary one is understood."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.errors import Refused, Unreadable
from cmworkstation.sdk import mime
from tests.fuzz.rounds import ends, rounds

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
US = mime.Person("Library", "desk@library.test")
SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parent / "seeds" / "mail").iterdir())]
TOKENS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"--",
        b"--b",
        b"--b--",
        b"--c",
        b": ",
        b"; ",
        b"=",
        b"=3D",
        b"=E9",
        b"%C3",
        b"*0*=",
    ),
    *(
        b"boundary=b",
        b'boundary="',
        b"charset=utf-7",
        b"charset=",
        b"=?utf-8?b?",
        b"=?x?q?",
        b"?=",
        b"aGVsbG8=",
        b"9999999999",
    ),
    *(
        b"<",
        b">",
        b"(",
        b")",
        b'"',
        b"'",
        b"\\",
        b",",
        b"@",
        b"a@b.test",
        b"\0",
        b"\xff",
        b"\xe9",
        b"\t",
    ),
    *(
        b"From:",
        b"References: <",
        b"Message-ID:",
        b"Date: ",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html",
    ),
    *(b"Content-Type: multipart/mixed; boundary=b", b"Content-Transfer-Encoding: base64"),
]


@st.composite
def spoiled(draw):
    """A seed in which pieces were doubled, lost, moved or replaced."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(raw)))
        to = min(len(raw), at + draw(st.integers(0, 60)))
        piece = draw(st.sampled_from(TOKENS) | st.binary(max_size=6) | st.just(bytes(raw[at:to])))
        raw[at : draw(st.sampled_from([at, to]))] = piece * draw(st.sampled_from([1, 1, 1, 2, 300]))
    return bytes(raw)


ANY_BYTES = st.binary(max_size=300) | st.lists(st.sampled_from(TOKENS), max_size=60).map(b"".join)


@rounds(250)
@given(spoiled() | ANY_BYTES)
def test_any_bytes_are_a_message_within_its_caps_or_none(raw):
    try:
        mail = mime.read(raw)
    except Unreadable:
        return
    for words in (
        mail.text,
        mail.html,
        mail.subject,
        mail.message_id,
        mail.sender.name,
        *mail.references,
    ):
        assert "\0" not in words
        words.encode()
    assert not any(
        char in f"{mail.message_id}{mail.subject}{mail.sender.address}" for char in "\r\n"
    )
    assert mail.message_id.startswith("<")
    assert mail.date is None or mail.date.tzinfo is not None
    assert len(mail.parts) <= 100
    for part in mail.parts:
        assert len(mime.part(raw, part.section)) <= len(raw)
        assert part.size >= 0


@rounds(100)
@given(spoiled() | ANY_BYTES)
def test_a_header_alone_says_what_the_whole_message_says(raw):
    try:
        alone = mime.header(raw)
    except Unreadable:
        return
    whole = mime.read(raw)
    assert (alone.message_id, alone.subject, alone.sender) == (
        whole.message_id,
        whole.subject,
        whole.sender,
    )


@rounds(100)
@given(spoiled() | ANY_BYTES)
def test_whatever_can_be_read_can_be_answered_or_is_refused(raw):
    try:
        mail = mime.read(raw)
        built = mime.answer(
            mail,
            text=mail.text,
            message_id="<3@x.test>",
            sender=US,
            own=(),
            at=AT,
            quoted=mail.text,
        )
    except (Unreadable, Refused):
        return
    assert max(map(len, built.split(b"\r\n"))) <= 998
    again = mime.read(built)
    assert again.message_id == "<3@x.test>"
    assert again.sender == US


PAPER = st.from_regex(r"[a-zé 日]{1,30}\.pdf", fullmatch=True)
BODY = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200)
LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Co"]),
    max_size=60,
)


@rounds(50)
@given(subject=LINE, body=BODY, name=PAPER, data=st.binary(min_size=1, max_size=200))
def test_what_another_program_writes_is_understood(subject, body, name, data):
    made = EmailMessage(policy=SMTP)
    made["From"], made["Subject"] = "Ana <ana@reader.test>", subject
    made.set_content(body)
    made.add_attachment(data, "application", "pdf", filename=name)
    mail = mime.read(made.as_bytes())
    assert mail.subject.split() == mime.header(f"Subject: {subject}\n\n".encode()).subject.split()
    assert mail.text == body.rstrip("\n").strip("\n")
    (part,) = mail.parts
    assert part.name.split() == name.split()
    assert part.size == len(data)
    assert mime.part(made.as_bytes(), part.section) == data


def nasty():
    from cmworkstation.sdk import mime

    size = 4 * 2**20
    heads = [
        b"To: ",
        b"Subject: ",
        b"References: ",
        b"Content-Type: text/plain; ",
        b"Date: ",
        b"X",
        b"",
    ]
    fills = [
        b"(",
        b'"',
        b"\\",
        b"<",
        b"a@b,",
        b"=?utf-8?q?a?= ",
        b"=?utf-8?b?",
        b"=?",
        b"\n ",
        b";a*0*=",
        b';a="',
        b"\x00",
        b"\n",
    ]
    mails = [head + fill * (size // len(fill)) for head in heads for fill in fills]
    part = b"--b\nContent-Type: text/plain\n\nx\n"
    mixed = b"Content-Type: multipart/mixed; boundary=b\n\n"
    mails += [
        mixed + piece * (size // len(piece))
        for piece in (part, b"--b\n", b"--", b"\n--", b"--b--\n", b"--c\n", mixed + b"--b\n")
    ]
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(40_000)
    )
    mails += [nested, nested + b"".join(b"--b%d--\n" % n for n in range(40_000))]
    for how in (b"base64", b"quoted-printable", b"x-uuencode"):
        for charset in (b"utf-8", b"iso-2022-jp", b"hz", b"gb18030", b"utf-7", b"utf-16"):
            head = (
                b"Content-Type: text/plain; format=flowed; charset=%s\nContent-Transfer-Encoding: %s\n\n"
                % (charset, how)
            )
            mails += [head + fill * (size // len(fill)) for fill in (b"=", b"AAAA", b" \n", b">")]
    return [lambda raw=raw: mime.read(raw) for raw in mails]


def test_hostile_mail_of_four_megabytes_is_read_in_the_time_of_any_other():
    ends(nasty, cpu_s=120)


@pytest.mark.parametrize("field", ["To", "Subject", "References"])
def test_a_field_of_eight_megabytes_is_cut(field):
    mail = mime.read(f"{field}: {'a@b.test, ' * 800_000}\n\nwords".encode())
    assert mail.text == "words"
