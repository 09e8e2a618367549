"""Archives give the names that live connectors give: what was fetched is recognised, and not doubled."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cmworkstation import archives
from cmworkstation.connectors.bluesky import BlueskyConnector
from cmworkstation.connectors.mail import MailConnector
from cmworkstation.connectors.mastodon import MastodonConnector
from cmworkstation.connectors.wordpress import WordpressConnector
from cmworkstation.connectors.youtube import YoutubeConnector
from cmworkstation.domain.account import Account, Capabilities, TokenState
from cmworkstation.domain.errors import NotAllowed, Unreadable
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.message import Item
from cmworkstation.sdk.connector import RawItem
from cmworkstation.sdk.http import Http
from cmworkstation.sdk.mailitems import raw_of
from cmworkstation.services.sync import Sync
from cmworkstation.store import accounts as account_table
from tests.archives import samples
from tests.archives.conftest import Importing
from tests.archives.samples import Sample
from tests.pretend import START


def items(sample: Sample) -> dict[str, Item]:
    reader = archives.reader(sample.path, sample.format, sample.options or {})
    found: dict[str, Item] = {}
    for entry in reader.entries():
        if not entry.problem:
            try:
                found |= {one.remote_id: one for one in archives.items(reader, entry)}
            except Unreadable:
                continue
    return found


def same(live: Item, archived: dict[str, Item]) -> bool:
    other = archived[live.remote_id]
    assert (other.native_id, other.at, other.parent_id) == (live.native_id, live.at, live.parent_id)
    assert (other.writer.key, other.writer.is_us) == (live.writer.key, live.writer.is_us)
    return True


MASTODON = {
    "server": "https://social.example",
    "domain": "social.example",
    "software": "mastodon",
    "account_id": "1",
    "writer_key": "https://social.example/@mairie",
    "handle": "@mairie@social.example",
}


def toot(n: int, above: str = "", parent: str = "") -> RawItem:
    account = {"id": "1", "acct": "mairie", "username": "mairie", "display_name": "La mairie"}
    status = {
        "id": str(n),
        "uri": f"{samples.HOME}/statuses/{n}",
        "url": f"https://social.example/@mairie/{n}",
        "created_at": f"2024-03-{n + 1:02d}T10:{n:02d}:00.000Z",
        "account": {**account, "url": "https://social.example/@mairie"},
        "content": f"<p>La piscine est fermée, n° {n}</p>",
        "visibility": "public",
        "in_reply_to_id": above or None,
    }
    known = {"status": status, "parent": parent, "thread": ""}
    return RawItem("status", str(n), json.dumps(known).encode())


def test_mastodon(tmp_path: Path) -> None:
    connector = MastodonConnector(MASTODON, {}, Http("https://social.example"))
    (live,) = connector.parse(toot(2, "1", f"{samples.HOME}/statuses/1"))
    assert same(live, items(samples.mastodon(tmp_path)))
    connector.close()


def test_wordpress(tmp_path: Path) -> None:
    settings = {"home": "https://journal.example", "user_id": "1"}
    connector = WordpressConnector(settings, {}, Http("https://journal.example"))
    comment = {
        "id": 11,
        "post": 1,
        "parent": 0,
        "author": 0,
        "author_name": "nadia",
        "author_email": "nadia@town.example",
        "date_gmt": "2024-03-05T10:01:00",
        "content": {"rendered": "<p>Bonjour</p>"},
        "status": "approved",
        "type": "comment",
        "_links": {
            "up": [{"href": "https://journal.example/wp-json/wp/v2/posts/1", "post_type": "post"}]
        },
    }
    (live,) = connector.parse(RawItem("comment", "11", json.dumps({"comment": comment}).encode()))
    assert same(live, items(samples.wordpress(tmp_path)))
    connector.close()


def test_bluesky(tmp_path: Path) -> None:
    settings = {"did": samples.DID, "server": "https://pds.example"}
    connector = BlueskyConnector(settings, {}, Http("https://pds.example"))
    key = "3kaaaaaaaaab2"
    uri = f"at://{samples.DID}/app.bsky.feed.post/{key}"
    record = samples.records()[f"app.bsky.feed.post/{key}"]
    post = {
        "uri": uri,
        "record": record,
        "author": {"did": samples.DID, "handle": "mairie.example"},
        "indexedAt": "2024-04-02T10:00:03.000Z",
    }
    (live,) = connector.parse(RawItem("post", uri, json.dumps({"post": post}).encode()))
    assert same(live, items(samples.bluesky(tmp_path)))
    connector.close()


def test_mail(tmp_path: Path) -> None:
    settings = {
        "mail": "mairie@town.example",
        "imap": "tls://imap.town.example:993",
        "smtp": "tls://smtp.town.example:465",
    }
    connector = MailConnector(settings, {}, Http(""))
    raw = raw_of(samples.LETTERS[1], {"at": "2024-04-01T08:02:00+00:00"}, "1:2:Sent")
    (live,) = connector.parse(raw)
    archived = items(samples.mbox(tmp_path))[live.remote_id]
    assert (archived.at, archived.parent_id, archived.writer) == (
        live.at,
        live.parent_id,
        live.writer,
    )
    connector.close()


def an_account(importing: Importing, platform: str, **more: Any) -> Account:
    made = Account(
        id=AccountId(f"{platform}-1"),
        platform=platform,
        look=platform,
        name="Mairie",
        colour=0,
        capabilities=Capabilities(),
        **more,
    )
    with importing.services.workspace.write(durable=True) as connection:
        account_table.add(connection, made, START)
    return made


def test_what_a_live_account_fetched_is_not_doubled_and_stays_as_it_is(
    tmp_path: Path, importing: Importing
) -> None:
    account = an_account(
        importing,
        "mastodon",
        handle="@mairie@social.example",
        server="https://social.example",
        settings=MASTODON,
    )
    connector = MastodonConnector(MASTODON, {}, Http("https://social.example"))
    fetched = [Sync.understand(connector, toot(n)) for n in (1, 2)]
    importing.services.sync.store_archive(account, fetched, lambda *_: None)
    connector.close()
    before = importing.rows("SELECT * FROM message ORDER BY id")
    sample = samples.mastodon(tmp_path)
    done = importing.take(sample)
    assert done.account.id == account.id
    assert done.done.tally.new == sample.messages - 2
    assert (
        importing.rows(
            "SELECT * FROM message WHERE remote_id LIKE '%/statuses/1' OR remote_id LIKE '%/statuses/2' ORDER BY id"
        )
        == before
    )
    assert importing.rows("SELECT count(*) FROM revision") == [(0,)]
    assert importing.services.accounts.one(account.id).state is TokenState.VALID


def test_an_archive_is_not_taken_in_as_somebody_elses_account(
    tmp_path: Path, importing: Importing
) -> None:
    other = an_account(
        importing, "mastodon", handle="@bob@social.example", server="https://social.example"
    )
    sample = samples.mastodon(tmp_path)
    found = importing.count(sample)
    assert importing.services.archive_imports.homes(found) == ()
    with pytest.raises(NotAllowed, match="archive-of-another"):
        list(importing.services.archive_imports.run(sample.path, found, {}, account_id=other.id))
    assert importing.rows("SELECT count(*) FROM message") == [(0,)]


def test_a_repository_is_not_taken_in_as_another_account_of_its_network(
    tmp_path: Path, importing: Importing
) -> None:
    mine = {"did": samples.DID, "writer_key": samples.DID}
    other = {"did": "did:plc:other", "writer_key": "did:plc:other"}
    ours = an_account(
        importing, "bluesky", handle="mairie.example", server="https://pds.example", settings=mine
    )
    found = importing.count(samples.bluesky(tmp_path))
    assert [one.id for one in importing.services.archive_imports.homes(found)] == [ours.id]
    with importing.services.workspace.write(durable=True) as connection:
        changed = replace(ours, settings=other)
        account_table.update(connection, changed)
    assert importing.services.archive_imports.homes(found) == ()


def test_youtube(tmp_path: Path) -> None:
    connector = YoutubeConnector({"channel": "UC1", "writer_key": "youtube:UC1"}, {}, Http(""))
    comment = {
        "id": "Ugk1.a",
        "snippet": {
            "videoId": "vid00000001",
            "authorChannelId": {"value": "UC1"},
            "authorDisplayName": "La mairie",
            "publishedAt": "2024-04-01T11:00:00Z",
            "textOriginal": "Et bravo",
        },
    }
    (live,) = connector.parse(
        RawItem("comment", "Ugk1.a", json.dumps({"comment": comment}).encode())
    )
    archived = items(samples.youtube(tmp_path))[live.remote_id]
    assert (archived.native_id, archived.at, archived.url) == (live.native_id, live.at, live.url)
    assert (archived.parent_id, archived.thread_id) == (live.parent_id, live.thread_id)
    assert (archived.writer.key, archived.text) == (live.writer.key, live.text)
    connector.close()
