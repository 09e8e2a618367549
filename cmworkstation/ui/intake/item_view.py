"""One item that could not be understood: why, what it means, its bytes, and what a person can do."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.ledger import Quarantined
from cmworkstation.domain.raw_text import RawViews
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.intake.raw_view import RawView
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import of_accounts


class ItemView(QScrollArea):
    """The right half of the quarantine."""

    wanted = Signal(str)  # "try_again", "set_aside", "put_back", "copy" or "save"

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The chosen item"))
        inner = QWidget()
        self.setWidget(inner)
        look = theme.current()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        column.setSpacing(look.px(12))
        self.reason = _label("title")
        self.facts = _label("soft")
        self.advice = _label("")
        for label in (self.reason, self.facts, self.advice):
            column.addWidget(label)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        self.again = self._button(tr("Try again"), "primary", "try_again")
        self.back = self._button(tr("Put back"), "primary", "put_back")
        self.aside = self._button(tr("Set aside"), "quiet", "set_aside")
        copy = self._button(tr("Copy"), "quiet", "copy")
        save = self._button(tr("Save to a file…"), "quiet", "save")
        for button in (self.again, self.back, self.aside, copy, save):
            flow.addWidget(button)
        column.addWidget(buttons)
        self.raw = RawView()
        column.addWidget(self.raw, 1)

    def show_item(self, item: Quarantined, views: RawViews, account: str) -> None:
        """Show an item of an account."""
        self.reason.setText(of_accounts.quarantine_reason(item.reason))
        size = trn("{n} byte", "{n} bytes", len(item.payload)).format(n=len(item.payload))
        parts = [foreign.line(account), words.exactly(item.at), size]
        if item.native_id:
            parts.append(tr("id on the platform: {id}").format(id=foreign.line(item.native_id, 60)))
        self.facts.setText(" · ".join(parts))
        self.advice.setText(
            tr("You set it aside. Its bytes are kept.")
            if item.aside
            else tr(
                "Nothing was lost: these are the bytes as the platform sent them. What the message says is not"
                " in your inbox yet; look on the platform if somebody may be waiting for an answer."
                " A later version of the program may understand it."
            )
        )
        self.raw.show_views(views)

    def allow(self, waiting: int, put_aside: int, *, possible: bool) -> None:
        """Offer what can be done with so many chosen items; the buttons say on how many they act."""
        again, aside = tr("Try again"), tr("Set aside")
        if waiting > 1:
            again = trn("Try {n} item again", "Try {n} items again", waiting).format(n=waiting)
            aside = trn("Set {n} item aside", "Set {n} items aside", waiting).format(n=waiting)
        self.again.setText(again)
        self.aside.setText(aside)
        for button, n in ((self.again, waiting), (self.aside, waiting), (self.back, put_aside)):
            button.setVisible(n > 0)
            button.setEnabled(possible)

    def _button(self, text: str, kind: str, act: str) -> QPushButton:
        button = QPushButton(text)
        theme.mark(button, kind)
        button.clicked.connect(partial(self.wanted.emit, act))
        return button


def _label(kind: str) -> PlainLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label
