"""Secrets are in the keyring and nowhere else: not in files, log, output, journal, reports, or a server's echo."""

import logging
import sqlite3
import traceback
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cmworkstation import cli, workspaces
from cmworkstation.domain import errors
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.reply import OutboxState
from cmworkstation.services import exchange
from cmworkstation.services.workstation import Services
from cmworkstation.ui import report
from cmworkstation.words import problems
from tests.connectors.fake_mastodon import CLIENT_SECRET, TOKEN, FakeMastodon
from tests.connectors.misbehaving import Reply
from tests.connectors.misbehaving import serving as serving_mastodon
from tests.journeys.canary import hits
from tests.journeys.platforms import (
    Answer,
    Site,
    a_blog,
    a_feed,
    add_blog,
    add_feed,
    add_mastodon,
    json_of,
    serving,
)
from tests.test_vault import Backend, use

CODE = "canary-code-81fe02-of-the-browser"
PASSWORD = "cAnA ryPw 9x2Q vT7k"
FEED_TOKEN = "canary-feed-token-55d1e0"
FEED_PASSWORD = "canary-feed-password-07aa"
SECRETS = (TOKEN, CLIENT_SECRET, CODE, PASSWORD, FEED_TOKEN, FEED_PASSWORD)
PACKED = b64encode(f"lise:{PASSWORD}".encode()).decode()


class Telltale(FakeMastodon):
    """A server that repeats in its errors whatever it was sent, headers and all."""

    echo = 0  # the status of every answer, while it is set

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        if not self.echo or (self.echo == 1 and not target.startswith("/oauth/token")):
            return super().answer(verb, target, headers, body)
        text = f"You sent {verb} {target} with {dict(headers)} and {body.decode()}"
        status, kind, payload = json_of(
            {"error": text, "error_description": text}, 400 if self.echo == 1 else self.echo
        )
        return status, {"Content-Type": kind}, payload

    def _authorise(self, query: Mapping[str, str]) -> tuple[int, dict[str, str], Any]:
        self.codes[CODE] = query.get("code_challenge", "")
        answer = {"code": CODE, "state": query["state"]}
        return 302, {"Location": f"{query['redirect_uri']}?{urlencode(answer)}"}, {}


def an_echo(status: int) -> Callable[[Mapping[str, str], bytes], Answer]:
    """Return a route that repeats in its error whatever it was sent."""

    def answer(headers: Mapping[str, str], body: bytes) -> Answer:
        packed = headers.get("Authorization", "").removeprefix("Basic ")
        text = f"You sent {dict(headers)} and {body.decode()}; that is {b64decode(packed).decode()}"
        return json_of({"code": "rest_echo", "message": text}, status)

    return answer


@dataclass
class Diary:
    """Everything that was said on a bad day."""

    lines: list[str] = field(default_factory=list)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note an error in every form in which somebody could see it, and go on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not tell
            self.lines += traceback.format_exception(error)
            notice = problems.error(error)
            self.lines += [report.of(error), repr(error), str(vars(error)), str(notice)]
            # A mistake of ours that happens while secrets are at hand, with one in its message:
            self.lines.append(report.of(ValueError(f"Authorization: Bearer {TOKEN}")))
            self.lines.append(report.of(KeyError(f"https://social.example/?code={CODE}")))

    def poll(self, services: Services, account: Account) -> None:
        with self.noting():
            for _ in services.sync.poll(account.id):
                pass


