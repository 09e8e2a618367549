"""The crisis desk: are we in a crisis, who decides, what must stop, what do we say now."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.conversation import Changes, Conversation
from cmworkstation.domain.episode import Episode
from cmworkstation.domain.roster import Person
from cmworkstation.domain.statement_use import Use, UseState
from cmworkstation.i18n import N_, labelled, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.crisis import desk_acts as acts
from cmworkstation.ui.crisis.section import Row, Section
from cmworkstation.ui.crisis.shown import Shown, gather
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.page import Page
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.words import addenda, crises, debriefs
from cmworkstation.words import desk as words

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from cmworkstation.services.statements import Ready
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

WIDE = 900  # px at 100 %: from here on two columns
EVERY_MS = 20_000  # what is measured, and what is due, is looked at again
LINES = 60  # of the log that are shown, the newest
GRAVE = 2
LEVEL = N_("Raise or lower the level…")
MARKS = {True: ("warn", "warn"), False: ("good", "good"), None: ("info", "cue")}


class CrisisPage(Page):
    """Level, measures, statements, calls, questions and the log, on one page that scrolls."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; it reads when it is shown."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self.shown_now: Shown | None = None
        self._led: str | None = None  # what another page leads to
        self._build()
        answered: dict[str, Callable[[], None]] = {
            name: partial(act, self) for name, act in acts.ACTS.items()
        }
        window.register("desk", answered, {name: partial(self._may, name) for name in answered})
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @property
    def services(self) -> "Services":
        """Return the services, for what a person does here."""
        return self._services

    def refresh(self, changes: Changes) -> None:
        """Look again when anything changed that the desk shows."""
        if (
            changes.desk
            or changes.charter
            or changes.outbox
            or changes.freeze
            or changes.conversations
            or changes.approvals
        ):
            self._look()

    def shown(self) -> None:
        """Look again."""
        self._look()

    def first_focus(self) -> QWidget:
        """Return the button that changes the level."""
        return self.level

    def panes(self) -> tuple[QWidget, ...]:
        """Return the lists."""
        return tuple(one.list for one in self._sections if one.list.isVisible())

    # --- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setAccessibleName(tr("Crisis desk"))
        inner = QWidget()
        theme.mark(inner, "ground")
        whole = QVBoxLayout(inner)
        whole.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        whole.setSpacing(look.px(12))
        whole.addWidget(self._head())
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(look.px(12))
        for parts in ((self._statements(), self._uttered(), self._questions(), self._measures()),
                      (self._calls(), self._logged(), self._past())):  # fmt: skip
            side = QVBoxLayout()
            side.setSpacing(look.px(12))
            for part in parts:
                side.addWidget(part)
            side.addStretch(1)
            self._columns.addLayout(side, 1)
        whole.addLayout(self._columns)
        whole.addStretch(1)
        hold(self._area, inner)
        column.addWidget(self._area)
        self._sections = (
            *(self.statements, self.uttered, self.questions, self.measures),
            *(self.calls, self.log, self.past),
        )

    def _head(self) -> QWidget:
        look = theme.current()
        box = QFrame()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        title = QLabel(tr("Crisis desk"))
        theme.mark(title, "page")
        column.addWidget(title)
        self.exercise = PlainLabel(
            tr("EXERCISE. Nothing of this is real, and nothing can leave until the drill ends.")
        )
        self.exercise.setWordWrap(True)
        theme.mark(self.exercise, "exercise_line")
        self.exercise.hide()
        column.addWidget(self.exercise)
        self.state = PlainLabel()
        self.state.setWordWrap(True)
        theme.mark(self.state, "title")
        column.addWidget(self.state)
        self.why = PlainLabel()
        self.why.setWordWrap(True)
        theme.mark(self.why, "soft")
        column.addWidget(self.why)
        self.proposal = PlainLabel()
        self.proposal.setWordWrap(True)
        theme.mark(self.proposal, "warn")
        column.addWidget(self.proposal)
        self.update_line = PlainLabel()
        self.update_line.setWordWrap(True)
        theme.mark(self.update_line, "bold")
        column.addWidget(self.update_line)
        self.clock_line = PlainLabel()
        self.clock_line.setWordWrap(True)
        theme.mark(self.clock_line, "warn")
        column.addWidget(self.clock_line)
        holder = QWidget()
        row = FlowLayout(holder, gap=8)
        self.level = QPushButton(tr(LEVEL))
        theme.mark(self.level, "primary")
        self.level.clicked.connect(self._press_level)
        row.addWidget(self.level)
        self.head_buttons: dict[str, QPushButton] = {}
        for name, said in (
            ("freeze", tr("Stop everything")),
            ("note", tr("Write a decision…")),
            ("update", tr("When we speak again…")),
            ("compromised", tr("An account in other hands…")),
            ("drill", tr("Drill…")),
        ):
            button = QPushButton(said)
            button.clicked.connect(partial(self._press, name))
            self.head_buttons[name] = button
            row.addWidget(button)
        column.addWidget(holder)
        return box

    def _statements(self) -> Section:
        self.statements = Section(tr("What we say now"))
        self.statements.offer(
            "statement", tr("Use it…"), partial(self._press, "statement"), "primary"
        )
        self.statements.list.itemActivated.connect(partial(self._press, "statement"))
        return self.statements

    def _uttered(self) -> Section:
        self.uttered = Section(tr("What we said"))
        self.uttered.offer(
            "addendum", tr("The facts have changed…"), partial(self._press, "addendum")
        )
        self.uttered.offer(
            "said_open", tr("Open the conversation"), partial(self._press, "said_open"), "quiet"
        )
        self.uttered.offer(
            "addendum_drop",
            tr("Throw the addendum away"),
            partial(self._press, "addendum_drop"),
            "quiet",
        )
        self.uttered.list.itemActivated.connect(partial(self._press, "addendum"))
        self.uttered.list.itemSelectionChanged.connect(self._chose)
        return self.uttered

    def _chose(self) -> None:
        for name in ("addendum", "said_open", "addendum_drop"):
            self.uttered.buttons[name].setEnabled(self._may(name))

    def _questions(self) -> Section:
        self.questions = Section(tr("Who asks"))
        self.questions.offer(
            "question", tr("Open the conversation"), partial(self._press, "question")
        )
        self.questions.offer(
            "belongs", tr("Which belong to it…"), partial(self._press, "belongs"), "quiet"
        )
        self.questions.list.itemActivated.connect(partial(self._press, "question"))
        return self.questions

    def _measures(self) -> Section:
        self.measures = Section(tr("What is measured"), most=12)
        self.measures.offer(
            "confirm", tr("Confirmed, or not…"), partial(self._press, "confirm"), "quiet"
        )
        return self.measures

    def _calls(self) -> Section:
        self.calls = Section(tr("Whom to call"))
        for name, said, kind in (
            ("call", tr("Call"), "primary"),
            ("reached", tr("Somebody answered"), ""),
            ("missed", tr("Nobody answered"), ""),
            ("person_add", tr("Add…"), "quiet"),
            ("person_change", tr("Change…"), "quiet"),
            ("person_up", tr("Call earlier"), "quiet"),
            ("person_remove", tr("Take off"), "quiet"),
            ("print_roster", tr("Print…"), "quiet"),
            ("save_roster", tr("Save as a table…"), "quiet"),
        ):
            self.calls.offer(name, said, partial(self._press, name), kind)
        return self.calls

    def _logged(self) -> Section:
        self.log = Section(tr("What happened"))
        self.log.offer(
            "save_log", tr("Save as a table…"), partial(self._press, "save_log"), "quiet"
        )
        return self.log

    def _past(self) -> Section:
        self.past = Section(tr("Afterwards"))
        self.past.offer("debrief", tr("Debrief and report…"), partial(self._press, "debrief"))
        self.past.list.itemActivated.connect(partial(self._press, "debrief"))
        return self.past

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Put the columns one below the other where it is narrow."""
        super().resizeEvent(event)
        wide = self.width() >= theme.current().px(WIDE)
        way = QBoxLayout.Direction
        self._columns.setDirection(way.LeftToRight if wide else way.TopToBottom)

    # --- showing ----------------------------------------------------------------------------------

    def _tick(self) -> None:
        if self.window_.current_key() == "crisis":
            self._look()

    def _look(self) -> None:
        services = self._services
        self.window_.jobs.run(READ, lambda: gather(services), self._show, owner=self)

    def _show(self, seen: Shown) -> None:
        self.shown_now = seen
        self._show_state(seen)
        self.statements.say(
            "" if seen.statements else tr("No charter in force has a holding statement.")
        )
        self.statements.fill([_statement(one) for one in seen.statements])
        chosen = self.chosen_statement()
        if chosen is not None and chosen.reason:  # what can be used now stands first
            self.statements.list.setCurrentRow(0)
        self._show_uttered(seen)
        self._show_questions(seen)
        self._show_measures(seen)
        self._show_calls(seen)
        name_of, roster = self._services.profiles.name, {one.id: one.name for one in seen.people}
        self.log.fill(
            [
                (
                    f"{one.at.astimezone():%H:%M} · "
                    + words.line(one, name_of, lambda id_: roster.get(id_, ""), seen.level_name),
                    one.n,
                    "",
                    "",
                )
                for one in reversed(seen.log[-LINES:])
            ]
        )
        self.log.say("" if seen.log else tr("The log writes itself from the first level on."))
        past: list[Row] = [(_episode(one, seen), one.id, "", "") for one in seen.past]
        past += [(debriefs.action(one, seen.now), one, "bell", "cue") for one in seen.owed]
        self.past.fill(past)
        self._follow_lead(seen)
        self.past.say("" if past else tr("Nothing yet."))
        for name, button in self.buttons().items():
            button.setEnabled(self._may(name))
        for section in self._sections:
            section.offer_what_can_be_done()

    def lead_to(self, action_id: str) -> None:
        """Choose something that was agreed after a crisis once it is shown, "" for what is due first."""
        self._led = action_id
        self._look()

    def _follow_lead(self, seen: Shown) -> None:
        if self._led is None:
            return
        wanted, self._led = self._led, None
        for at, one in enumerate(seen.owed):
            if wanted in ("", one.id):
                self.past.list.setCurrentRow(len(seen.past) + at)
                self.past.list.setFocus()
                self._area.ensureWidgetVisible(self.past)
                return

    def buttons(self) -> dict[str, QPushButton]:
        """Return the buttons of all that a person does here, each by its name."""
        found = dict(self.head_buttons)
        for section in self._sections:
            found |= section.buttons
        return found

    def _press_level(self, *_: object) -> None:
        begun = self.shown_now is None or self.shown_now.ladder is not None
        self.window_.act("crisis.change" if begun else "go.charter")

    def _show_state(self, seen: Shown) -> None:
        ladder, name_of = seen.ladder, self._services.profiles.name
        self.exercise.setVisible(seen.exercise)
        if seen.round is not None:
            said = tr(
                "{sentence} Nothing of it is real, and nothing can leave until the drill ends."
            )
            self.exercise.setText(said.format(sentence=words.round_(seen.round, seen.now)))
        if ladder is None:
            self.state.setText(tr("No charter in force knows crisis levels."))
        elif ladder.now is None:
            self.state.setText(words.calm(seen.quiet_since, seen.now))
        else:
            self.state.setText(crises.holds(ladder.charter, ladder.now, name_of, seen.now))
        self.level.setText(tr("Go to the charter") if ladder is None else tr(LEVEL))
        lines = []
        if ladder is None:
            lines.append(
                tr(
                    "A charter says which levels there are, who raises them and what then stops. Each of the "
                    "ready-made ones has some: begin with one of them."
                )
            )
        if ladder and ladder.now:
            lines.append(foreign.line(ladder.now.why, 300))
            held = next((one for one in ladder.levels if one.id == ladder.now.level), None)
            lines += crises.effects(ladder.charter, held) if held else []
        if seen.brakes.freezes:
            lines.append(tr("Everything that leaves is stopped."))
        if seen.brakes.held:
            n = seen.brakes.held
            said = trn("{n} thing waits for your word.", "{n} things wait for your word.", n)
            lines.append(said.format(n=n))
        self.why.setText("\n".join(lines))
        self.why.setVisible(bool(lines))
        proposals = [words.proposal(one.charter, one.proposal) for one in seen.live if one.proposal]
        self.proposal.setText("\n".join(proposals))
        self.proposal.setVisible(bool(proposals))
        running = seen.episode is not None
        at = seen.episode.update_at if seen.episode else None
        self.update_line.setText(words.update(at, seen.now))
        self.update_line.setVisible(running)
        theme.mark(self.update_line, "error" if at and at <= seen.now else "bold")
        theme.restyle(self.update_line)
        self.clock_line.setText(words.clock(seen.behind))
        self.clock_line.setVisible(seen.behind is not None)
        drill = self.head_buttons["drill"]
        drill.setText(tr("End the drill") if seen.exercise else tr("Drill…"))

    def _show_uttered(self, seen: Shown) -> None:
        names = {one.id: one.name for one in self._services.accounts.listed()}
        rows: list[Row] = []
        for one in seen.uttered:
            said = addenda.row(one.use, one.overtaken, lambda id_: names.get(id_, ""), seen.now)
            icon, role = ("warn", "warn") if one.overtaken else ("send", "good")
            if one.use.state is UseState.WRITTEN:
                icon, role = "edit", "cue"
            rows.append((said, one.use.id, icon, role))
        self.uttered.fill(rows)
        self.uttered.say(addenda.sentence(seen.uttered))

    def _show_questions(self, seen: Shown) -> None:
        n = len(seen.questions)
        oldest = seen.questions[0] if seen.questions else None
        said = trn("{n} conversation waits for us.", "{n} conversations wait for us.", n).format(
            n=n
        )
        if oldest is not None and oldest.waiting_since:
            length = all_words.span(seen.now - oldest.waiting_since)
            said = tr("{sentence} The longest wait: {length}.").format(sentence=said, length=length)
        self.questions.say(said if n else tr("Nobody waits for an answer."))
        self.questions.fill([_question(one, seen) for one in seen.questions])

    def _show_measures(self, seen: Shown) -> None:
        rows: list[Row] = []
        for live in seen.live:
            for one in live.triggers:
                icon, role = MARKS[one.met]
                level = crises.name(live.charter, one.level)
                head = f"{level} ({one.number}) · {words.met(one)}"
                rows.append((f"{head}\n{words.trigger(one)}", one, icon, role))
            for name in ("waiting_h", "sources_failing", "mentions_24h"):
                if name in live.values:
                    said = labelled(words.measured(name), words.value(name, live.values[name]))
                    rows.append((said, name, "", ""))
        self.measures.fill(rows)
        self.measures.say("" if rows else tr("No charter in force says when a crisis begins."))

    def _show_calls(self, seen: Shown) -> None:
        names = {one.id: one.name for one in seen.people}
        rows: list[Row] = []
        for one in seen.people:
            now = one.id in seen.on_call
            said = words.person(one, now=now, deputy=names.get(one.deputy_id, ""))
            rows.append((said, one.id, "phone" if now else "", "good" if now else "soft"))
        self.calls.fill(rows)
        lines = (
            [words.on_call(one for one in seen.people if one.id in seen.on_call)] if rows else []
        )
        if not rows:
            lines.append(tr("Nobody is on the roster yet. Add whom to call, and print the list."))
        elif seen.episode and seen.following:
            lines.append(tr("Call next: {name}").format(name=foreign.line(seen.following.name, 60)))
        lines += [
            words.call(one, names.get(one.person_id, ""), seen.now) for one in seen.calls[-4:]
        ]
        self.calls.say("\n".join(lines))

    # --- what a person does -----------------------------------------------------------------------

    def chosen_statement(self) -> "Ready | None":
        """Return the statement that is chosen."""
        found = self.statements.chosen()
        return cast("Ready | None", found)

    def chosen_use(self) -> Use | None:
        """Return what is chosen of what was said."""
        said = self.shown_now.uttered if self.shown_now else ()
        wanted = self.uttered.chosen()
        return next((one.use for one in said if one.use.id == wanted), None)

    def can_add(self, one: Use) -> bool:
        """Tell whether something can be added to a statement: it is out, also where its addendum is chosen."""
        said = self.shown_now.uttered if self.shown_now else ()
        head = one.adds_to or one.id
        return any(each.use.id == head and each.use.is_out for each in said)

    def chosen_person(self) -> Person | None:
        """Return whoever is chosen on the roster."""
        people = self.shown_now.people if self.shown_now else ()
        return next((one for one in people if one.id == self.calls.chosen()), None)

    def open_question(self) -> None:
        """Open the conversation that is chosen."""
        wanted = self.questions.chosen()
        if isinstance(wanted, int):
            open_conversation(self.window_, wanted)

    def _may(self, name: str) -> bool:
        seen = self.shown_now
        return seen is not None and acts.may(self, seen, name)

    def _press(self, name: str, *_: object) -> None:
        if self._may(name):
            acts.ACTS[name](self)


def _statement(one: "Ready") -> Row:
    body = next(iter(one.statement.body.values()), "")
    said = f"{foreign.line(one.title, 80)} · {', '.join(one.languages)}\n{foreign.line(body, 160)}"
    if one.reason:
        said = f"{said}\n{tr(words.REASONS[one.reason])}"
    icon, role = ("good", "good") if not one.reason else ("info", "cue")
    if one.reason == "expired":
        icon, role = "warn", "warn"
    return said, one, icon, role


def _question(one: Conversation, seen: Shown) -> Row:
    who = foreign.line(one.author_name, 60) or tr("Somebody")
    since = all_words.when(one.waiting_since or one.last_at, seen.now)
    return f"{who} · {since}\n{foreign.line(one.words, 120)}", one.id, "", ""


def _episode(one: Episode, seen: Shown) -> str:
    head = tr("Drill") if one.drill else tr("Crisis")
    end = one.ended_at or seen.now
    length = debriefs.minutes(end - one.began_at)
    return f"{head} · {all_words.moment(one.began_at, seen.now)} · {length}"
