"""Conversations leave as pages, as mail and as dates: whole, harmless, and with no more than somebody asked for."""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import i18n
from cmworkstation.domain import calendar_file
from cmworkstation.domain.calendar_file import Entry
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.taking_out import Share
from cmworkstation.services.dates import DateKind
from cmworkstation.services.workstation import Services
from cmworkstation.words.leaving import Mail, entries
from cmworkstation.words.site import HtmlSite
from tests import pictures
from tests.builders_workspace import NOW, US, a_message, a_town, add_account, receive
from tests.walking import walked

NAMES = ("Élise", "Omar")
ALT = 'The <mill> at dusk, "quiet"'


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Return the town with a note, a draft, and an answer of ours that carries a picture."""
    services = a_town(tmp_path_factory.mktemp("out") / "w")
    home = ConversationId(services.inbox.ids(View())[0])
    services.notes.write(home, "Call Omar before Friday <script>alert(1)</script>")
    draft = services.drafts.begin(home)
    services.drafts.save(replace(draft, body="Dear Omar, an unfinished thought"))
    _with_picture(services)
    yield services
    services.close()


def _with_picture(services: Services) -> None:
    file = services.media.add(pictures.drawn("png"), "mill.png")
    with services.workspace.write() as connection:
        row = connection.execute(
            "SELECT id, conversation_id, account_no, remote_id FROM message WHERE ours AND NOT context LIMIT 1"
        ).fetchone()
        connection.execute(
            "INSERT INTO outbox(id, conversation_id, account_no, target_id, body, body_digest, seen_head,"
            " visibility, once_key, state, created_at, remote_id)"
            " VALUES('o1', ?, ?, ?, 'x', '', '', 'public', 'k', 'sent', 0, ?)",
            (row[1], row[2], row[0], row[3]),
        )
        connection.execute(
            "INSERT INTO outbox_media(outbox_id, n, hash, alt) VALUES('o1', 1, ?, ?)",
            (file.hash, ALT),
        )


class Read(HTMLParser):
    """Notes the tags of a page and what they name."""

    def __init__(self, page: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, tag: str, name: str) -> list[str]:
        return [value for one, key, value in self.attributes if (one, key) == (tag, name)]


def a_site(services: Services, target: Path, **share: bool) -> dict[str, Read]:
    wanted = services.taking_out.chosen()
    walked(services.sites.write(target, wanted, Share(**share), HtmlSite()))
    return {str(page.relative_to(target)): Read(page) for page in sorted(target.rglob("*.html"))}


# ------------------------------------------------------------------------------------- pages


def test_every_page_is_reached_and_every_link_leads_somewhere(town: Services, tmp_path: Path):
    pages = a_site(town, tmp_path / "s")
    reached = {"index.html"}
    for name, page in pages.items():
        for link in (*page.named("a", "href"), *page.named("img", "src")):
            if not link.startswith(("https://", "http://")):
                at = ((tmp_path / "s" / name).parent / link).resolve()
                assert at.is_file(), (name, link)
                reached.add(str(at.relative_to((tmp_path / "s").resolve())))
    assert set(pages) - reached == set()
    homes = [one for one in pages if one.startswith("conversations/")]
    assert len(homes) == len(town.taking_out.chosen()) > 3


def test_no_page_runs_or_loads_anything_from_elsewhere(town: Services, tmp_path: Path):
    for name, page in a_site(town, tmp_path / "s", notes=True, drafts=True).items():
        assert not {"script", "iframe", "object", "link", "form", "video"} & {*page.tags}, name
        assert not [one for one in page.attributes if one[1].startswith("on") or one[1] == "style"]
        assert all(src.startswith("../media/") for src in page.named("img", "src"))
        assert "default-src 'none'" in page.named("meta", "content")[0]
    text = "".join(one.read_text("utf-8") for one in (tmp_path / "s").rglob("*.html"))
    assert "<img src='file" not in text
    assert "<script" not in text
    assert "\u202e" not in text


def test_pages_can_be_read_by_everybody(town: Services, tmp_path: Path):
    for name, page in a_site(town, tmp_path / "s").items():
        assert page.named("html", "lang") == ["en"]
        assert page.tags.count("h1") == page.tags.count("main") == 1
        levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert page.tags.count("img") == len(page.named("img", "alt")), name
        assert all(page.named("nav", "aria-label"))
        assert "prefers-color-scheme: dark" in page.words
    alts = [
        alt for page in a_site(town, tmp_path / "t").values() for alt in page.named("img", "alt")
    ]
    assert alts == [ALT]


def test_notes_and_drafts_stay_unless_they_are_asked_for(town: Services, tmp_path: Path):
    def words(**share: bool) -> str:
        pages = a_site(town, tmp_path / str(len([*tmp_path.iterdir()])), **share)
        return "".join(page.words for page in pages.values())

    assert "Call Omar" not in words()
    assert "unfinished thought" not in words()
    assert "Call Omar before Friday" in words(notes=True)
    assert "unfinished thought" in words(drafts=True)
    assert "unfinished thought" not in words(notes=True)


def test_what_was_taken_back_by_its_author_does_not_leave(town: Services, tmp_path: Path):
    text = "".join(page.words for page in a_site(town, tmp_path / "s").values())
    assert "Its author deleted this message." in text
    assert "First!" not in text
    assert "cargo bike" in text  # as it was edited
    assert "is there room for bicycles?" not in text


def test_without_names_nobody_is_named_on_any_page(town: Services, tmp_path: Path):
    pages = a_site(town, tmp_path / "s", names=False, notes=True, drafts=True)
    files = "".join(one.read_text("utf-8") for one in (tmp_path / "s").rglob("*.html"))
    assert not [name for name in NAMES if name in files]
    assert "https://social.example" not in files
    assert "Person 1" in "".join(page.words for page in pages.values())
    assert "Mairie" in files  # we stay


def test_a_word_is_found_in_the_register(town: Services, tmp_path: Path):
    pages = a_site(town, tmp_path / "s")
    words = pages["words/words.html"].words
    assert "wheelchair" in words
    assert "The autumn fair opens on Saturday" in words.partition("wheelchair")[2]
    assert "Élise" in pages["people/people.html"].words


def test_the_pages_speak_french(town: Services, tmp_path: Path):
    i18n.use_language("fr")
    try:
        pages = a_site(town, tmp_path / "s")
    finally:
        i18n.use_language("en")
    assert pages["index.html"].named("html", "lang") == ["fr"]
    assert "Par mois" in pages["index.html"].words


def test_a_query_chooses_and_a_folder_with_files_is_left_alone(town: Services, tmp_path: Path):
    wanted = town.taking_out.chosen("wheelchair")
    assert walked(town.sites.write(tmp_path / "s", wanted, Share(), HtmlSite())) == 1
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NotAllowed):
        walked(town.sites.write(tmp_path / "s", wanted, Share(), HtmlSite()))
    assert sorted(tmp_path.rglob("*")) == before


def test_stopped_anywhere_no_half_of_a_site_is_left(town: Services, tmp_path: Path):
    wanted = town.taking_out.chosen()
    steps = len(list(town.sites.write(tmp_path / "whole", wanted, Share(names=False), HtmlSite())))
    for n in range(1, steps):
        work = town.sites.write(tmp_path / "part", wanted, Share(names=False), HtmlSite())
        for _ in range(n):
            next(work)
        work.close()
        assert [one.name for one in tmp_path.iterdir()] == ["whole"]


# ------------------------------------------------------------------------------------- mail


def a_mailbox(services: Services, target: Path, **share: bool) -> list[EmailMessage]:
    wanted = services.taking_out.chosen()
    n = walked(services.mailboxes.write(target, wanted, Share(**share), Mail()))
    box = mailbox.mbox(
        target,
        factory=lambda file: message_from_bytes(file.read(), policy=policy.default),  # type: ignore[arg-type, return-value]
    )
    found: list[EmailMessage] = list(box)  # type: ignore[arg-type]
    box.close()
    assert len(found) == n
    return found


def said_in(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


def test_each_message_is_a_mail_with_its_date_words_and_writer(town: Services, tmp_path: Path):
    found = a_mailbox(town, tmp_path / "m.mbox")
    (fair,) = [one for one in found if "wheelchair" in said_in(one)]
    assert fair["Date"].datetime == NOW - timedelta(hours=50)
    assert fair["From"].addresses[0].display_name.startswith("Élise")
    assert fair["From"].addresses[0].domain == "demo.invalid"
    assert all(not one.defects for one in found)
    assert all(len(one["From"].addresses) == len(one["To"].addresses) == 1 for one in found)
    assert all(parsedate_to_datetime(str(one["Date"])).tzinfo for one in found)
    senders = {str(one["From"].addresses[0].addr_spec) for one in found}
    people = {name for one in found for name in (one["From"].addresses[0].display_name,)}
    assert len(senders) == len(people)


def test_threads_hang_together_by_their_references(town: Services, tmp_path: Path):
    found = a_mailbox(town, tmp_path / "m.mbox")
    by_id = {str(one["Message-ID"]): one for one in found}
    assert len(by_id) == len(found)
    (last,) = [one for one in found if "We could bring our own" in said_in(one)]
    chain = str(last["References"]).split()
    assert chain[-1] == str(last["In-Reply-To"])
    said = [said_in(by_id[one]) for one in chain]
    assert said[0].startswith("The autumn fair")
    assert len(chain) == 7


def test_the_same_again_has_the_same_ids_and_addresses(town: Services, tmp_path: Path):
    a_mailbox(town, tmp_path / "a.mbox")
    a_mailbox(town, tmp_path / "b.mbox")
    first = (tmp_path / "a.mbox").read_bytes()
    boundary = rb"={15}\d+=="
    assert re.sub(boundary, b"", first) == re.sub(boundary, b"", (tmp_path / "b.mbox").read_bytes())


def test_a_picture_of_ours_is_an_attachment_and_one_elsewhere_is_named(
    town: Services, tmp_path: Path
):
    found = a_mailbox(town, tmp_path / "m.mbox")
    parts = [part for one in found for part in one.iter_attachments()]
    assert [part.get_content_type() for part in parts] == ["image/png"]
    assert parts[0].get_content() == pictures.drawn("png")
    assert parts[0].get_filename() == "mill.png"
    text = "".join(said_in(one) for one in found)
    assert "[File that stayed on its server: Bicycles tied to a fountain]" in text


def test_a_line_that_looks_like_the_beginning_of_a_mail_divides_nothing(tmp_path: Path):
    services = a_town(tmp_path / "w")
    before = len(a_mailbox(services, tmp_path / "a.mbox"))
    text = "From here on it is easy.\n>From there, too.\nFrom x@y.test Thu Jan  1 00:00:00 2026"
    receive(services, add_account(services, "Halle"), [a_message("from", text, 1)])
    found = a_mailbox(services, tmp_path / "b.mbox")
    assert len(found) == before + 1
    assert (tmp_path / "b.mbox").read_bytes().count(b"\n>From here") == 1
    services.close()


def test_what_others_wrote_adds_no_head_to_a_mail(tmp_path: Path):
    services = a_town(tmp_path / "w")
    writer = replace(US, key="https://x.test/@e", name="E\r\nBcc: all@x.test", is_us=False)
    item = a_message("crlf", "x", 1, writer=writer, title="Hello\r\nX-Evil: 1\n\nBody")
    receive(services, add_account(services, "Halle"), [item])
    found = a_mailbox(services, tmp_path / "b.mbox")
    assert not [one for one in found if one["Bcc"] or one["X-Evil"]]
    assert [one for one in found if "X-Evil: 1" in str(one["Subject"])]
    services.close()


def test_a_mailbox_without_names_names_nobody(town: Services, tmp_path: Path):
    found = a_mailbox(town, tmp_path / "m.mbox", names=False)
    text = "".join(f"{one['From']}{one['Subject']}{said_in(one)}" for one in found)
    assert not [name for name in NAMES if name in text]
    assert "Archived-At" not in {key for one in found for key in one}


# ------------------------------------------------------------------------------------- dates


def test_answers_that_are_due_are_dates(town: Services, tmp_path: Path):
    found = town.dates.listed([DateKind.ANSWER])
    assert sorted(one.at - NOW for one in found if isinstance(one.at, datetime)) == [
        timedelta(hours=-3),
        timedelta(hours=1, minutes=20),
        timedelta(hours=6),
    ]
    assert all(one.account for one in found)
    with_names = {one.title for one in entries(found, names=True)}
    without = {one.title for one in entries(found, names=False)}
    assert any(name in one for one in with_names for name in NAMES), with_names
    assert not any(name in one for one in without for name in NAMES)


def test_a_promise_a_planned_reply_and_a_review_are_dates(tmp_path: Path):
    from tests.ui.places import a_full_workspace

    services = a_full_workspace(tmp_path / "w")
    kinds = {one.kind for one in services.dates.listed()}
    assert DateKind.CHARTER in kinds
    keys = [one.key for one in services.dates.listed()]
    assert len(keys) == len(set(keys))
    services.close()


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_no_line_is_longer_than_allowed_and_nothing_is_lost_by_folding():
    title = "Répondre à Noé, 🚲🚲🚲; « été\\hiver » " * 5
    entry = Entry("a@x.invalid", NOW, title, "one\ntwo")
    text = calendar_file.written([entry], NOW, "Mairie")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (summary,) = [line for line in unfolded(text) if line.startswith("SUMMARY:")]
    plain = summary.removeprefix("SUMMARY:").replace("\\,", ",").replace("\\;", ";")
    assert plain.replace("\\\\", "\\").startswith("Répondre à Noé, 🚲🚲🚲; « été\\hiver »")
    assert "DESCRIPTION:one\\ntwo" in unfolded(text)


def test_words_of_others_add_no_date(tmp_path: Path):
    evil = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil"
    text = calendar_file.written([Entry("a@x.invalid", NOW, evil, evil, evil)], NOW, evil)
    assert text.count("\r\nBEGIN:VEVENT") == 1
    assert "\r\nUID:evil" not in text


def test_exported_again_a_date_is_renewed_and_one_that_is_over_is_cancelled(
    town: Services, tmp_path: Path
):
    target = tmp_path / "d.ics"
    found = entries(town.dates.listed([DateKind.ANSWER]), names=True)
    town.dates.write(target, found, "Mairie")
    first = target.read_text("utf-8")
    town.dates.write(target, found, "Mairie")
    again = target.read_text("utf-8")
    assert uids(again) == uids(first)
    town.dates.write(target, found[1:], "Mairie")
    gone = target.read_text("utf-8")
    assert uids(gone) == sorted(uids(first))
    assert gone.count("STATUS:CANCELLED") == 1
    assert (
        gone.partition("STATUS:CANCELLED")[0]
        .rpartition("UID:")[2]
        .startswith(found[0].uid.split("@")[0])
    )
    town.dates.write(target, found[1:], "Mairie")
    assert target.read_text("utf-8").count("BEGIN:VEVENT") == len(found) - 1


def uids(text: str) -> list[str]:
    return sorted(line for line in unfolded(text) if line.startswith("UID:"))


def test_a_file_that_is_no_calendar_of_ours_cancels_nothing(town: Services, tmp_path: Path):
    target = tmp_path / "d.ics"
    target.write_bytes(
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:hers\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    town.dates.write(target, [], "Mairie")
    assert "hers" not in target.read_text("utf-8")
