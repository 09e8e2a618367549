"""Mail as it comes: what is understood of it, and that nothing of it is more than a defect."""

import base64
from datetime import UTC, datetime

import pytest

from cmworkstation.domain.errors import Unreadable
from cmworkstation.sdk import mime
from cmworkstation.sdk.mime import Person


def a_mail(*fields: str, body: bytes = b"Bonjour.\r\n") -> bytes:
    head = "\r\n".join(
        ("From: Ana <ana@reader.test>", "Message-ID: <1@reader.test>", *fields, "", "")
    )
    return head.encode() + body


def boxed(*parts: bytes, kind: str = "mixed", boundary: str = "==b==") -> bytes:
    inner = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'From: ana@reader.test\r\nContent-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode() + inner + b"--" + boundary.encode() + b"--\r\n"


PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\nJust words."
RICH = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Rich <b>words</b></p>"
PICTURE = (
    b"Content-Type: image/png\r\nContent-ID: <cat@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"\x89PNG\r\n\x1a\n" + bytes(300)).strip()
)
PAPER = (
    b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="plan.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8="
)


# ------------------------------------------------------------------------------------------------- header


def test_who_wrote_to_whom_and_when_is_read():
    mail = mime.read(
        a_mail(
            'To: "Library, North" <north@library.test>, info@library.test (The office)',
            "Cc: Team: a@x.test, b@x.test;",
            "Reply-To: <desk@reader.test>",
            "Date: Mon, 1 Jun 2026 10:00:00 +0200",
            "Subject: Opening\r\n hours",
            "In-Reply-To: <0@library.test>",
            "References: <r@library.test>\r\n\t<0@library.test>",
        )
    )
    assert mail.sender == Person("Ana", "ana@reader.test")
    assert mail.to == (
        Person("Library, North", "north@library.test"),
        Person("The office", "info@library.test"),
    )
    assert mail.cc == (Person("", "a@x.test"), Person("", "b@x.test"))
    assert mail.reply_to == (Person("", "desk@reader.test"),)
    assert mail.date == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert mail.subject == "Opening hours"
    assert (mail.message_id, mail.in_reply_to) == ("<1@reader.test>", "<0@library.test>")
    assert mail.references == ("<r@library.test>", "<0@library.test>")
    assert mail.text == "Bonjour."
    assert mail.defects == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"=?utf-8?q?=C3=89t=C3=A9?=", "Été"),
        (b"=?iso-8859-1?Q?=C9t=E9?= 2026", "Été 2026"),
        (b"=?utf-8?b?w4l0w6k=?=\r\n =?utf-8?q?_bient=C3=B4t?=", "Été bientôt"),
        (b"=?utf-8?B?w4k=?==?utf-8?B?dMOp?=", "Été"),
        (b"=?utf-8?q?=C3?= =?utf-8?q?=89t=C3=A9?=", "Été"),  # a letter cut in two
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        (b"=?koi8-r?B?8NLJ18XU?=", "Привет"),
        (b"=?windows-1252?Q?=80uro?=", "€uro"),
        (b"=?utf-8*fr?q?=C3=A9t=C3=A9?=", "été"),
        (b"=?no-such-set?q?=C3=A9t=C3=A9?=", "été"),
        (b"=?utf-7?q?+ADw-script+AD4-?=", "+ADw-script+AD4-"),
        (b"\xc9t\xe9", "Été"),
        ("Été".encode(), "Été"),
        (b"=?utf-8?q?half", "=?utf-8?q?half"),
        (b"=?utf-8?x?what?=", "=?utf-8?x?what?="),
        (b"a\x00b\x07c", "ab c"),
    ],
)
def test_words_of_a_header_are_decoded_whatever_they_call_their_charset(written, meant):
    assert mime.read(b"From: a@x.test\r\nSubject: " + written + b"\r\n\r\n").subject == meant


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("a@x.test", [Person("", "a@x.test")]),
        ('"A \\"B\\" C" <a@x.test>', [Person('A "B" C', "a@x.test")]),
        ("A (one (two)) <a@x.test>", [Person("A", "a@x.test")]),
        ("=?utf-8?q?L=C3=A9a=2C_M=2E?= <a@x.test>", [Person("Léa, M.", "a@x.test")]),
        ("<@relay.test,@b.test:a@x.test>", [Person("", "a@x.test")]),
        ("undisclosed-recipients:;", []),
        ("nobody", []),
        ("<>", []),
        ("@", []),
        ("a@x.test, a@x.test,, ,", [Person("", "a@x.test")]),
        ('"unclosed <a@x.test>', [Person("unclosed", "a@x.test")]),
        ("a@x.test\0", [Person("", "a@x.test")]),
        ("(" * 20_000 + "a@x.test", []),
    ],
)
def test_people_are_read_and_what_is_no_address_is_left_out(written, people):
    assert list(mime.header(f"To: {written}\r\n\r\n".encode()).to) == people


