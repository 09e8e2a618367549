"""What the charter says of the draft, and the response guide: the composer's part of the context column."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.domain.charter.filling import Hole
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.composer.guide_column import GuideColumn
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services


class ComposerContext(QWidget):
    """Findings in the order of the text, each with its clause, its reason and one button; below, the guide."""

    fix_wanted = Signal(object)  # Finding
    span_wanted = Signal(int, int)
    answer_wanted = Signal(object)  # AnswerChoice

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty column."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        look = theme.current()
        column.setSpacing(look.px(8))
        self._summary = PlainLabel()
        self._summary.setWordWrap(True)
        theme.mark(self._summary, "soft")
        column.addWidget(self._summary)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(8))
        column.addLayout(self._cards)
        self.guide = GuideColumn()
        self.guide.answer_wanted.connect(self.answer_wanted)
        column.addWidget(self.guide)
        column.addStretch(1)
        self._shown: list[tuple[Finding, QFrame]] = []
        self.clear()

    def open_for(self, services: "Services", draft: Draft) -> None:
        """Show what fits this draft."""
        self.guide.open_for(services, draft)

    def search_guide(self) -> None:
        """Let the person type what the approved answer is about; without one, stay where the text is."""
        self.guide.focus_search()

    def clear(self) -> None:
        """Show that nothing is being written."""
        self._summary.hide()
        _empty(self._cards)
        self._shown = []
        self.guide.clear()

    def show_findings(
        self, text: str, findings: Sequence[Finding], holes: Sequence[Hole], *, governed: bool
    ) -> None:
        """Show findings as cards, and the blanks that are still empty; `governed`: a charter looked at the text."""
        _empty(self._cards)
        self._shown = []
        for finding in sorted(findings, key=lambda one: (one.start, one.rule)):
            card = self._card(finding)
            self._cards.addWidget(card)
            self._shown.append((finding, card))
        n = len(findings)
        self._summary.show()
        if holes:
            names = ", ".join(hole.name.replace("_", " ") for hole in holes)
            self._summary.setText(tr("Still to fill in: {names}").format(names=names))
        elif not governed:
            self._summary.setText(words.reason("no-charter"))
        elif not text.strip():
            self._summary.setText(tr("Nothing written yet."))
        elif n:
            self._summary.setText(
                trn("{n} remark of the charter", "{n} remarks of the charter", n).format(n=n)
            )
        else:
            self._summary.setText(tr("In line with the charter."))

    def mark(self, finding: Finding) -> str:
        """Bring a finding's card into sight, and return what it says; the focus stays in the text."""
        for one, card in self._shown:
            if one == finding:
                self.ensure_seen(card)
                return card.accessibleName()
        return ""

    def ensure_seen(self, card: QWidget) -> None:
        """Scroll the column, where it lies in one, until the card is seen."""
        above = self.parentWidget()
        while above is not None:
            scroll = getattr(above, "ensureWidgetVisible", None)
            if scroll is not None:
                scroll(card)
                return
            above = above.parentWidget()

    def _card(self, finding: Finding) -> QFrame:
        card = QFrame()
        theme.mark(card, "card")
        look = theme.current()
        column = QVBoxLayout(card)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        column.setSpacing(look.px(4))
        level = PlainLabel(level_word(finding.severity))
        theme.mark(level, "warn" if finding.severity is Severity.WARN else "meta")
        if finding.severity in (Severity.ERROR, Severity.STOP):
            theme.mark(level, "error")
        column.addWidget(level)
        message = self._words(words.in_language(finding.message).replace("{match}", finding.match))
        column.addWidget(message)
        clause, why = words.in_language(finding.clause), words.in_language(finding.why)
        # A rule of a pack has no clause in words, and its name says nothing to a person.
        clause, why = (words if finding.rule not in words else "" for words in (clause, why))
        if clause or why:
            reason = self._words(why if clause in why else f"{clause}: {why}" if why else clause)
            theme.mark(reason, "soft")
            column.addWidget(reason)
        holder = QWidget()
        row = FlowLayout(holder, gap=4)
        if finding.edits:
            fix = QPushButton(fix_word(finding.fix))
            fix.clicked.connect(partial(self.fix_wanted.emit, finding))
            row.addWidget(fix)
        show = QPushButton(tr("Show"))
        theme.mark(show, "quiet")
        show.setAccessibleName(tr("Show “{words}” in the text").format(words=finding.match))
        show.clicked.connect(partial(self.span_wanted.emit, finding.start, finding.end))
        row.addWidget(show)
        column.addWidget(holder)
        card.setAccessibleName(f"{level.text()}: {message.text()}")
        return card

    @staticmethod
    def _words(text: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        label.setWordWrap(True)
        return label


def level_word(severity: Severity) -> str:
    """Return how much a finding weighs, in words."""
    return {
        Severity.CUE: tr("Hint"),
        Severity.WARN: tr("Warning"),
        Severity.ERROR: tr("Needs a reason"),
        Severity.STOP: tr("Stops the reply"),
    }[severity]


def fix_word(fix: str) -> str:
    """Return the verb on the button of a finding's way out."""
    verbs = {
        "delete": tr("Take it out"),
        "insert-label": tr("Insert the label"),
        "mask": tr("Mask it"),
        "squeeze": tr("Keep one mark"),
        "lowercase": tr("Write it small"),
        "add-signature": tr("Add the signature"),
    }
    return verbs.get(fix, tr("Replace"))


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
