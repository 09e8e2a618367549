"""What to do, step by step, where somebody else may be speaking through one of our accounts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.crisis.writing import write
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.words.desk import CHECKLIST

if TYPE_CHECKING:
    from cmworkstation.ui.crisis.page import CrisisPage


class Checklist(QDialog):
    """Steps that are ticked off; each goes into the log."""

    def __init__(self, page: "CrisisPage") -> None:
        """Show the steps."""
        super().__init__(page.window_)
        self._page = page
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("An account in other hands"))
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(20),) * 4)
        column.setSpacing(look.px(12))
        about = PlainLabel(tr("In this order. What you tick off is written into the log."))
        about.setWordWrap(True)
        theme.mark(about, "soft")
        column.addWidget(about)
        inner = QWidget()
        steps = QVBoxLayout(inner)
        steps.setContentsMargins(0, 0, look.px(12), 0)
        steps.setSpacing(look.px(8))
        self.ticks: list[QCheckBox] = []
        for n, text in enumerate(CHECKLIST, 1):
            said = f"{n}. {tr(text)}"
            tick = QCheckBox(tr("Done: step {n}").format(n=n))
            tick.setAccessibleDescription(said)
            tick.toggled.connect(lambda on, said=said: self._ticked(said, on=on))
            label = PlainLabel(said)
            label.setWordWrap(True)
            steps.addWidget(label)
            steps.addWidget(tick)
            self.ticks.append(tick)
        steps.addStretch(1)
        column.addWidget(scrolled(inner), 1)
        holder = QWidget()
        row = FlowLayout(holder)
        known = self._known()
        self.say = QPushButton(tr("It is over") if known else tr("An account is in other hands"))
        theme.mark(self.say, "" if known else "primary")
        self.say.clicked.connect(lambda: self._say(is_so=not known))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for one in (self.say, close):
            one.setAutoDefault(False)
            row.addWidget(one)
        column.addWidget(holder)
        fit(self, page.window_, 560, 640)

    def _charter(self) -> str:
        seen = self._page.shown_now
        ladder = seen.ladder if seen else None
        return ladder.charter.header.id if ladder else ""

    def _known(self) -> bool:
        known = self._page.services.triggers.known(self._charter())
        return bool(known.get("account_compromised"))

    def _say(self, *, is_so: bool) -> None:
        triggers, charter = self._page.services.triggers, self._charter()
        write(self._page, lambda: triggers.compromised(charter, is_so=is_so))
        self.accept()

    def _ticked(self, said: str, *, on: bool) -> None:
        if on:
            desk = self._page.services.desk
            write(
                self._page, lambda: desk.note(tr("Done: {what}").format(what=said), decision=False)
            )
