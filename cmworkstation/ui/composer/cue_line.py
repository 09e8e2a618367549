"""Below why we are here: how often this text goes out today, and what others were invited to; each with a way on."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from cmworkstation.domain.operation import Kind
from cmworkstation.domain.reply import Draft
from cmworkstation.domain.values import replace
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer.draft_line import DraftLine
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import cues as words

if TYPE_CHECKING:
    from cmworkstation.services.cues import Cue
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

TITLE = 80  # letters of a text that stand for it in a plan


class CueLine(DraftLine):
    """Nothing where there is nothing to say."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Serve the draft of `pane`."""
        super().__init__(window)
        self._pane = pane
        self.found: Cue | None = None
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
            self.column.addWidget(label)
            holder = QWidget()
            self._ways.append(holder)
            flow = FlowLayout(holder, gap=8)
            for button in buttons:
                flow.addWidget(button)
            self.column.addWidget(holder)

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, "link")
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def read(self, draft: Draft) -> "Cue":
        """Return how often a text goes out, and what others were invited to."""
        return self._services.cues.look(draft)

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

    def show_read(self, found: "Cue") -> None:
        """Say it."""
        draft, self.found = self.draft, found
        if draft is None:
            return
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
