"""Messages taken in by hand are messages like any other, with who took them in and from what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cmworkstation import connectors
from cmworkstation.domain.capture import Capture, How
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.inbox_rule import Action, ActionKind, InboxRule
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.pictures import drawn
from tests.walking import walked

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
AT = datetime(2026, 11, 23, 18, 30, tzinfo=ZoneInfo("Europe/Paris"))
THERE = "https://nextdoor.example/p/77"
ONE = Capture("Nextdoor", "Nadia Lefèvre", AT, "La piscine est-elle ouverte lundi ?", address=THERE)


@pytest.fixture
def here(tmp_path: Path):
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    made = open_services(tmp_path / "w", connectors.loaders(), vault=vault, clock=SetClock(NOW))
    yield made
    assert made.inbox.recount() == []
    assert made.journal.verify().problems == ()
    assert made.workspace.problems() == []
    made.close()


def texts(here: Services, home: int) -> list[str]:
    return [one.message.text for one in here.inbox.thread(ConversationId(home)).entries]


def waiting(here: Services) -> list[int]:
    return list(here.inbox.ids(View(status=Status.WAITING_US)))


def test_it_waits_for_an_answer_is_found_and_tells_who_took_it_in(here: Services) -> None:
    me = here.profiles.add("Paule", set(Role))
    here.profiles.switch_to(me.id)
    kept, changes = here.captures.keep(ONE)
    assert waiting(here) == [kept.conversation_id]
    assert changes.new_messages == 1
    message = here.inbox.message(kept.message_id)
    assert (message.author_name, message.at, message.url) == ("Nadia Lefèvre", AT, THERE)
    assert here.inbox.search("piscine")[0].message_id == kept.message_id
    account = here.accounts.one(message.account_id)
    assert (account.platform, account.look, account.name) == ("manual", "Nextdoor", "Nextdoor")
    (seen,) = here.captures.provenance(kept.message_id)
    assert (seen.how, seen.by, seen.at) == (How.PASTE, me.id, NOW)
    assert "capture.keep" in {act.kind for act in here.journal.acts(10)}


def test_it_is_answered_by_hand_and_counts_like_any_other(here: Services) -> None:
    kept, _ = here.captures.keep(ONE)
    draft = here.drafts.begin(kept.conversation_id)
    row, _ = here.by_hand.begin(replace(draft, body="Oui, dès 9 h."))
    assert here.by_hand.look(row.id).address == THERE
    here.by_hand.posted(row.id, nowhere=True)
    assert here.outbox.row(row.id).state is OutboxState.SENT
    assert list(here.inbox.ids(View(status=Status.WAITING_THEM))) == [kept.conversation_id]
    assert texts(here, kept.conversation_id)[-1] == "Oui, dès 9 h."
    here.times.keep_up()
    (first, *_) = here.times.measured(days=30)
    assert first.outbox_id == row.id


def test_an_answer_to_a_captured_message_stands_in_its_thread(here: Services) -> None:
    first, _ = here.captures.keep(ONE)
    (known,) = here.captures.answerable("nextdoor ")
    assert known.message_id == first.message_id
    later = replace(
        ONE,
        author="Omar",
        text="Non, fermée le lundi.",
        at=AT + timedelta(hours=1),
        address="",
        parent_id=first.message_id,
    )
    second, _ = here.captures.keep(later)
    assert second.conversation_id == first.conversation_id
    assert texts(here, first.conversation_id) == [ONE.text, later.text]
    elsewhere = replace(later, platform="Le panneau", text="Autre chose.")
    with pytest.raises(NotAllowed, match="capture-elsewhere"):
        here.captures.keep(elsewhere)
    assert [one.name for one in here.captures.places()] == ["Nextdoor"]


def test_what_we_wrote_there_ourselves_is_ours(here: Services) -> None:
    first, _ = here.captures.keep(ONE)
    ours = replace(
        ONE,
        author="Mairie",
        text="Oui, dès 9 h.",
        at=AT + timedelta(hours=2),
        address="",
        parent_id=first.message_id,
        ours=True,
    )
    here.captures.keep(ours)
    assert waiting(here) == []
    assert here.inbox.thread(first.conversation_id).entries[1].message.ours


def test_the_same_permalink_is_told_and_becomes_an_edit_if_it_is_wanted(here: Services) -> None:
    kept, _ = here.captures.keep(ONE)
    other = replace(
        ONE, text="La piscine est-elle ouverte mardi ?", address=f"{THERE}/?utm_source=x"
    )
    (twin,) = here.captures.twins(other)
    assert (twin.message_id, twin.same_address) == (kept.message_id, True)
    with pytest.raises(NotAllowed, match="captured-before"):
        here.captures.keep(other)
    again, _ = here.captures.keep(other, again=True)
    assert again.message_id == kept.message_id
    assert texts(here, kept.conversation_id) == [other.text]
    assert [one.text for one in here.inbox.revisions(kept.message_id)] == [ONE.text]
    assert len(here.captures.provenance(kept.message_id)) == 2


def test_the_same_words_of_the_same_author_are_told_and_can_be_taken_in_all_the_same(
    here: Services,
) -> None:
    kept, _ = here.captures.keep(replace(ONE, address=""))
    same = replace(ONE, address="", text=f"  {ONE.text.upper()} ", author="nadia  lefèvre")
    (twin,) = here.captures.twins(same)
    assert not twin.same_address
    again, _ = here.captures.keep(same, again=True)
    assert again.message_id != kept.message_id
    assert here.captures.twins(replace(same, author="Omar")) == ()


def test_undo_leaves_nothing_of_it(here: Services) -> None:
    picture = here.media.add(drawn(), "capture.png")
    kept, _ = here.captures.keep(replace(ONE, pictures=(picture,)))
    here.captures.undo(kept.id)
    assert waiting(here) == []
    assert here.inbox.search("piscine") == ()
    connection = here.workspace.read()
    for table in ("message", "conversation", "raw_item", "raw_block", "capture", "media", "author"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
    told = connection.execute("SELECT group_concat(payload) FROM journal_payload").fetchone()[0]
    assert not [word for word in ("Nadia", "piscine", THERE) if word in told]
    here.captures.keep(ONE)
    assert len(waiting(here)) == 1


def test_the_first_day_of_the_calendar_is_a_time_like_any_other(here: Services) -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    kept, _ = here.captures.keep(replace(ONE, at=first))
    assert texts(here, kept.conversation_id) == [ONE.text]


def test_undo_of_an_answer_leaves_its_thread(here: Services) -> None:
    first, _ = here.captures.keep(ONE)
    later = replace(ONE, text="Et le mardi ?", address="", parent_id=first.message_id)
    second, _ = here.captures.keep(later)
    with pytest.raises(NotAllowed, match="capture-used"):
        here.captures.undo(first.id)
    here.captures.undo(second.id)
    assert texts(here, first.conversation_id) == [ONE.text]


def test_what_was_made_of_it_keeps_it(here: Services) -> None:
    kept, _ = here.captures.keep(ONE)
    here.drafts.save(replace(here.drafts.begin(kept.conversation_id), body="Oui."))
    with pytest.raises(NotAllowed, match="capture-used"):
        here.captures.undo(kept.id)
    assert texts(here, kept.conversation_id) == [ONE.text]
    assert here.captures.provenance(kept.message_id) != ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"platform": "  "}, "capture-platform"),
        ({"author": " "}, "capture-author"),
        ({"text": "\n"}, "capture-text"),
        ({"at": AT.replace(tzinfo=None)}, "capture-zone"),
        ({"at": NOW + timedelta(minutes=1)}, "capture-future"),
        ({"address": "javascript:alert(1)"}, "address-unclear"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    here: Services, changes: dict[str, object], why: str
) -> None:
    with pytest.raises(NotAllowed, match=why):
        here.captures.keep(replace(ONE, **changes))  # type: ignore[arg-type]
    assert here.accounts.listed() == ()


def test_the_picture_of_a_screenshot_is_kept_with_its_typed_words(here: Services) -> None:
    picture = replace(here.media.add(drawn(), "écran.png"), alt="Le message dans l’application")
    kept, _ = here.captures.keep(replace(ONE, how=How.SCREENSHOT, pictures=(picture,)))
    message = here.inbox.message(kept.message_id)
    (file,) = message.attachments
    assert (file.kind, file.alt, file.title) == ("image", picture.alt, picture.name)
    assert here.attachments.picture(message, file) == here.media.data(picture.hash)
    with pytest.raises(NotAllowed, match="media-in-use"):
        here.library.remove(picture.hash)


def test_reading_such_an_account_brings_nothing_and_leaves_no_gap(here: Services) -> None:
    kept, _ = here.captures.keep(ONE)
    (account,) = here.captures.places()
    for _ in here.sync.poll(account.id):
        pass
    here.clock.advance(40 * 24 * 3600)  # type: ignore[attr-defined]
    for _ in here.sync.poll(account.id):
        pass
    assert here.gaps.listed(account) == ()
    assert texts(here, kept.conversation_id) == [ONE.text]


def test_known_platforms_keep_their_look(here: Services) -> None:
    here.captures.keep(replace(ONE, platform=" LinkedIn"))
    here.captures.keep(replace(ONE, platform="linkedin", text="Autre chose ?", address=""))
    assert [(one.name, one.look) for one in here.captures.places()] == [("LinkedIn", "linkedin")]


def test_an_inbox_rule_sorts_what_is_captured_and_undo_takes_that_along(here: Services) -> None:
    rule, _ = here.inbox_rules.keep(
        InboxRule("", "Pool", "piscine", (Action(ActionKind.LABEL, "Pool"),))
    )
    here.inbox_rules.switch(rule.id, on=True, anyway=True)
    kept, _ = here.captures.keep(ONE)
    (row,) = here.inbox.rows([kept.conversation_id])
    assert [one.path for one in row.labels] == ["Pool"]
    here.captures.undo(kept.id)
    assert waiting(here) == []


def test_somebody_who_is_erased_is_erased_from_captures_too(here: Services) -> None:
    picture = here.media.add(drawn(), "capture.png")
    kept, _ = here.captures.keep(replace(ONE, pictures=(picture,), file="nadia.html"))
    author = here.inbox.message(kept.message_id).author_id
    walked(here.erasures.erase(author, Way.ERASE, "Somebody"))
    connection = here.workspace.read()
    for table in ("capture_media", "media"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table
    assert connection.execute("SELECT file, address, digest FROM capture").fetchone() == (
        "",
        "",
        "",
    )
    told = connection.execute("SELECT group_concat(payload) FROM journal_payload").fetchone()[0]
    for word in ("Nadia", "piscine", "nadia.html"):
        assert word not in told
