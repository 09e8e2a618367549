"""The frame of the program: menu, rail, pages, bars, status. It moves between pages and decides nothing.

How a command finds its function is told in `ui/commands/row.py` and `ui/dispatch.py`: a page registers its
functions under an area, the window finds the right one for the page in front.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation import i18n
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes, Counts
from cmworkstation.domain.errors import StoreDamaged, WorkstationError
from cmworkstation.domain.ground import ReadOnlyReason
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import keymap, keys, menus, notices, theme
from cmworkstation.ui.commands import BY_ID, Command
from cmworkstation.ui.dispatch import Action, Dispatch
from cmworkstation.ui.jobs import JobRunner, account_of
from cmworkstation.ui.meanwhile import Meanwhile
from cmworkstation.ui.notices import DAMAGED, Notice
from cmworkstation.ui.page import Page, PageSpec
from cmworkstation.ui.preferences import Preferences
from cmworkstation.ui.rail import Rail
from cmworkstation.ui.state_bands import StateBands, Words
from cmworkstation.ui.status import StatusArea
from cmworkstation.ui.widgets.bars import NoticeBar, UndoBar
from cmworkstation.ui.widgets.sizes import use_locale
from cmworkstation.words import people

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

MOST_BARS: Final = 12  # that are kept; above it the least grave and oldest goes
MOST_NOTICES: Final = 2  # that are seen at once; the others come when these are put away
MOST_UNDOS: Final = 2  # that are seen at once; the key takes back the newest
OF_PEOPLE: Final = ("show", "act_as")
OF_FREEZE: Final = ("now", "part", "reason", "go_on")
OF_ERASING: Final = ("person", "copies", "retention", "hold")
OF_WORKSPACE: Final = (
    *("back_up", "backups", "plan", "restore", "rescue"),
    *("export", "check_export", "take_in", "site", "mailbox", "calendar"),
)
LEAST: Final = QSize(420, 320)
FIRST: Final = QSize(1280, 800)

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services

log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """The window."""

    language_wanted = Signal(str)  # after the window speaks it
    look_changed = Signal()  # theme or zoom; pages were built anew
    read_again_wanted = Signal()
    reopen_wanted = Signal()  # another file takes the workspace's place
    another_wanted = Signal(object)  # Path of another workspace, or of a copy
    frozen_wanted = Signal()  # to see at once what is frozen
    stay_wanted = Signal()  # in a folder that the program warned about
    closing = Signal()
    first_painted = Signal()  # the window is on the screen

    def __init__(
        self,
        services: object,
        pages: Sequence[PageSpec],
        jobs: JobRunner,
        preferences: Preferences,
        *,
        read_only: bool = False,
        why: ReadOnlyReason = ReadOnlyReason.IN_USE,
    ) -> None:
        """Build the frame and the page that was last in front; `why` says why nothing is written."""
        super().__init__()
        use_locale(self)
        self.services = services
        self.jobs = jobs
        self.preferences = preferences
        self.read_only = read_only
        self._specs = {spec.key: spec for spec in pages}
        keymap.use(keymap.read(preferences))
        self._dispatch = Dispatch()
        self._dispatch.switch_letters(on=preferences.letters())
        self._pages: dict[str, Page] = {}
        self._waiting: dict[str, Changes] = {}
        self._building = ""
        self._meanwhile = Meanwhile(self)
        self._counts = Counts()
        self._bars: list[tuple[str, NoticeBar]] = []
        self._repeats: dict[str, int] = {}
        self._states: dict[str, Words] = {}
        if read_only:
            self._states["read-only"] = lambda: notices.read_only(why)
        self._last_error: BaseException | None = None
        self._actions: dict[str, QAction] = {}
        self._painted = False
        self.home = Path.home()  # where the search for another workspace begins
        self.leave_anyway = False  # whatever cannot be saved
        self.all_ended = True  # once closed: nothing was still under way
        self.setWindowTitle(tr("CM Workstation"))
        self.setMinimumSize(LEAST)
        self._register_own()
        self._build_frame()
        jobs.setParent(self)
        jobs.changed.connect(self.apply_changes)
        jobs.failed.connect(self._job_failed)
        self.first_painted.connect(self._meanwhile.begin)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.follow_system(app, self._follow_system)
        self._resume()

    # ------------------------------------------------------------------------------------ the frame

    def _build_frame(self) -> None:
        for action in self._actions.values():
            self.removeAction(action)
            action.deleteLater()
        self._actions = {}
        self._menus = menus.make_menus(self)
        self.later(self._fill_menus)
        self.later(self.jobs.release)
        centre = QWidget(self)
        self._rail = Rail(list(self._specs.values()), self.go, centre)
        self._stack = QStackedWidget(centre)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._bands = StateBands(self.act, self._states, centre)
        self._column.addWidget(self._bands)
        self._column.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._rail)
        middle.addLayout(self._column, 1)
        self.status = StatusArea(centre)
        self.status.outbox.clicked.connect(lambda: self.go("outbox"))
        self.status.accounts.clicked.connect(lambda: self.go("accounts"))
        self.status.dependence.clicked.connect(lambda: self.act("presence.dependence"))
        self.status.freeze.clicked.connect(self._press_freeze)
        self.status.people.clicked.connect(lambda: self.act("people.act_as"))
        whole = QVBoxLayout(centre)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(centre)
        self.jobs.progress.connect(self.status.show_progress)
        self.jobs.idle.connect(self.status.clear_progress)
        self.show_acting()

    def _fill_menus(self) -> None:
        self._actions = menus.make_actions(self, self.run)
        menus.fill_menus(self, self._menus, self._actions)

    def _resume(self) -> None:
        room = self.screen().availableGeometry().size()
        self.resize(FIRST.boundedTo(room - QSize(8, 40)))  # the desktop's frame needs some of it
        geometry = self.preferences.state("geometry")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        last = self.preferences.page()
        self.go(last if last in self._specs else next(iter(self._specs)))

    def rebuild(self) -> None:
        """Build frame and pages anew, after language, theme or zoom changed; drafts are saved first."""
        self._meanwhile.finish()
        current = self.current_key()
        memories = {key: page.memory() for key, page in self._pages.items()}
        self._leave_pages()
        self._dispatch.forget_pages()
        self._pages.clear()
        self._bars.clear()
        self._repeats.clear()
        self.setWindowTitle(tr("CM Workstation"))
        self._build_frame()
        self._rail.show_counts(self._counts)
        self.go(current)
        self._pages[current].recall(memories.get(current))
        self._meanwhile.finish()
        self._fit()
        self.look_frozen()

    # ------------------------------------------------------------------------------------ pages

    def go(self, key: str, *_: object) -> None:
        """Bring a page to the front, building it at the first visit. Unknown keys are left alone."""
        if key not in self._specs:
            return
        page = self._pages.get(key) or self._build_page(key)
        self._stack.setCurrentWidget(page)
        self._rail.show_current(key)
        self.preferences.set_page(key)
        changes = self._waiting.pop(key, Changes())
        if changes:
            page.refresh(changes)
        page.shown()
        focus = page.first_focus()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build_page(self, key: str) -> Page:
        with self.building(key):
            page = self._specs[key].factory(self)
        self._pages[key] = page
        self._stack.addWidget(page)
        for splitter in _named_splitters(page):
            state = self.preferences.state(f"{key}.{splitter.objectName()}")
            if not state.isEmpty():
                splitter.restoreState(state)
        return page

    @contextmanager
    def building(self, key: str) -> Iterator[None]:
        """Let what is registered within belong to a page."""
        before, self._building = self._building, key
        try:
            yield
        finally:
            self._building = before

    def later(self, step: Callable[[], object]) -> None:
        """Do a step in the building of the frame, or of a page, behind the first paint (`ui/meanwhile.py`)."""
        key = self._building

        def do() -> None:
            with self.building(key):
                step()

        self._meanwhile.add(do)

    def page(self, key: str) -> Page | None:
        """Return a page if it was built."""
        return self._pages.get(key)

    def current_key(self) -> str:
        """Return the key of the page in front, "" before the first."""
        current = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is current), "")

    def apply_changes(self, changes: Changes) -> None:
        """Tell the page in front what changed; the others hear of it when they come to the front."""
        current = self.current_key()
        for key, page in self._pages.items():
            if key == current:
                page.refresh(changes)
            else:
                self._waiting[key] = self._waiting.get(key, Changes()) | changes

    def show_acting(self) -> None:
        """Say at the foot of the window who acts; nothing where nobody was entered."""
        acting = getattr(self.services, "acting", None)  # a window of plain pages has none
        if acting is not None:
            self.status.show_acting(people.acting(acting.current()))

    def set_counts(self, counts: Counts) -> None:
        """Show on the rail what waits for a person."""
        self._counts = counts
        self._rail.show_counts(counts)

    # ------------------------------------------------------------------------------------ commands

    def register(
        self,
        area: str,
        actions: Mapping[str, Action],
        enabled: Mapping[str, Callable[[], bool]] | None = None,
    ) -> None:
        """Let functions answer the commands of an area while the page that is being built is in front."""
        self._dispatch.register(self._building, area, actions, enabled)

    def attach(self, widget: QWidget, context: str) -> None:
        """Give a widget the bare keys of a context; never a parent of a text field."""
        self._dispatch.attach(widget, context, self.run)

    def run(self, command: Command) -> bool:
        """Carry out a command; when nobody can answer it now, say so and return False."""
        if command.page and command.page != self.current_key():
            self.go(command.page)
        found = self._find(command.target)
        if found is None:
            said = tr("Not possible here: {command}").format(command=keys.title(command))
            if self.read_only:
                said = tr("{sentence}. This window only reads.").format(sentence=said)
            self.say(said)
            return False
        self._carry_out(found, *command.args)
        return True

    def act(self, target: str, *args: object) -> bool:
        """Carry out what a command's id or action name stands for."""
        command = BY_ID.get(target)
        if command is not None and not args:
            return self.run(command)
        if command is not None and command.page:
            self.go(command.page)
        found = self._find(target)
        if found is None:
            return False
        self._carry_out(found, *args)
        return True

    def _carry_out(self, found: Action, *args: object) -> None:
        """Do it; where the store says no (a full disk, a window that only reads), say why."""
        try:
            found(*args)
        except WorkstationError as error:
            self.failed(error)

    def can(self, target: str) -> bool:
        """Tell whether a command would be answered now."""
        command = BY_ID.get(target)
        if command is None:
            return self._find(target) is not None
        if command.page and command.page != self.current_key():
            return command.page in self._specs
        return self._find(command.target) is not None

    def _find(self, target: str) -> Action | None:
        self._meanwhile.finish()  # what answers may not be known yet
        return self._dispatch.find(target, self.current_key())

    def _register_own(self) -> None:
        self.register("go", {"page": self.go})
        self.register(
            "app",
            {
                "undo": self._undo,
                "refresh": self._read_again,
                "open_workspace": lambda: self._open_another("choose_folder"),
                "open_copy": lambda: self._open_another("choose_copy"),
                "stay_here": self.stay_wanted.emit,
                "preferences": self._open_preferences,
                "share_screen": self._share_screen,
                "keys": self._open_keys,
                "catch_up": self._open_catch_up,
                "quit": self.close,
                "next_pane": lambda: self._walk_panes(1),
                "previous_pane": lambda: self._walk_panes(-1),
                "zoom_in": lambda: self._step_zoom(1),
                "zoom_out": lambda: self._step_zoom(-1),
                "zoom_reset": lambda: self.set_look(zoom=1.0),
                "theme": lambda name: self.set_look(name=name),
                "language": self.set_language,
                "full_screen": self._toggle_full_screen,
                "palette": self._open_palette,
                "cheat_sheet": self._open_cheat_sheet,
                "copy_report": self._copy_report,
                "about": self._open_about,
            },
            {
                "undo": lambda: self._undo_bar() is not None,
                "refresh": lambda: not self.read_only,
                "stay_here": lambda: notices.GROUND in self._states,
                "copy_report": lambda: self._last_error is not None,
            },
        )
        self.register(
            "workspace",
            {name: partial(self._of_workspace, name) for name in OF_WORKSPACE},
            {
                "restore": self._may_keep,
                "take_in": self._may_keep,
                "plan": self._may_keep,
                "rescue": lambda: DAMAGED in self._states,
            },
        )

        self.register("people", {name: partial(self._of_people, name) for name in OF_PEOPLE})
        self.register(
            "erasing",
            {name: partial(self._of_erasing, name) for name in OF_ERASING},
            {"hold": self._may_hold},
        )
        self.register("media", {"library": self._open_library})
        self.register(
            "capture",
            {
                "message": partial(self._capture, "message"),
                "answer": partial(self._capture, "answer"),
            },
            dict.fromkeys(("message", "answer"), lambda: not self.read_only),
        )
        self.register(
            "crisis", {"change": self._change_crisis}, {"change": lambda: not self.read_only}
        )
        self.register(
            "freeze",
            {name: partial(self._of_freeze, name) for name in OF_FREEZE},
            {name: partial(self._can_freeze, name) for name in OF_FREEZE},
        )
        acts = {"bundle": self._open_bundle, "journal": self._open_journal}
        given = {"case_file": self._open_case_file, "conversations": self._save_list}
        self.register("proof", {**acts, **given})

    def _may_keep(self) -> bool:
        """Tell whether whoever acts may put another file in the workspace's place."""
        acting = getattr(self.services, "acting", None)
        return not self.read_only and (acting is None or acting.current().may(Act.KEEP))

    def _open_library(self) -> None:
        from cmworkstation.ui.media.dialog import (  # noqa: PLC0415 - not before it is asked for
            MediaLibrary,
        )

        MediaLibrary(self).open()

    def _capture(self, name: str) -> None:
        from cmworkstation.ui.capture import acts  # noqa: PLC0415 - not before it is asked for

        getattr(acts, name)(self)

    def _open_case_file(self) -> None:
        from cmworkstation.ui.review import from_inbox  # noqa: PLC0415 - not before it is asked for

        from_inbox.case_file(self)

    def _save_list(self) -> None:
        from cmworkstation.ui.review import from_inbox  # noqa: PLC0415 - not before it is asked for

        from_inbox.list_as_table(self)

    def _change_crisis(self) -> None:
        from cmworkstation.ui.crisis import acts  # noqa: PLC0415 - not before it is asked for

        acts.change(self)

    def _of_freeze(self, name: str) -> None:
        from cmworkstation.ui.freeze import acts  # noqa: PLC0415 - not before it is asked for

        getattr(acts, name)(self)

    def _can_freeze(self, name: str) -> bool:
        from cmworkstation.ui.freeze import acts  # noqa: PLC0415 - as above

        if self.services is None or name in ("now", "part"):
            return self.services is not None
        return acts.may_go_on(self) if name == "go_on" else acts.is_frozen(self)

    def _press_freeze(self) -> None:
        """Freeze, or where something is frozen go to the thaw."""
        self.act("go.thaw" if self.status.freeze.property("cold") else "freeze.now")

    def look_frozen(self) -> None:
        """Show at once what is frozen, without waiting for the next look."""
        self.frozen_wanted.emit()

    def _open_bundle(self) -> None:
        from cmworkstation.ui.proof.bundle import BundleDialog  # noqa: PLC0415 - not before it is asked for

        BundleDialog(self).open()

    def _open_journal(self) -> None:
        from cmworkstation.ui.proof.journal import JournalDialog  # noqa: PLC0415 - as above

        JournalDialog(self).open()

    def _of_people(self, name: str) -> None:
        from cmworkstation.ui.people import acts  # noqa: PLC0415 - not before it is asked for

        getattr(acts, name)(self)

    def _of_erasing(self, name: str) -> None:
        from cmworkstation.ui.erasing import acts  # noqa: PLC0415 - not before it is asked for

        getattr(acts, name)(self)

    def _may_hold(self) -> bool:
        """Tell whether a conversation is open that could be kept from being erased."""
        from cmworkstation.ui.erasing import acts  # noqa: PLC0415 - as above

        return acts.can_hold(self)

    def _of_workspace(self, name: str) -> None:
        from cmworkstation.ui.backups import acts  # noqa: PLC0415 - not before it is asked for

        getattr(acts, name)(self)

    # ------------------------------------------------------------------------------------ saying

    def say(self, text: str, ms: int = 4000) -> None:
        """Say a quiet line in the status area."""
        self.status.say(text, ms)

    def show_state(self, key: str, wording: Words | None) -> None:
        """Show above all pages what lasts until it is over; None takes it away."""
        self._bands.show_state(key, wording)
        self._thin_out()

    def notify(self, notice: Notice) -> None:
        """Show a bar; a repeat of one that is still there is counted instead."""
        key = notice.key or notice.text
        for known, bar in self._bars:
            if known == key:
                self._repeats[key] = self._repeats.get(key, 1) + 1
                bar.set_words(f"{notice.text} ({self._repeats[key]} ×)", notice.hint)
                return
        row = BY_ID.get(notice.command)
        button = keys.title(row).rstrip("…") if row else ""
        bar = NoticeBar(
            notice.kind,
            notice.text,
            notice.hint,
            button,
            lambda: self.act(notice.command, *notice.args),
        )
        self._add_bar(key, bar)

    def tell(self, notice: Notice) -> None:
        """Show a bar, or let the one of the same key say this; a repeat is not counted."""
        bar = next((bar for key, bar in self._bars if key == (notice.key or notice.text)), None)
        if bar is None:
            self.notify(notice)
        else:
            bar.set_words(notice.text, notice.hint)

    def has_notice(self, key: str) -> bool:
        """Tell whether the bar of a key is up."""
        return any(known == key for known, _ in self._bars)

    def withdraw(self, key: str) -> None:
        """Take the bar of a key away: what it told of is over."""
        for known, bar in list(self._bars):
            if known == key:
                self._close_bar(bar)

    def failed(
        self,
        error: Exception,
        retry: Callable[[], object] | None = None,
        account_id: AccountId | None = None,
    ) -> None:
        """Say what went wrong, and with which account; what passes by itself is said quietly."""
        workspace = getattr(self.services, "workspace", None)
        if workspace is not None and workspace.notice(error):  # met in a loop over rows
            error = StoreDamaged(workspace.damage)
        self._last_error = error
        if not notices.is_ours(error):
            log.error("%s", notices.report(error), extra={"mistake": error})
        said = notices.words(error, self._account(account_id))
        if notices.is_quiet(error, self._states) and retry is None:
            self.say(notices.quietly(error) or said.text, 8000)
            return
        self.notify(said)
        if retry is not None:
            _, bar = self._bars[-1]
            bar.add_button(tr("Try again"), retry)

    def _job_failed(self, error: Exception, lane: str) -> None:
        self.failed(error, account_id=account_of(lane))

    def _account(self, account_id: AccountId | None) -> Account | None:
        listed = cast("Services", self.services).accounts.listed() if account_id else ()
        return next((one for one in listed if one.id == account_id), None)

    def undo(
        self,
        text: str,
        seconds: float,
        undo: Callable[[], object],
        done: Callable[[], object] | None = None,
    ) -> UndoBar:
        """Say what was done and offer to take it back for a while; `done` runs when the time is over."""
        bar = UndoBar(text, seconds)
        bar.undone.connect(lambda: self._close_bar(bar))
        bar.ended.connect(lambda: self._close_bar(bar))
        bar.undone.connect(undo)
        if done is not None:
            bar.ended.connect(done)
        self._add_bar(f"undo {id(bar)}", bar)
        return bar

    def copy(self, text: str) -> None:
        """Put a text on the clipboard and say so."""
        QGuiApplication.clipboard().setText(text)
        self.say(tr("Copied"))

    def _add_bar(self, key: str, bar: NoticeBar) -> None:
        bar.dismissed.connect(lambda: self._close_bar(bar))
        self._bars.append((key, bar))
        if isinstance(bar, UndoBar):  # below the page: what somebody reads does not move away
            self._column.addWidget(bar)
        else:
            self._column.insertWidget(self._column.indexOf(self._stack), bar)
        plain = [one for _, one in self._bars if not isinstance(one, UndoBar)]
        if len(plain) > MOST_BARS:
            self._close_bar(min(plain, key=lambda one: one.weight))  # of equals the oldest
        self._thin_out()

    def _thin_out(self) -> None:
        """Show the gravest and newest notices: two, or one where a state stands above all pages or the window is low.

        Otherwise bands and bars would press each other and the page out of sight. The others come when one is put away.
        Of what can be taken back, the newest two stand below the page.
        """
        plain = [one for _, one in self._bars if not isinstance(one, UndoBar)]
        low = self.height() < theme.current().px(theme.LOW_WINDOW)
        most = 1 if low or self._bands.shows_any() else MOST_NOTICES
        ranked = sorted(range(len(plain)), key=lambda n: (plain[n].weight, n))
        shown = ranked[-most:]
        for n, bar in enumerate(plain):
            bar.setVisible(n in shown)
            bar.say_behind(len(plain) - len(shown) if n == max(shown) else 0)
        undos = [one for _, one in self._bars if isinstance(one, UndoBar)]
        # The older ones come back when a newer one is gone.
        for n, bar in enumerate(reversed(undos)):
            bar.setVisible(n < MOST_UNDOS)

    def _close_bar(self, bar: NoticeBar) -> None:
        for key, one in self._bars:
            if one is bar:
                self._repeats.pop(key, None)
        self._bars = [(key, one) for key, one in self._bars if one is not bar]
        bar.hide()
        bar.deleteLater()
        self._thin_out()

    def _undo_bar(self) -> UndoBar | None:
        bars = [bar for _, bar in self._bars if isinstance(bar, UndoBar)]
        return bars[-1] if bars else None

    def _undo(self) -> None:
        bar = self._undo_bar()
        if bar is not None:
            bar.press()

    def _read_again(self) -> None:
        self.say(tr("Reading all accounts"))
        self.read_again_wanted.emit()

    def _copy_report(self) -> None:
        if self._last_error is not None:
            self.copy(notices.report(self._last_error))

    # ------------------------------------------------------------------------------------ look

    def set_look(self, name: str = "", zoom: float = 0.0) -> None:
        """Change theme or zoom and remember it."""
        name = name or self.preferences.theme()
        zoom = zoom or self.preferences.zoom()
        self.preferences.set_theme(name)
        self.preferences.set_zoom(zoom)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, name, zoom)
        self.rebuild()
        self.look_changed.emit()

    def _follow_system(self) -> None:
        """Dress as the system does now, once no dialog stands over the pages that are built anew."""
        if self.preferences.theme() != "system":
            return
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget():
            QTimer.singleShot(1000, self, self._follow_system)
            return
        self.set_look()

    def set_language(self, code: str) -> None:
        """Speak another language, "" for the system's, and remember it."""
        self.preferences.set_language(code)
        i18n.use_language(code)
        use_locale(self)
        self.rebuild()
        self.language_wanted.emit(i18n.language())

    def set_keys(self, wanted: keymap.Keymap) -> None:
        """Let other keys lead to the commands, and remember it."""
        keymap.keep(self.preferences, wanted)
        keymap.use(wanted)
        self.rebuild()

    def set_letters(self, *, on: bool) -> None:
        """Let single letters act in lists, or not, and remember it."""
        self.preferences.set_letters(on)
        self._dispatch.switch_letters(on=on)

    def _step_zoom(self, step: int) -> None:
        steps = theme.ZOOMS
        now = min(range(len(steps)), key=lambda n: abs(steps[n] - self.preferences.zoom()))
        wanted = steps[min(len(steps) - 1, max(0, now + step))]
        if wanted != self.preferences.zoom():
            self.set_look(zoom=wanted)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _fit(self) -> None:
        limit = theme.current().px(theme.NARROW_WINDOW)
        self._rail.set_narrow(narrow=self.width() < limit)
        self._bands.set_low(low=self.height() < theme.current().px(theme.LOW_WINDOW))
        self._thin_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give way to the page as the window narrows."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when all of the window was painted for the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(
                0, self, self.first_painted.emit
            )  # the panes are painted within this event

    # ------------------------------------------------------------------------------------ other windows

    def _open_palette(self) -> None:
        from cmworkstation.ui.palette import Palette  # noqa: PLC0415 - not before it is asked for

        Palette(self).open_over()

    def _open_cheat_sheet(self) -> None:
        from cmworkstation.ui.cheatsheet import CheatSheet  # noqa: PLC0415 - not before it is asked for

        CheatSheet(self).show()

    def _open_another(self, choose: str) -> None:
        from cmworkstation.ui import opening  # noqa: PLC0415 - not before it is asked for

        getattr(opening, choose)(self)

    def _open_preferences(self) -> None:
        from cmworkstation.ui.preferences_dialog import PreferencesDialog  # noqa: PLC0415 - as above

        PreferencesDialog(self).open()

    def _share_screen(self) -> None:
        from cmworkstation.ui import teller  # noqa: PLC0415 - as above

        self.say(teller.turn_sharing(self.preferences), 8000)

    def _open_keys(self) -> None:
        from cmworkstation.ui.keys_dialog import KeysDialog  # noqa: PLC0415 - as above

        KeysDialog(self).open()

    def _open_catch_up(self) -> None:
        from cmworkstation.ui.catch_up import show  # noqa: PLC0415 - as above

        show(self)

    def _open_about(self) -> None:
        from cmworkstation.ui.about import about  # noqa: PLC0415 - as above

        services = cast("Services", self.services)
        about(self, services.workspace.sqlite_version()).open()

    def _walk_panes(self, step: int) -> None:
        page = self._stack.currentWidget()
        panes = (
            [pane for pane in page.panes() if pane.isVisible()] if isinstance(page, Page) else []
        )
        if not panes:
            self.focusNextPrevChild(step > 0)
            return
        focus = QApplication.focusWidget()
        here = next(
            (
                n
                for n, pane in enumerate(panes)
                if focus and (pane is focus or pane.isAncestorOf(focus))
            ),
            -1 if step > 0 else 0,
        )
        _focus_into(panes[(here + step) % len(panes)])

    # ------------------------------------------------------------------------------------ the end

    def _leave_pages(self) -> None:
        for key, page in self._pages.items():
            self._save_page(page)
            for splitter in _named_splitters(page):
                self.preferences.set_state(f"{key}.{splitter.objectName()}", splitter.saveState())

    def _save_page(self, page: Page) -> None:
        """Let a page save; what a damaged file does not take keeps no window open."""
        try:
            page.before_close()
        except WorkstationError as error:
            self.failed(error)

    def save_all(self) -> None:
        """Save what is being written, and stay."""
        for page in self._pages.values():
            self._save_page(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save drafts and places, let work under way end, and go; ask first when something cannot be saved."""
        self._leave_pages()
        held = [page.unsaved() for page in self._pages.values() if page.unsaved()]
        if held and not self.leave_anyway:
            event.ignore()
            self._ask_to_leave("\n\n".join(held))
            return
        self.preferences.set_state("geometry", self.saveGeometry())
        self.preferences.save()
        self.closing.emit()
        self.all_ended = self.jobs.close()
        super().closeEvent(event)

    def _ask_to_leave(self, texts: str) -> None:
        from cmworkstation.ui.leaving import LeavingBox  # noqa: PLC0415 - on a full disk only

        box = LeavingBox(self, texts)
        box.copied.connect(self.copy)
        box.leave.connect(self._leave)
        box.open()

    def _leave(self) -> None:
        self.leave_anyway = True
        self.close()


def _named_splitters(page: Page) -> list[QSplitter]:
    return [one for one in page.splitters() if one.objectName()]


def _focus_into(pane: QWidget) -> None:
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus:
        pane.setFocus(Qt.FocusReason.TabFocusReason)
        return
    for child in pane.findChildren(QWidget):
        if (
            child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and child.isVisible()
            and child.isEnabled()
        ):
            child.setFocus(Qt.FocusReason.TabFocusReason)
            return
