"""One entry of the response guide: its texts side by side, how it is doing, and what can be done with it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.clauses import Answer, Fact
from cmworkstation.domain.charter.review import EntryState
from cmworkstation.i18n import language, tr, trn
from cmworkstation.services.answer_files import Attached
from cmworkstation.services.guide import Earlier, Entry, EntryKind
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.file_rows import FileRows
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.panes import CollapsiblePane
from cmworkstation.ui.widgets.thumbs import Thumbs
from cmworkstation.words import days, in_language
from cmworkstation.words import guide as words

BESIDE_FROM = 460  # px at 100 % from which two languages stand side by side
LINES = 12


class EntryDetail(QScrollArea):
    """Shows an entry. `wanted` tells what a person wants done with it: the name of a command of the page."""

    wanted = Signal(str)

    def __init__(
        self,
        allowed: Mapping[str, Callable[[], bool]],
        history: Callable[[Entry], Sequence[Earlier]],
        files: Callable[[Entry], Sequence[Attached]],
        thumbs: Thumbs,
        parent: QWidget,
    ) -> None:
        """Begin without an entry; `allowed` says which acts are possible, `history` what an entry said before."""
        super().__init__(parent)
        self._history = history
        self._files = files
        self._thumbs = thumbs
        self._allowed = allowed
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Entry"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._texts: QBoxLayout | None = None
        self.show_entry(None, datetime.min.replace(tzinfo=UTC))

    def show_entry(self, entry: Entry | None, now: datetime) -> None:
        """Show an entry, or none."""
        look = theme.current()
        self._texts = None
        inside = QWidget()
        theme.mark(inside, "ground")
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        column.setSpacing(look.px(12))
        if entry is None:
            column.addWidget(_label(tr("Choose an entry to read it."), "soft"))
        else:
            self._fill(column, entry, now)
        column.addStretch(1)
        self.setWidget(inside)
        self._turn()

    def _fill(self, column: QVBoxLayout, entry: Entry, now: datetime) -> None:
        title = ForeignLabel(entry.title(language()), lines=3)
        theme.mark(title, "title")
        column.addWidget(title)
        state = words.state(entry.state)
        where = words.place(entry)
        head = _label(" · ".join(filter(None, (state, where, _charter(entry)))))
        theme.mark(head, words.role(entry.state))
        column.addWidget(head)
        if entry.needs:
            needs = tr("Needs somebody: {why}").format(why=words.needs(entry))
            column.addWidget(_label(needs, "warn"))
        column.addWidget(self._buttons(entry))
        if entry.proposed is not None:
            column.addWidget(
                _label(tr("The draft of the charter holds a change of this entry."), "internal")
            )
        column.addWidget(self._side_by_side(entry))
        for card in _variants(entry):
            column.addWidget(card)
        if files := self._files(entry):
            name = trn("{n} file goes along", "{n} files go along", len(files))
            column.addWidget(_label(name.format(n=len(files)), "bold"))
            rows = FileRows(self._thumbs)
            rows.show_files(files)
            column.addWidget(rows)
        below = QVBoxLayout()
        below.setSpacing(theme.current().px(4))
        for line in _lines(entry):
            below.addWidget(line)
        if entry.kind is EntryKind.ANSWER:
            below.addWidget(_label(words.use(entry.use, now), "soft"))
        column.addLayout(below)
        column.addWidget(self._earlier(entry))

    def _side_by_side(self, entry: Entry) -> QWidget:
        holder = QWidget()
        self._texts = QBoxLayout(QBoxLayout.Direction.TopToBottom, holder)
        self._texts.setContentsMargins(0, 0, 0, 0)
        self._texts.setSpacing(theme.current().px(12))
        drafted = entry.proposed
        for code, text in entry.texts.items():
            name = words.language_name(code)
            if code in entry.stale:
                name = tr("{language} – behind the other text").format(language=name)
            changed = ""
            if isinstance(drafted, Answer) and drafted.body.get(code, "") != text:
                changed = drafted.body.get(code, "")
            self._texts.addWidget(_text_card(name, text, changed, stale=code in entry.stale), 1)
        return holder

    def _earlier(self, entry: Entry) -> CollapsiblePane:
        """Return a pane that reads the earlier versions once it is opened."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        pane = CollapsiblePane(tr("Versions of this entry"), inside, open=False)

        def fill(folded: bool) -> None:
            if folded or column.count():
                return
            for one in self._history(entry):
                title = tr("Since version {number}, {day}").format(
                    number=one.number, day=days.day_of(one.at)
                )
                for code, text in one.texts.items():
                    name = f"{title}, {words.language_name(code)}"
                    column.addWidget(_text_card(name, text, ""))
                if one.files:
                    names = ", ".join(foreign.line(file.name, 60) for file in one.files)
                    column.addWidget(_label(tr("With {files}").format(files=names), "soft"))

        pane.folded.connect(fill)
        return pane

    def _buttons(self, entry: Entry) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        retired = entry.state is EntryState.RETIRED
        offered = [("insert", tr("Put into the reply"), "primary")]
        if entry.kind is EntryKind.ANSWER:
            offered += [
                ("change", tr("Propose a change…"), ""),
                ("translate", tr("Translate…"), ""),
                ("still_right", tr("Still right…"), ""),
                ("approve", tr("Approve…"), ""),
                (
                    ("bring_back", tr("Bring back"), "quiet")
                    if retired
                    else ("retire", tr("Retire"), "quiet")
                ),
            ]
        elif entry.kind is EntryKind.FACT:
            offered.append(("still_right", tr("Still right…"), ""))
        for act, said, kind in offered:
            button = QPushButton(said)
            if kind:
                theme.mark(button, kind)
            allowed = self._allowed.get(act)
            button.setEnabled(allowed is None or allowed())
            button.clicked.connect(lambda _=False, wanted=act: self.wanted.emit(wanted))
            flow.addWidget(button)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put languages side by side where there is room."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        if self._texts is not None:
            beside = self.viewport().width() >= theme.current().px(BESIDE_FROM)
            way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
            self._texts.setDirection(way)


