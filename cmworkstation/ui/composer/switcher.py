"""The drafts of one conversation side by side: which one is open, the others to go to, a new one, a name for each."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import labelled, tr
from cmworkstation.ui import icons, theme

FIRST_WORDS = 40  # letters of a draft without a name
LONGEST_NAME = 60


class DraftSwitcher(QToolButton):
    """A button that says which of how many drafts is open; its menu has them all."""

    chosen = Signal(object)  # Draft
    another = Signal()
    named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without drafts."""
        super().__init__(parent)
        theme.mark(self, "quiet")
        self.setIcon(icons.icon("draft"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(self.open_menu)
        self._drafts: Sequence[Draft] = ()
        self._open: Draft | None = None
        self._now: datetime | None = None

    def show_drafts(self, drafts: Sequence[Draft], opened: Draft, now: datetime) -> None:
        """Show where `opened` stands among the drafts of its conversation, in the order in which they were begun."""
        others = {one.id: one for one in drafts} | {opened.id: opened}
        self._drafts = sorted(others.values(), key=lambda one: one.id)
        self._open, self._now = opened, now
        count, at = len(self._drafts), self._place()
        said = tr("Draft {n} of {all}").format(n=at + 1, all=count)
        self.setText(theme.current().beside(f"{at + 1} / {count}") if count > 1 else "")
        whole = labelled(said, label(opened)) if count > 1 else tr("Drafts of this conversation")
        self.setAccessibleName(whole)
        self.setToolTip(foreign.tooltip(whole))

    def following(self) -> Draft | None:
        """Return the draft after the one that is open, the first after the last; None where there is no other."""
        if len(self._drafts) < 2:  # noqa: PLR2004 - another one
            return None
        return self._drafts[(self._place() + 1) % len(self._drafts)]

    def menu_of(self) -> QMenu:
        """Return the menu of all drafts."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for n, draft in enumerate(self._drafts, 1):
            said = f"{n}  {label(draft)}"
            if draft.updated_at is not None and self._now is not None:
                said = f"{said}   {words.when(draft.updated_at, self._now)}"
            action = menu.addAction(said.replace("&", "&&"), partial(self.chosen.emit, draft))
            action.setCheckable(True)
            action.setChecked(draft is self._open)
        menu.addSeparator()
        menu.addAction(icons.icon("add"), tr("New draft beside this one"), self.another.emit)
        menu.addAction(icons.icon("edit"), tr("Name this draft…"), self.ask_name)
        return menu

    def open_menu(self) -> None:
        """Offer all drafts below the button."""
        self.menu_of().popup(self.mapToGlobal(QPoint(0, self.height())))

    def ask_name(self) -> None:
        """Ask what the open draft is to be called."""
        if self._open is None:
            return
        dialog = QInputDialog(self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Name this draft"))
        dialog.setLabelText(tr("Its name, for you and your colleagues:"))
        dialog.setTextValue(self._open.name)
        dialog.setOkButtonText(tr("Keep the name"))
        dialog.setCancelButtonText(tr("Cancel"))
        dialog.textValueSelected.connect(lambda text: self.named.emit(text[:LONGEST_NAME]))
        dialog.open()

    def _place(self) -> int:
        return next((n for n, one in enumerate(self._drafts) if one is self._open), 0)


def label(draft: Draft) -> str:
    """Return a draft's name, or its first words."""
    return (
        foreign.line(draft.name, LONGEST_NAME)
        or foreign.line(draft.body, FIRST_WORDS)
        or tr("an empty draft")
    )
