"""Proof: a sent reply shows everything that is stored of it, and whatever was altered is named."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import i18n
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId, OutboxId
from cmworkstation.domain.profile import Role
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.services.workstation import Services
from cmworkstation.store import outbox
from cmworkstation.words import dossier as words
from tests.builders_workspace import NOW, a_town

BODY = "Bonjour, c’est garanti : la fête est dimanche."


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Services]:
    made = a_town(tmp_path / "w")
    charter, _ = made.charters.add_starter(DEMONSTRATION[0])
    for account in made.accounts.listed():
        made.charters.assign(account.id, charter)
    yield made
    made.close()


def a_sent_reply(services: Services, body: str = BODY) -> OutboxId:
    """Queue a reply as a spokesperson and let it count as sent."""
    (home, *_) = services.inbox.ids(View(status=Status.WAITING_US))
    draft = replace(services.drafts.begin(ConversationId(home)), body=body)
    checked = services.composer.check_before_queue(draft, "quoted")
    with services.workspace.write() as connection:
        me = services.acting.id
        row = services.outbox.put(connection, draft, checked, hold_s=0, author=me)
        outbox.turn(connection, row.id, OutboxState.SENDING, NOW, of=(row.state,))
        outbox.settle_sent(connection, row.id, "r1", "https://social.example/1", NOW, "")
        services.journal.note(connection, "reply.sent", {"outbox": row.id, "remote_id": "r1"})
    return row.id


def everything(services: Services, outbox_id: OutboxId) -> None:
    """Store whatever belongs to a dossier, as the rest of the program would."""
    row = services.outbox.row(outbox_id)
    me = services.profiles.current()
    ms = int(NOW.timestamp() * 1000)
    second = services.profiles.add("Ada Berg", [Role.APPROVER])
    digest = services.charters.listed()[0].hash
    approval = {
        "id": "req-1",
        "conversation_id": row.conversation_id,
        "account_no": 1,
        "target_id": row.target_id,
        "author_id": me.id,
        "policy": "sensible",
        "need": 1,
        "speakers": "[]",
        "body": row.body,
        "thread_head": "",
        "binding": "b",
        "state": "sent",
        "created_at": ms,
    }
    rows = {
        "waiver": {
            "id": "w",
            "draft_id": "d",
            "outbox_id": outbox_id,
            "charter_hash": digest,
            "rule": "no-guarantee",
            "severity": "error",
            "reason": "quoted",
            "words": "du maire",
            "passage": json.dumps(["c’est", "garanti", "la"]),
            "profile_id": me.id,
            "at": ms,
            "second_id": second.id,
            "second_at": ms,
            "need": "second",
        },
        "approval_request": approval,
        "approval_act": {
            "request_id": "req-1",
            "n": 1,
            "at": ms,
            "kind": "approve",
            "profile_id": second.id,
            "binding": "b",
            "words": "Bien vu",
            "fingerprint": "ab" * 16,
        },
        "triage_walk": {
            "id": "t",
            "conversation_id": row.conversation_id,
            "message_id": row.target_id,
            "charter_hash": digest,
            "category": "question",
            "at": ms - 1,
            "path": json.dumps(
                [
                    {"step": "s1", "ask": "Un danger ?", "yes": False, "by": "program"},
                    {"step": "s2", "ask": "Une question ?", "yes": True, "by": "person"},
                ]
            ),
        },
        "promise": {
            "id": "p",
            "conversation_id": row.conversation_id,
            "account_no": 1,
            "message_id": row.target_id,
            "outbox_id": outbox_id,
            "words": "réponse lundi",
            "due_at": ms + 86_400_000,
            "state": "open",
            "created_at": ms,
        },
        "reply_time": {
            "outbox_id": outbox_id,
            "kind": "first",
            "conversation_id": row.conversation_id,
            "account_no": 1,
            "asked_at": ms - 7_200_000,
            "answered_at": ms,
            "due_at": ms - 1,
            "wall_s": 7200,
            "open_s": 3600,
        },
    }
    with services.workspace.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys=ON")
        for table, facts in rows.items():
            for one in connection.execute(f"PRAGMA table_info({table})"):
                if one[3] and one[4] is None:  # nothing but what is asked for here matters
                    facts.setdefault(one[1], 0 if one[2] == "INTEGER" else "")
            marks = ",".join("?" * len(facts))
            connection.execute(
                f"INSERT INTO {table}({','.join(facts)}) VALUES({marks})", list(facts.values())
            )
        connection.execute(
            "UPDATE outbox SET approval_id='req-1', answer_id='fete', answer_hash='abc', edited_words=3,"
            " facts=? WHERE id=?",
            (json.dumps([{"id": "date", "value": "dimanche", "hash": "x"}]), outbox_id),
        )
        connection.execute(
            "INSERT INTO signoff(id, hash, charter_id, profile_id, words, at, fingerprint, signature)"
            " VALUES('s', ?, 'c', ?, 'Relu', ?, ?, 'sig')",
            (digest, second.id, ms, "cd" * 16),
        )


WANTED = {
    "en": (
        BODY,
        "Put into the outbox",
        "by Ines Carvalho",
        "version",
        "“garanti” (rule no-guarantee): It quotes somebody: du maire",
        "confirmed by Ada Berg",
        "Policy “sensible” of the charter",
        "Ada Berg approved – Bien vu (signed with the key abab abab",
        "Ada Berg approved – Relu (signed with the key cdcd cdcd",
        "Un danger ? – no (the program knew)",
        "Une question ? – yes",
        "Category: question",
        "Began from the approved answer “fete”",
        "3 words were changed",
        "Fact “date”: dimanche",
        "réponse lundi, until",
        "First answer: 2 h on the wall clock, 1 h in opening hours; due",
        ": late",
        "reply.queue  Ines Carvalho",
        "reply.sent  Ines Carvalho",
    ),
    "fr": (
        BODY,
        "par Ines Carvalho",
        "confirmé par Ada Berg",
        "Ada Berg a approuvé – Bien vu",
        "Une question ? – oui",
        "Première réponse : 2 h",
        "en retard",
    ),
}


@pytest.mark.parametrize("language", WANTED)
def test_a_dossier_shows_everything_that_is_stored(town: Services, language: str) -> None:
    town.profiles.add("Ines Carvalho", [Role.KEEPER, Role.SPOKESPERSON])
    outbox_id = a_sent_reply(town)
    everything(town, outbox_id)
    i18n.use_language(language)
    text = words.as_text(town.proof.dossier(outbox_id)).replace("\u202f", " ").replace("\xa0", " ")
    assert [one for one in WANTED[language] if one not in text] == [], text


def test_a_dossier_of_a_plain_reply_says_what_there_is_and_claims_nothing(town: Services) -> None:
    one = town.proof.dossier(a_sent_reply(town, "Bonjour, merci beaucoup."))
    titles = [section.title for section in words.sections(one)]
    assert "Approval" not in titles
    assert "Exceptions" not in titles
    assert "Charter that held" in titles
    assert one.rules is not None
    assert one.rules.whole
    with pytest.raises(KeyError):
        town.proof.dossier(OutboxId("none"))


def test_a_message_of_ours_leads_to_its_reply(town: Services) -> None:
    outbox_id = a_sent_reply(town)
    row = town.outbox.row(outbox_id)
    thread = town.inbox.thread(row.conversation_id)
    theirs = [entry.message.id for entry in thread.entries if not entry.message.ours]
    assert town.proof.of_message(theirs[0]) is None
    with town.workspace.write() as connection:
        connection.execute("UPDATE message SET remote_id='r1' WHERE id=?", (theirs[0],))
    assert town.proof.of_message(theirs[0]) == outbox_id


def test_every_sent_reply_has_the_charter_that_held(town: Services) -> None:
    a_sent_reply(town)
    found = town.proof.verify()
    assert (found.whole, found.replies) == (True, 1)
    assert words.verified(found) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE charter_version SET source=replace(source, 'charter', 'chartes')",
            "The stored charter under which the reply of 03 Sep 2026 14:05:00 was sent was altered.",
        ),
        (
            "UPDATE charter_version SET hash=hash || 'x'",
            "The charter under which the reply of 03 Sep 2026 14:05:00 was sent is not stored any more.",
        ),
    ],
)
def test_an_altered_charter_is_named_by_the_reply_that_it_governed(
    town: Services, statement: str, said: str
) -> None:
    outbox_id = a_sent_reply(town)
    with town.workspace.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys=ON")
        connection.execute(statement)
        connection.execute("UPDATE charter SET hash=(SELECT max(hash) FROM charter_version)")
    found = town.proof.verify()
    assert words.verified(found) == [said]
    rules = town.proof.dossier(outbox_id).rules
    assert rules is not None
    assert not rules.whole


def test_the_first_altered_act_is_named_in_words_with_number_time_and_kind(town: Services) -> None:
    a_sent_reply(town)
    with town.workspace.write() as connection:
        connection.execute("UPDATE journal_payload SET payload='{}' WHERE n >= 2")
        connection.execute("UPDATE journal SET head=replace(head, 'T', 't') WHERE n=3")
    first, rest, *_ = words.verified(town.proof.verify())
    assert first == (
        "The words of act 2 of the journal (charter.assign, 03 Sep 2026 14:05:00) were altered after they were"
        " written."
    )
    assert rest.endswith("more acts after it do not fit either.")


def test_a_dossier_survives_a_journal_that_somebody_made_unreadable(town: Services) -> None:
    outbox_id = a_sent_reply(town)
    with town.workspace.write() as connection:
        connection.execute("UPDATE journal SET head='{' WHERE n > 2")
    one = town.proof.dossier(outbox_id)
    assert [noted.at for noted in one.journal] == [None, None]
    assert "unreadable" in words.as_text(one)
    assert one.queued_at + timedelta() == NOW
