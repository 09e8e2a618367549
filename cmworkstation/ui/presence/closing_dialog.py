"""What if this account closed tomorrow: whom and what we would lose, and what can be done about it today."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words as all_words
from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.i18n import language, number, tr, trn
from cmworkstation.services.depending import Action, Closing, Look
from cmworkstation.services.reach import Known
from cmworkstation.ui import icons, theme
from cmworkstation.ui.composer.popovers import WordsPopover, place_of
from cmworkstation.ui.presence.audience_dialog import AudienceDialog
from cmworkstation.ui.presence.behind import announcement_rows, person_row
from cmworkstation.ui.presence.rows_dialog import MOST, ROW, RowsDialog, Shown
from cmworkstation.ui.review.behind import BehindDialog
from cmworkstation.ui.review.replies_pane import open_conversation
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.entering import enter_acts_once
from cmworkstation.ui.widgets.found_rows import found_row, found_rows
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.scrolling import scrolled
from cmworkstation.ui.widgets.table_saver import save_table
from cmworkstation.words import dependence as words
from cmworkstation.words import promised

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LEAST = 160  # px at 100 %, of the list
ICONS = {
    Action.FETCH: "history",
    Action.EXPORT: "download",
    Action.INVITE: "mail",
    Action.REGISTER: "add",
    Action.COUNT: "users",
    Action.MIRROR: "copy",
}


class ClosingDialog(QDialog):
    """A simulation: it changes nothing by itself."""

    def __init__(
        self, window: "MainWindow", seen: Look, closing: Closing, show_page: Callable[[str], None]
    ) -> None:
        """Show what was found for an account; `show_page` brings a part of the page about presence forward."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._seen = seen
        self._closing = closing
        self._show_page = show_page
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = foreign.line(closing.account.name, 60)
        title = tr("If {account} closed tomorrow").format(account=name)
        self.setWindowTitle(title)
        look = theme.current()
        self.setMinimumSize(look.px(300), look.px(300))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(look.px(16),) * 4)
        column.setSpacing(look.px(8))
        now = self._services.clock.now()
        for text, kind in (
            (title, "title"),
            (words.closing(closing), ""),
            (words.saved_parts(closing.saved, now), "soft"),
        ):
            label = PlainLabel(text)
            label.setWordWrap(True)
            theme.mark(label, kind)
            column.addWidget(label)
        column.addWidget(self._opener_row())
        self.which = QComboBox()
        self.which.setAccessibleName(tr("Which people"))
        self.which.addItem(tr("People who would be lost"), "lost")
        self.which.addItem(tr("Everybody who wrote there"), "all")
        self.which.currentIndexChanged.connect(lambda _: self.fill())
        column.addWidget(self.which)
        self.list = found_rows(tr("People"))
        self.list.itemActivated.connect(lambda _: self._open_person())
        enter_acts_once(self.list)
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.list.setMinimumHeight(look.px(LEAST))
        column.addWidget(self.list, 1)
        self.count = PlainLabel()
        theme.mark(self.count, "meta")
        column.addWidget(self.count)
        column.addWidget(self._person_row())
        column.addWidget(self._action_row())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        fit(self, window, 680, 720)
        self.fill()

    def _opener_row(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        found = self._closing
        for n, icon, said, act in (
            (
                len(found.waiting),
                "inbox",
                trn("{n} conversation waits…", "{n} conversations wait…", len(found.waiting)),
                self._waiting,
            ),
            (
                len(found.promises),
                "bell",
                trn("{n} open promise…", "{n} open promises…", len(found.promises)),
                self._promises,
            ),
            (
                len(found.announcements),
                "copy",
                trn(
                    "{n} announcement only there…",
                    "{n} announcements only there…",
                    len(found.announcements),
                ),
                self._announcements,
            ),
            (
                found.threads,
                "triage",
                trn("{n} conversation in all…", "{n} conversations in all…", found.threads),
                self._threads,
            ),
        ):
            if n:
                row.addWidget(self._button(icon, said.format(n=number(n)), act))
        holder.setVisible(row.count() > 0)
        return holder

    def _person_row(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        self.opener = self._button("open", tr("Open the conversation"), self._open_person)
        self.inviter = self._button(
            "mail", tr("Prepare an invitation to a second channel"), self._invite
        )
        self.marker = self._button("link", tr("Reached elsewhere, too…"), self._mark)
        saver = self._button("download", tr("Save as a table…"), self._save)
        for one in (self.opener, self.inviter, self.marker, saver):
            row.addWidget(one)
        return holder

    def _action_row(self) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder)
        acts: dict[Action, Callable[[], object]] = {
            Action.FETCH: self._fetch,
            Action.EXPORT: self._export,
            Action.REGISTER: self._register,
            Action.COUNT: self._count_audience,
        }
        self.steps: dict[Action, QPushButton] = {}
        for action in self._closing.actions:
            if action in acts:  # the others stand beside the people and the announcements
                button = self._button(ICONS[action], words.action(action), acts[action])
                self.steps[action] = button
                row.addWidget(button)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        return holder

    def _button(self, icon: str, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(icons.icon(icon), theme.current().beside(text))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def fill(self) -> None:
        """List the people that are asked for."""
        lost = self.which.currentData() == "lost"
        people = self._closing.lost if lost else self._closing.people
        self.list.clear()
        now = self._services.clock.now()
        for one in people[:MOST]:
            shown = person_row(one, now)
            item = found_row(shown.title, (), shown.below, shown.role)
            item.setData(ROW, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{shown.title}. {shown.below}")
            self.list.addItem(item)
        n = len(people)
        said = trn("{n} person", "{n} people", n).format(n=number(n))
        if n > MOST:
            said = tr("{what}; the first {n} are listed").format(what=said, n=MOST)
        self.count.setText(said)
        if people:
            self.list.setCurrentRow(0)
        self._allow()

    def _person(self) -> Known | None:
        item: QListWidgetItem | None = self.list.currentItem()
        found = item.data(ROW) if item is not None else None
        return found if isinstance(found, Known) else None

    def _allow(self) -> None:
        chosen = self._person() is not None
        writable = not self._services.read_only
        self.opener.setEnabled(chosen)
        self.inviter.setEnabled(chosen and writable)
        self.marker.setEnabled(chosen and writable)

    # What a person does

    def _open_person(self) -> None:
        one = self._person()
        if one is not None:
            self.accept()
            home = self._services.dependence.conversation_of(one.last_id)
            open_conversation(self._window, home)

    def _invite(self) -> None:
        one = self._person()
        if one is None:
            return
        home = self._services.dependence.conversation_of(one.last_id)
        text = self._services.presence.invitation(one.platform, language())
        try:
            draft, changes = self._services.presence.invitation_draft(home, one.last_id, text)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self.accept()
        open_conversation(self._window, draft.conversation_id)
        self._window.say(tr("The invitation is a draft. Nothing was sent."), 8000)

    def _mark(self) -> None:
        one = self._person()
        if one is None:
            return
        popover = WordsPopover(
            self,
            tr("Where else is this person reached?"),
            tr("An address, a telephone number, another network: what you know."),
            2,
        )
        popover.chosen.connect(partial(self._marked, one))
        popover.left.connect(self.list.setFocus)
        popover.show_by(place_of(self.marker, self))

    def _marked(self, one: Known, place: str) -> None:
        try:
            changes = self._services.dependence.reachable([one.author_id], place)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        item = self.list.currentItem()
        if item is not None:
            self.list.takeItem(self.list.row(item))
        back = partial(self._services.dependence.reachable, [one.author_id], "")
        self._window.undo(
            tr("Noted where this person is reached as well."),
            10,
            lambda: self._window.jobs.emit_changes(back()),
        )

    def _waiting(self) -> None:
        title = tr("Conversations that wait for us")
        BehindDialog(self._window, title, self._closing.waiting).open()

    def _threads(self) -> None:
        title = tr("Conversations of this account")
        wanted = self._services.dependence.threads_of(self._closing.account.id)
        BehindDialog(self._window, title, wanted).open()

    def _promises(self) -> None:
        now = self._services.clock.now()
        rows = [
            Shown(
                foreign.line(one.words, 160),
                tr("To {who}").format(who=foreign.line(one.who, 60))
                + f" · {promised.state(one, now)}, {all_words.when(one.due_at, now)}",
                one.conversation_id,
                "error" if one.is_late(now) else "soft",
            )
            for one in self._closing.promises
        ]
        note = tr("The people would wait for them in vain: tell them in time, or on another way.")
        dialog = RowsDialog(self._window, tr("Open promises"), note, rows)

        def open_home(home: object) -> None:
            dialog.accept()
            self.accept()
            open_conversation(self._window, cast("int", home))

        dialog.offer("open", tr("Open the conversation"), open_home, on_enter=True)
        dialog.open()

    def _announcements(self) -> None:
        announcements = self._closing.announcements
        announcement_rows(self._window, announcements, tr("Announcements only there"))

    def _fetch(self) -> None:
        try:
            changes = self._services.history.want(self._closing.account.id, None)
        except WorkstationError as error:
            self._window.failed(error)
            return
        self._window.jobs.emit_changes(changes)
        self._window.say(tr("Older messages are fetched from now on, page by page."), 8000)
        self.steps[Action.FETCH].setEnabled(False)

    def _export(self) -> None:
        self.accept()
        self._window.act("workspace.export")

    def _register(self) -> None:
        self.accept()
        self._show_page("names")

    def _count_audience(self) -> None:
        AudienceDialog(self._window).open()

    def _save(self) -> None:
        lost = self.which.currentData() == "lost"
        people = self._closing.lost if lost else self._closing.people
        make = partial(self._services.dependence.people_table, people)
        save_table(self._window, self, "people", make)
