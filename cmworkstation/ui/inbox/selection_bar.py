"""What can be done with several selected conversations, above the list while there are several."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from cmworkstation.i18n import N_, number, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.labels import ElidedLabel

ACTS = (  # command, icon, words
    ("inbox.done", "done", N_("Done")),
    ("inbox.no_answer", "no_answer", N_("No answer needed…")),
    ("inbox.label", "tag", N_("Label…")),
    ("inbox.assign", "user", N_("Assign…")),
    ("inbox.snooze", "hourglass", N_("Snooze…")),
    ("inbox.mute", "eye_off", N_("Mute, or let it speak again")),
    ("inbox.moderate", "more", N_("Spam, and what else the platform can do…")),
)


class SelectionBar(QFrame):
    """Says how many are selected and offers acts on all of them; each has one undo."""

    asked = Signal(str)  # a command

    def __init__(self) -> None:
        """Build it hidden: one selected row needs no bar."""
        super().__init__()
        look = theme.current()
        theme.mark(self, "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), look.px(4), look.px(8), look.px(4))
        row.setSpacing(look.px(2))
        self.words = ElidedLabel("")
        theme.mark(self.words, "bold")
        row.addWidget(self.words, 1)
        self.buttons: list[QToolButton] = []
        for command, icon, words in ACTS:
            button = QToolButton()
            theme.mark(button, "quiet")
            button.setIcon(icons.icon(icon))
            button.setToolTip(tr(words))
            button.setAccessibleName(tr(words))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, one=command: self.asked.emit(one))
            self.buttons.append(button)
            row.addWidget(button)
        self.hide()

    def say(self, n: int) -> None:
        """Show how many are selected, nothing for one or none."""
        self.words.setText(trn("{n} selected:", "{n} selected:", n).format(n=number(n)))
        self.setAccessibleName(self.words.text())
        self.setVisible(n > 1)
