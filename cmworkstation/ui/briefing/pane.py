"""Departments at the left; at the right what their next briefing would say, item by item, and what they got."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.briefing import Briefing, Department, Gathered, Item, Part, Sketch
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.dashboard_report import Every
from cmworkstation.domain.values import replace
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.asking.department_form import ask_department
from cmworkstation.ui.asking.form import ask_words
from cmworkstation.ui.briefing.out_dialog import OutDialog
from cmworkstation.ui.dialogue.pane import (
    ID,
    Pane,
    choose,
    chosen_id,
    label,
    side_by_side,
    stacked,
    titled,
)
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.working import Working
from cmworkstation.words import briefings as words
from cmworkstation.words.dashboard import span_words

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow

LANE = "briefing"
PAUSE_MS = 800  # of typing, before an introduction is kept
INTRO, ITEMS, SENT = 72, 340, 110  # px at 100 %
WHOLE, TODAY, WEEK = "whole", "today", "week"


class BriefingPane(Pane):
    """What the chosen department should know."""

    shares = (2, 5)

    def __init__(self, window: "MainWindow") -> None:
        """Build it; it reads when it is shown."""
        super().__init__(window, tr("Briefing"))
        self._all: tuple[Department, ...] = ()
        self._chosen = ""
        self._found: Gathered | None = None
        self._sketch = Sketch()
        self._given: tuple[Briefing, ...] = ()
        self.acts = {
            "new": self._new,
            "change": self._change,
            "remove": self._remove,
            "finish": self._finish,
            "toggle": self._toggle,
            "open": self._open,
            "names": self._names,
            "again": self._gather,
            "sent": self._show_sent,
        }
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(PAUSE_MS)
        self._typing.timeout.connect(self.keep)
        self.summary = label("soft")
        self.list = found_rows(tr("Departments"))
        self.list.currentItemChanged.connect(lambda *_: self._choose(chosen_id(self.list)))
        head = self.row(
            ("new", "add", tr("New department…")),
            ("change", "edit", tr("Change…")),
            ("remove", "remove", tr("Remove")),
            first="new",
        )
        right = self._right_side()
        empty = EmptyState(
            "newspaper",
            tr("Nobody is briefed yet"),
            tr(
                "Enter a department and what concerns it. Its briefing gathers what people ask, what was promised, what"
                " is said elsewhere and who says thanks, without the names of private persons."
            ),
        )
        self.build([self.summary, head], self.list, right, empty)

    def _right_side(self) -> QWidget:
        look = theme.current()
        self.title = label("title")
        self.where = label("soft")
        self.period = QComboBox()
        self.period.setAccessibleName(tr("Period"))
        for key, text in (
            (WHOLE, tr("The last whole period")),
            (TODAY, tr("Today so far")),
            (WEEK, tr("The last 7 days")),
        ):
            self.period.addItem(text, key)
        self.period.currentIndexChanged.connect(lambda _: self._gather())
        self.working = Working(self._window.jobs, self, LANE, 300)
        self.intro = QPlainTextEdit()
        self.intro.setPlaceholderText(tr("A word of yours above it, if you like"))
        self.intro.setAccessibleName(tr("Introduction"))
        self.intro.setTabChangesFocus(True)
        self.intro.setFixedHeight(look.px(INTRO))
        self.intro.textChanged.connect(self._typing.start)
        self.items = found_rows(tr("What the briefing says"))
        self.items.setMinimumHeight(look.px(ITEMS))
        space = QShortcut(Qt.Key.Key_Space, self.items, context=Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._toggle)
        self.items.itemActivated.connect(lambda _: self._open())
        self.items.currentItemChanged.connect(lambda *_: self._allow())
        self.hint = label("soft", tr("Names of private persons are replaced."))
        self.sent = found_rows(tr("What the department got"))
        self.sent.setMinimumHeight(look.px(SENT))
        self.sent.itemActivated.connect(lambda _: self._show_sent())
        self.sent.currentItemChanged.connect(lambda *_: self._allow())
        self.sent_box = titled(
            tr("What the department got"),
            self.sent,
            self.row(("sent", "open", tr("Read, save or print…"))),
        )
        acts = self.row(
            ("finish", "check", tr("Finish…")),
            ("toggle", "eye_off", tr("Take out or put back")),
            ("open", "external", tr("Open the thread")),
            ("names", "user", tr("Name private persons…")),
            ("again", "refresh", tr("Gather again")),
            first="finish",
        )
        return stacked(
            self.title,
            self.where,
            side_by_side(self.period),
            self.working,
            titled(tr("Introduction"), self.intro),
            acts,
            titled(tr("What the briefing says"), self.hint, self.items),
            self.sent_box,
        )

    # What is shown

    def look(self) -> None:
        """Read the departments again."""
        briefings = self._services.briefings
        self._window.jobs.run(jobs.READ, briefings.departments, self._show, owner=self)

    def _show(self, found: tuple[Department, ...]) -> None:
        self._all = found
        self.show_any(any_=bool(found))
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            away = one.every is not Every.NEVER and not Path(one.folder).is_dir()
            below = words.about(one)
            if away:
                below = " · ".join((tr("its folder is not there: nothing is written"), below))
            item = found_row(one.name, (), below, "warn" if away else "soft")
            item.setData(ID, one.id)
            self.list.addItem(item)
        if not choose(self.list, self._chosen) and found:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        n = len(found)
        self.summary.setText(trn("{n} department", "{n} departments", n).format(n=n))
        self.summary.setVisible(bool(found))
        self._choose(chosen_id(self.list))

    def choose(self, department_id: str) -> None:
        """Bring a department to the front."""
        self._chosen = department_id
        self.look()

    def department(self) -> Department | None:
        """Return the chosen one."""
        return next((one for one in self._all if one.id == self._chosen), None)

    def span(self, one: Department) -> Span:
        """Return the period that is chosen."""
        now = self._services.clock.now()
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        key = self.period.currentData()
        if key == TODAY:
            return Span(midnight, now)
        if key == WEEK:
            return Span(Span.last(7, midnight).since, now)
        return self._services.briefings.span(one)

    def _choose(self, department_id: str) -> None:
        if department_id != self._chosen:
            self.keep()
            self._found = None
        self._chosen = department_id
        self._gather()

    def _gather(self) -> None:
        one = self.department()
        self._allow()
        if one is None:
            return
        self.keep()
        span = self.span(one)
        self.title.setText(foreign.line(one.name, 120))
        self.where.setText(span_words(span.since, span.until))
        self._given = self._services.briefings.listed(one.id)
        self._show_given()
        self.working.run(
            partial(self._services.briefings.gather, one.id, span),
            partial(self._gathered, one.id),
            self._window.failed,
        )

    def _gathered(self, department_id: str, found: Gathered) -> None:
        if department_id != self._chosen:
            return
        before, self._found = self._found, found
        same = before is not None and before.span.since == found.span.since
        self._sketch = self._services.briefings.sketch(department_id, found.span)
        if not same or not self.intro.hasFocus():  # what somebody is typing stays under their hands
            self.intro.blockSignals(True)
            self.intro.setPlainText(self._sketch.intro)
            self.intro.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        found = self._found
        if found is None:
            return
        at = self._key()
        self.items.blockSignals(True)
        self.items.clear()
        said = words.BriefingPages().lines(found, replace(self._sketch, out=frozenset()), "")
        texts = {key: text for _, text, key in said if key}
        part: Part | None = None
        for one in found.items:
            if one.part is not part:
                part = one.part
                self._add_head(tr(words.TITLES[part]))
            self._add(one, texts[one.key])
        if not found.items:
            self._add_head(tr("Nothing of this period needs you."))
        choose(self.items, at)
        self.items.blockSignals(False)
        named = bool(self._sketch.names)
        self.hint.setText(
            tr("Private persons are named: {why}").format(why=foreign.line(self._sketch.names, 120))
            if named
            else tr("Names of private persons are replaced.")
        )
        self.buttons["names"].setText(
            theme.current().beside(tr("Name nobody") if named else tr("Name private persons…"))
        )
        self._allow()
        self.fit()

    def _add_head(self, text: str) -> None:
        head = found_row(text, (), "", usable=False)
        head.setData(ID, "")
        self.items.addItem(head)

    def _add(self, one: Item, text: str) -> None:
        first, _, rest = text.partition("\n")
        below = foreign.line(rest.replace("\n", " · "), 300)
        out = one.key in self._sketch.out
        if out:
            below = " · ".join(filter(None, (tr("left out"), below)))
        row = found_row(first, (), below, "warn" if out else "soft")
        row.setData(ID, one.key)
        self.items.addItem(row)

    def _show_given(self) -> None:
        now = self._services.clock.now()
        self.sent.clear()
        for one in self._given:
            row = found_row(
                span_words(one.span.since, one.span.until), (), words.standing(one, now)
            )
            row.setData(ID, one.id)
            self.sent.addItem(row)
        if self._given:
            self.sent.setCurrentRow(0)
        self.sent_box.setVisible(bool(self._given))

    def _key(self) -> str:
        return chosen_id(self.items)

    def _item(self) -> Item | None:
        key, found = self._key(), self._found
        return next((one for one in found.items if one.key == key), None) if found else None

    def _allow(self) -> None:
        writable = not self._services.read_only
        one, item = self.department(), self._item()
        self.allow(
            {
                "new": writable,
                "change": writable and one is not None,
                "remove": writable and one is not None,
                "finish": writable and self._found is not None,
                "toggle": writable and item is not None,
                "open": item is not None and item.conversation_id is not None,
                "names": writable and self._found is not None,
                "again": one is not None,
                "sent": bool(self._given),
            }
        )
        self.intro.setReadOnly(not writable)

    # What a person does

    def _new(self) -> None:
        ask_department(self._window, None, self._kept)

    def _change(self) -> None:
        one = self.department()
        if one is not None:
            ask_department(self._window, one, self._kept)

    def _kept(self, one: Department) -> None:
        self._chosen = one.id
        self.done(Changes(briefings=True), tr("Saved."))

    def _remove(self) -> None:
        one = self.department()
        if one is None:
            return
        briefings = self._services.briefings

        def act() -> None:
            changes = briefings.remove_department(one.id)
            said = tr("No more briefings for {name}.").format(name=foreign.line(one.name, 60))
            self.done(changes, said, partial(briefings.bring_back_department, one.id))

        self.attempt(act)

    def keep(self) -> None:
        """Keep the introduction as it stands now."""
        self._typing.stop()
        typed = self.intro.toPlainText()
        if self._found is not None and typed != self._sketch.intro:
            self._keep(replace(self._sketch, intro=typed))

    def _keep(self, sketch: Sketch) -> bool:
        found = self._found
        if found is None or self._services.read_only:
            return False
        kept: list[bool] = []

        def act() -> None:
            self._services.briefings.keep_sketch(found.department.id, found.span, sketch)
            self._sketch = self._services.briefings.sketch(found.department.id, found.span)
            kept.append(True)

        self.attempt(act)
        return bool(kept)

    def _toggle(self) -> None:
        key = self._key()
        if key and self._keep(replace(self._sketch, out=self._sketch.out ^ {key})):
            self._fill()

    def _open(self) -> None:
        item = self._item()
        if item is not None and item.conversation_id is not None:
            open_conversation(self._window, item.conversation_id)

    def _names(self) -> None:
        if self._sketch.names:
            self._keep(replace(self._sketch, names=""))
            self._fill()
            return
        ask_words(
            self._window,
            tr("Name private persons"),
            tr("Why they are named"),
            self._named,
            button=tr("Name them"),
            intro=tr(
                "The reason stands in the briefing and in the journal. By itself it names nobody."
            ),
        )

    def _named(self, why: str) -> None:
        found = self._found
        if found is not None:
            wanted = replace(self._sketch, names=why)
            self._services.briefings.keep_sketch(found.department.id, found.span, wanted)
            self._sketch = self._services.briefings.sketch(found.department.id, found.span)
            self._fill()

    def _finish(self) -> None:
        self.keep()
        found = self._found
        if found is None:
            return
        # gathered once more: what was erased or answered since it was shown is not told
        again = partial(self._services.briefings.gather, found.department.id, found.span)
        self.working.run(again, self._issue, self._window.failed)

    def _issue(self, found: Gathered) -> None:
        def act() -> None:
            made, changes = self._services.briefings.issue(found, words.BriefingPages())
            self.done(changes, tr("Finished. Nothing has left yet: save, print or mail it."))
            self._read(made)

        self.attempt(act)

    def _show_sent(self) -> None:
        wanted = chosen_id(self.sent)
        one = next((each for each in self._given if each.id == wanted), None)
        if one is not None:
            self._read(one)

    def _read(self, one: Briefing) -> None:
        OutDialog(self._window, one).open()

    def first_focus(self) -> QWidget:
        """Return what the keyboard begins with."""
        return self.list
