"""The composer under a real thread, with a charter of its own and a server that counts to a hundred."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cmworkstation.connectors.mail import MailConnector
from cmworkstation.domain.account import Capabilities, Idempotency, LengthRule, Visibility
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.sdk.shapes import pack
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.ui.composer.pane import ComposerPane
from cmworkstation.vault import Vault
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.clocks import SetClock
from tests.ui.inbox.conftest import Scene, ended

CHARTER = """\
format = "cmw-charter/1"

[charter]
id = "shop"
version = "1.0"
title.en = "The shop"
languages = ["en"]
default_language = "en"
effective_from = 2026-01-01
review_by = 2027-01-01

[[speaker]]
id = "desk"
name = "The desk"
may = ["draft", "send", "approve", "crisis"]
topics = ["*"]

[[target]]
category = "*"
first_reply = "1d"
clock = "wall"

[[principle]]
id = "plain"
text.en = "We say it plainly."
rules = ["plain-words", "no-promise"]

[[rule]]
id = "plain-words"
kind = "swap"
lang = "en"
swaps = [["utilise", "use"]]
severity = "warn"
message.en = "“{match}” has a plainer word."

[[rule]]
id = "no-promise"
kind = "terms"
lang = "en"
terms = ["guaranteed"]
severity = "error"
override = "reason"
message.en = "“{match}” promises too much."

[[rule]]
id = "no-cure"
kind = "terms"
lang = "en"
terms = ["cures"]
severity = "stop"
message.en = "No reply may speak of cures."

[[answer]]
id = "retour-produit"
asks.en = ["Retour produit", "How do I send something back?"]
body.en = "Hello {first_name}, please send it to {shop} before {day}. Thank\\u00a0you!"
variables = ["first_name?", "shop", "day"]
valid_from = 2026-01-01
approved_by = "desk"
approved_on = 2026-01-01

[[answer]]
id = "hours"
asks.en = ["When do you open?"]
body.en = "We open at ten."
valid_from = 2026-01-01
approved_by = "desk"
approved_on = 2026-01-01

[[answer]]
id = "old-sale"
asks.en = ["Return of the winter sale"]
body.en = "The sale ends on Friday."
valid_from = 2025-01-01
valid_until = 2026-02-01
approved_by = "desk"
approved_on = 2025-01-01
"""
HERE = Capabilities(
    visibilities=(
        Visibility.PUBLIC,
        Visibility.UNLISTED,
        Visibility.FOLLOWERS,
        Visibility.PRIVATE,
    ),
    idempotency=Idempotency.RECONCILE,
    own_list_complete=True,
    length=LengthRule(limit=100),
)


class Desk(Scene):
    """The inbox with one conversation open and the composer under it."""

    @property
    def pane(self) -> ComposerPane:
        assert self.page.composer is not None
        return self.page.composer

    def answer(self, name: str = "Nadia") -> int:
        """Open a conversation and begin an answer."""
        conversation = self.open(name)
        self.window.activateWindow()
        assert self.window.act("inbox.reply")
        self.settle()
        self.qtbot.waitUntil(self.pane.editor.hasFocus)
        return conversation

    def type(self, text: str) -> None:
        """Type as a person does, ASCII only, then pause long enough for the charter to look."""
        self.qtbot.keyClicks(self.pane.editor, text)
        self.qtbot.waitUntil(lambda: not self.pane._lint_pause.isActive())

    def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        if QApplication.focusWidget() is None:  # a window of an earlier test went away just now
            self.window.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        QApplication.processEvents()

    def write(self, text: str) -> None:
        """Put a text of any characters in the field, as pasting does."""
        self.pane.editor.setPlainText(text)
        self.pane.look()

    def text(self) -> str:
        return self.pane.editor.toPlainText()

    def counter(self) -> str:
        return self.pane._counter.text()

    def why(self) -> str:
        """Return the words beside the send button that say why it is not possible."""
        return self.pane.foot.why.text()

    def reach(self) -> str:
        """Return the words that say whom the answer goes to, "" where they are not shown."""
        return self.pane.foot.reach.text() if self.pane.foot.reach.isVisible() else ""

    def send_button(self) -> QPushButton:
        return self.pane.foot.send

    def remarks(self) -> list[str]:
        """Return the charter's remarks as they stand in the column, each with all its words."""
        QApplication.processEvents()
        return [
            "\n".join(one.text() for one in card.findChildren(QLabel))
            for _, card in self.pane.context._shown
        ]

    def queued(self) -> list[str]:
        return [row.body for row in self.services.outbox.rows()]


def a_shop(folder: Path, **account: object) -> Services:
    """Return a workstation with one account under the charter, a public question and a private one."""
    services = a_workstation(folder)
    town = add_account(services, "Shop", capabilities=HERE, **account)
    charter, _ = services.charters.save(CHARTER)
    services.charters.assign(town.id, charter)
    receive(services, town, [a_message("q", "How do I send something back?", 3, language="en")])
    private = replace(
        a_message("p", "Can I tell you something?", 2, language="en"), visibility=Visibility.PRIVATE
    )
    other = replace(private.writer, key="https://social.example/@paul", name="Paul Tessier")
    receive(services, town, [replace(private, writer=other)])
    return services


def a_mailbox(folder: Path, head: str, **account: object) -> Services:
    """Return a workstation with one mailbox and one message in it, whose first lines of header are `head`."""
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    loaders = {"mail": lambda: MailConnector}
    services = open_services(folder, loaders, vault=vault, clock=SetClock(NOW))
    nowhere = "none://127.0.0.1:9"
    settings = {"mail": "desk@library.example", "imap": nowhere, "smtp": nowhere}
    box = add_account(
        services,
        "Desk",
        **{"platform": "mail", "look": "email", "handle": "desk@library.example", **account},
        settings=settings,
        capabilities=MailConnector.manifest.capabilities,
    )
    message = (
        f"{head}\nTo: desk@library.example\nMessage-ID: <1@shop.example>\nSubject: Parcel\n"
        f"Date: {format_datetime(NOW)}\n\nWhere shall we send it?\n"
    ).encode()
    raw = RawItem("message", "1:1:INBOX", pack({"size": len(message)}) + b"\n" + message)
    connector = MailConnector(settings, {}, services.platforms.http())
    services.sync.store_page(box, connector, Page("mail:INBOX", (raw,), ""), NOW)
    return services


@pytest.fixture
def a_desk(qtbot: Any, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Build desks over one folder; they are closed at the end."""
    made: list[Desk] = []

    def build(services: Services | None = None, **account: object) -> Desk:
        made.append(Desk(services or a_shop(tmp_path / "w", **account), qtbot))
        return made[-1]

    yield build
    ended(*made)


@pytest.fixture
def desk(a_desk: Callable[..., Desk]) -> Desk:
    return a_desk()
