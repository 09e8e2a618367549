"""When nothing was read, and how far back each account reaches: over all accounts, with what a person can do."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.gap import Depth, Gap, GapState
from cmworkstation.domain.ids import AccountId
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.intake.lines import LINE, LineList
from cmworkstation.ui.intake.phrases import Line
from cmworkstation.ui.jobs import READ, Job, account_lane
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import gaps as gap_words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MOST = 200  # gaps of one account that are shown
ASKABLE = (GapState.OPEN, GapState.FILLING)


class GapsPane(QWidget):
    """First the gaps of all accounts, then how far back each of them reaches."""

    counted = Signal(int)  # gaps that are not filled

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        """Show nothing yet."""
        super().__init__()
        self._window = window
        self._services = services
        self._accounts: Mapping[AccountId, Account] = {}
        self._gaps: Mapping[object, Gap] = {}
        self._job: Job | None = None
        self._lane = ""
        self._build()
        self.list.selectionModel().currentChanged.connect(lambda *_: self._chosen())
        window.jobs.progress.connect(self._went_on)

    def look(
        self, accounts: Mapping[AccountId, Account], account: AccountId | None, *, trouble: bool
    ) -> None:
        """Read again what is known; `trouble` leaves out what is filled."""
        self._accounts = accounts
        wanted = [account] if account else list(accounts)
        self._window.jobs.run(
            READ, partial(self._fetch, wanted), partial(self._came, trouble=trouble), owner=self
        )

    def gap(self) -> Gap | None:
        """Return the chosen gap if it can be asked for."""
        line = self._line()
        found = self._gaps.get(line.key) if line is not None else None
        return found if found is not None and found.id and found.state in ASKABLE else None

    def account(self) -> Account | None:
        """Return the account of the chosen line."""
        line = self._line()
        if line is None:
            return None
        gap = self._gaps.get(line.key)
        return self._accounts.get(gap.account_id if gap is not None else AccountId(str(line.key)))

    def fill(self) -> None:
        """Ask the platform for the chosen gap now."""
        gap = self.gap()
        if gap is None or self._job is not None:
            return
        self._lane = account_lane(gap.account_id)
        self._job = self._window.jobs.run(
            self._lane,
            partial(self._services.history.fill, gap.id),
            partial(self._filled, gap.id),
            partial(self._failed, gap.account_id),
            owner=self,
        )
        self._progress.setText(tr("Asking the platform…"))
        self._chosen()

    def stop(self) -> None:
        """Stop asking after the page that is under way; what came stays."""
        if self._job is not None:
            self._job.cancel()
            self._over(tr("Stopped; what came stays."))

    def older(self) -> None:
        """Open what fetches older messages of the account of the chosen line."""
        from cmworkstation.ui.accounts.history import HistoryDialog  # noqa: PLC0415 - seldom needed

        account = self.account()
        if account is not None:
            HistoryDialog(self._window, account).open()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.list = LineList(tr("Gaps, and how far back each account reaches"))
        column.addWidget(self.list, 1)
        foot = QWidget()
        below = QVBoxLayout(foot)
        below.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        below.setSpacing(look.px(8))
        self.sentence = PlainLabel()
        self.sentence.setWordWrap(True)
        theme.mark(self.sentence, "soft")
        below.addWidget(self.sentence)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(tr("Filling a gap"))
        below.addWidget(self._busy)
        self._progress = PlainLabel()
        self._progress.setWordWrap(True)
        below.addWidget(self._progress)
        holder = QWidget()
        flow = FlowLayout(holder)
        self._fill = QPushButton(tr("Fill now"))
        theme.mark(self._fill, "primary")
        self._fill.clicked.connect(lambda _=False: self.fill())
        self._stop = QPushButton(tr("Stop"))
        self._stop.clicked.connect(lambda _=False: self.stop())
        self._older = QPushButton(tr("Fetch older messages…"))
        theme.mark(self._older, "quiet")
        self._older.clicked.connect(lambda _=False: self.older())
        for button in (self._fill, self._stop, self._older):
            flow.addWidget(button)
        below.addWidget(holder)
        column.addWidget(foot)

    def _fetch(self, wanted: Sequence[AccountId]) -> tuple[list[Gap], list[Depth]]:
        history = self._services.history
        gaps = [gap for one in wanted for gap in history.gaps(one, MOST)]
        return gaps, [history.depth(one) for one in wanted]

    def _came(self, found: tuple[list[Gap], list[Depth]], *, trouble: bool) -> None:
        gaps, depths = found
        now = self._services.clock.now()
        gaps.sort(key=lambda one: (one.until is not None, -one.since.timestamp()))
        shown = [one for one in gaps if not trouble or one.state is not GapState.FILLED]
        self.counted.emit(sum(one.state is not GapState.FILLED for one in gaps))
        keys = [(one.account_id, one.id or "goes on") for one in shown]
        self._gaps = dict(zip(keys, shown, strict=True))
        lines = []
        for key, one in self._gaps.items():
            account = self._accounts.get(one.account_id)
            filled = one.state is GapState.FILLED
            standing = _capital(gap_words.standing(one, now))
            lines.append(
                Line(
                    key=key,
                    colour=account.colour if account else 0,
                    title=_capital(gap_words.time(one, now)),
                    when=foreign.line(account.name) if account else "",
                    numbers=(),
                    counted=f"{words.span((one.until or now) - one.since)} · {gap_words.cause(one)}",
                    trouble=standing,
                    tone="soft" if filled else "warn",
                )
            )
        lines += [self._of_depth(one) for one in depths]
        current = self._line()
        self.list.lines.show_lines(lines)
        if lines:
            place = self.list.lines.place_of(current.key) if current is not None else -1
            self.list.setCurrentIndex(self.list.lines.index(max(0, place)))
        self._chosen()

    def _of_depth(self, one: Depth) -> Line:
        account = self._accounts.get(one.account_id)
        return Line(
            key=one.account_id,
            colour=account.colour if account else 0,
            title=foreign.line(account.name) if account else "",
            when=tr("how far back"),
            numbers=(),
            counted=gap_words.depth(one, self._services.clock.now()),
            trouble=gap_words.looking_back(one),
        )

    def _line(self) -> Line | None:
        index: QModelIndex = self.list.currentIndex()
        line = index.data(LINE) if index.isValid() else None
        return line if isinstance(line, Line) else None

    def _chosen(self) -> None:
        line = self._line()
        self.sentence.setText(line.spoken if line is not None else "")
        may, working = not self._services.read_only, self._job is not None
        self._fill.setVisible(not working)
        self._fill.setEnabled(may and self.gap() is not None)
        self._stop.setVisible(working)
        self._busy.setVisible(working)
        self._progress.setVisible(bool(self._progress.text()))
        account = self.account()
        offered = account is not None and self._services.history.offered(account.platform)
        self._older.setEnabled(offered)

    def _went_on(self, lane: str, step: object) -> None:
        if self._job is not None and lane == self._lane and isinstance(step, Progress):
            text = trn("{n} item asked for so far", "{n} items asked for so far", step.done).format(
                n=step.done
            )
            self._progress.setText(text)

    def _filled(self, gap_id: int, _changes: Changes) -> None:
        gaps = self._services.history
        account = self.account()
        known = gaps.gaps(account.id, MOST) if account is not None else ()
        gap = next((one for one in known if one.id == gap_id), None)
        now = self._services.clock.now()
        self._over(_capital(gap_words.standing(gap, now)) if gap is not None else "")

    def _failed(self, account_id: AccountId, error: Exception) -> None:
        self._over("")
        self._window.failed(error, account_id=account_id)

    def _over(self, said: str) -> None:
        self._job = None
        self._progress.setText(said)
        self._chosen()
        self._window.jobs.emit_changes(Changes(readings=True))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
