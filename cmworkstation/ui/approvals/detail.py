"""One request: the thread, the text with what changed, what the charter says, the acts, and its history."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.approvals.shown import Shown
from cmworkstation.ui.widgets.differences import DifferencesView
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.labels import ForeignLabel, PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import times
from cmworkstation.words.approvals import with_words

PICTURE = 220  # px at 100 %
SIDE_BY_SIDE = 220  # px at 100 % that a text to choose from needs


class ApprovalDetail(QScrollArea):
    """The right half of the page."""

    wanted = Signal(str)  # the name of an action of the area "approvals"
    chosen = Signal(str)  # the text that was chosen among several
    holding = Signal(str)  # the holding statement is to be written

    def __init__(self) -> None:
        """Make an empty pane."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("The chosen request"))
        self._column = QVBoxLayout()
        self._told: object = None
        self._choices: QBoxLayout | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.compared: QCheckBox | None = None
        self.pictures: dict[str, QLabel] = {}  # hash of a file → where it is shown
        self.show_request(None)

    def show_request(self, one: Shown | None, now: datetime | None = None) -> None:
        """Show a request, or nothing; what is the same is not built anew."""
        if one is not None and self._told == one:
            return
        self._told = one
        look = theme.current()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        self._column.setSpacing(look.px(8))
        self.buttons, self.compared, self._choices = {}, None, None
        if one is not None and now is not None:
            self._fill(one, now)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._turn()

    def _fill(self, one: Shown, now: datetime) -> None:
        self._say(one.title, "title")
        self._say(one.where, "soft")
        self._say(one.standing, "bold")
        if one.policy:
            self._say(one.policy, "soft")
        self._fill_time(one, now)
        if one.fingerprint:
            self._ask_to_compare(one)
        if one.variants:
            self._fill_choices(one)
        else:
            changed = one.before is not None and one.before != one.text
            self._say(
                tr("The reply, with what changed since you looked") if changed else tr("The reply"),
                "title",
            )
            self._column.addWidget(DifferencesView(one.before, one.text, tr("The reply")))
        self._fill_files(one)
        self._fill_acts(one)
        self._say(tr("In answer to"), "title")
        for said in one.thread:
            who = tr("{who} (ours)").format(who=said.who) if said.ours else said.who
            self._column.addWidget(ForeignLabel(with_words(who, said.text), lines=4))
        self._say(tr("What the charter says"), "title")
        for finding in one.findings or (tr("In line with the charter."),):
            self._say(finding, "" if one.findings else "soft")
        self._fill_history(one)

    def _fill_time(self, one: Shown, now: datetime) -> None:
        if one.due_at is None:
            return
        late = one.due_at < now
        self._say(times.due(one.due_at, now), "error" if late else "soft")
        if one.statement:
            said = tr("While this is late, the charter lets you say: “{words}”")
            self._say(said.format(words=one.statement), "soft")
            button = self._button("hold", tr("Write the holding statement"))
            button.clicked.connect(partial(self.holding.emit, one.statement))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_to_compare(self, one: Shown) -> None:
        said = tr(
            "Nobody here knows this key. Ask its owner by phone, or face to face, for the fingerprint: {mark}"
        )
        self._say(said.format(mark=one.fingerprint), "warn")
        self.compared = QCheckBox()
        self.compared.toggled.connect(lambda _=False: self._enable(one))
        self._column.addWidget(beside(self.compared, tr("I compared it; it is the same.")))

    def _fill_choices(self, one: Shown) -> None:
        self._say(tr("Choose one of these texts"), "title")
        holder = QWidget()
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setSpacing(theme.current().px(12))
        for letter, text in zip("ABC", (one.text, *one.variants), strict=False):
            card = QFrame()
            theme.mark(card, "card")
            column = QVBoxLayout(card)
            name = PlainLabel(tr("Text {letter}").format(letter=letter))
            theme.mark(name, "bold")
            column.addWidget(name)
            before = one.before if text == one.text else None
            column.addWidget(DifferencesView(before, text, name.text()))
            column.addStretch(1)
            button = self._button(
                f"choose {letter}", tr("Approve text {letter}").format(letter=letter)
            )
            button.clicked.connect(partial(self.chosen.emit, text))
            button.setEnabled(one.may_judge and not one.fingerprint)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._choices.addWidget(card, 1)
        self._column.addWidget(holder)

    def _fill_acts(self, one: Shown) -> None:
        holder = QWidget()
        flow = FlowLayout(holder)
        acts: list[tuple[str, str, bool]] = []
        if one.may_judge:
            acts += [] if one.variants else [("approve", tr("Approve"), True)]
            acts += [
                ("amend", tr("Amend…"), True),
                ("ask_change", tr("Ask for a change…"), True),
                ("decline", tr("Decline…"), True),
                ("delegate", tr("Hand to the deputy"), True),
            ]
        if one.may_withdraw:
            acts.append(("withdraw", tr("Withdraw my request"), True))
        if one.may_save:
            acts.append(("save_request", tr("Save request as file…"), True))
        if not one.is_file:
            acts.append(("open_thread", tr("Show the conversation"), False))
        for action, label, strong in acts:
            button = self._button(action, label)
            theme.mark(button, "primary" if action == "approve" else "" if strong else "quiet")
            button.clicked.connect(partial(self.wanted.emit, action))
            flow.addWidget(button)
        self._column.addWidget(holder)
        self._enable(one)

    def _fill_history(self, one: Shown) -> None:
        self._say(tr("What happened"), "title")
        for line in one.history:
            self._say(f"{words.exactly(line.at)}  {line.text}", "soft")
        for (_, before), (name, text) in zip(one.versions, one.versions[1:], strict=False):
            self._say(tr("As {who} changed it").format(who=name), "bold")
            self._column.addWidget(
                DifferencesView(before, text, tr("As {who} changed it").format(who=name))
            )

    def _enable(self, one: Shown) -> None:
        """Let nobody answer a stranger's request before the fingerprint was compared."""
        free = self.compared is None or self.compared.isChecked()
        for name, button in self.buttons.items():
            if name not in ("open_thread", "withdraw", "save_request", "hold"):
                button.setEnabled(free and one.may_judge)

    def _button(self, action: str, label: str) -> QPushButton:
        button = QPushButton(label)
        self.buttons[action] = button
        return button

    def _fill_files(self, one: Shown) -> None:
        """Show what goes along; pictures come a little later, by `show_picture`."""
        self.pictures = {}
        for file in one.files:
            shown = ForeignLabel(file.said, lines=8)
            self._column.addWidget(shown)
            picture = QLabel()
            picture.setAccessibleName(file.said)
            picture.hide()
            self._column.addWidget(picture)
            self.pictures[file.hash] = picture

    def show_picture(self, hash_: str, image: QImage) -> None:
        """Show a picture that goes with the reply."""
        label = self.pictures.get(hash_)
        if label is not None:
            look = theme.current()
            room = QSize(look.px(PICTURE), look.px(PICTURE))
            small = image.scaled(
                room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            label.setPixmap(QPixmap.fromImage(small))
            label.show()

    def _say(self, text: str, kind: str) -> PlainLabel:
        label = PlainLabel(text)
        label.setWordWrap(True)
        if kind:
            theme.mark(label, kind)
        self._column.addWidget(label)
        return label

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put texts to choose from below each other where they have no room side by side."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        if self._choices is None:
            return
        room = self.viewport().width() / max(1, self._choices.count())
        way = QBoxLayout.Direction
        wide = room >= theme.current().px(SIDE_BY_SIDE)
        self._choices.setDirection(way.LeftToRight if wide else way.TopToBottom)
