"""Below why we are here: how often this text goes out today, and what others were invited to; each with a way on."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.operation import Kind
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import cues as words

if TYPE_CHECKING:
    from cmworkstation.services.cues import Cue
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

TITLE = 80  # letters of a text that stand for it in a plan


class CueLine(QWidget):
    """Nothing where there is nothing to say."""

    resized = Signal()

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Serve the draft of `pane`."""
        super().__init__()
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self._draft: Draft | None = None
        self.found: Cue | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(2))
        self._ways: list[QWidget] = []  # the buttons below each line
        self.times, self.invited = PlainLabel(), PlainLabel()
        self.to_guide = self._button(tr("Make an answer of it…"), self.propose)
        self.to_all = self._button(tr("Plan a post for everybody…"), self.plan)
        self.tell = self._button(tr("Tell them"), self.mention)
        for label, kind, buttons in (
            (self.times, "warn", (self.to_guide, self.to_all)),
            (self.invited, "soft", (self.tell,)),
        ):
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)
            holder = QWidget()
            self._ways.append(holder)
            flow = FlowLayout(holder, gap=8)
            for button in buttons:
                flow.addWidget(button)
            column.addWidget(holder)
        self.hide()

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, "link")
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def look(self, draft: Draft) -> None:
        """Look around a draft, on the reading lane."""
        self._draft = draft
        read = partial(self._services.cues.look, draft)
        self._window.jobs.run(READ, read, partial(self._show, draft), lambda _: None, owner=self)

    def can_tell(self) -> bool:
        """Tell whether there is something that others were invited to."""
        return (
            self._pane.isVisible() and self.found is not None and self.found.invitation is not None
        )

    def propose(self, *_: object) -> None:
        """Make an answer for everybody of this text."""
        from cmworkstation.ui.guide.acts import GuideActs  # noqa: PLC0415 - seldom needed

        draft = self._pane.draft()
        if draft is not None:
            GuideActs(self._window).of_draft(draft)

    def plan(self, *_: object) -> None:
        """Plan a post that says it to everybody."""
        draft = self._pane.draft()
        if draft is None:
            return
        new = self._services.operations.new(kind=Kind.POST)
        first = " ".join(draft.body.split())[:TITLE]
        self._window.go("operations")
        self._window.act("operations.plan", replace(new, title=first, details=draft.body))

    def mention(self, *_: object) -> None:
        """Put a sentence below the text that tells them of it."""
        draft, found = self._pane.draft(), self.found
        if draft is None or found is None or found.invitation is None:
            return
        said = words.telling(found.invitation, draft.language)
        editor = self._pane.editor
        cursor = editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        before = editor.toPlainText()
        cursor.insertText(f"\n\n{said}" if before.strip() else said)
        editor.setTextCursor(cursor)
        editor.setFocus()

    def _show(self, draft: Draft, found: "Cue") -> None:
        if self._draft is None or self._draft.id != draft.id:
            return
        self.found = found
        before = self.sizeHint().height() if not self.isHidden() else 0
        now = self._services.clock.now()
        times = words.times(found)
        one = found.invitation
        told = (
            one is not None
            and words.telling(one, draft.language) in self._pane.editor.toPlainText()
        )
        invited = words.invited(one, now) if one is not None and not told else ""
        for label, text in ((self.times, times), (self.invited, invited)):
            label.setText(text)
            label.setVisible(bool(text))
        often = found.times >= words.FROM
        may = not self._services.read_only
        self._ways[0].setVisible(often and may)
        self._ways[1].setVisible(bool(invited) and may)
        self.setVisible(bool(times or invited))
        if before != (self.sizeHint().height() if not self.isHidden() else 0):
            self.resized.emit()
