"""The window's way to approval: asked for in the composer, given on the page, taken back, carried by files."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog

from cmworkstation.domain.account import Visibility
from cmworkstation.domain.approval import ActKind, State
from cmworkstation.domain.profile import Profile
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.workstation import Services
from cmworkstation.ui.approvals.dialogs import AmendDialog, WordsDialog
from cmworkstation.ui.approvals.page import ApprovalsPage
from cmworkstation.ui.composer.pane import ComposerPane
from cmworkstation.ui.composer.variants import VariantsDialog
from tests.builders_workspace import a_message, a_workstation, add_account, receive
from tests.services.approving import BETTER, ONE, TEXT, TWO, Town
from tests.ui.inbox.conftest import Scene, ended

PUBLIC = ONE.replace(
    'when = "visibility == public or visibility == unlisted"', 'when = "visibility != private"'
)


class Hall(Town):
    """The town hall with its window."""

    def __init__(self, services: Services, qtbot: Any, policies: str = PUBLIC) -> None:
        super().__init__(services, services.accounts.listed()[0], policies)
        self.scene = Scene(services, qtbot)

    def sit(self, person: Profile) -> None:
        """Let somebody sit down at the window."""
        self.act_as(person)
        self.scene.window.rebuild()
        self.scene.settle()

    @property
    def pane(self) -> ComposerPane:
        assert self.scene.page.composer is not None
        return self.scene.page.composer

    def write(self, text: str = TEXT) -> None:
        self.scene.open("Nadia")
        assert self.scene.window.act("inbox.reply")
        self.scene.settle()
        self.pane.editor.setPlainText(text)
        self.pane.look()

    @property
    def page(self) -> ApprovalsPage:
        self.scene.window.go("approvals")
        self.scene.settle()
        page = self.scene.window.page("approvals")
        assert isinstance(page, ApprovalsPage)
        return page

    def lines(self) -> list[str]:
        page = self.page
        return [page.list.item(row).text() for row in range(page.list.count())]

    def press(self, name: str) -> None:
        self.page.detail.buttons[name].click()
        self.scene.settle()

    def dialog(self, kind: type[QDialog]) -> Any:
        (found,) = [one for one in self.page.findChildren(kind) if one.isVisible()]
        return found

    def state(self) -> State:
        (case,) = (*self.services.approvals.unsettled(), *self.services.approvals.closed())
        return case.request.state


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = a_workstation(tmp_path / "w")
    account = add_account(made, "Mairie")
    receive(made, account, [a_message("q", "La piscine est-elle ouverte ?", 3)])
    return made


@pytest.fixture
def a_hall(services: Services, qtbot: Any) -> Iterator[Callable[..., Hall]]:
    made: list[Hall] = []

    def build(policies: str = PUBLIC) -> Hall:
        made.append(Hall(services, qtbot, policies))
        return made[-1]

    yield build
    for hall in made:
        ended(hall.scene)


@pytest.fixture
def hall(a_hall: Callable[..., Hall]) -> Hall:
    return a_hall()


def test_the_button_asks_for_approval_and_says_whose(hall: Hall) -> None:
    hall.sit(hall.author)
    hall.write()
    assert hall.pane.foot.send.text() == "Ask for approval"
    said = hall.pane.foot.note.text()
    assert "Direction or Communication" in said
    assert "Nadia Direction, Omar Com or Inès Partout" in said
    hall.pane.foot.send.click()
    hall.scene.settle()
    assert hall.services.outbox.rows() == ()
    assert hall.state() is State.OPEN
    row = hall.scene.page.model.conversation(0)
    assert row is not None
    assert row.approval == "open"


def test_a_reply_in_approval_is_not_changed_and_can_be_withdrawn(hall: Hall) -> None:
    hall.sit(hall.author)
    hall.write()
    hall.pane.send()
    hall.scene.settle()
    hall.scene.window.act("inbox.reply")
    hall.scene.settle()
    assert hall.pane.editor.isReadOnly()
    assert hall.pane.foot.send.text() == "Withdraw and edit"
    hall.pane.send()
    hall.scene.settle()
    assert hall.state() is State.WITHDRAWN
    assert not hall.pane.editor.isReadOnly()
    assert hall.pane.editor.toPlainText() == TEXT


def test_who_works_alone_is_told_and_sends(services: Services, qtbot: Any) -> None:
    hall = Hall.__new__(Hall)
    hall.services, hall.account = services, services.accounts.listed()[0]
    hall.rule(PUBLIC)
    hall.scene = Scene(services, qtbot)
    hall.write()
    assert hall.pane.foot.send.text() == "Send"
    assert "Nobody else is entered here" in hall.pane.foot.send.accessibleDescription()
    assert hall.pane.foot.note.text() == ""
    ended(hall.scene)


def test_the_page_counts_and_shows_only_what_waits_for_whoever_acts(hall: Hall) -> None:
    hall.ask()
    hall.sit(hall.nadia)
    assert hall.lines()[0] == "Waiting for your word"
    assert hall.services.inbox.counts().in_approval == 1
    assert hall.page.detail.buttons["approve"].isEnabled()
    hall.sit(hall.author)
    assert hall.lines()[0] == "Your requests"
    assert "approve" not in hall.page.detail.buttons
    assert {"withdraw", "save_request"} <= set(hall.page.detail.buttons)


def test_approving_sends_and_undo_takes_it_back(hall: Hall) -> None:
    hall.ask()
    hall.sit(hall.nadia)
    hall.press("approve")
    assert hall.state() is State.APPROVED
    (row,) = hall.services.outbox.rows()
    assert row.body == TEXT
    assert hall.scene.window.act("app.undo")
    hall.scene.settle()
    assert hall.state() is State.OPEN
    assert [one.body for one in hall.services.drafts.listed()] == [TEXT]


def test_the_key_approves(hall: Hall) -> None:
    hall.ask()
    hall.sit(hall.nadia)
    hall.page.list.setFocus()
    hall.scene.qtbot.keyClick(
        hall.scene.window,
        Qt.Key.Key_A,
        Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    hall.scene.settle()
    assert hall.state() is State.APPROVED


def test_amending_shows_the_differences_before_it_counts(hall: Hall) -> None:
    hall.ask()
    hall.sit(hall.nadia)
    hall.press("amend")
    dialog = hall.dialog(AmendDialog)
    assert not dialog.verb.isEnabled()
    dialog.field.setPlainText(BETTER)
    assert dialog.shown.accessibleDescription() == "Gone: jeudi. New: mercredi."
    dialog.verb.click()
    hall.scene.settle()
    assert [one.body for one in hall.services.outbox.rows()] == [BETTER]
    assert "As Nadia Direction changed it" in texts_of(hall)


def texts_of(hall: Hall) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [one.text() for one in hall.page.detail.findChildren(QLabel)]


def test_a_change_and_a_refusal_want_words(hall: Hall) -> None:
    hall.ask()
    hall.sit(hall.nadia)
    hall.press("ask_change")
    dialog = hall.dialog(WordsDialog)
    assert not dialog.verb.isEnabled()
    dialog.field.setPlainText("Plutôt mercredi.")
    dialog.verb.click()
    hall.scene.settle()
    assert hall.state() is State.CHANGE_ASKED
    hall.sit(hall.author)
    hall.scene.window.go("inbox")
    hall.scene.open("Nadia")
    hall.scene.window.act("inbox.reply")
    hall.scene.settle()
    assert hall.pane.foot.send.text() == "Ask again"
    assert "Plutôt mercredi." in hall.pane.foot.note.text()
    hall.pane.editor.setPlainText(BETTER)
    hall.pane.send()
    hall.scene.settle()
    hall.sit(hall.nadia)
    assert "The reply, with what changed since you looked" in texts_of(hall)
    hall.press("decline")
    dialog = hall.dialog(WordsDialog)
    dialog.field.setPlainText("Pas nous.")
    dialog.verb.click()
    hall.scene.settle()
    assert hall.state() is State.DECLINED


def test_variants_are_written_in_the_composer_and_one_is_chosen(hall: Hall) -> None:
    hall.sit(hall.author)
    hall.write()
    hall.pane.foot.variants.click()
    (dialog,) = hall.pane.findChildren(VariantsDialog)
    dialog.texts[1].setPlainText("Oui, jeudi. La mairie.")
    dialog._keep()
    assert hall.pane.foot.variants.text() == "1 other text to choose from…"
    hall.pane.send()
    hall.scene.settle()
    hall.sit(hall.omar)
    assert "approve" not in hall.page.detail.buttons
    hall.press("choose B")
    assert [one.body for one in hall.services.outbox.rows()] == ["Oui, jeudi. La mairie."]


def test_what_moved_on_says_so_and_asks_again(hall: Hall) -> None:
    case = hall.ask()
    hall.sit(hall.nadia)
    seen = hall.page.detail.buttons["approve"]
    later = a_message("q2", "Alors ?", 1, parent="q")
    receive(hall.services, hall.account, [later])
    seen.click()
    hall.scene.settle()
    assert hall.services.outbox.rows() == ()
    found = hall.services.approvals.case(case.id)
    assert (found.request.state, found.request.why) == (State.OPEN, "thread_head")
    assert any("The thread moved on" in one for one in texts_of(hall))
    hall.press("approve")
    assert hall.state() is State.APPROVED


def test_two_are_wanted(a_hall: Callable[..., Hall]) -> None:
    hall = a_hall(
        TWO.replace(
            'when = "visibility == public or visibility == unlisted"',
            'when = "visibility != private"',
        )
    )
    hall.ask()
    hall.sit(hall.nadia)
    hall.press("approve")
    assert hall.services.outbox.rows() == ()
    assert hall.lines()[0] == "Waiting for others"
    hall.sit(hall.omar)
    hall.press("approve")
    assert len(hall.services.outbox.rows()) == 1


def test_a_request_is_saved_opened_compared_and_answered_by_files(
    hall: Hall, tmp_path: Path
) -> None:
    case = hall.ask()
    hall.services.approval_files.save_request(case.id, tmp_path / "a.cmwrequest")
    hall.sit(hall.nadia)
    page = hall.page
    page._files.read(tmp_path / "a.cmwrequest", page._show_file)
    hall.scene.settle()
    assert page._shown is not None
    assert page._shown.is_file
    hall.press("approve")
    (chooser,) = page.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "a.cmwanswer"))
    chooser.close()
    hall.scene.settle()
    assert (tmp_path / "a.cmwanswer").exists()
    assert hall.state() is State.OPEN
    hall.sit(hall.author)
    drop(hall.page, tmp_path / "a.cmwanswer")
    hall.scene.settle()
    assert hall.state() is State.APPROVED


def drop(page: ApprovalsPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    page.dropEvent(
        QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    )


def test_a_strangers_request_is_answered_after_the_fingerprint_was_compared(
    hall: Hall, tmp_path: Path
) -> None:
    case = hall.ask()
    hall.services.approval_files.save_request(case.id, tmp_path / "a.cmwrequest")
    hall.sit(hall.nadia)
    page = hall.page
    found = hall.services.approval_files.open_request(tmp_path / "a.cmwrequest")
    page._show_file(replace(found, known=False))
    assert not page.detail.buttons["approve"].isEnabled()
    assert page.detail.compared is not None
    page.detail.compared.setChecked(True)
    assert page.detail.buttons["approve"].isEnabled()


def test_an_altered_answer_is_refused_in_words(hall: Hall, tmp_path: Path) -> None:
    case = hall.ask()
    hall.services.approval_files.save_request(case.id, tmp_path / "a.cmwrequest")
    hall.act_as(hall.nadia)
    found = hall.services.approval_files.open_request(tmp_path / "a.cmwrequest")
    said = Judgement(ActKind.APPROVE, found.bound.binding)
    answer = tmp_path / "a.cmwanswer"
    hall.services.approval_files.answer(found, said, answer)
    answer.write_bytes(answer.read_bytes().replace(b"approve", b"Approve"))
    hall.sit(hall.author)
    page = hall.page
    page._files.enter(answer, page._taken_in)
    hall.scene.settle()
    assert hall.state() is State.OPEN
    assert any("changed after it was signed" in bar.text() for _, bar in bars(hall))


def bars(hall: Hall) -> list[tuple[str, Any]]:
    from PySide6.QtWidgets import QLabel

    found = []
    for key, bar in hall.scene.window._bars:
        found += [(key, one) for one in bar.findChildren(QLabel)]
    return found


def test_private_replies_are_sent_by_whoever_may(hall: Hall) -> None:
    hall.sit(hall.omar)
    hall.write()
    assert hall.pane.foot.send.text() == "Ask for approval"
    draft = hall.pane.draft()
    assert draft is not None
    private = replace(draft, visibility=Visibility.PRIVATE)
    wanted = hall.services.approvals.policy_for(private)
    assert wanted is None
