"""One person over all networks: their names, what they care about, where we stand, and what happened."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card, Consent, ContactId, Identity, Moment
from cmworkstation.domain.operation import Operation
from cmworkstation.domain.relation import Kind, Phase, RelationId
from cmworkstation.domain.topic_line import Lane, lanes
from cmworkstation.domain.values import dataclass, field, replace
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.services.relations import Given, Row
from cmworkstation.ui import icons, theme
from cmworkstation.ui.contacts.acts import CardActs
from cmworkstation.ui.contacts.people_pane import LINE, ROLES
from cmworkstation.ui.contacts.wishes import lane_rows, wish_rows
from cmworkstation.ui.contacts.writing import named
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.empty import EmptyState
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import hold
from cmworkstation.words import operations, when
from cmworkstation.words import relations as wordings

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ROW = Qt.ItemDataRole.UserRole
MOST_ROWS = 5  # of a list that are shown before it scrolls
LEAST_ROW = 40  # px at 100 %, of a list with nothing in it
HIGH = 220  # px at 100 %, of the time line


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that the pane shows."""

    card: Card
    rows: tuple[Row, ...]
    given: Given
    moments: tuple[Moment, ...]
    lanes: tuple[Lane, ...] = ()
    operations: Mapping[RelationId, tuple[Operation, ...]] = field(default_factory=dict)

    def planned(self, row: Row) -> tuple[Operation, ...]:
        """Return the operations that a relation belongs to, the first first."""
        return self.operations.get(row.relation.id, ())


