"""The response guide from a question to a better answer: found with a slip, put in with a fact, sent, and passed on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QToolButton

from cmworkstation.domain.charter.model import by_id
from cmworkstation.domain.charter.reading import read_charter
from cmworkstation.store import outbox
from cmworkstation.ui.guide.answer_form import AnswerForm
from cmworkstation.ui.guide.page import GuidePage
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.ui.composer.conftest import HERE, Desk
from tests.ui.inbox.conftest import ended

CHARTER = """\
format = "cmw-charter/1"

[charter]
id = "library"
version = "1.0"
title.en = "The library"
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

[[fact]]
id = "branches"
statement.en = "The library has seven branches."
source = "https://library.example/branches"
checked_on = 2026-06-01
expires_on = 2027-06-01

[[answer]]
id = "returning-books"
title.en = "Returning books elsewhere"
folder = "Borrowing"
asks.en = ["Can I return a book at another branch?"]
body.en = "Hello {first_name}, yes, at {place}. {fact:branches}"
variables = ["first_name?", "place"]
approved_by = "desk"
"""


@pytest.fixture
def desk(qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    services = a_workstation(tmp_path / "w")
    account = add_account(services, "Library", capabilities=HERE)
    charter, _ = services.charters.save(CHARTER)
    services.charters.assign(account.id, charter)
    asked = "Hi! May I return a book at another branch?"
    receive(services, account, [a_message("q", asked, 3, language="en")])
    made = Desk(services, qtbot)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.close()
    ended(made)


def test_from_a_question_to_a_better_answer(desk: Desk) -> None:
    services = desk.services
    desk.answer()
    composer = desk.pane

    # What fits the message stands beside it by itself; a slip of the finger still finds it.
    assert composer.context.guide.title.text() == "1 answer fits"
    desk.type("::retrun bok")
    row = composer.popup._list.currentItem()
    assert row.text() == "Returning books elsewhere"
    assert "at {place}" in composer.popup._preview.toPlainText()
    desk.key(Qt.Key.Key_Return)

    # The name and the fact are in it, the fact with its source; what is left to fill is chosen.
    assert desk.text() == "Hello Nadia, yes, at {place}. The library has seven branches."
    (chip,) = composer.facts.findChildren(QToolButton)
    assert "https://library.example/branches" in chip.accessibleName()
    assert composer.editor.textCursor().selectedText() == "{place}"
    composer.send()
    assert desk.queued() == []
    desk.type("any desk")
    composer.send()
    desk.settle()
    (sent,) = services.outbox.rows()
    assert sent.body == "Hello Nadia, yes, at any desk. The library has seven branches."

    # It counts as used, unchanged.
    desk.window.go("guide")
    guide = desk.window.page("guide")
    assert isinstance(guide, GuidePage)
    entry = guide.entry()
    assert entry is not None
    assert entry.use is not None
    assert (entry.use.count, entry.use.unchanged) == (1, 1)

    # The reply becomes an answer of its own, in the draft of the charter, and is not offered yet.
    with services.workspace.write() as connection:
        outbox.settle_sent(connection, sent.id, "https://social.example/9", "", NOW)
    desk.window.go("outbox")
    assert desk.window.act("outbox.make_answer")
    form = next(one for one in desk.window.findChildren(AnswerForm) if one.isVisible())
    assert form.body.toPlainText() == ("Hello {first_name},\n\nYes, at any desk. {fact:branches}")
    assert form.asks.toPlainText() == "May I return a book at another branch?"
    form.title.setText("Any desk takes books back")
    form.folder.setText("Borrowing")
    form.doer.click()
    desk.settle()
    (kept,) = services.charters.listed()
    made = by_id(read_charter(kept.draft).answers)["any-desk-takes-books-back"]
    assert made.variables == ("first_name?",)
    assert made.approved_by == ""
    desk.window.go("guide")
    guide.show_entry("library", "answer", "any-desk-takes-books-back")
    shown = guide.entry()
    assert shown is not None
    assert shown.state.value == "draft"
    assert services.answers.found(sent.account_id, "any desk takes") == ()
    assert services.journal.acts(1)[0].kind == "guide.propose"
