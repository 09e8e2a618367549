"""How far back an account reaches: on its card in one line, and in a dialog with its gaps and older messages."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.account import Account, TokenState
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.gap import Depth, DepthState, Gap, GapState
from cmworkstation.i18n import N_, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.accounts.gap_rows import GapDelegate
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import gaps as gap_words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

ALL = 0
CHOICES: Final = (  # what a person chooses from, and how many days that is
    (N_("The last 30 days"), 30),
    (N_("The last year"), 365),
    (N_("Everything that the platform has"), ALL),
)
SETTLED = (GapState.FILLED, GapState.FILLING)  # nothing to worry about
MOST_GAPS = 200  # rows of the list; older ones were filled long ago


def want(services: "Services", account: Account, days: int) -> Changes:
    """Ask for an account's messages of the last `days`, or for all that there are."""
    since = None if days == ALL else services.clock.now() - timedelta(days=days)
    return services.history.want(account.id, since)


class HistoryLine(QWidget):
    """How far back an account reaches, how fetching older messages goes, and how many gaps are open."""

    def __init__(self, window: "MainWindow", account: Account, gaps: int) -> None:
        """Show it as it is now; `gaps` are not filled yet."""
        super().__init__()
        self._window = window
        self._services = cast("Services", window.services)
        self._account = account
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self._depth = label("meta")
        self._going = label("meta")
        self._gaps = label("warn")
        for one in (self._depth, self._going, self._gaps):
            column.addWidget(one)
        holder = QWidget()
        row = FlowLayout(holder)
        self.fetch = QPushButton(tr("Fetch older messages…"))
        theme.mark(self.fetch, "link")
        self.fetch.setAccessibleName(tr("Fetch older messages of {name}").format(name=account.name))
        self.fetch.clicked.connect(self.open)
        self.stop = QPushButton(tr("Stop"))
        theme.mark(self.stop, "link")
        self.stop.setAccessibleName(
            tr("Stop fetching older messages of {name}").format(name=account.name)
        )
        self.stop.clicked.connect(self._stop)
        row.addWidget(self.fetch)
        row.addWidget(self.stop)
        column.addWidget(holder)
        self.look(gaps)
        if account.state is TokenState.ARCHIVE or account.capabilities.only_by_hand:
            self.hide()  # nobody can be asked

    def look(self, gaps: int) -> None:
        """Say how it is now, in place: a page that comes every second must not take the focus away."""
        depth = self._services.history.depth(self._account.id)
        now = self._services.clock.now()
        self._depth.setText(gap_words.depth(depth, now) if depth.read_from else "")
        self._depth.setVisible(depth.read_from is not None)
        going = gap_words.looking_back(depth) if depth.state is DepthState.WANTED else ""
        self._going.setText(going)
        self._going.setVisible(bool(going))
        text = trn("{n} gap is not filled yet", "{n} gaps are not filled yet", gaps)
        self._gaps.setText(text.format(n=gaps))
        self._gaps.setVisible(gaps > 0)
        wanted = depth.state is DepthState.WANTED
        self.stop.setVisible(wanted)
        offered = depth.can_ask and not depth.nothing_older
        self.fetch.setText(tr("Fetch older messages…") if offered else tr("Gaps…"))

    def open(self) -> None:
        """Open the dialog."""
        HistoryDialog(self._window, self._account).open()

    def _stop(self) -> None:
        self._window.jobs.emit_changes(self._services.history.stop(self._account.id))
        self.look(self._services.history.unsettled().get(self._account.id, 0))
        self.fetch.setFocus()


