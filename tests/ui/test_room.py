"""Room: at 420 px, at 200 % and in French nothing is cut off, nothing overlaps, nothing scrolls sideways."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialog, QLabel, QWidget

from cmworkstation import i18n, workspaces
from cmworkstation.app import build_window
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.message import Recipients
from cmworkstation.ui.accounts.wizard import (
    ADDRESS,
    BROWSER,
    CLIENT,
    DEVICE,
    NAME,
    PASSWORD,
    PLATFORM,
    TOKEN,
    AccountWizard,
)
from cmworkstation.ui.charter.source_editor import SourceEditor
from cmworkstation.ui.cheatsheet import CheatSheet
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.preferences_dialog import PreferencesDialog

LOOKS = {
    "wide": ("en", 1.0, 1280),
    "narrow": ("en", 1.0, 420),
    "narrow French": ("fr", 1.0, 420),
    "200 % French": ("fr", 2.0, 1280),
}
ELSEWHERE = Recipients(
    ("commandes@fleuriste.example",), ("irene@castel.example",), "nouvelles@fleuriste.example"
)
LONG = "Bonjour, laissez-nous 5 étoiles !!! Appelez Odile au 06 12 34 56 78. " * 12


@pytest.fixture(scope="module")
def demonstration():
    services = workspaces.open_demo(None)
    yield services
    services.close()


@pytest.fixture(params=list(LOOKS.values()), ids=list(LOOKS))
def window(request, qtbot, demonstration):
    language, zoom, width = request.param
    i18n.use_language(language)
    made = build_window(demonstration, Preferences(volatile=True), theme="light", zoom=zoom)
    made.resize(width, 800)
    made.show()
    settle(qtbot, made)
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def settle(qtbot, window):
    for _ in range(3):
        qtbot.waitUntil(lambda: not window.jobs.busy(), timeout=10_000)
        QApplication.processEvents()


def cut(top):
    """Return what is visible and lies partly beyond what holds it."""
    found = []
    for one in top.findChildren(QWidget):
        if not one.isVisible() or one.window() is not top.window():
            continue
        if isinstance(one, QAbstractScrollArea) and not isinstance(one, SourceEditor):
            beyond = one.horizontalScrollBar().maximum()
            if beyond > 0:
                found.append(f"{type(one).__name__} {one.accessibleName()}: {beyond} px sideways")
        holder = one.parentWidget()
        scrolls = isinstance(holder.parentWidget(), QAbstractScrollArea)
        box, room = one.geometry(), holder.rect()
        if scrolls or isinstance(holder, QAbstractScrollArea):
            room.setTop(min(room.top(), box.top()))
            room.setBottom(max(room.bottom(), box.bottom()))
        if box.isEmpty() or room.contains(box):
            continue
        found.append(f"{type(one).__name__} {one.accessibleName()} {box} in {room}")
    return found


def short_labels(top):
    """Return wrapped labels that are lower than their words."""
    return [
        one.text()
        for one in top.findChildren(QLabel)
        if one.isVisible()
        and one.wordWrap()
        and one.text()
        and one.heightForWidth(one.width()) > one.height()
    ]


@pytest.mark.parametrize("key", ["inbox", "outbox", "charter", "accounts"])
def test_no_page_is_cut(qtbot, window, key):
    window.go(key)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not cut(window.page(key)))  # a long list is built a few cards a turn
    assert short_labels(window.page(key)) == []


@pytest.mark.parametrize("body", ["", LONG], ids=["empty", "too long and stopped"])
@pytest.mark.parametrize("protected", [False, True], ids=["open", "protected"])
@pytest.mark.parametrize("reached", [None, ELSEWHERE], ids=["the writer", "somebody else"])
def test_the_composer_is_whole_and_nothing_in_it_overlaps(
    qtbot, window, demonstration, monkeypatch, body, protected, reached
):
    monkeypatch.setattr(demonstration.composer, "recipients", lambda _: reached)
    account = next(
        one for one in demonstration.accounts.listed() if one.name == "Ormaie · Mastodon"
    )
    demonstration.accounts.change(account.id, protected=protected)
    view = View(status=Status.WAITING_US, account_id=account.id)
    inbox = window.page("inbox")
    inbox.open_conversation(demonstration.inbox.ids(view)[0])
    settle(qtbot, window)
    assert window.act("inbox.reply")
    composer = inbox.composer
    composer.editor.setPlainText(body)
    composer.look()
    settle(qtbot, window)
    holders = (composer, composer.head, composer.foot)
    parts = [
        one
        for holder in holders
        for one in holder.children()
        if isinstance(one, QWidget) and one.isVisible() and one not in (composer.context, *holders)
    ]
    assert composer.foot.send in parts
    places = [QRect(one.mapTo(composer, QPoint(0, 0)), one.size()) for one in parts]
    assert [
        (parts[a], parts[b])
        for a, b in combinations(range(len(parts)), 2)
        if places[a].intersects(places[b])
    ] == []
    assert all(composer.rect().contains(place) for place in places)
    assert inbox.upright.rect().contains(composer.geometry())
    assert short_labels(composer) == []
    assert inbox.thread_pane.height() > 0
    draft = composer.draft()
    composer.leave()
    demonstration.drafts.discard(draft.id)


@pytest.mark.parametrize("window", [("en", 1.0, 1280), ("fr", 1.0, 1280)], indirect=True)
def test_the_column_beside_the_text_holds_what_the_charter_says_of_it(qtbot, window, demonstration):
    account = next(
        one for one in demonstration.accounts.listed() if one.name == "Ormaie · Mastodon"
    )
    view = View(status=Status.WAITING_US, account_id=account.id)
    inbox = window.page("inbox")
    inbox.open_conversation(demonstration.inbox.ids(view)[0])
    settle(qtbot, window)
    assert window.act("inbox.reply")
    inbox.composer.editor.setPlainText(LONG)
    inbox.composer.look()
    settle(qtbot, window)
    column = inbox.context
    assert inbox.composer.context.isVisibleTo(column)
    assert column.widget().minimumSizeHint().width() <= column.viewport().width()
    assert cut(column) == []
    draft = inbox.composer.draft()
    inbox.composer.leave()
    demonstration.drafts.discard(draft.id)


def test_the_list_of_answers_stays_within_the_window(qtbot, window, demonstration):
    inbox = window.page("inbox")
    inbox.open_first()
    settle(qtbot, window)
    assert window.act("inbox.reply")
    inbox.composer._offer_all()
    QApplication.processEvents()
    popup = inbox.composer.popup
    assert popup.isVisible()
    assert window.rect().contains(popup.geometry())
    draft = inbox.composer.draft()
    inbox.composer.leave()
    demonstration.drafts.discard(draft.id)


def test_esc_closes_the_answers_then_the_composer_and_the_draft_is_kept(
    qtbot, window, demonstration
):
    inbox = window.page("inbox")
    inbox.open_first()
    settle(qtbot, window)
    assert window.act("inbox.reply")
    composer = inbox.composer
    window.activateWindow()
    qtbot.waitUntil(composer.editor.hasFocus)
    qtbot.keyClicks(composer.editor, "Soon ::")
    assert composer.popup.isVisible()
    qtbot.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert not composer.popup.isVisible()
    assert composer.isVisible()
    draft = composer.draft()
    qtbot.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert not composer.isVisible()
    (kept,) = demonstration.drafts.of_conversation(draft.conversation_id)
    assert kept.body == "Soon ::"
    demonstration.drafts.discard(kept.id)


@pytest.mark.parametrize("kind", [PreferencesDialog, CheatSheet])
def test_dialogs_are_no_wider_than_their_window(qtbot, window, kind):
    dialog = kind(window)
    dialog.show()
    QApplication.processEvents()
    assert dialog.width() <= window.width()
    assert cut(dialog) == []
    dialog.close()


@pytest.mark.parametrize(
    "step", [PLATFORM, ADDRESS, CLIENT, PASSWORD, TOKEN, BROWSER, NAME, DEVICE]
)
def test_every_step_of_the_wizard_has_room(qtbot, window, step):
    window.go("accounts")
    wizard = AccountWizard(window, window.page("accounts"))
    assert isinstance(wizard, QDialog)
    wizard.show()
    wizard.choose("threads" if step == CLIENT else "wordpress")
    wizard.go(step)
    wizard.complain(i18n.tr("Type an address first."))
    QApplication.processEvents()
    assert wizard.width() <= window.width()
    assert cut(wizard) == []
    assert short_labels(wizard) == []
    wizard.close()
