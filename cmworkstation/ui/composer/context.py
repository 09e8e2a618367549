"""What the charter says of the draft, and the response guide: the composer's part of the context column."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain.charter.filling import Hole
from cmworkstation.domain.charter.finding import Finding, Severity
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr, trn
from cmworkstation.services.composer import Speaking
from cmworkstation.ui import theme
from cmworkstation.ui.composer.finding_card import Case, FindingCard
from cmworkstation.ui.composer.guide_column import GuideColumn
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import problems
from cmworkstation.words.waivers import level

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

MOST = 30  # cards; whoever has more remarks than that mends the first ones first


class ComposerContext(QWidget):
    """Findings in the order of the text, each with its clause, its reason and one button; below, the guide."""

    wanted = Signal(str, object)  # what a card's button says, and the Finding
    cues_wanted = Signal()  # hints that were hidden
    answer_wanted = Signal(object)  # AnswerChoice

    def __init__(self, thumbs: Thumbs, parent: QWidget | None = None) -> None:
        """Make an empty column; `thumbs` makes the pictures of files."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        look = theme.current()
        column.setSpacing(look.px(8))
        self._guests = QVBoxLayout()
        column.addLayout(self._guests)
        self._summary = PlainLabel()
        self._summary.setWordWrap(True)
        theme.mark(self._summary, "soft")
        column.addWidget(self._summary)
        self._speaking = PlainLabel()
        self._speaking.setWordWrap(True)
        theme.mark(self._speaking, "meta")
        column.addWidget(self._speaking)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(look.px(8))
        column.addLayout(self._cards)
        self._more = PlainLabel()
        theme.mark(self._more, "meta")
        column.addWidget(self._more)
        self._unhide = QPushButton()
        theme.mark(self._unhide, "link")
        self._unhide.clicked.connect(self.cues_wanted)
        column.addWidget(self._unhide, 0, Qt.AlignmentFlag.AlignLeft)
        self.guide = GuideColumn(thumbs)
        self.guide.answer_wanted.connect(self.answer_wanted)
        column.addWidget(self.guide)
        column.addStretch(1)
        self._shown: list[tuple[Finding, FindingCard]] = []
        self.clear()

    def open_for(self, services: "Services", draft: Draft) -> None:
        """Show what fits this draft."""
        self.guide.open_for(services, draft)

    def take_in(self, widget: QWidget) -> None:
        """Give room to a part of the composer for which there is none beside the text."""
        if self._guests.indexOf(widget) < 0:
            self._guests.addWidget(widget)

    def search_guide(self) -> None:
        """Let the person type what the approved answer is about; without one, stay where the text is."""
        self.guide.focus_search()

    def clear(self) -> None:
        """Show that nothing is being written."""
        for part in (self._summary, self._speaking, self._more, self._unhide):
            part.hide()
        _empty(self._cards)
        self._shown = []
        self.guide.clear()

    def show_findings(
        self,
        text: str,
        cases: Sequence[Case],
        holes: Sequence[Hole],
        *,
        governed: bool,
        hidden: int,
    ) -> None:
        """Show findings as cards, and the blanks that are still empty; `governed`: a charter looked at the text.

        A card stays while what it says stays the same. `hidden` hints are not among the cases.
        """
        spare: dict[tuple[object, ...], list[FindingCard]] = {}
        for _, card in self._shown:
            spare.setdefault(card.case.sort, []).append(card)
        ordered = sorted(cases, key=lambda one: (one.finding.start, one.finding.rule))
        shown = []
        for place, case in enumerate(ordered[:MOST]):
            known = spare.get(case.sort)
            card = known.pop(0) if known else self._new(case)
            card.case = case
            if self._cards.indexOf(card) != place:
                self._cards.insertWidget(place, card)
            shown.append((case.finding, card))
        for card in (one for some in spare.values() for one in some):
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._shown = shown
        more = len(ordered) - len(shown)
        self._more.setVisible(more > 0)
        self._more.setText(trn("and {n} more", "and {n} more", more).format(n=more))
        self._unhide.setVisible(hidden > 0)
        said = trn("{n} hint hidden. Show it", "{n} hints hidden. Show them", hidden)
        self._unhide.setText(said.format(n=hidden))
        self._sum_up(text, len(ordered), holes, governed=governed)

    def show_speaking(self, speaking: Speaking) -> None:
        """Say by which mandate is spoken, and which version of the charter the text is held to."""
        parts = []
        if speaking.mandates:
            parts.append(tr("You speak for {who}.").format(who=", ".join(speaking.mandates)))
        elif speaking.person:
            parts.append(tr("You have no mandate in this charter."))
        if speaking.version:
            title = words.in_language(speaking.title)
            said = tr("Held to “{title}”, version {version}.")
            parts.append(said.format(title=title, version=speaking.version))
        self._speaking.setText(" ".join(parts))
        self._speaking.setVisible(bool(parts))

    def _sum_up(self, text: str, n: int, holes: Sequence[Hole], *, governed: bool) -> None:
        self._summary.show()
        if holes:
            names = ", ".join(hole.name.replace("_", " ") for hole in holes)
            self._summary.setText(tr("Still to fill in: {names}").format(names=names))
        elif not governed:
            self._summary.setText(problems.reason("no-charter"))
        elif not text.strip():
            self._summary.setText(tr("Nothing written yet."))
        elif n:
            self._summary.setText(
                trn("{n} remark of the charter", "{n} remarks of the charter", n).format(n=n)
            )
        else:
            self._summary.setText(tr("In line with the charter."))

    def _new(self, case: Case) -> FindingCard:
        card = FindingCard(case)
        card.wanted.connect(self.wanted)
        return card

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


def level_word(severity: Severity) -> str:
    """Return how much a finding weighs, in words."""
    return level(severity)


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
