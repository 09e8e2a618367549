"""One sentence: what the program checks, what a person sees, the way to each, and how often it spoke lately."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.words import said
from cmworkstation.domain.golden_rules import GOLDEN, Sentence
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.values import dataclass, field
from cmworkstation.i18n import language, tr
from cmworkstation.services.golden import DAYS, Credit, Spoken, Stated
from cmworkstation.ui import keys, theme
from cmworkstation.ui.commands import BY_ID
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.words import golden as words

ROW = Qt.ItemDataRole.UserRole
TALL = 120  # px at 100 %, of the list of replies


@dataclass(frozen=True, slots=True)
class Live:
    """What is counted; before it is read, nothing is known."""

    spoken: Mapping[str, Spoken] = field(default_factory=dict)
    credits: tuple[Credit, ...] = ()
    stated: Mapping[str, tuple[Stated, ...]] | None = None


class Detail(QScrollArea):
    """The sentence that is chosen."""

    def __init__(self, show_place: Callable[[str, str], None]) -> None:
        """Show nothing yet; `show_place` carries a command out, and says for what to look."""
        super().__init__()
        self._show_place = show_place
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), look.px(4), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self._rule, self._title, self._state = PlainLabel(), PlainLabel(), PlainLabel()
        self._lately = PlainLabel()
        for label, kind in (
            (self._rule, "soft"),
            (self._title, "title"),
            (self._lately, "soft"),
            (self._state, "soft"),
        ):
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)
        self._parts = QWidget()
        self._column = QVBoxLayout(self._parts)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(2))  # what belongs together stands close
        column.addWidget(self._parts)
        self.replies = found_rows(tr("Replies in which it spoke"))
        self.replies.setMinimumHeight(look.px(TALL))
        column.addWidget(self.replies)
        column.addStretch(1)
        hold(self, inner)
        self.setAccessibleName(tr("The chosen golden rule"))
        self.shown: tuple[str, ...] = ()  # commands of the buttons, in order
        self.buttons: list[QPushButton] = []

    def show_sentence(self, one: Sentence, live: Live, now: datetime) -> None:
        """Show a sentence with what is counted of it."""
        self._rule.setText(words.golden(one.golden))
        self._title.setText(words.said(one))
        self._state.setText(_stated(one.golden, live))
        self._state.setVisible(bool(self._state.text()))
        self._empty()
        self._head(tr("What the program checks"))
        for check in one.checks:
            self._line(words.check(check.key), check.command)
        self._head(tr("What you see"))
        for cue in one.cues:
            self._line(words.cue(cue.key), cue.command)
        if any(cue.key == "credits" for cue in one.cues):
            self._credits(live.credits)
        self.shown = tuple(
            [check.command for check in one.checks] + [cue.command for cue in one.cues]
        )
        self._show_replies(one, live.spoken.get(one.key), now)

    def reply(self) -> ConversationId | None:
        """Return the conversation of the reply that is chosen in the list."""
        item: QListWidgetItem | None = self.replies.currentItem()
        found = item.data(ROW) if item is not None else None
        return ConversationId(found) if isinstance(found, int) else None

    def _show_replies(self, one: Sentence, spoken: Spoken | None, now: datetime) -> None:
        self._lately.setText(words.lately(one.key, spoken, DAYS))
        self._lately.setVisible(bool(self._lately.text()))
        self.replies.clear()
        rows = spoken.rows if spoken else ()
        for heard in rows:
            when = all_words.when(heard.at, now)
            item = found_row(when, (), words.outcome(heard.outcome))
            item.setData(ROW, int(heard.conversation_id))
            self.replies.addItem(item)
        self.replies.setVisible(bool(rows))

    def _credits(self, credits_: tuple[Credit, ...]) -> None:
        self._head(tr("In the last {days} days").format(days=DAYS))
        for one in credits_:
            self._column.addWidget(_label(words.credit(one)))
        if not credits_:
            self._column.addWidget(
                _label(tr("Nobody was entered here, or nobody answered."), "soft")
            )

    def _head(self, text: str) -> None:
        label = _label(text, "bold")
        label.setContentsMargins(0, theme.current().px(8), 0, 0)
        self._column.addWidget(label)

    def _line(self, text: str, command: str) -> None:
        said = _label(text)
        said.setContentsMargins(0, theme.current().px(8), 0, 0)
        self._column.addWidget(said)
        button = QPushButton(f"→ {keys.title(BY_ID[command]).rstrip('…')}")
        theme.mark(button, "link")
        button.setAccessibleName(tr("Show me: {what}").format(what=text))
        button.clicked.connect(partial(self._press, command, text))
        self.buttons.append(button)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _press(self, command: str, said: str, *_: object) -> None:
        self._show_place(command, said)

    def _empty(self) -> None:
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _label(text: str, kind: str = "") -> PlainLabel:
    label = PlainLabel(text)
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label


def _stated(golden: str, live: Live) -> str:
    """Return how the charters in use state a golden rule."""
    if live.stated is None:
        return ""
    found = live.stated.get(golden, ())
    if found:
        return "\n".join(
            tr("In the charter “{title}”: {text}").format(
                title=foreign.line(said(one.title, language()), 80),
                text=foreign.line(said(one.text, language()), 300),
            )
            for one in found
        )
    if golden in GOLDEN:
        return tr("No charter in use states this rule. The charter’s list of problems says so too.")
    return tr("No charter in use states this rule; it may.")
