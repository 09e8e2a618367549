"""Forty hostile texts in every field that strangers fill, at every place: nothing is opened, nobody is asked, and
what is shown are their very characters."""

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QMessageBox,
    QProgressDialog,
    QTextBrowser,
    QWidget,
)
from shiboken6 import isValid

from cmworkstation import connectors
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import View
from cmworkstation.domain.errors import Refused
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.link import link_target
from cmworkstation.domain.message import Attachment, Item, Writer
from cmworkstation.domain.reply import OutboxState
from cmworkstation.sdk.connector import Page, RawItem
from cmworkstation.services.workstation import Services, open_services
from cmworkstation.store import accounts as table
from cmworkstation.store import outbox
from cmworkstation.ui import notices
from cmworkstation.ui.asking.form import Form
from cmworkstation.ui.asking.task_form import Form as ContactsForm
from cmworkstation.ui.widgets.foreign_text import ForeignText, ask_about_link
from cmworkstation.ui.widgets.labels import ForeignLabel
from cmworkstation.vault import Vault
from tests.builders_workspace import NOW, a_message, add_account
from tests.clocks import SetClock
from tests.security.hostile import MARK, Watched, texts, watched
from tests.ui.inbox.conftest import Scene
from tests.ui.places import PLACES, Tour, _end

CHARTER = Path(connectors.__file__).parents[1] / "resources/charters/fennick-lane.charter.toml"