class CardPane(QStackedWidget):
    """The card of one contact; what can be done stands beside what it is done with."""

    def __init__(self, window: "MainWindow", back: Callable[[], None]) -> None:
        """Show nobody."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._id: ContactId | None = None
        self.seen: Seen | None = None
        self._topic: str | None = None  # that the time line shows alone
        self._acts = CardActs(window, self)
        self.acts: dict[str, Callable[[], object]] = {
            "change": self._acts.change,
            "link": self._acts.link,
            "unlink": self._acts.unlink,
            "merge": self._acts.merge,
            "split": self._acts.split,
            "begin": self._acts.begin,
            "go_on": self._acts.go_on,
            "write": self._acts.write,
            "happened": self._acts.happened,
            "end": self._acts.end,
            "reopen": self._acts.reopen,
            "operation": self._acts.operation,
            "known": self._acts.known,
            "wish": self._acts.wish,
            "wish_off": self._acts.wish_off,
            "topics": self.show_topics,
            "save_card": self._acts.save_card,
        }
        self._buttons: dict[str, QPushButton] = {}
        nobody = EmptyState(
            "user",
            tr("Nobody is chosen"),
            tr("Choose somebody in the list of contacts."),
            tr("To the list"),
            back,
        )
        self.addWidget(nobody)
        self.addWidget(self._card())
        self.setAccessibleName(tr("Card"))

    def _card(self) -> QScrollArea:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(16), 0, look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        self.name = PlainLabel()
        self.name.setWordWrap(True)
        theme.mark(self.name, "title")
        column.addWidget(self.name)
        self.facts = PlainLabel()
        self.facts.setWordWrap(True)
        theme.mark(self.facts, "soft")
        column.addWidget(self.facts)
        self.ribbon = PlainLabel()
        self.ribbon.setWordWrap(True)
        theme.mark(self.ribbon, "warn")
        column.addWidget(self.ribbon)
        column.addWidget(
            self._row(
                ("change", "edit", tr("Change…")),
                ("merge", "users", tr("Merge with another…")),
                ("split", "undo", tr("Take the merge back…")),
                ("known", "eye", tr("Everything that is known…")),
                ("save_card", "download", tr("Save as a card…")),
            )
        )
        self.relations = self._list(column, tr("Relations"))
        self.relations.itemActivated.connect(lambda _: self._acts.happened())
        column.addWidget(
            self._row(
                ("begin", "add", tr("Begin a relation…")),
                ("go_on", "edit", tr("The form…")),
                ("write", "reply", tr("Write to them…")),
                ("happened", "note", tr("What happened…")),
                ("end", "done", tr("End it…")),
                ("reopen", "refresh", tr("Let it go on")),
                ("operation", "calendar", tr("Its operation…")),
            )
        )
        theme.mark(self._buttons["begin"], "primary")
        self.wishes = self._list(column, tr("What they wish to hear of"))
        column.addWidget(
            self._row(
                ("wish", "edit", tr("They said of a topic…")),
                ("wish_off", "remove", tr("Take it back")),
            )
        )
        self.names = self._list(column, tr("Names on the networks"))
        column.addWidget(
            self._row(
                ("link", "link", tr("Link another name…")),
                ("unlink", "remove", tr("This is somebody else")),
            )
        )
        self.lanes = self._list(column, tr("Topics over time"))
        self.lanes.itemActivated.connect(lambda _: self.show_topics())
        column.addWidget(self._row(("topics", "filter", tr("Only this topic"))))
        self.line_head = PlainLabel(tr("Time line"))
        theme.mark(self.line_head, "bold")
        self.line_head.setWordWrap(True)
        column.addWidget(self.line_head)
        self.line = found_rows(tr("Time line"))
        column.addWidget(self.line, 1)
        self.line.setMinimumHeight(theme.current().px(HIGH))
        self.line.itemActivated.connect(self._open_moment)
        self._area = QScrollArea()
        hold(self._area, inner)
        self._area.setAccessibleName(tr("Card"))
        return self._area

    def _list(self, column: QVBoxLayout, title: str) -> QListWidget:
        head = PlainLabel(title)
        theme.mark(head, "bold")
        column.addWidget(head)
        rows = found_rows(title)
        rows.currentItemChanged.connect(lambda *_: self._allow())
        column.addWidget(rows, 1)
        return rows

    def _row(self, *buttons: tuple[str, str, str]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        for name, icon, text in buttons:
            role = "on_accent" if name == "begin" else "text"
            button = QPushButton(icons.icon(icon, role), theme.current().beside(text))
            button.clicked.connect(lambda _=False, name=name: self.acts[name]())
            self._buttons[name] = button
            flow.addWidget(button)
        return holder

    # Looking

    def show_contact(self, contact_id: ContactId) -> None:
        """Show somebody."""
        self._id = contact_id
        self.look()

    def contact_id(self) -> ContactId | None:
        """Return who is shown."""
        return self._id

    def look(self) -> None:
        """Read again, on the reading lane."""
        if self._id is None:
            self.setCurrentIndex(0)
            return
        read = partial(self._read, self._id)
        self._window.jobs.run(READ, read, self._show, self._gone, owner=self)

    def _read(self, contact_id: ContactId) -> Seen:
        services = self._services
        card = services.contacts.card(contact_id)
        seen = Seen(
            card,
            services.relations.of_contact(card.id),
            services.relations.given(card.authors),
            services.contacts.moments(card.id),
        )
        tied = services.tied_relations.operations(*(row.relation.id for row in seen.rows))
        seen = replace(seen, operations=tied)
        told, filed = _moments(seen), services.contacts.filed(seen.moments)
        return replace(seen, lanes=lanes(told, [one.words for one in card.topics], filed))

    def _gone(self, error: Exception) -> None:
        if not isinstance(error, KeyError):
            self._window.failed(error)
        self._id = self.seen = None
        self.setCurrentIndex(0)

    def _show(self, seen: Seen) -> None:
        lists = (self.relations, self.wishes, self.names, self.lanes, self.line)
        at = [rows.currentRow() for rows in lists]
        if self.seen is None or self.seen.card.id != seen.card.id:
            self._topic = None
        self.seen, self._id = seen, seen.card.id
        card, now = seen.card, self._services.clock.now()
        self.name.setText(foreign.line(card.called, 120))
        self.facts.setText(_facts(seen))
        first = not seen.given.given and not seen.given.asked
        self.ribbon.setText(
            tr("First contact: we never answered them. Greet them with respect, say who you are.")
        )
        self.ribbon.setVisible(first)
        limits = self._services.relations.limits()
        self.relations.clear()
        for row in seen.rows:
            why = wordings.why(row.standing, now, limits)
            title = (
                f"{foreign.line(row.relation.project, 80)} · {wordings.phase(row.standing.phase)}"
            )
            planned = [operations.of_relation(one, now) for one in seen.planned(row)]
            below = LINE.join([why, *(wordings.debt(one, now) for one in row.debts), *planned])
            item = found_row(title, (), below, ROLES[row.light] if row.debts else "soft")
            item.setData(ROW, row)
            self.relations.addItem(item)
        if not seen.rows:
            said = tr("No relation yet. Begin one when you have something clear to ask.")
            self.relations.addItem(found_row(said, usable=False))
        self.names.clear()
        for one in card.identities:
            self.names.addItem(_name(one, self._services.clock.now()))
        for rows, items in (
            (self.wishes, wish_rows(card, now)),
            (self.lanes, lane_rows(seen.lanes, now)),
        ):
            rows.clear()
            for item in items:
                rows.addItem(item)
        self._fill_line(seen, now)
        for rows, row_at in zip(lists, at, strict=True):
            if rows.count():
                rows.setCurrentRow(min(max(0, row_at), rows.count() - 1))
        self.setCurrentIndex(1)
        self._fit()
        self._allow()

    def _fill_line(self, seen: Seen, now: datetime) -> None:
        """Show what happened, or what of it belongs to the topic that was chosen."""
        lane = next((one for one in seen.lanes if one.topic == self._topic), None)
        moments = _moments(seen) if lane is None else lane.moments
        self._topic = None if lane is None else lane.topic
        head = tr("Time line")
        if lane is not None:
            about = foreign.line(lane.topic, 80) or tr("Without a topic")
            head = tr("Time line: {topic}").format(topic=about)
        self.line_head.setText(head)
        words = tr("Only this topic") if lane is None else tr("All topics again")
        self._buttons["topics"].setText(theme.current().beside(words))
        self.line.clear()
        for moment in sorted(moments, key=lambda one: one.at, reverse=True):
            item = found_row(wordings.moment(moment), (), when(moment.at, now))
            item.setData(ROW, moment)
            self.line.addItem(item)

    def show_topics(self) -> None:
        """Show in the time line the chosen topic alone, or all of them again."""
        item: QListWidgetItem | None = self.lanes.currentItem()
        lane = item.data(ROW) if item is not None else None
        if self.seen is None:
            return
        chosen = lane.topic if isinstance(lane, Lane) else None
        self._topic = None if chosen == self._topic else chosen
        self._fill_line(self.seen, self._services.clock.now())
        self.line.setCurrentRow(0)
        self._allow()

    def wish(self) -> Consent | None:
        """Return what they said, as it is chosen."""
        item: QListWidgetItem | None = self.wishes.currentItem()
        found = item.data(ROW) if item is not None else None
        return found if isinstance(found, Consent) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap anew: give the lists the room of their rows."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let relations and names be as high as they are, up to a few rows; the time line has the rest."""
        for rows in (self.relations, self.wishes, self.names, self.lanes):
            wanted = sum(rows.sizeHintForRow(n) for n in range(min(rows.count(), MOST_ROWS)))
            rows.setFixedHeight(max(wanted, theme.current().px(LEAST_ROW)) + 2 * rows.frameWidth())

    def row(self) -> Row | None:
        """Return the relation that is chosen."""
        item: QListWidgetItem | None = self.relations.currentItem()
        found = item.data(ROW) if item is not None else None
        return found if isinstance(found, Row) else None

    def identity(self) -> Identity | None:
        """Return the name that is chosen."""
        item: QListWidgetItem | None = self.names.currentItem()
        found = item.data(ROW) if item is not None else None
        return found if isinstance(found, Identity) else None

    def _allow(self) -> None:
        seen, row = self.seen, self.row()
        may = seen is not None and not self._services.read_only
        ended = row is not None and row.standing.phase is Phase.ENDED
        can = {
            "change": may,
            "merge": may,
            "split": may and seen is not None and bool(seen.card.merged),
            "known": seen is not None,
            "begin": may,
            "go_on": may and row is not None and not ended,
            "write": may and row is not None and not ended,
            "happened": may and row is not None and not ended,
            "end": may and row is not None and not ended,
            "reopen": may and ended,
            "operation": row is not None and seen is not None and bool(seen.planned(row)),
            "link": may,
            "wish": may,
            "wish_off": may and self.wish() is not None,
            "topics": seen is not None and bool(seen.lanes),
            "unlink": may and seen is not None and len(seen.card.identities) > 1,
        }
        for name, allowed in can.items():
            self._buttons[name].setEnabled(allowed)
        self._buttons["split"].setVisible(can["split"])
        for name in ("reopen", "operation"):
            self._buttons[name].setVisible(can[name])

    def can(self, name: str) -> bool:
        """Tell whether a command can be carried out now."""
        return self._buttons[name].isEnabled()

    def _open_moment(self, item: QListWidgetItem) -> None:
        moment = item.data(ROW)
        if isinstance(moment, Moment) and moment.conversation_id:
            open_conversation(self._window, moment.conversation_id)


