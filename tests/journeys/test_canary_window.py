"""Secrets that change, passwords with every sign in them, and all that a window can show: none of it tells."""

import logging
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from cmworkstation import cli, workspaces
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId, OutboxId
from cmworkstation.log import Logbook
from cmworkstation.services.workstation import Services
from tests.connectors.fake_mastodon import FakeMastodon
from tests.connectors.misbehaving import Reply
from tests.connectors.misbehaving import serving as serving_mastodon
from tests.journeys.canary import hits
from tests.journeys.platforms import Site, a_blog, add_blog, add_mastodon, serving
from tests.journeys.test_canary import an_echo
from tests.test_vault import Backend, use
from tests.ui.inbox.conftest import Scene, ended

PASSWORD = 'cAn"a\\ry/p4ss+wörd=&<%20>'
ACCESS = [f"canary/access+{n}=9b2" for n in range(3)]
REFRESH = [f"canary/refresh+{n}=9b2" for n in range(3)]
SECRETS = (PASSWORD, *ACCESS, *REFRESH)


class Rotating(FakeMastodon):
    """Gives access for a minute, new tokens at each renewal, and repeats what it was sent in its errors."""

    turn = -1
    echo = 0

    def answer(
        self, verb: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Reply | None:
        sending = verb == "POST" and target == "/api/v1/statuses"
        if self.echo and (sending or target.startswith(("/api/v1/n", "/oauth"))):
            fields = dict(parse_qsl(body.decode()))
            token = headers.get("Authorization", "").removeprefix("Bearer ")
            written = f"{quote(token, safe='')} {quote_plus(token)} {escape(token)} {token!r}"
            text = f"You sent {written}; {dict(headers)} and {body.decode()} that is {fields}"
            payload = f'{{"error": {_json(text)}}}'.encode()
            return self.echo, {"Content-Type": "application/json"}, payload
        return super().answer(verb, target, headers, body)

    def _token(self, body: Any) -> tuple[int, dict[str, str], Any]:
        return self._rotated(body)

    def _rotated(self, body: Any) -> tuple[int, dict[str, str], Any]:
        self.turn += 1
        self.tokens = {ACCESS[self.turn]}
        more = {"refresh_token": REFRESH[self.turn], "expires_in": 30 if self.turn == 0 else 3600}
        return 200, {}, {"access_token": ACCESS[self.turn], "token_type": "Bearer", **more}


def _json(text: str) -> str:
    import json

    return json.dumps(text)


def everything_shown() -> str:
    """Return all that windows say: texts, tool tips, titles, names for screen readers, menus, the clipboard."""
    said = [QGuiApplication.clipboard().text()]
    for window in QApplication.topLevelWidgets():
        for one in [window, *window.findChildren(QWidget)]:
            said += [one.windowTitle(), one.toolTip(), one.statusTip(), one.whatsThis()]
            said += [one.accessibleName(), one.accessibleDescription(), one.objectName()]
            methods = [
                getattr(one, name, None) for name in ("text", "toPlainText", "placeholderText")
            ]
            said += [str(method()) for method in methods if callable(method)]
            if isinstance(one, QComboBox):
                said += [f"{one.itemText(n)} {one.itemData(n)}" for n in range(one.count())]
            if isinstance(one, QAbstractItemView) and one.model() is not None:
                model = one.model()
                rows = [model.index(n, 0) for n in range(model.rowCount())]
                said += [str(row.data(role)) for row in rows for role in range(15)]
        said += [f"{action.text()} {action.toolTip()}" for action in window.findChildren(QAction)]
    return "\n".join(said)


def a_refused_reply(services: Services) -> OutboxId:
    """Answer the message; the server refuses and says what it was sent."""
    conversation = ConversationId(services.inbox.ids(View())[0])
    draft = replace(services.drafts.begin(conversation), body="Yes, from ten.")
    row, _ = services.outbox.queue(draft, hold_s=0)
    services.outbox.send_now(row.id)
    services.outbox.deliver(row.id)
    return row.id


def polls(services: Services) -> None:
    for account in services.accounts.listed():
        with suppress(WorkstationError):
            for _ in services.sync.poll(account.id):
                pass


def test_no_secret_is_shown_logged_or_backed_up(
    home: Path,
    tmp_path: Path,
    qtbot: Any,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    backend = use(Backend())
    caplog.set_level(logging.DEBUG)
    folder = home / "data" / "workspace"
    said: dict[str, str] = {}
    with serving_mastodon(Rotating("pleroma")) as fake, serving(Site()) as site:
        assert isinstance(fake, Rotating)
        a_blog(site, password=PASSWORD)
        services = workspaces.open_own(folder)
        book = Logbook(folder)
        add_mastodon(services, fake)
        add_blog(services, site, PASSWORD)
        fake.write("@alma@social.example Are you open on Saturday?")
        polls(services)  # access of one minute is renewed before it is used
        assert fake.turn >= 1
        assert REFRESH[1] in str(backend.entries)
        fake.echo = 422
        row = a_refused_reply(services)
        assert "You sent" in services.outbox.row(row).error_words, (
            "its echo is kept, without what we sent"
        )
        scene = Scene(services, qtbot)
        for status in (400, 500, 403, 401):
            fake.echo, site.everything = status, an_echo(status)
            for account in services.accounts.listed():
                with suppress(WorkstationError):
                    services.platforms.renew(account)
            polls(services)
            for page in ("accounts", "outbox", "charter", "inbox"):
                scene.window.go(page)
                scene.settle()
            scene.window.failed(ValueError(f"Authorization: Bearer {ACCESS[1]}"))
            scene.window.act("app.copy_report")
            scene.settle()
            said[f"shown at {status}"] = everything_shown()
        assert "CM Workstation" in said["shown at 401"]
        fake.echo, site.everything = 0, None
        ended(scene)
        book.end()
        for argv in (["backup"], ["verify"], ["doctor"], ["inbox"]):
            for more in ([], ["--json"]):
                cli.main([*argv, "--workspace", str(folder), *more])
        with closing(workspaces.open_own(folder)) as again:
            for account in again.accounts.listed():
                again.accounts.remove(account.id)
        assert fake.revoked, "given back at the end"
    out, err = capsys.readouterr()
    said |= {"output": out + err, "log": caplog.text}
    assert (folder / "logs" / "cmworkstation.log").stat().st_size > 0
    assert len(list(folder.rglob("*.db*"))) > 1, "a backup was made"
    assert hits(SECRETS, [home, tmp_path], said) == []