def whole(text: str) -> str:
    """Return a text as a connector hands it on: half a surrogate pair is no text (sdk/shapes.py)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass
class Reader:
    """Understands raw items by their number."""

    items: dict[str, tuple[Item, ...]]

    def parse(self, raw: RawItem) -> tuple[Item, ...]:
        return self.items[raw.native_id]


def three_messages(n: int, text: str) -> tuple[Item, ...]:
    """Return a thread whose every field is hostile: as text, as HTML, and one that will be deleted."""
    writer = Writer(f"https://social.example/@x{n}", text, text, text)
    file = Attachment("image", text, text, text, 1000)
    more: dict[str, Any] = {"title": text, "spoiler": text, "language": text, "url": text}
    first = a_message(f"h{n}", text, 30, writer=writer, attachments=(file,), **more)
    second = a_message(f"h{n}-2", "", 20, writer=writer, html=text, parent=f"h{n}", **more)
    third = a_message(f"h{n}-3", text, 10, writer=writer, parent=f"h{n}-2", **more)
    return first, second, third


def a_hostile_workspace(folder: Path, said: dict[str, str]) -> Services:
    """Return a workspace in which strangers filled every field, an account and a conversation for each text."""
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(folder, connectors.loaders(), vault=vault, clock=SetClock(NOW))
    source = CHARTER.read_text(encoding="utf-8")
    charter, _ = services.charters.save(_hostile_charter(source, list(map(whole, said.values()))))
    for n, text in enumerate(map(whole, said.values())):
        account = add_account(services, f"a{n}", colour=n % 12)
        renamed = replace(
            account, name=text, handle=text, server=text, look=text if n % 2 else "mastodon"
        )
        with services.workspace.write() as connection:
            table.update(connection, renamed)
            table.set_state(connection, account.id, account.state, text, text)
        reader = Reader({"1": three_messages(n, text)})
        edited = replace(reader.items["1"][0], text=f"{text} edited")
        take(services, account, reader)
        take(services, account, Reader({"1": (edited,)}), gone=(f"https://social.example/h{n}-3",))
    for id_ in services.inbox.ids(View(status=None)):
        a_reply_in_doubt(services, ConversationId(id_))
    for account in services.accounts.listed():
        services.charters.assign(account.id, charter)
    assert services.workspace.problems() == []
    return services


def take(services: Services, account: Any, reader: Reader, gone: tuple[str, ...] = ()) -> None:
    raw = RawItem("status", "1", repr(reader.items).encode())
    page = Page("s", (raw,), "", gone=gone)
    services.sync.store_page(account, reader, page, NOW)  # type: ignore[arg-type]
    assert services.accounts.quarantine(account.id) == ()


def a_reply_in_doubt(services: Services, conversation: ConversationId) -> None:
    """Queue a reply and let the platform refuse it in hostile words."""
    thread = services.inbox.thread(conversation)
    text = thread.entries[0].message.author_name
    draft = replace(services.drafts.begin(conversation), body="An answer.")
    row, _ = services.outbox.queue(draft, hold_s=0)
    states = (OutboxState.REFUSED, OutboxState.ASK, OutboxState.MOVED)
    state = states[conversation % 3]
    with services.workspace.write() as connection:
        outbox.turn(connection, row.id, state, NOW, of=(row.state,), error="Refused", words=text)
    services.drafts.save(replace(services.drafts.begin(conversation), body=text))


def _hostile_charter(source: str, hostile: list[str]) -> str:
    """Return a charter whose titles and names are hostile, each with another text."""
    turn = iter(range(10_000))

    def other(match: re.Match[str]) -> str:
        text = " ".join(hostile[next(turn) % len(hostile)].split())[:200]
        return f"{match[1]}{json.dumps(text.replace(chr(127), ' '), ensure_ascii=False)}"

    return re.sub(
        r'^((?:title|label|name|says|why)(?:\.\w+)? *= *)"[^"\n]*"',
        other,
        source,
        flags=re.MULTILINE,
    )


# -------------------------------------------------------------------------------------------- the walk


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path) as made:
        yield made


@pytest.fixture
def hostile(canary: Watched, tmp_path: Path, qtbot: Any) -> Iterator[Tour]:
    services = a_hostile_workspace(tmp_path / "w", texts(canary.file, canary.origin))
    scene = Scene(services, qtbot)
    yield Tour(scene)
    _end(scene)


def open_windows() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def hover_everything() -> int:
    """Let every tool tip of everything that is shown come up; return how many tell of strangers."""
    told = 0
    for window in open_windows():
        for widget in [window, *window.findChildren(QWidget)]:
            if not isValid(widget) or not widget.isVisible():
                continue  # a tip that came up may have gone, too
            tip = widget.toolTip()
            if tip and MARK in tip:
                told += 1
                assert tip.startswith("<qt>"), (widget, widget.parent(), tip)
                assert "<img" not in tip
                assert "<link" not in tip
            if tip:
                hover(widget, widget.rect().center())
            if isinstance(widget, QAbstractItemView):
                for point in range(4, widget.viewport().height(), 90):
                    hover(widget.viewport(), QPoint(20, point))
    return told


def hover(widget: QWidget, at: QPoint) -> None:
    event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()


def what_guesses() -> list[str]:
    """Return the labels that may take their text for markup, and the browsers that are not ours."""
    found = []
    for window in open_windows():
        for label in window.findChildren(QLabel):
            plain = label.textFormat() is Qt.TextFormat.PlainText
            tip = type(label).__name__ == "QLabel" and label.window().inherits("QTipLabel")
            if MARK in label.text() and not plain and not tip:
                found.append(f"{label.parent()}: {label.text()[:60]!r}")
        browsers = window.findChildren(QTextBrowser)
        found += [str(one) for one in browsers if not isinstance(one, ForeignText)]
    return found


def mentions() -> int:
    """Return in how many widgets, rows and menu entries strangers' words are shown."""
    count = 0
    for window in open_windows():
        for one in [window, *window.findChildren(QWidget)]:
            said = [one.accessibleName(), one.windowTitle()]
            methods = [getattr(one, name, None) for name in ("text", "toPlainText", "title")]
            if not isinstance(one, Form | ContactsForm):  # their fields are looked at
                said += [str(method()) for method in methods if callable(method)]
            if isinstance(one, QComboBox):
                said += [one.itemText(n) for n in range(one.count())]
            if isinstance(one, QAbstractItemView) and one.model() is not None:
                said += [str(one.model().index(n, 0).data()) for n in range(one.model().rowCount())]
            count += any(MARK in text for text in said)
        count += sum(MARK in action.text() for action in window.findChildren(QAction))
    return count


# Where people are entered; from then on a charter wants their signatures, so that these come last.
WITH_PEOPLE = ("people", "person", "card", "approvals", "variants", "assign")
# A rule settles every conversation that it finds: the other places would have none left to open.
WITH_RULES = ("inbox-rule", "why-sorted")
LAST = (WITH_RULES, WITH_PEOPLE)


@pytest.mark.timeout(600)  # it walks through the whole program, one place after the other
def test_every_place_shows_hostile_texts_without_opening_anything(
    hostile: Tour, canary: Watched
) -> None:
    hostile.scene.open = lambda _name: _open_first(hostile.scene)  # type: ignore[method-assign, assignment]
    shown = tips = 0
    for place in sorted(PLACES, key=lambda one: [one.startswith(kind) for kind in LAST]):
        hostile.go(place)
        QApplication.processEvents()
        shown += mentions()
        tips += hover_everything()
        assert what_guesses() == [], place
        assert canary.seen() == [], place
        for one in open_windows():
            if one is not hostile.window:
                one.close()
                one.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    hostile.window.go("inbox")
    hostile.window.act("inbox.search")
    hostile.scene.qtbot.keyClicks(hostile.window.focusWidget(), MARK.lower())
    hostile.scene.qtbot.wait(400)
    hostile.scene.settle()
    assert mentions() > 10
    assert what_guesses() == []
    assert canary.seen() == []
    assert shown > 200
    assert tips > 10