def _text_card(name: str, text: str, changed: str, *, stale: bool = False) -> QFrame:
    look = theme.current()
    card = QFrame()
    theme.mark(card, "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(*(look.px(12),) * 4)
    column.setSpacing(look.px(8))
    column.addWidget(_label(name, "warn" if stale else "meta"))
    column.addWidget(ForeignLabel(text.strip(), lines=LINES))
    if changed:
        column.addWidget(_label(tr("In the draft"), "meta"))
        proposed = ForeignLabel(changed.strip(), lines=LINES)
        theme.mark(proposed, "internal")
        column.addWidget(proposed)
    column.addStretch(1)
    return card


def _variants(entry: Entry) -> list[QWidget]:
    if not isinstance(entry.given, Answer):
        return []
    return [
        _text_card(
            tr("{channel}, {language}").format(
                channel=words.channel(key), language=words.language_name(code)
            ),
            text,
            "",
        )
        for key, texts in entry.given.variants.items()
        for code, text in texts.items()
    ]


def _lines(entry: Entry) -> list[QWidget]:
    given, said = entry.given, []
    if isinstance(given, Answer):
        said += [
            tr("Asked as: {questions}").format(
                questions=" · ".join(one for texts in given.asks.values() for one in texts)
            )
            if given.asks
            else "",
            _days(tr("Valid from {day}"), given.valid_from),
            _days(tr("Valid until {day}"), given.valid_until),
            _days(tr("To be reviewed by {day}"), given.review_by),
            _days(tr("Retired on {day}"), given.retired_on),
            _days(tr("Approved on {day}"), given.approved_on),
            tr("Source: {source}").format(source=", ".join(map(in_language, entry.sources)))
            if entry.sources
            else "",
        ]
    elif isinstance(given, Fact):
        said += [
            tr("Source: {source}").format(source=given.source),
            _days(tr("Checked on {day}"), given.checked_on),
            _days(tr("Holds until {day}"), given.expires_on),
        ]
    lines: list[QWidget] = []
    for text in filter(None, said):
        line = ForeignLabel(text, lines=3)
        theme.mark(line, "soft")
        lines.append(line)
    return lines


def _days(words_: str, day: object) -> str:
    return words_.format(day=days.day(day)) if isinstance(day, date) else ""


def _charter(entry: Entry) -> str:
    title = entry.charter_title.get(language()) or next(iter(entry.charter_title.values()), "")
    return foreign.line(title or entry.charter_id)


def _label(text: str, kind: str = "") -> PlainLabel:
    made = PlainLabel(text)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made