def test_a_list_of_ten_thousand_people_is_cut():
    to = ", ".join(f"reader{n}@x.test" for n in range(10_000))
    assert len(mime.header(f"To: {to}\n\n".encode()).to) <= 500


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "Mon, 99 Foo 2026",
        "Mon, 1 Jun 9999999 10:00:00",
        "9" * 5_000,
        "Thu, 1 Jan 1970 00:00:00 +9999",
    ],
)
def test_a_date_that_is_none_is_a_defect(written):
    mail = mime.read(a_mail(f"Date: {written}"))
    assert mail.date is None
    assert "no date" in mail.defects


def test_a_missing_message_id_is_made_from_the_header_and_is_always_the_same():
    head = b"From: a@x.test\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\nSubject: Hello\r\n"
    made = mime.read(head + b"\r\nWords").message_id
    assert made.endswith("@missing.invalid>")
    assert made == mime.header(head).message_id
    assert made == mime.header(head.replace(b"\r\n", b"\n") + b"Status: RO\n\n").message_id
    assert made != mime.header(head.replace(b"Hello", b"Hullo")).message_id


@pytest.mark.parametrize(
    ("field", "automatic"),
    [
        ("Auto-Submitted: auto-replied; owner=x", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("X-Other: bulk", False),
    ],
)
def test_what_a_machine_sent_is_known(field, automatic):
    assert mime.header(a_mail(field)).automatic is automatic


def test_a_list_is_known_by_its_id():
    assert (
        mime.header(a_mail('List-Id: "Our readers" <Readers.library.test>')).list_id
        == "readers.library.test"
    )


# ------------------------------------------------------------------------------------------------- words and files


def test_of_two_forms_of_the_same_words_both_are_kept():
    mail = mime.read(boxed(PLAIN, RICH, kind="alternative"))
    assert (mail.text, mail.html) == ("Just words.", "<p>Rich <b>words</b></p>")
    assert mail.parts == ()


def test_words_that_follow_each_other_are_joined():
    mail = mime.read(boxed(RICH, PLAIN))
    assert mail.text == "Rich words\n\nJust words."
    assert mail.html == "<p>Rich <b>words</b></p>\n<p>Just words.</p>"


def test_files_are_listed_by_the_number_that_imap_gives_them():
    inner = boxed(PLAIN, RICH, kind="alternative", boundary="in").partition(b"\r\n")[2]
    raw = boxed(inner, PICTURE, PAPER)
    picture, paper = mime.read(raw).parts
    assert (picture.section, picture.type, picture.content_id, picture.inline) == (
        "2",
        "image/png",
        "cat@x",
        True,
    )
    assert (paper.section, paper.name, paper.size, paper.inline) == ("3", "plan.pdf", 5, False)
    assert picture.size == len(mime.part(raw, "2")) == 308
    assert mime.part(raw, "3") == b"hello"
    assert mime.part(raw, "1.1") == b"Just words."
    assert mime.decoded(b"Content-Transfer-Encoding: BASE64\r\n\r\n", b"aGVsbG8=") == b"hello"


def test_a_message_of_one_file_has_it_as_its_first_part():
    raw = b"From: a@x.test\r\n" + PAPER
    assert [(one.section, one.name) for one in mime.read(raw).parts] == [("1", "plan.pdf")]
    assert mime.part(raw, "1") == b"hello"


@pytest.mark.parametrize("section", ["", "0", "4", "1.1", "../1", "9" * 5_000])
def test_a_part_that_is_not_there_is_said_not_to_be(section):
    with pytest.raises(Unreadable):
        mime.part(boxed(PLAIN, RICH, PAPER), section)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ('filename="a b.pdf"', "a b.pdf"),
        ("filename*=utf-8''r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        ("filename*=iso-8859-1'fr'r%E9sum%E9.pdf", "résumé.pdf"),
        ("filename*0*=utf-8''r%C3%A9; filename*1=sum; filename*2*=%C3%A9.pdf", "résumé.pdf"),
        ("filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ('filename="=?utf-8?q?r=C3=A9sum=C3=A9=2Epdf?="', "résumé.pdf"),
        ('filename="r\\"q.pdf"', 'r"q.pdf'),
        ('filename="semi;colon.pdf"', "semi;colon.pdf"),
        ("filename=unquoted name.pdf", "unquoted name.pdf"),
        ('filename="unclosed.pdf', '"unclosed.pdf'),
        ("filename*=utf-8'", "utf-8'"),
        (
            'filename="..\\\\..\\\\x.pdf"',
            "..\\..\\x.pdf",
        ),  # made safe where it becomes a file's name
    ],
)
def test_names_of_files_are_read_in_all_the_ways_they_are_written(parameters, name):
    raw = f"From: a@x.test\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {parameters}\r\n\r\nx"
    assert [one.name for one in mime.read(raw.encode()).parts] == [name]


@pytest.mark.parametrize(
    ("charset", "data", "meant"),
    [
        ("utf-8", "été".encode(), "été"),
        ("us-ascii", "été".encode("latin-1"), "été"),
        ("us-ascii", "été".encode(), "été"),
        ("iso-8859-1", "“été” €".encode("cp1252"), "“été” €"),
        ("iso-8859-1", "été".encode(), "été"),
        ("iso-8859-15", "€".encode("iso-8859-15"), "€"),
        ("gb2312", "你好鎔".encode("gb18030"), "你好鎔"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("iso-2022-jp", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
        ("utf-16", b"plain letters", "plain letters"),
        ("utf-8", "tout à fait".encode("cp1252"), "tout \ufffd fait"),
        ("utf-8", "ééé".encode("cp1252"), "ééé"),
        ("x-no-such", "été".encode(), "été"),
        ("utf-7", b"+ADw-b+AD4-", "+ADw-b+AD4-"),
        ("unicode_escape", rb"\x3cb\x3e", r"\x3cb\x3e"),
        ("zlib", b"words", "words"),
        ("\"utf-8'", "été".encode(), "été"),
        ("a" * 5_000, b"words", "words"),
        ("utf-8", b"a\x00b", "ab"),
    ],
)
def test_words_in_any_charset_or_under_a_wrong_name_are_read(charset, data, meant):
    raw = a_mail(
        f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: 8bit", body=data
    )
    assert mime.read(raw).text == meant


@pytest.mark.parametrize(
    ("how", "flowed", "whole"),
    [
        ("format=flowed", "one \ntwo\nthree", "one two\nthree"),
        ("format=flowed; delsp=yes", "on \ne", "one"),
        ("format=flowed", "> one \n> two\nthree", "> one two\nthree"),
        ("format=flowed", ">> a \n> b \nc", ">> a \n> b \nc"),
        ("format=flowed", "words \n-- \nAna", "words \n-- \nAna"),
        ("format=flowed", " From here", "From here"),
        ("format=fixed", "one \ntwo", "one \ntwo"),
    ],
)
def test_paragraphs_cut_for_the_way_are_joined(how, flowed, whole):
    assert mime.read(a_mail(f"Content-Type: text/plain; {how}", body=flowed.encode())).text == whole


def test_a_bounce_names_the_message_that_did_not_arrive():
    report = (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
        b"Final-Recipient: rfc822; gone@x.test\r\nAction: failed\r\nStatus: 5.1.1 (nobody)\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
    )
    returned = b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@library.test>\r\nSubject: x\r\n"
    mail = mime.read(boxed(PLAIN, report, returned, kind="report; report-type=delivery-status"))
    assert mail.bounce == mime.Bounce(
        "<ours@library.test>", "failed", "5.1.1", "gone@x.test", "550 5.1.1 no such user"
    )
    assert mime.read(boxed(PLAIN, RICH)).bounce is None


# ------------------------------------------------------------------------------------------------- broken ones


@pytest.mark.parametrize(
    "raw",
    [
        boxed(PLAIN, RICH)[:-12],  # no end
        boxed(PLAIN, RICH).replace(b"boundary", b"bonudary"),
        boxed(PLAIN, b"Content-Type: text/plain\r\nno blank line"),
        boxed(boxed(PLAIN, boundary="in")[:-8]),  # an inner part without an end
        a_mail().replace(b"\r\n", b"\r"),
        a_mail().replace(b"\r\n", b"\n"),
        b"Just words, and no header at all",
        b"\n\nJust words",
        b"From: a@x.test",
        b"\x00" * 100 + b"From: a@x.test\r\n\r\nx",
    ],
)
def test_a_broken_message_is_read_as_far_as_it_goes(raw):
    mail = mime.read(raw)
    assert mail.text or mail.html or mail.sender.address
    assert mail.defects


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b" \n \n"])
def test_nothing_is_unreadable(raw):
    with pytest.raises(Unreadable):
        mime.read(raw)


def test_boxes_within_boxes_are_opened_only_so_deep():
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(5_000)
    )
    mail = mime.read(b"From: a@x.test\r\n" + raw + PLAIN)
    assert "nested too deeply" in mail.defects


def test_more_than_a_hundred_parts_are_not_listed():
    mail = mime.read(boxed(*[PAPER] * 5_000))
    assert len(mail.parts) < 100
    assert "more than 100 parts" in mail.defects


def test_words_are_unpacked_only_so_far():
    raw = a_mail("Content-Type: text/plain; charset=utf-8", body=b"word " * 2_000_000)
    mail = mime.read(raw)
    assert len(mail.text) <= 2 * 2**20
    assert "words over the limit" in mail.defects
