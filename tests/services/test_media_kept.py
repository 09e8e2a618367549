"""Pictures stay where they belong, whatever becomes of the workspace: joined conversations, restore, salvage.

Each picture of a draft, a reply and an answer is there afterwards, byte for byte, with its descriptions.
"""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId, DraftId, OutboxId
from cmworkstation.domain.media import MediaFile
from cmworkstation.sdk.testing import a_picture
from cmworkstation.services import exchange
from cmworkstation.services.outbox.queueing import Checked
from cmworkstation.services.rescue import Rescue
from cmworkstation.store import conversations
from cmworkstation.store.database import FILE
from tests.services.conftest import World
from tests.services.test_answer_files import one, with_answer
from tests.services.test_restore import a_copy, restore
from tests.walking import walked

ALTS = {"fr": "Le plan du quai", "en": "The plan of the quay"}


class Town:
    """A workspace with a picture in a draft, one in a reply, one in an answer, and one that nobody uses."""

    def __init__(self, world: World) -> None:
        for n in range(2):
            world.server.write(f"q{n}", f"Question {n} ?", minutes=n)
        world.poll(world.add_account())
        self.world = world
        self.files: list[MediaFile] = []
        for n in range(4):
            kept = world.services.media.add(a_picture(n), f"{n}.png")
            self.files.append(replace(kept, alt=f"Plan {n}"))
            for language, alt in ALTS.items():
                world.services.library.describe(kept.hash, language, f"{alt} {n}")
        first, second = sorted(world.services.inbox.ids(View(status=None)))
        self.homes = ConversationId(first), ConversationId(second)
        self.draft = self._drafted()
        self.reply = self._queued()
        answered = self.files[2]
        world.services.charters.save(with_answer(one(answered.hash, answered.name)))

    def _drafted(self) -> DraftId:
        draft = self.world.services.drafts.begin(self.homes[0])
        files = (self.files[0], self.files[1])
        return self.world.services.drafts.save(replace(draft, body="Bientôt.", media=files))[0].id

    def _queued(self) -> OutboxId:
        services = self.world.services
        reply = replace(services.drafts.begin(self.homes[1]), body="Voici.", media=(self.files[1],))
        with services.workspace.write() as connection:
            return services.outbox.put(connection, reply, Checked(), hold_s=60, author="").id

    def wrong(self) -> list[str]:
        """Return what is not as it was."""
        services, found = self.world.services, []
        (draft,) = services.drafts.listed()
        if [(file.hash, file.alt) for file in draft.media] != self._said(0, 1):
            found.append(f"the draft has {draft.media}")
        row = services.outbox.row(self.reply)
        if [(file.hash, file.alt) for file in row.media] != self._said(1):
            found.append(f"the reply has {row.media}")
        here = {file.file.hash: file for file in services.library.files()}
        for n, file in enumerate(self.files):
            known = here.get(file.hash)
            if known is None or services.media.data(file.hash) != a_picture(n):
                found.append(f"picture {n} is lost")
            elif known.alts != {language: f"{alt} {n}" for language, alt in ALTS.items()}:
                found.append(f"picture {n} is described as {known.alts}")
        held = {n: here[file.hash].held for n, file in enumerate(self.files) if file.hash in here}
        if held != {0: True, 1: True, 2: True, 3: False}:
            found.append(f"held: {held}")
        return found + services.workspace.problems()

    def _said(self, *places: int) -> list[tuple[str, str]]:
        return [(self.files[n].hash, f"Plan {n}") for n in places]


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


def test_pictures_of_drafts_and_replies_go_with_conversations_that_become_one(town: Town) -> None:
    old, home = town.homes
    with town.world.services.workspace.write() as connection:
        conversations.join(connection, old, home)
        conversations.refresh(connection, [home])
    assert town.wrong() == []
    (draft,) = town.world.services.drafts.listed()
    assert draft.conversation_id == home
    held = town.world.services.library.uses(town.files[1].hash).held
    assert {(use.kind, use.conversation_id) for use in held} == {("draft", home), ("outbox", home)}


def test_everything_since_a_copy_is_kept_with_its_descriptions(world: World) -> None:
    world.poll(world.add_account("before"))
    copy = a_copy(world)
    town = Town(world)
    restore(world, copy, keep=True)
    assert town.wrong() == []


def test_words_that_changed_since_a_copy_are_the_ones_that_stay(town: Town) -> None:
    copy = a_copy(town.world)
    hash_ = town.files[3].hash
    town.world.services.library.describe(hash_, "fr", "Le nouveau plan")
    town.world.services.library.describe(hash_, "en", "")
    restore(town.world, copy, keep=True)
    kept = {one.file.hash: one.alts for one in town.world.services.library.files()}
    assert kept[hash_] == {"fr": "Le nouveau plan"}


def test_a_copy_taken_as_it_is_has_the_pictures_that_it_had(town: Town) -> None:
    copy = a_copy(town.world)
    town.world.services.library.remove(town.files[3].hash)
    restore(town.world, copy, keep=False)
    assert town.wrong() == []


def test_an_export_brings_every_picture_to_another_machine(town: Town, tmp_path: Path) -> None:
    services, archive = town.world.services, tmp_path / "all.zip"
    walked(exchange.export(services.workspace, archive))
    services.close()
    town.world.folder = tmp_path / "other"
    town.world.folder.mkdir()
    rescue = Rescue(town.world.folder)
    walked(exchange.take_in(rescue, archive, town.world.clock.now()))
    town.world.open()
    assert town.wrong() == []


@pytest.mark.parametrize("broken", ["", "journal", "message_fts_data"])
def test_salvage_of_a_damaged_file_loses_no_picture(town: Town, broken: str) -> None:
    folder = town.world.folder
    town.world.services.close()
    if broken:
        _break(folder / FILE, broken)
    rescue = Rescue(folder)
    walked(rescue.salvage(town.world.clock.now()))
    with rescue.claimed():
        assert rescue.finish() is not None
    town.world.open()
    assert town.wrong() == []


def _break(path: Path, table: str) -> None:
    """Overwrite the page at which a table begins."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name=?", (table,)
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)
