"""One operation as a form: what it is, what it says, to whom and where, when, and how far it is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import NotAllowed, WorkstationError
from cmworkstation.domain.operation import Kind, Link, Operation, State, whole_days
from cmworkstation.domain.recurrence import Every, ends_on, every_of, rule_of
from cmworkstation.domain.slot import resolve, zone_of
from cmworkstation.i18n import language, tr
from cmworkstation.ui import theme
from cmworkstation.ui.operations.people_part import PeoplePart
from cmworkstation.ui.widgets.day_field import DayField
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.fields import beside
from cmworkstation.ui.widgets.form_dialog import FormDialog
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.offering import offer
from cmworkstation.ui.widgets.zones import WhenEdit, zone_box
from cmworkstation.words import operations as words
from cmworkstation.words import planning, problems

if TYPE_CHECKING:
    from cmworkstation.services.plan_parts import Part
    from cmworkstation.services.workstation import Services

ID = Qt.ItemDataRole.UserRole
MOST_HISTORY = 8


class OperationForm(FormDialog):
    """Asks for everything that is known of an operation."""

    wanted = Signal(object)  # the operation as it is to be kept
    led = Signal(object)  # a part of it that is to be opened

    def __init__(
        self, parent: QWidget, services: "Services", one: Operation, *, new: bool = False
    ) -> None:
        """Show an operation as it is."""
        title = tr("Plan an operation") if new else tr("Change an operation")
        does = tr("Plan it") if new else tr("Keep")
        super().__init__(parent, title, does, (600, 680), least=(300, 300), margin=20)
        self._one, self._services = one, services
        self._form = self.field_rows()
        self._build_what()
        self._build_when()
        self._build_where()
        self._build_state()
        self.doer.setEnabled(not services.read_only)
        self.doer.clicked.connect(self._keep)
        self.title.setFocus()

    # Building

    def _build_what(self) -> None:
        one = self._one
        self.kind = self._box(tr("Kind"))
        for kind in Kind:
            self.kind.addItem(words.kind(kind), kind)
        self.kind.setCurrentIndex(self.kind.findData(one.kind))
        self.title = self._line(tr("Title"), one.title)
        self.theme_ = self._box(tr("Theme"))
        self.theme_.setEditable(True)
        self.theme_.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.theme_.addItem("", "")
        themes = self._services.operations.themes()
        for id_, title in sorted(themes.items(), key=lambda pair: pair[1].casefold()):
            self.theme_.addItem(foreign.line(title, 80), id_)
        self.theme_.setCurrentIndex(max(0, self.theme_.findData(one.topic_id)))
        typed = self.theme_.lineEdit()
        if typed is not None:
            typed.setPlaceholderText(tr("one of the topic board, or a new one"))
            typed.setAccessibleName(tr("Theme"))
            offer(typed, [foreign.line(title, 80) for title in themes.values()])
        self.message = self._line(tr("Key message, in one sentence"), one.message)
        self.details = QPlainTextEdit()
        self.details.setPlainText(one.details)
        self.details.setTabChangesFocus(True)
        self.details.setFixedHeight(theme.current().px(84))
        self._add(tr("What else it says"), self.details)
        self.audience = self._line(tr("Audience"), one.audience)
        self.people = PeoplePart(self._services, one)
        self._form.addRow(tr("Whom it is for"), self.people)

    def _build_when(self) -> None:
        one = self._one
        place = zone_of(one.zone)
        begins, ends = one.starts_at.astimezone(place), one.ends_at.astimezone(place)
        self.all_day = QCheckBox()
        self.all_day.setChecked(one.all_day)
        self._form.addRow(beside(self.all_day, tr("All day")))
        self.starts = WhenEdit()
        self.starts.setAccessibleName(tr("Begins"))
        self.starts.show_local(begins)
        self.ends = WhenEdit()
        self.ends.setAccessibleName(tr("Ends"))
        self.ends.show_local(ends - timedelta(days=1) if one.all_day else ends)
        self._form.addRow(tr("Begins"), self.starts)
        self._form.addRow(tr("Ends"), self.ends)
        self.starts.dateTimeChanged.connect(lambda _: self._follow())
        self.zone = zone_box(one.zone)
        self.zone.setAccessibleName(tr("Time zone"))
        self._form.addRow(tr("Time zone"), self.zone)
        self.every = self._box(tr("Repeats"))
        mine = every_of(one.recurrence, begins.date())
        for every in Every:
            if every is not Every.OTHER or mine is Every.OTHER:
                self.every.addItem(tr(words.EVERY[every]), every)
        self.every.setCurrentIndex(self.every.findData(mine))
        self.forever = QCheckBox()
        last = ends_on(one)
        self.forever.setChecked(last is None)
        shown = last or begins.date() + timedelta(days=90)
        self.until = DayField(tr("Repeats until"), shown, today=begins.date(), optional=False)
        self._form.addRow(tr("Repeats until"), self.until)
        self._form.addRow(beside(self.forever, tr("without an end")))
        self.all_day.toggled.connect(lambda _: self._show_when())
        self.every.currentIndexChanged.connect(lambda _: self._show_when())
        self.forever.toggled.connect(lambda _: self._show_when())
        self._repeated = (mine, self.forever.isChecked(), self.until.day())
        self._show_when()

    def _build_where(self) -> None:
        self.channels = QListWidget()
        self.channels.setAccessibleName(tr("Channels"))
        for channel in self._services.operations.channels():
            item = QListWidgetItem(foreign.line(channel.name, 60))
            item.setData(ID, channel.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = channel.id in self._one.channels
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.channels.addItem(item)
        self.channels.setFixedHeight(theme.current().px(112))
        self._add(tr("Channels"), self.channels)
        self.more = self._line(tr("Another channel"), "")
        self.more.setPlaceholderText(tr("for example: paper bulletin, market stall"))
        self.url = self._line(tr("Address of its page"), self._one.url)
        self.url.setPlaceholderText("https://")
        self._build_parts()

    def _build_parts(self) -> None:
        """Offer drafts, what leaves next and approved answers; what is ticked belongs to it, Enter leads there."""
        self.parts = QListWidget()
        self._parts = self._services.plans.offered(self._one, language())
        for part in self._parts:
            item = QListWidgetItem(planning.part(part))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = Qt.CheckState.Checked if part.tied else Qt.CheckState.Unchecked
            item.setCheckState(on)
            self.parts.addItem(item)
        self.parts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.parts.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.parts.setFixedHeight(theme.current().px(132))
        self.parts.itemActivated.connect(lambda _: self._open_part())
        enter_acts_once(self.parts)
        self.parts.currentRowChanged.connect(lambda _: self._allow_part())
        self._add(tr("What belongs to it"), self.parts)
        self._form.setRowVisible(self.parts, bool(self._parts))
        self.open_part = QPushButton(tr("Open the chosen text"))
        self.open_part.setAutoDefault(False)
        self.open_part.clicked.connect(self._open_part)
        holder = QWidget()
        FlowLayout(holder).addWidget(self.open_part)
        self._form.addRow("", holder)
        self._form.setRowVisible(holder, bool(self._parts))
        self._allow_part()

    def _allow_part(self) -> None:
        chosen = self._chosen_part()
        there = chosen is not None and bool(chosen.title)
        self.open_part.setEnabled(there)

    def _chosen_part(self) -> "Part | None":
        n = self.parts.currentRow()
        return self._parts[n] if 0 <= n < len(self._parts) else None

    def _open_part(self) -> None:
        part = self._chosen_part()
        if part is not None and part.title:
            self.led.emit(part)
            self.reject()

    def _links(self) -> tuple[Link, ...]:
        ticked = tuple(
            part.link
            for n, part in enumerate(self._parts)
            if self.parts.item(n).checkState() == Qt.CheckState.Checked
        )
        offered = {part.link for part in self._parts}
        kept = (one for one in self.people.others() if one not in offered)
        return (*kept, *ticked, *self.people.links())

    def _build_state(self) -> None:
        one = self._one
        self.owner = self._line(tr("Who looks after it"), one.owner)
        self.state = self._box(tr("How far it is"))
        for state in State:
            self.state.addItem(tr(words.STATES[state]), state)
        self.state.setCurrentIndex(self.state.findData(one.state))
        self.why = self._line(tr("Why it is dropped"), one.why)
        self.state.currentIndexChanged.connect(lambda _: self._show_why())
        self._show_why()
        past = self._services.operations.history(one.id)[:MOST_HISTORY]
        if past:
            now = self._services.clock.now()
            lines = [
                tr("until {when}: {title}, {day}").format(
                    when=all_words.when(each.at, now),
                    title=foreign.line(each.before.title, 60),
                    day=words.day(
                        each.before.starts_at.astimezone(zone_of(each.before.zone)).date()
                    ),
                )
                for each in past
            ]
            history = PlainLabel("\n".join(lines))
            history.setWordWrap(True)
            theme.mark(history, "soft")
            self._form.addRow(tr("What it was"), history)

    def _line(self, label: str, text: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(500)
        field.setText(text)
        field.setCursorPosition(0)
        self._add(label, field)
        return field

    def _box(self, label: str) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        self._add(label, box)
        return box

    def _add(self, label: str, field: QWidget) -> None:
        field.setAccessibleName(label)
        self._form.addRow(label, field)

    def _show_when(self) -> None:
        form = "ddd d MMM yyyy" if self.all_day.isChecked() else "ddd d MMM yyyy  HH:mm"
        self.starts.setDisplayFormat(form)
        self.ends.setDisplayFormat(form)
        repeats = Every(self.every.currentData()) not in (Every.ONCE, Every.OTHER)
        self._form.setRowVisible(self.until, repeats and not self.forever.isChecked())
        holder = self.forever.parentWidget()
        if holder is not None:
            self._form.setRowVisible(holder, repeats)

    def _show_why(self) -> None:
        self._form.setRowVisible(self.why, State(self.state.currentData()) is State.DROPPED)

    def _follow(self) -> None:
        """Let what would end before it begins end when it begins."""
        if self.ends.dateTime() < self.starts.dateTime():
            self.ends.setDateTime(self.starts.dateTime())

    # What was entered

    def value(self) -> Operation:
        """Return what was entered; themes and channels that are new are made. Raises `NotAllowed`."""
        zone = str(self.zone.currentData() or "")
        first, last = self.starts.local(), self.ends.local()
        if self.all_day.isChecked():
            starts_at, ends_at = whole_days(first.date(), last.date(), zone)
        else:
            starts_at, ends_at = resolve(first, zone)[0], resolve(last, zone)[0]
        every = Every(self.every.currentData())
        return replace(
            self._one,
            kind=Kind(self.kind.currentData()),
            title=self.title.text(),
            starts_at=starts_at,
            ends_at=ends_at,
            zone=zone,
            all_day=self.all_day.isChecked(),
            topic_id=self._topic(),
            message=self.message.text(),
            details=self.details.toPlainText(),
            audience=self.audience.text(),
            channels=self._channels(),
            recurrence=self._rule(every, first.date()),
            except_at=self._one.except_at if every is not Every.ONCE else (),
            owner=self.owner.text(),
            state=State(self.state.currentData()),
            why=self.why.text(),
            url=self.url.text().strip(),
            links=self._links(),
        )

    def _rule(self, every: Every, first: date) -> str:
        begun = (every, self.forever.isChecked(), self.until.day())
        if every is Every.OTHER or begun == self._repeated:
            return self._one.recurrence  # nobody touched it
        rule = rule_of(every, first)
        if not rule or self.forever.isChecked():
            return rule
        until = self.until.day()
        return f"{rule};UNTIL={until:%Y%m%d}" if until else rule

    def _topic(self) -> str:
        typed = self.theme_.currentText().strip()
        at = self.theme_.findText(typed, Qt.MatchFlag.MatchFixedString)  # “voirie” is “Voirie”
        if at >= 0:
            return str(self.theme_.itemData(at) or "")
        return str(self._services.topics.make(typed)[0].id) if typed else ""

    def _channels(self) -> tuple[str, ...]:
        chosen = []
        for n in range(self.channels.count()):
            item = self.channels.item(n)
            if item.checkState() == Qt.CheckState.Checked:
                chosen.append(str(item.data(ID)))
        listed = {str(self.channels.item(n).data(ID)) for n in range(self.channels.count())}
        gone = [one for one in self._one.channels if one not in listed]
        named = filter(None, (part.strip() for part in self.more.text().split(",")))
        chosen.extend(self._services.operations.channel(name)[0].id for name in named)
        return tuple(dict.fromkeys((*gone, *chosen)))

    def _fault(self) -> tuple[str, QWidget] | None:
        """Return what is missing or cannot be read, and the field in which, None for nothing."""
        url = self.url.text().strip()
        dropped = State(self.state.currentData()) is State.DROPPED
        if not self.title.text().strip():
            return problems.reason("operation-title"), self.title
        if url and not url.startswith(("https://", "http://")):
            return problems.reason("operation-url"), self.url
        if dropped and len(self.why.text().strip()) < 3:  # noqa: PLR2004 - letters
            return problems.reason("operation-why"), self.why
        if not self.until.isHidden() and not self.until.sound():
            return self.until.complaint(), self.until
        return None

    def _keep(self) -> None:
        if fault := self._fault():
            self.complain(*fault)
            return
        try:
            one = self.value()
        except NotAllowed as refused:
            self.complain(problems.reason(str(refused)), self.title)
            return
        except WorkstationError as error:
            self.complain(problems.error(error).text, self.title)
            return
        if one.ends_at < one.starts_at:
            self.complain(problems.reason("operation-end"), self.ends)
            return
        self.wanted.emit(one)
        self.accept()