class HistoryDialog(QDialog):
    """Older messages and gaps of one account."""

    def __init__(self, window: "MainWindow", account: Account) -> None:
        """Show it as it is now, and look again whenever something of it changes."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._account = account
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Older messages and gaps"))
        look = theme.current()
        self.setMinimumSize(look.px(320), look.px(320))
        fit(self, window, 560, 560)
        inner = self._inside()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(24), 0, look.px(24), look.px(16))
        foot.addStretch(1)
        foot.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)
        window.jobs.changed.connect(self._changed)
        self._look()

    def _inside(self) -> QWidget:
        look = theme.current()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(8))
        column.setSpacing(look.px(8))
        title = label("page")
        title.setText(self._account.name)
        column.addWidget(title)
        self._depth = label("soft")
        column.addWidget(self._depth)
        column.addWidget(self._choice())
        heading = label("bold")
        heading.setText(tr("When nothing was read"))
        column.addSpacing(look.px(8))
        column.addWidget(heading)
        self._none = label("soft")
        self._none.setText(
            tr("There is no gap: this account was read without a break since it was added.")
        )
        column.addWidget(self._none)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Gaps"))
        self._list.setItemDelegate(GapDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setMinimumHeight(look.px(160))
        column.addWidget(self._list, 1)
        column.addStretch(0)
        return inner

    def _choice(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        self._days = QButtonGroup(self)
        self._radios = []
        for text, days in CHOICES:
            radio = QRadioButton(tr(text))
            self._days.addButton(radio, days)
            self._radios.append(radio)
            column.addWidget(radio)
        self._radios[0].setChecked(True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(theme.current().px(4))
        self._busy.setAccessibleName(tr("Fetching older messages"))
        column.addWidget(self._busy)
        self._going = label("soft")
        column.addWidget(self._going)
        row_holder = QWidget()
        row = FlowLayout(row_holder)
        self.fetch = QPushButton(tr("Fetch"))
        theme.mark(self.fetch, "primary")
        self.fetch.clicked.connect(self._fetch)
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self._stop)
        row.addWidget(self.fetch)
        row.addWidget(self.stop)
        column.addWidget(row_holder)
        return holder

    def _fetch(self) -> None:
        changes = want(self._services, self._account, self._days.checkedId())
        if changes:
            self._window.jobs.emit_changes(changes)
        self._look()
        if changes:
            self.stop.setFocus()
        else:
            self._tell(tr("All of that is here already."))

    def _stop(self) -> None:
        self._window.jobs.emit_changes(self._services.history.stop(self._account.id))
        self._look()
        self.fetch.setFocus()

    def _changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.accounts and self.isVisible():
            self._look()

    def _look(self) -> None:
        depth = self._services.history.depth(self._account.id)
        now = self._services.clock.now()
        self._depth.setText(gap_words.depth(depth, now))
        wanted = depth.state is DepthState.WANTED
        may = depth.can_ask and depth.read_from is not None and not self._services.read_only
        for radio in self._radios:
            radio.setEnabled(may and not wanted)
        self.fetch.setVisible(not wanted)
        self.fetch.setEnabled(may)
        self.stop.setVisible(wanted)
        self._busy.setVisible(wanted)
        self._tell(self._said(depth))
        self._show_gaps()

    def _said(self, depth: Depth) -> str:
        if not depth.can_ask:
            return tr("This platform cannot be asked for older messages.")
        if depth.read_from is None:
            return tr("Older messages can be fetched once the account was read.")
        return gap_words.looking_back(depth) or tr(
            "They are filed under Done: they can be read, searched and answered, and nobody waits any more."
        )

    def _tell(self, text: str) -> None:
        self._going.setText(text)
        self._going.setVisible(bool(text))

    def _show_gaps(self) -> None:
        now = self._services.clock.now()
        gaps = self._services.history.gaps(self._account.id, MOST_GAPS)
        rows = [(_told(gap, now), gap.state in SETTLED) for gap in gaps]
        self._none.setVisible(not rows)
        self._list.setVisible(bool(rows))
        if [self._list.item(n).text() for n in range(self._list.count())] == [
            row[0] for row in rows
        ]:
            return  # nothing jumps while somebody reads
        self._list.clear()
        for text, fine in rows:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, "soft" if fine else "warn")
            self._list.addItem(item)


def _told(gap: Gap, now: datetime) -> str:
    standing = gap_words.standing(gap, now)
    when = f"{gap_words.time(gap, now)} · {gap_words.cause(gap)}"
    return "\n".join(text[:1].upper() + text[1:] for text in (when, standing))


def label(kind: str) -> QLabel:
    """Return a wrapped label of our own words."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    theme.mark(made, kind)
    return made
