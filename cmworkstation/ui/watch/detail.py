"""One mention: its words with what matched, where it is from, the others that tell the same, and what can be done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.finding import to_utf16
from cmworkstation.domain.mention import Mention, MentionState, ReachClass, ReachHow, Stance
from cmworkstation.domain.page_change import parted
from cmworkstation.domain.watch import SourceKind
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.differences import DifferencesView
from cmworkstation.ui.widgets.foreign_text import ForeignText
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import watching as words

Place = tuple[int, int]


class MentionDetail(QScrollArea):
    """The chosen mention; `wanted` names what is to be done with it."""

    wanted = Signal(str)
    judged = Signal(object)  # Stance
    sorted_ = Signal(str)  # id of a category
    reached = Signal(object)  # ReachClass

    def __init__(self, can: Callable[[str], bool]) -> None:
        """Begin empty; `can` tells whether something may be done now."""
        super().__init__()
        self._can = can
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The chosen mention"))
        look = theme.current()
        self.title = ForeignLabel("", lines=3)
        theme.mark(self.title, "title")
        self.who = PlainLabel()
        self.who.setWordWrap(True)
        theme.mark(self.who, "soft")
        self.text = ForeignText()
        self.text.setMinimumHeight(look.px(96))
        self.change = DifferencesView(None, "", tr("What changed on the page"))
        self.legend = PlainLabel(tr("Struck out: what is gone. Underlined: what is new."))
        self.legend.setWordWrap(True)
        theme.mark(self.legend, "soft")
        self.note = ForeignLabel("", lines=6)
        theme.mark(self.note, "internal")
        self.found = PlainLabel()
        self.found.setWordWrap(True)
        theme.mark(self.found, "meta")
        self.others = PlainLabel()
        self.others.setWordWrap(True)
        theme.mark(self.others, "meta")
        self.stance = QComboBox()
        self.stance.setAccessibleName(tr("How it speaks of its subject"))
        for one in Stance:
            self.stance.addItem(tr(words.STANCES[one]), one)
        self.stance.activated.connect(lambda _: self.judged.emit(Stance(self.stance.currentData())))
        self.category = QComboBox()
        self.category.setAccessibleName(tr("Category by the charter"))
        self.category.setMinimumContentsLength(18)
        self.category.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.category.activated.connect(
            lambda _: self.sorted_.emit(str(self.category.currentData()))
        )
        self.reach = QComboBox()
        self.reach.setAccessibleName(tr("How far the place reaches"))
        self.reach.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for wide in ReachClass:
            said = tr("As its place") if wide is ReachClass.NONE else tr(words.REACHES[wide])
            self.reach.addItem(said, wide)
        self.reach.activated.connect(
            lambda _: self.reached.emit(ReachClass(self.reach.currentData()))
        )
        self.guess = PlainLabel()
        self.guess.setWordWrap(True)
        theme.mark(self.guess, "soft")
        self.buttons: dict[str, QPushButton] = {}
        self._build()

    def _build(self) -> None:
        look = theme.current()
        self._inner = QWidget()
        theme.mark(self._inner, "ground")
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        acts = QWidget()
        flow = FlowLayout(acts)
        for name, icon, title in (
            ("promote", "inbox", tr("Bring into the inbox")),
            ("aside", "check", tr("Set aside")),
            ("write", "note", tr("Note and tags…")),
            ("briefing", "newspaper", tr("Put into a briefing…")),
            ("ask_people", "discuss", tr("Ask people about it…")),
            ("raise_level", "crisis", tr("Raise the crisis level…")),
            ("open", "external", tr("Open in the browser…")),
        ):
            button = QPushButton(icons.icon(icon), look.beside(title))
            button.clicked.connect(lambda _=False, wanted=name: self.wanted.emit(wanted))
            self.buttons[name] = button
            flow.addWidget(button)
        column.addWidget(self.title)
        column.addWidget(self.who)
        column.addWidget(acts)
        column.addWidget(self.text, 1)
        column.addWidget(self.change)
        column.addWidget(self.legend)
        column.addWidget(self.note)
        judging = QWidget()
        row = FlowLayout(judging)
        for said, choice in (
            (tr("Stance"), self.stance),
            (tr("Category"), self.category),
            (tr("Reach"), self.reach),
        ):
            row.addWidget(_pair(said, choice))
        column.addWidget(judging)
        column.addWidget(self.guess)
        column.addWidget(self.found)
        column.addWidget(self.others)
        self.setWidget(self._inner)

    def show_mention(
        self,
        one: Mention | None,
        marked: tuple[str, Sequence[Place]],
        story: Sequence[Mention],
        sources: Mapping[str, str],
        queries: Mapping[str, str],
        now: datetime,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Show a mention, None for nothing; `labels` are the categories that it may be given."""
        self._inner.setVisible(one is not None)
        if one is None:
            return
        self.title.set_foreign(one.title)
        self.title.setVisible(bool(one.title))
        self.who.setText(words.head(one, sources.get(one.source_id, ""), now))
        self._mark(one, *marked)
        self._compare(one)
        self.note.set_foreign(one.note)
        self.note.setVisible(bool(one.note))
        self.stance.setCurrentIndex(self.stance.findData(one.stance))
        self.stance.setEnabled(self._can("stance"))
        self._sort(one, labels or {})
        why = words.why_so(one)
        self.guess.setText(why)
        self.guess.setVisible(bool(why))
        names = ", ".join(foreign.line(queries[q], 60) for q in one.queries if q in queries)
        seen = words.seen(one, names, now)
        self.found.setText(seen)
        rest = [
            words.head(other, sources.get(other.source_id, ""), now)
            for other in story
            if other.id != one.id
        ]
        self.others.setText(words.others(rest))
        self.others.setVisible(bool(rest))
        inside = one.conversation_id is not None
        said = tr("Show it in the inbox") if inside else tr("Bring into the inbox")
        self.buttons["promote"].setText(theme.current().beside(said))
        back = one.state is MentionState.ASIDE
        self.buttons["aside"].setText(
            theme.current().beside(tr("Back to the new ones") if back else tr("Set aside"))
        )
        for name, button in self.buttons.items():
            button.setEnabled(self._can(name))

    def _sort(self, one: Mention, labels: Mapping[str, str]) -> None:
        """Show the category among those that there are, and the reach."""
        self.category.clear()
        self.category.addItem(tr("No category") if labels else tr("No charter here"), "")
        known = {**labels, one.category: labels.get(one.category, one.category)}
        for id_ in filter(None, known):
            self.category.addItem(foreign.line(known[id_], 60), id_)
        self.category.setCurrentIndex(self.category.findData(one.category))
        self.category.setEnabled(self._can("category") and self.category.count() > 1)
        usual = tr("As its place")
        if one.reach_how in (ReachHow.PLACE, ReachHow.SOURCE):
            usual = tr("As its place: {reach}").format(reach=tr(words.REACHES[one.reach]))
        self.reach.setItemText(0, usual)
        by_hand = one.reach if one.reach_how is ReachHow.HAND else ReachClass.NONE
        self.reach.setCurrentIndex(self.reach.findData(by_hand))
        self.reach.setEnabled(self._can("reach"))

    def _compare(self, one: Mention) -> None:
        """Show a change of a page word by word, in the place of its lines."""
        before, after = parted(one.text) if one.platform == SourceKind.PAGE else ("", "")
        changed = bool(before or after)
        if changed:
            self.change.show_texts(foreign.block(before), foreign.block(after))
        self.text.setVisible(not changed)
        self.change.setVisible(changed)
        self.legend.setVisible(changed)

    def _mark(self, one: Mention, text: str, places: Sequence[Place]) -> None:
        """Show the words, with what matched in bold; places count in title and text together."""
        skip = len(text) - len(one.text) if one.title and text.endswith(one.text) else 0
        said = text[skip:]
        self.text.set_plain(said)
        if self.text.toPlainText() != said:  # something was taken out: places are others now
            return
        look = QTextCharFormat()
        look.setFontWeight(700)
        look.setForeground(theme.current().colour("accent"))
        for start, end in places:
            if start >= skip:
                cursor = QTextCursor(self.text.document())
                cursor.setPosition(to_utf16(said, start - skip))
                cursor.setPosition(to_utf16(said, end - skip), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(look)


def _pair(said: str, choice: QComboBox) -> QWidget:
    """Return a choice with what it is about above it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.current().px(2))
    label = PlainLabel(said)
    theme.mark(label, "meta")
    column.addWidget(label)
    column.addWidget(choice)
    return holder
