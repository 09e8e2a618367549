"""An answer by mail: it goes to the right people, into the right thread, and no stranger writes its header."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmworkstation.domain.errors import Refused
from cmworkstation.sdk import mime
from cmworkstation.sdk.mime import Person

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
US = Person("Library", "desk@library.test")
PARENT = (
    b"From: Ana <ana@reader.test>\r\nTo: Desk <desk@library.test>, Bo <bo@reader.test>\r\n"
    b"Cc: office@library.test, Cy <cy@reader.test>\r\nSubject: Opening hours\r\n"
    b"Message-ID: <2@reader.test>\r\nIn-Reply-To: <1@library.test>\r\n"
    b"References: <0@library.test> <1@library.test>\r\n\r\n"
)


def built(parent: bytes = PARENT, **how) -> bytes:
    usual: dict[str, Any] = {
        "text": "Bonjour",
        "sender": US,
        "own": ["office@library.test"],
        "message_id": "<3@library.test>",
    }
    return mime.answer(mime.header(parent), at=AT, **(usual | how))


def understood(raw: bytes) -> EmailMessage:
    """Return it as the standard library reads it: another reader than ours."""
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def said(raw: bytes) -> str:
    """Return its words as the standard library reads them."""
    return str(understood(raw).get_content()).replace("\r\n", "\n")


def test_an_answer_goes_to_its_writer_and_into_the_thread():
    mail = understood(built(language="fr"))
    assert mail["From"] == "Library <desk@library.test>"
    assert mail["To"] == "Ana <ana@reader.test>"
    assert mail["Cc"] == "Bo <bo@reader.test>, Cy <cy@reader.test>"
    assert mail["Subject"] == "Re: Opening hours"
    assert mail["In-Reply-To"] == "<2@reader.test>"
    assert mail["References"] == "<0@library.test> <1@library.test> <2@reader.test>"
    assert mail["Message-ID"] == "<3@library.test>"
    assert mail["Content-Language"] == "fr"
    assert mail["Date"].datetime == AT
    assert said(built()) == "Bonjour\n"


def test_an_answer_to_one_goes_to_one():
    assert understood(built(everybody=False))["Cc"] is None


def test_an_answer_goes_where_the_writer_wants_it():
    mail = understood(
        built(
            PARENT.replace(b"Subject", b"Reply-To: ana@home.test, office@library.test\r\nSubject")
        )
    )
    assert mail["To"] == "ana@home.test"


def test_an_answer_to_ourselves_goes_to_whom_we_wrote():
    mail = understood(
        built(PARENT.replace(b"Ana <ana@reader.test>", b"Office <OFFICE@library.test>"))
    )
    assert mail["To"] == "Desk <desk@library.test>, Bo <bo@reader.test>"


@pytest.mark.parametrize("sender", [b"nobody", b"<>", b"a b@", b"a@b.test>\n"])
def test_an_answer_to_nobody_is_refused(sender):
    with pytest.raises(Refused):
        built(b"From: " + sender.replace(b"@b.test>\n", b"") + b"\r\nSubject: x\r\n\r\n")


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("Re: Hours", "Re: Hours"),
        ("RE: re: AW: Hours", "Re: Hours"),
        ("Re[2]: Hours", "Re: Hours"),
        ("Rép : Horaires", "Re: Horaires"),
        ("Regards: Hours", "Re: Regards: Hours"),
        ("", "Re:"),
        ("Été " * 60, "Re: " + ("Été " * 60).strip()),
        ("x" * 400, "Re: " + "x" * 400),
    ],
)
def test_a_subject_says_once_that_it_is_an_answer(subject, answered):
    mail = mime.header(PARENT.replace(b"Opening hours", subject.encode()))
    raw = mime.answer(mail, text="x", sender=US, own=(), message_id="<3@x.test>", at=AT)
    assert understood(raw)["Subject"] == answered


def test_a_long_thread_keeps_its_first_and_last_ids_and_every_line_is_short():
    references = " ".join(f"<{n}@{'x' * 60}.test>" for n in range(300))
    raw = built(PARENT.replace(b"<0@library.test> <1@library.test>", references.encode()))
    kept = mime.header(raw).references
    assert len(kept) == 40
    assert kept[0].startswith("<0@")
    assert kept[-1] == "<2@reader.test>"
    assert max(map(len, raw.split(b"\r\n"))) <= 100


def test_an_id_that_we_made_up_is_not_told_on():
    mail = understood(built(b"From: ana@reader.test\r\n\r\n"))
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


def test_what_was_answered_stands_below_marked():
    raw = built(
        quoted="When do you\r\nopen?\n\n> earlier", attribution="Ana wrote:\r\nBcc: x@y.test"
    )
    assert said(raw) == (
        "Bonjour\n\nAna wrote: Bcc: x@y.test\n> When do you\n> open?\n>\n>> earlier\n"
    )


def test_hosts_beyond_ascii_are_written_for_every_server_and_names_only_for_those_that_know_them():
    raw = built(PARENT.replace(b"ana@reader.test", "ana@bücher.test".encode()))
    assert understood(raw)["To"] == "Ana <ana@xn--bcher-kva.test>"
    assert not mime.needs_utf8(raw)
    assert mime.needs_utf8(built(PARENT.replace(b"ana@reader.test", "añá@reader.test".encode())))


HOSTILE = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\r\n\0\t "\\<>,;:@()=?\u2028\x85\x0b'),
    max_size=80,
)


@given(name=HOSTILE, subject=HOSTILE, user=HOSTILE, reference=HOSTILE, text=HOSTILE, quoted=HOSTILE)
def test_nothing_that_a_stranger_wrote_becomes_a_line_of_the_header(
    name, subject, user, reference, text, quoted
):
    parent = mime.Mail(
        f"<{reference}>", reference, (reference, f"<{reference}>"), None, Person(name, f"{user}@x.test"), (),
        (Person(subject, f"{name}@y.test"),), (), subject, "", automatic=False, bounce=None, text="", html="",
        parts=(), defects=(),
    )  # fmt: skip
    try:
        raw = mime.answer(
            parent, text=text, message_id="<3@x.test>", sender=US, own=(), at=AT, attribution=name, quoted=quoted,
            language=subject,
        )  # fmt: skip
    except Refused:
        return
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [row.partition(b":")[0] for row in head if not row.startswith(b" ")]
    allowed = (
        b"From To Cc Subject Date Message-ID In-Reply-To References Content-Language"
        b" MIME-Version Content-Type Content-Transfer-Encoding"
    )
    assert len(names) == len(set(names))
    assert set(names) <= set(allowed.split())
    assert not any(char in row for row in head for char in (b"\r", b"\n", b"\0"))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert understood(raw)["Message-ID"] == "<3@x.test>"
    assert mime.read(raw).subject.startswith("Re:")


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=400))
def test_words_arrive_as_they_were_written(text):
    assert said(built(text=text)) == text.rstrip("\n") + "\n"


@given(
    name=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
        min_size=1,
        max_size=60,
    )
)
def test_a_name_arrives_as_it_was_written(name):
    kept = mime.header(built(sender=Person(name, "desk@library.test"))).sender.name
    assert (
        kept
        == mime.header(
            f'From: "{name.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}" <a@x.test>\n\n'.encode()
        ).sender.name
    )