def _open_first(scene: Scene) -> int:
    scene.page.list.select_row(0)
    scene.settle()
    found = scene.page.model.conversation(0)
    assert found is not None
    return found.id


def test_every_thread_shows_the_very_characters(hostile: Tour, canary: Watched) -> None:
    page = hostile.scene.page
    seen = 0
    for id_ in hostile.scene.services.inbox.ids(View(status=None)):
        page.open_conversation(id_)
        hostile.scene.settle()
        line = page.thread_pane.line
        line.finish()
        for card in line.cards():
            message = card.message
            if message.deleted_at:
                continue
            assert card.body is not None
            if not message.html:
                assert _letters(message.text)[:500] in _letters(card.body.toPlainText())
                seen += MARK in card.body.toPlainText()
            labels = " ".join(label.text() for label in card.findChildren(ForeignLabel))
            assert MARK in labels
            assert foreign.block(message.spoiler, 300, 8).removesuffix(" …") in labels
            if message.revisions:
                card.wanted.emit("before", message.id)
        assert what_guesses() == []
        assert canary.seen() == []
    assert seen >= 38


def _letters(text: str) -> str:
    return "".join(foreign.block(text).replace("\u200b", "").split())


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_menus_questions_notices_and_messages_of_the_status_bar(
    hostile: Tour, canary: Watched
) -> None:
    window = hostile.window
    window.go("accounts")
    hostile.scene.settle()
    for menu in window.findChildren(QMenu):
        menu.popup(QPoint(0, 0))
        QApplication.processEvents()
        menu.close()
    for text in map(whole, texts(canary.file, canary.origin).values()):
        window.notify(notices.words(Refused("422", code=text, words=text)))
        window.notify(notices.Notice("warn", text, text, "accounts.sign_in", text))
        window.undo(text, 60, lambda: None)
        window.say(text)
        question = ask_about_link(window, link_target(text, text))
        question.open()
        QApplication.processEvents()
        assert what_guesses() == []
        question.close()
    hover_everything()
    assert canary.seen() == []


def test_a_message_that_nobody_cleaned_is_shown_as_it_was_written(
    qtbot: Any, qapp: QApplication, canary: Watched
) -> None:
    """A workspace file may come from somewhere else: what lies in it need not have gone through our cleaner."""
    for text in texts(canary.file, canary.origin).values():
        browser = ForeignText()
        qtbot.addWidget(browser)
        browser.set_html(text)
        browser.resize(300, 200)
        browser.show()
        QApplication.processEvents()
        browser.grab()
        if "<img" in text or "<table" in text:
            assert "<" in browser.toPlainText()
    assert canary.seen() == []


# ------------------------------------------------------------------------------- the canary itself sees


def bare_label(text: str) -> QWidget:
    return QLabel(text)


def bare_box(text: str) -> QWidget:
    return QMessageBox(QMessageBox.Icon.Information, "x", text)


def bare_browser(text: str) -> QWidget:
    browser = QTextBrowser()
    browser.setHtml(text)
    return browser


def bare_progress(text: str) -> QWidget:
    return QProgressDialog(text, "x", 0, 1)


@pytest.mark.parametrize("bare", [bare_label, bare_box, bare_browser, bare_progress])
def test_the_canary_sees_a_widget_that_guesses(
    qtbot: Any, qapp: QApplication, canary: Watched, bare: Any
) -> None:
    widget = bare(texts(canary.file, canary.origin)["image of a file"])
    qtbot.addWidget(widget)
    widget.show()
    widget.grab()
    QApplication.processEvents()
    assert canary.seen() == ["opened"]


def test_the_canary_sees_a_tool_tip_that_guesses(
    qtbot: Any, qapp: QApplication, canary: Watched
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setToolTip(texts(canary.file, canary.origin)["image of a file"])
    widget.show()
    hover(widget, QPoint(5, 5))
    for window in open_windows():
        window.grab()
    assert canary.seen() == ["opened"]


def test_the_canary_sees_who_asks(canary: Watched) -> None:
    port = int(canary.origin.rpartition(":")[2])
    socket.create_connection(("127.0.0.1", port)).close()
    assert canary.seen() == ["asked"]
