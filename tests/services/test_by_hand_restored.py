"""What people captured and posted since a backup survives its restore, and an export brings it all back."""

from dataclasses import replace
from pathlib import Path

import pytest

from cmworkstation import connectors
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services.rescue import Rescue
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import exchange
from cmworkstation.store.database import FILE
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.pictures import drawn
from tests.services.test_captures import NOW, ONE, texts
from tests.walking import walked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "w"


def opened(folder: Path) -> Services:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    return open_services(folder, connectors.loaders(), vault=vault, clock=SetClock(NOW))


def work(here: Services) -> int:
    """Capture a message with its picture, and answer it by hand; capture another one; return the first's home."""
    picture = here.media.add(drawn(), "écran.png")
    kept, _ = here.captures.keep(replace(ONE, pictures=(picture,)))
    here.captures.keep(replace(ONE, text="Et le mardi ?", address=""))
    draft = here.drafts.begin(kept.conversation_id)
    row, _ = here.by_hand.begin(replace(draft, body="Oui, dès 9 h."))
    here.by_hand.posted(row.id, nowhere=True)
    return kept.conversation_id


def looks_whole(here: Services, home: int) -> None:
    assert texts(here, home) == [ONE.text, "Oui, dès 9 h."]
    (row,) = here.outbox.rows()
    assert (row.state, row.by_hand) == (OutboxState.SENT, True)
    assert len(here.inbox.ids(View(status=Status.WAITING_US))) == 1
    message = here.inbox.thread(row.conversation_id).entries[0].message
    assert here.captures.provenance(message.id) != ()
    assert here.attachments.picture(message, message.attachments[0])
    assert here.captures.twins(ONE) != ()
    assert here.inbox.search("mardi") != ()
    assert here.inbox.recount() == []
    assert here.workspace.problems() == []


def test_what_was_captured_and_posted_since_a_backup_is_kept_by_its_restore(folder: Path) -> None:
    here = opened(folder)
    copy = walked(here.backups.make())
    home = work(here)
    here.close()
    walked(Rescue(folder).restore(copy, NOW, keep=True))
    here = opened(folder)
    looks_whole(here, home)
    here.close()


def test_an_export_holds_it_and_gives_the_same_again(folder: Path, tmp_path: Path) -> None:
    here = opened(folder)
    home = work(here)
    here.close()
    first, again = tmp_path / "first.zip", tmp_path / "again.zip"
    walked(exchange.export(folder / FILE, first))
    other = tmp_path / "other"
    other.mkdir()
    walked(exchange.take_in(other, first))
    (made,) = other.glob("*")
    made.rename(other / FILE)
    walked(exchange.export(other / FILE, again))
    assert first.read_bytes() == again.read_bytes()
    here = opened(other)
    looks_whole(here, home)
    here.close()