def _facts(seen: Seen) -> str:
    card = seen.card
    lines = [wordings.counters(seen.given.given, seen.given.asked)]
    noted = [foreign.line(one, 80) for one in (card.contact.region, card.contact.language) if one]
    if noted:
        lines.append(" · ".join(noted))
    if card.topics:
        topics = ", ".join(foreign.line(one.words, 60) for one in card.topics)
        lines.append(tr("Topics: {topics}").format(topics=topics))
    if card.contact.note:
        lines.append(foreign.block(card.contact.note, 600, 8))
    if card.merged:
        lines.append(tr("Merged: {evidence}").format(evidence=foreign.line(card.evidence, 160)))
    return "\n".join(lines)


def _name(one: Identity, now: datetime) -> QListWidgetItem:
    wrote = trn("{n} message", "{n} messages", one.messages).format(n=one.messages)
    if one.last_at is not None:
        wrote = tr("{messages}, the last {when}").format(
            messages=wrote, when=when(one.last_at, now)
        )
    said = tr("known by: {evidence}").format(evidence=foreign.line(one.evidence, 120))
    below = f"{wrote} · {said}" if one.evidence else wrote
    item = found_row(f"{foreign.line(one.name, 60)} · {named(one)}", (), below)
    item.setData(ROW, one)
    return item


def _moments(seen: Seen) -> list[Moment]:
    """Return what happened with what was noted in relations among it."""
    found = list(seen.moments)
    for row in seen.rows:
        for event in row.events:
            if event.is_sent and event.kind is not Kind.NEWS:
                words = labelled(row.relation.project, wordings.event(event))
                found.append(Moment(event.at, "relation", words))
    return found
