"""Capturing in the window: by paste, by drop, from a file; corrected, taken in, taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from cmworkstation import connectors
from cmworkstation.domain.capture import How
from cmworkstation.domain.conversation import View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.message import Message
from cmworkstation.services.workstation import open_services
from cmworkstation.ui.capture.dialog import CaptureDialog
from cmworkstation.vault import Vault
from tests.clocks import SetClock
from tests.dropping import drop
from tests.pictures import drawn
from tests.sdk.test_forwarded import OUTLOOK, a_mail
from tests.ui.inbox.conftest import Scene, ended

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
PAGE = """<html><head><meta property="og:site_name" content="Forum d’Ormaie">
<meta name="author" content="Nadia Lefèvre"><link rel="canonical" href="https://far.example/p/1">
<meta property="article:published_time" content="2026-11-23T18:30:00+01:00"></head>
<body><article><p>La piscine ouvre-t-elle <b>lundi</b> ?</p></article></body></html>"""


@pytest.fixture
def scene(tmp_path: Path, qtbot: Any) -> Iterator[Scene]:
    vault = Vault(memory_only=True)
    vault.use_session_memory()
    services = open_services(tmp_path / "w", connectors.loaders(), vault=vault, clock=SetClock(NOW))
    made = Scene(services, qtbot)
    yield made
    ended(made)


def opened(scene: Scene) -> CaptureDialog:
    scene.window.act("capture.message")
    (found,) = scene.window.findChildren(CaptureDialog)
    return found


def messages(scene: Scene) -> list[Message]:
    services = scene.services
    return [
        one.message
        for home in services.inbox.ids(View(status=None))
        for one in services.inbox.thread(ConversationId(home)).entries
    ]


def test_a_pasted_mail_fills_the_fields_and_is_taken_in_and_back(scene: Scene) -> None:
    dialog = opened(scene)
    assert not dialog.capture.isEnabled()
    QApplication.clipboard().setText(OUTLOOK)
    dialog.paste()
    scene.settle()
    assert (dialog.author.text(), dialog.handle.text()) == ("Nadia Lefèvre", "nadia@far.example")
    assert dialog.title.text() == "La piscine"
    assert dialog.text.toPlainText().startswith("Bonjour,")
    dialog.platform.setEditText("Mail du maire")
    dialog.zone.setCurrentIndex(dialog.zone.findData("Europe/Paris"))
    dialog.capture.click()
    scene.settle()
    (message,) = messages(scene)
    assert message.at == datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
    assert scene.page.opened_id() == message.conversation_id
    (seen,) = scene.services.captures.provenance(message.id)
    assert seen.how is How.MAIL
    scene.window.act("app.undo")
    scene.settle()
    assert messages(scene) == []


def test_a_saved_page_that_is_dropped_on_the_inbox_opens_it_filled(
    scene: Scene, tmp_path: Path
) -> None:
    path = tmp_path / "piscine.html"
    path.write_text(PAGE, encoding="utf-8")
    scene.settle()
    drop(scene.page, path)
    scene.settle()
    (dialog,) = scene.window.findChildren(CaptureDialog)
    assert dialog.platform.currentText() == "Forum d’Ormaie"
    assert dialog.address.text() == "https://far.example/p/1"
    dialog.capture.click()
    scene.settle()
    (message,) = messages(scene)
    assert message.text == "La piscine ouvre-t-elle lundi ?"
    assert "<b>lundi</b>" in message.html or "<strong>" in message.html
    (seen,) = scene.services.captures.provenance(message.id)
    assert (seen.how, seen.file) == (How.PAGE, "piscine.html")
    said = [one.text() for one in scene.page.findChildren(QLabel)]
    assert any("captured from a saved page · piscine.html" in one for one in said)


def test_a_mail_that_is_chosen_is_read(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(a_mail().as_bytes())
    dialog = opened(scene)
    dialog._take_files([path])
    scene.settle()
    assert dialog.author.text() == "Nadia Lefèvre"
    dialog.reject()


def test_a_picture_that_is_pasted_is_kept_with_typed_words(scene: Scene) -> None:
    dialog = opened(scene)
    image = QImage.fromData(drawn())
    QApplication.clipboard().setImage(image)
    dialog.paste()
    scene.qtbot.waitUntil(lambda: bool(dialog.files()))
    dialog.platform.setEditText("WhatsApp")
    dialog.author.setText("Omar")
    assert dialog.capture.isEnabled()
    dialog.text.setPlainText("On se voit lundi ?")
    dialog.capture.click()
    scene.settle()
    (message,) = messages(scene)
    assert [one.kind for one in message.attachments] == ["image"]
    (seen,) = scene.services.captures.provenance(message.id)
    assert seen.how is How.SCREENSHOT


def test_the_same_again_is_told_first_and_shown(scene: Scene) -> None:
    for turn in range(2):
        dialog = opened(scene)
        dialog.platform.setEditText("Nextdoor")
        dialog.author.setText("Nadia")
        dialog.text.setPlainText("Ouvert lundi ?")
        dialog.capture.click()
        scene.settle()
        if turn:
            assert dialog.before.isVisible()
            assert "Nadia" in dialog.twin.text()
            assert dialog.capture.text() == "Capture all the same"
            dialog.capture.click()
            scene.settle()
    assert len(messages(scene)) == 2


def test_an_answer_goes_into_the_thread_that_is_open(scene: Scene) -> None:
    dialog = opened(scene)
    dialog.platform.setEditText("Nextdoor")
    dialog.author.setText("Nadia")
    dialog.text.setPlainText("Ouvert lundi ?")
    dialog.capture.click()
    scene.settle()
    scene.window.act("capture.answer")
    (again,) = (one for one in scene.window.findChildren(CaptureDialog) if one.isVisible())
    assert again.platform.currentText() == "Nextdoor"
    again.author.setText("Omar")
    again.text.setPlainText("Non.")
    again.capture.click()
    scene.settle()
    assert [one.author_name for one in messages(scene)] == ["Nadia", "Omar"]


def test_what_cannot_be_read_is_said_in_the_dialog(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"\0")
    dialog = opened(scene)
    dialog._take_files([path])
    scene.settle()
    assert dialog.wrong.text() == "Nothing could be read in this. Copy its words instead."
    QApplication.clipboard().clear()
    dialog.paste()
    assert dialog.wrong.text() == "There is nothing on the clipboard that can be captured."
    dialog.reject()


def test_a_captured_conversation_is_answered_by_hand(scene: Scene) -> None:
    dialog = opened(scene)
    dialog.platform.setEditText("Nextdoor")
    dialog.author.setText("Nadia")
    dialog.text.setPlainText("Ouvert lundi ?")
    dialog.capture.click()
    scene.settle()
    scene.window.act("inbox.reply")
    scene.settle()
    composer = scene.page.answering.composer
    assert composer is not None
    composer.editor.setPlainText("Oui.")
    composer.look()
    assert composer.foot.send.text() == "Post by hand…"
    composer.leave()