def a_bad_day(
    folder: Path, fake: Telltale, site: Site, diary: Diary, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sign in, read, fail in all ways, send, ask everything of the command line."""
    feed = f"{site.origin.replace('http://', f'http://reader:{FEED_PASSWORD}@')}/feed"
    with closing(workspaces.open_own(folder)) as services:
        fake.echo = 1  # the code is refused, with an echo of the whole form
        with diary.noting():
            add_mastodon(services, fake)
        fake.echo = 0
        accounts = [
            add_mastodon(services, fake),
            add_blog(services, site, PASSWORD),
            add_feed(services, f"{feed}?token={FEED_TOKEN}"),
        ]
        with diary.noting():
            add_blog(services, site, f"{PASSWORD} wrong")
        fake.write("@alma@social.example Are you open on Saturday?")
        fake.write("@alma@social.example And on Sunday?")
        for account in accounts:
            diary.poll(services, account)
        assert len(services.inbox.ids(View())) == 2
        for status in (500, 403, 422, 429, 404):
            fake.echo = status
            site.everything = an_echo(status)
            for account in accounts:
                diary.poll(services, account)
        fake.echo, site.everything = 0, None
        for number, status in zip(services.inbox.ids(View()), (422, 500), strict=True):
            conversation = ConversationId(number)
            draft = replace(services.drafts.begin(conversation), body=f"Answer {status}.")
            draft, _ = services.drafts.save(draft)
            row, _ = services.outbox.queue(draft, hold_s=0)
            services.outbox.send_now(row.id)
            fake.trouble.clear()
            with suppress(errors.WorkstationError):
                services.sync.refresh_thread(conversation)
            fake.echo = status
            with diary.noting():
                services.outbox.deliver(row.id)
            fake.echo = 0
            diary.lines += [str(services.outbox.row(row.id)), str(services.outbox.steps(row.id))]
        fake.echo, site.everything = 401, an_echo(401)
        for account in accounts:
            diary.poll(services, account)
        diary.lines += [repr(services), repr(services.accounts.health()), repr(services.vault)]
        diary.lines += [repr(one) for one in services.journal.acts()]
        for _ in services.backups.make():
            pass
        for _ in exchange.export(services.workspace, folder / "all.zip"):
            pass
        with zipfile.ZipFile(folder / "all.zip") as archive:
            archive.extractall(folder / "all")
    for argv in (
        ["sync"],
        ["inbox"],
        ["search", "Saturday"],
        ["outbox"],
        ["doctor"],
        ["verify"],
        ["reply", "1", "Another answer.", "--now"],
    ):
        for more in ([], ["--json"]):
            cli.main([*argv, "--workspace", str(folder), *more])
    fake.echo, site.everything = 0, None
    with closing(workspaces.open_own(folder)) as services:
        with diary.noting():
            services.accounts.remove(accounts[0].id)
        assert TOKEN in fake.revoked
    out, err = capsys.readouterr()
    diary.lines += [out, err]


@pytest.mark.fault("F16")
def test_no_secret_is_anywhere_but_in_the_keyring(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    backend = use(Backend())
    caplog.set_level(logging.DEBUG)
    folder = home / "data" / "workspace"
    diary = Diary()
    seen_by_keyring: set[str] = set()

    class Remembering(dict[tuple[str, str], str]):
        def __setitem__(self, key: tuple[str, str], value: str) -> None:
            seen_by_keyring.add(value)
            super().__setitem__(key, value)

    backend.entries = Remembering()
    with serving_mastodon(Telltale("mastodon")) as fake, serving(Site()) as site:
        assert isinstance(fake, Telltale)
        a_blog(site, password=PASSWORD)
        site.routes["/feed"] = a_feed("One entry", "Another")
        a_bad_day(folder, fake, site, diary, capsys)
        sent = repr(fake.requests) + repr(fake.bodies) + repr(site.requests)
    # Each of them was really used: else the search proves nothing.
    assert {TOKEN, CLIENT_SECRET, PASSWORD} <= seen_by_keyring
    assert any(FEED_TOKEN in value and FEED_PASSWORD in value for value in seen_by_keyring)
    assert TOKEN in sent
    assert FEED_TOKEN in sent
    said = {"log": caplog.text, "diary": "\n".join(diary.lines)}
    assert len(diary.lines) > 50
    assert folder.joinpath("workspace.db").stat().st_size > 50_000
    assert hits([*SECRETS, PACKED], [home, tmp_path], said) == []
    with closing(sqlite3.connect(folder / "workspace.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        states = connection.execute("SELECT DISTINCT state FROM outbox").fetchall()
        assert (OutboxState.REFUSED.value,) in states
        words_kept = connection.execute("SELECT max(error_words) FROM outbox").fetchone()[0]
        assert "You sent POST" in words_kept, "the server's echo is kept, without what we sent"
    assert hits([*SECRETS, PACKED], [home, tmp_path], said) == []


# --------------------------------------------------------------------------------- the search itself finds


SECRET = "canary/of the search+it=self"


def planted_in_a_file(folder: Path) -> None:
    (folder / "notes.txt").write_text(f"my token is {SECRET}.\n")


def planted_in_utf_16(folder: Path) -> None:
    (folder / "notes.reg").write_text(f"[x]\n{SECRET}", encoding="utf-16")


def planted_in_a_header(folder: Path) -> None:
    for user in ("a", "ab", "abc"):
        packed = b64encode(f"{user}:{SECRET}\n".encode())
        (folder / f"trace-{user}.log").write_bytes(b"Authorization: Basic " + packed)


def planted_in_an_address(folder: Path) -> None:
    (folder / "history").write_text(f"GET /feed?{urlencode({'token': SECRET})}")


def planted_in_a_gzip(folder: Path) -> None:
    import gzip

    (folder / "old.log.gz").write_bytes(b"....." + gzip.compress(SECRET.encode() * 3))


def planted_in_a_name(folder: Path) -> None:
    (folder / quote(SECRET, safe="")).touch()


def planted_in_a_row(folder: Path) -> None:
    _sql(folder, "INSERT INTO t VALUES(?)", SECRET)


def planted_in_a_deleted_row(folder: Path) -> None:
    _sql(folder, "INSERT INTO t VALUES(?)", SECRET)
    _sql(folder, "DELETE FROM t WHERE 1 OR ?", "")


def planted_in_a_compressed_row(folder: Path) -> None:
    noise = bytes(range(256)) * 40 + SECRET.encode()
    _sql(folder, "INSERT INTO t VALUES(?)", zlib.compress(noise[::-1] + noise, 1))


def _sql(folder: Path, statement: str, value: object) -> None:
    with closing(sqlite3.connect(folder / "w.db")) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS t(x)")
        connection.execute(statement, (value,))
        connection.commit()


PLANTS = [value for name, value in sorted(globals().items()) if name.startswith("planted_")]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: one.__name__)
def test_the_search_finds_what_is_hidden(tmp_path: Path, plant: Callable[[Path], None]) -> None:
    (tmp_path / "below" / "deep").mkdir(parents=True)
    assert hits([SECRET], [tmp_path]) == []
    plant(tmp_path / "below" / "deep")
    found = hits([SECRET], [tmp_path])
    files = [one for one in (tmp_path / "below" / "deep").iterdir() if one.is_file()]
    for file in files:
        assert any(str(file) in one for one in found), file


def test_the_search_finds_what_is_in_the_write_ahead_log_only(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "w.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t(x)")
        connection.execute("INSERT INTO t VALUES(?)", (SECRET,))
        connection.commit()
        assert any("w.db-wal" in one for one in hits([SECRET], [tmp_path]))


def test_the_search_finds_what_was_said() -> None:
    found = hits([SECRET], [], {"log": f"DEBUG {SECRET}", "out": "nothing"})
    assert found == [f"log: {SECRET}"]
