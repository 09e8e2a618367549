"""What became of imported messages later: tried again from quarantine, met by the platform, left alone by reading."""

import json
from pathlib import Path

import pytest

from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.domain.account import TokenState
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.http import Http
from cmworkstation.services.sync import Sync
from cmworkstation.store import intake
from tests.archives import samples
from tests.archives.conftest import Importing
from tests.archives.test_same_names import MASTODON
from tests.pretend import START
from tests.walking import walked

OTHER = "https://autre.example/users/bob/statuses/900"


def test_an_account_of_an_archive_is_never_read_paused_or_answered(
    tmp_path: Path, importing: Importing
) -> None:
    account = importing.take(samples.mastodon(tmp_path)).account
    services = importing.services
    services.accounts.follow_all()
    assert services.schedule.due() == []
    assert services.history.due() == []
    with pytest.raises(NotAllowed, match="archive-account"):
        services.accounts.pause(account.id, paused=True)
    assert services.accounts.one(account.id).state is TokenState.ARCHIVE
    (conversation, *_) = services.inbox.ids(View(status=None))
    with pytest.raises(NotAllowed, match="listening-only"):
        services.drafts.begin(ConversationId(conversation))


def test_what_could_not_be_read_is_tried_again_without_a_connector(
    tmp_path: Path, importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = samples.mastodon(tmp_path)
    account = importing.take(sample).account
    tally, _ = walked(importing.services.sync.understand_again(account.id))
    assert (tally.seen, tally.new, tally.failed) == (1, 0, 1)
    monkeypatch.setattr("cmworkstation.archives.mastodon.moment", lambda _: START)
    tally, _ = walked(importing.services.sync.understand_again(account.id))
    assert (tally.new, tally.failed) == (1, 0)
    kept = importing.rows("SELECT ours FROM message WHERE remote_id LIKE '%/statuses/7'")
    assert kept == [(1,)]


def test_the_message_itself_takes_the_place_of_what_stood_for_it(
    tmp_path: Path, importing: Importing
) -> None:
    account = importing.take(samples.mastodon(tmp_path)).account
    place = f"SELECT conversation_id FROM message WHERE remote_id='{OTHER}'"
    before = importing.rows(place)
    status = {
        "id": "900",
        "uri": OTHER,
        "url": OTHER,
        "created_at": "2024-03-01T09:00:00.000Z",
        "account": {
            "id": "9",
            "acct": "bob@autre.example",
            "display_name": "Bob",
            "url": "https://autre.example/@bob",
        },
        "content": "<p>Quand rouvre la piscine ?</p>",
        "visibility": "public",
    }
    connector = MastodonConnector(MASTODON, {}, Http("https://social.example"))
    payload = json.dumps({"status": status, "parent": "", "thread": ""}).encode()
    raw = Sync.understand(connector, RawItem("status", "900", payload))
    connector.close()
    with importing.services.workspace.write() as connection:
        number = importing.rows("SELECT no FROM account")[0][0]
        intake.take(connection, number, "mastodon", [raw], START)
    told = "SELECT text, author_name, native_id, revisions, edited_at FROM message"
    assert importing.rows(f"{told} WHERE remote_id='{OTHER}'") == [
        ("Quand rouvre la piscine ?", "Bob", "900", 0, None)
    ]
    assert importing.rows(place) == before
    assert importing.services.accounts.one(account.id).state is TokenState.ARCHIVE


def test_the_platform_may_have_changed_a_message_and_an_older_archive_does_not_take_that_back(
    tmp_path: Path, importing: Importing
) -> None:
    sample = samples.mastodon(tmp_path)
    importing.take(sample)
    files = samples.mastodon_files()
    files["outbox.json"] = files["outbox.json"].replace("fermée, n° 1", "ouverte, n° 1")
    samples.pack(sample.path, files)
    done = importing.take(sample).done
    assert (done.tally.new, done.tally.changed) == (0, 0)
    text = importing.rows("SELECT text FROM message WHERE remote_id LIKE '%/statuses/1'")
    assert text == [("La piscine est fermée, n° 1",)]
