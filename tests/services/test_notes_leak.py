"""Random days, ten thousand each night: nothing of an internal note is in what leaves, is drafted, quoted or copied.

Every note carries a word that stands nowhere else. While anything is drafted, reviewed, quoted, queued or sent, the
file itself refuses every look at the tables of notes.
"""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.note import UnfinishedNote
from cmworkstation.domain.quoting import quotation
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.splitting import marked
from cmworkstation.ui.inbox.phrases import clean_copy
from cmworkstation.words.notes import copied
from cmworkstation.words.notes import marked as mark_of_notes
from tests.clocks import SetClock
from tests.pretend import START
from tests.services.conftest import World
from tests.services.test_parts import Threading, carry_out

pytestmark = pytest.mark.in_memory
CANARY = "zorblax"
SEQUENCES = 10_000 if os.environ.get("CMW_FUZZ") == "nightly" else 600
LENGTH = 4  # acts of a sequence, drawn from all of them
PEOPLE = 12


class Days:
    """A workspace in which people write notes and replies in any order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.services = world.services
        account = world.add_account("mairie")
        for n in range(PEOPLE):
            world.server.write(f"m{n}", f"Question {n}: when do you open?", minutes=n)
        world.poll(account)
        self.homes = [ConversationId(one) for one in world.services.inbox.ids(View(status=None))]
        self.open = self.homes[0]
        self.is_shut = False
        self.watch()
        self.number = 0
        self.left: list[str] = []  # everything that was shown to leave: quotations, copies, drafts
        self.acts: tuple[Callable[[random.Random], None], ...] = (
            *(self.write_note, self.write_note, self.edit_note, self.remove_note, self.copy_note),
            *(self.type_note, self.write_draft, self.write_draft, self.another, self.switch),
            *(
                self.quote,
                self.quote_a_note,
                self.copy,
                self.edit,
                self.split,
                self.send,
                self.name,
            ),
        )

    def watch(self) -> None:
        """Let the file refuse every look at what colleagues tell one another, while `shut`."""
        workspace = self.services.workspace

        def judge(act: int, table: str | None, *_: object) -> int:
            internal = act == sqlite3.SQLITE_READ and (table or "").startswith("note")
            return sqlite3.SQLITE_DENY if internal and self.is_shut else sqlite3.SQLITE_OK

        for one in (workspace.read(), workspace._writer):
            assert one is not None
            one.set_authorizer(judge)

    @contextmanager
    def shut(self) -> Iterator[None]:
        self.is_shut = True
        try:
            yield
        finally:
            self.is_shut = False

    def secret(self) -> str:
        self.number += 1
        return f"{CANARY}{self.number} knows about it."

    # Among colleagues

    def write_note(self, drawn: random.Random) -> None:
        about = None
        if drawn.random() < 0.5:
            about = self.services.inbox.thread(self.open).entries[0].message.id
        self.services.notes.write(self.open, self.secret(), about)

    def edit_note(self, drawn: random.Random) -> None:
        for note in self.services.notes.of_conversation(self.open)[:1]:
            self.services.notes.change(note.id, self.secret())

    def remove_note(self, drawn: random.Random) -> None:
        for note in self.services.notes.of_conversation(self.open)[-2:]:
            self.services.notes.remove(note.id)

    def copy_note(self, drawn: random.Random) -> None:
        for note in self.services.notes.of_conversation(self.open)[:1]:
            assert copied(note, "Nadia").startswith(mark_of_notes())

    def type_note(self, drawn: random.Random) -> None:
        self.services.notes.keep_unfinished(UnfinishedNote(self.open, self.secret()))

    # Towards the outside

    def drafts(self) -> list[Draft]:
        return list(self.services.drafts.of_conversation(self.open))

    def keep(self, draft: Draft, body: str) -> None:
        self.left.append(body)
        self.services.drafts.save(replace(draft, body=body))

    def write_draft(self, drawn: random.Random) -> None:
        with self.shut():
            self.keep(self.services.drafts.begin(self.open), f"We open at {drawn.randrange(24)}.")

    def another(self, drawn: random.Random) -> None:
        with self.shut():
            fresh = self.services.drafts.begin(self.open, another=True)
            self.keep(fresh, f"Or rather at {drawn.randrange(24)}.")

    def switch(self, drawn: random.Random) -> None:
        self.open = drawn.choice(self.homes)

    def quote(self, drawn: random.Random) -> None:
        with self.shut():
            message = drawn.choice(self.services.inbox.thread(self.open).entries).message
            words = quotation(message.text, message.text, drawn.choice(("email", "mastodon")), "fr")
            self.keep(self.services.drafts.begin(self.open), f"{words}Yes.")

    def quote_a_note(self, drawn: random.Random) -> None:
        """Whoever tries to quote a note gets nothing."""
        message = self.services.inbox.thread(self.open).entries[0].message
        for note in self.services.notes.of_conversation(self.open)[-2:]:
            words = quotation(note.body, message.text, "mastodon", "fr")
            self.left.append(words)
            with self.shut():
                self.keep(self.services.drafts.begin(self.open), f"{words}Yes.")

    def copy(self, drawn: random.Random) -> None:
        with self.shut():
            for entry in self.services.inbox.thread(self.open).entries:
                self.left.append(clean_copy(entry.message))

    def name(self, drawn: random.Random) -> None:
        with self.shut():
            for draft in self.drafts()[:1]:
                found = self.services.naming.found(draft, drawn.choice(("", "na", CANARY)))
                self.left += [f"{one.name} {one.handle}" for one in found]

    def edit(self, drawn: random.Random) -> None:
        with self.shut():
            for draft in self.drafts()[:1]:
                self.keep(draft, f"{draft.body} And more."[-50:])

    def split(self, drawn: random.Random) -> None:
        with self.shut():
            for draft in self.drafts()[:1]:
                parts = self.services.composer.split(replace(draft, body=draft.body * 3))
                self.keep(draft, marked(parts) if parts else draft.body)

    def send(self, drawn: random.Random) -> None:
        with self.shut():
            for draft in self.drafts()[:1]:
                try:
                    self.services.outbox.queue(draft, hold_s=0)
                except NotAllowed:  # these very words are on their way, or too long
                    self.services.drafts.discard(draft.id)

    def settle(self) -> None:
        with self.shut():
            carry_out(self.world, turns=4, seconds=1)


def test_no_word_of_a_note_is_in_anything_that_leaves(tmp_path: Path) -> None:
    world = World(tmp_path / "w", SetClock(START))
    world.kind = Threading
    days = Days(world)
    for seed in range(SEQUENCES):
        drawn = random.Random(seed)
        for act in drawn.choices(days.acts, k=LENGTH):
            act(drawn)
        if seed % 50 == 0:
            days.settle()
    days.settle()
    outbox = [f"{one.body} {one.whole}" for one in world.services.outbox.rows(100_000)]
    sent = [str(one) for one in world.server.published]
    drafts = [one.body for one in world.services.drafts.listed()]
    assert min(len(outbox), len(sent), len(drafts), days.number) > 5
    for text in (*days.left, *outbox, *sent, *drafts):
        assert CANARY not in text
    kept = world.services.workspace.read().execute(
        "SELECT count(*) FROM note WHERE body LIKE 'zorblax%'"
    )
    assert kept.fetchone()[0] > SEQUENCES // 10
    world.services.close()
