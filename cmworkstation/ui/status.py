"""The line at the foot of the window: accounts, outbox, network, and a word about the last press."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.account import AT_REST, AccountHealth, TokenState
from cmworkstation.domain.errors import Offline
from cmworkstation.domain.progress import Progress
from cmworkstation.i18n import labelled, tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.labels import ElidedLabel, PlainLabel
from cmworkstation.words import of_accounts, problems, steps

SAID_MS = 4000
LISTED = 20  # lines of a tool tip


class StatusArea(QFrame):
    """Says when accounts were last read and what is wrong, in plain words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing to say."""
        super().__init__(parent)
        theme.mark(self, "status")
        self.freeze = QToolButton(self)
        self.freeze.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.freeze.setFont(theme.current().font("meta", bold=True))
        theme.mark(self.freeze, "freeze")
        self.accounts = _slot(self, "", tr("Accounts"))
        self.outbox = _slot(self, "outbox", tr("Outbox"))
        self.offline = _slot(self, "offline", tr("Network"))
        self.people = _slot(self, "user", tr("Who acts"))
        self.dependence = _slot(self, "presence", tr("Dependence on platforms"))
        self._said = ElidedLabel("", self)
        self._work = PlainLabel("", self)
        for label in (self._said, self._work):
            theme.mark(label, "meta")
        self._row = QHBoxLayout(self)
        for widget in (
            *(self.freeze, self.accounts, self.outbox, self.offline, self.people),
            self.dependence,
        ):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self._said, 3)
        self._row.addWidget(self._work)
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(lambda: self._said.setText(""))
        self.show_frozen(frozen=False, held=0)
        self.fit()

    def fit(self) -> None:
        """Take the sizes of the theme in use."""
        t = theme.current()
        self._row.setContentsMargins(t.px(8), 0, t.px(12), 0)
        self._row.setSpacing(t.px(12))
        self.setFixedHeight(t.px(theme.COMPACT_ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give words up for icons where there is no room for both."""
        super().resizeEvent(event)
        self.make_room()

    def make_room(self) -> None:
        """Show as many slots with words as there is room for; the tool tips keep them all."""
        style = Qt.ToolButtonStyle
        every = (
            *(self.freeze, self.offline, self.accounts, self.outbox, self.people),
            self.dependence,
        )
        slots = [one for one in every if not one.isHidden()]
        for one in slots:
            one.setToolButtonStyle(style.ToolButtonTextBesideIcon)
        room = self.width() - theme.current().px(
            96
        )  # margins, gaps, and the word about the last press
        for one in slots:
            if sum(slot.sizeHint().width() for slot in slots) <= room:
                break
            one.setToolButtonStyle(style.ToolButtonIconOnly)

    def say(self, text: str, ms: int = SAID_MS) -> None:
        """Say one quiet line for a while."""
        self._said.setText(text)
        self._said.setAccessibleName(text)
        self._quiet.start(ms)

    def show_health(self, accounts: Sequence[AccountHealth], now: datetime | None = None) -> None:
        """Say how the accounts are: one line for all, each of them in the tool tip."""
        now = now or datetime.now(UTC)
        wrong = [one for one in accounts if _wrong(one)]
        read = [one.last_read_at for one in accounts if one.last_read_at]
        if len(wrong) == 1:
            text = tr("{account}: {trouble}").format(
                account=foreign.line(wrong[0].name), trouble=_trouble(wrong[0])
            )
        elif wrong:
            text = trn("{n} account needs a look", "{n} accounts need a look", len(wrong)).format(
                n=len(wrong)
            )
        elif read:
            text = tr("Read {when}").format(when=words.when(min(read), now))
        else:
            text = tr("Not read yet") if accounts else ""
        told = accounts
        if len(accounts) > LISTED:  # those in trouble first; the tool tip has no room for all
            told = [*wrong, *(one for one in accounts if not _wrong(one))][: LISTED + 1]
        lines = [_line(one, now) for one in told]
        _set(self.accounts, "warn" if wrong else "good", text, "\n".join(lines))
        self.make_room()

    def show_outbox(self, queued: int, needs_person: int) -> None:
        """Say how many answers wait to leave, and how many wait for a person."""
        parts = []
        if queued:
            parts.append(trn("{n} queued", "{n} queued", queued).format(n=queued))
        if needs_person:
            parts.append(trn("{n} needs you", "{n} need you", needs_person).format(n=needs_person))
        _set(self.outbox, "warn" if needs_person else "outbox", " · ".join(parts))
        self.make_room()

    def show_offline(self, since: datetime | None) -> None:
        """Say since when there is no network, None for "there is one"."""
        text = ""
        if since:
            now, local = datetime.now(UTC), since.astimezone()
            today = local.date() == now.astimezone().date()
            when = f"{local:%H:%M}" if today else words.when(since, now)
            text = tr("Offline since {when}").format(when=when)
        _set(self.offline, "offline", text)
        self.make_room()

    def show_frozen(self, *, frozen: bool, held: int) -> None:
        """Offer to stop everything, or say that it stands still; a press freezes, or leads to the thaw."""
        cold = frozen or held > 0
        text = tr("Frozen") if frozen else tr("Thaw") if held else tr("Freeze")
        tip = (
            tr("Press to see what is held back.")
            if cold
            else tr("Stops at once everything that leaves or acts by itself (Ctrl+Alt+Pause).")
        )
        self.freeze.setText(text)
        self.freeze.setIcon(icons.icon("freeze", "on_frozen" if cold else "on_stop"))
        self.freeze.setAccessibleName(text)
        self.freeze.setAccessibleDescription(tip)
        self.freeze.setToolTip(foreign.tooltip(f"{text}. {tip}"))
        self.freeze.setProperty("tone", "frozen" if cold else "")
        self.freeze.setProperty("cold", cold)
        theme.restyle(self.freeze)
        self.make_room()

    def show_acting(self, name: str) -> None:
        """Say who acts, "" for nobody in particular; a press offers the others."""
        tip = tr("{name} acts here. Press to let somebody else act.").format(name=name)
        _set(self.people, "user", name, tip if name else "")
        self.make_room()

    def show_dependence(self, text: str, tip: str = "") -> None:
        """Say on how many platforms we are in effect, "" where nobody knows; a press shows why."""
        _set(self.dependence, "presence", text, tip)
        self.make_room()

    def show_progress(self, lane: str, step: Progress) -> None:
        """Say how far long work is."""
        del lane
        over = step.total and step.done >= step.total
        self._work.setText("" if over or not step.done else steps.progress(step))

    def clear_progress(self) -> None:
        """Nothing is under way any more."""
        self._work.clear()


def _slot(parent: QWidget, icon: str, name: str) -> QToolButton:
    button = QToolButton(parent)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setAccessibleName(name)
    button.setFont(theme.current().font("meta"))
    button.hide()
    if icon:
        button.setIcon(icons.icon(icon, "soft"))
    return button


def _set(button: QToolButton, icon: str, text: str, tip: str = "") -> None:
    t = theme.current()
    role = "warn" if icon == "warn" else "good" if icon == "good" else "soft"
    button.setIcon(icons.icon(icon, role))
    button.setText(t.beside(foreign.line(text)) if text else "")
    button.setFont(t.font("meta"))
    button.setToolTip(foreign.tooltip(tip or text))
    button.setAccessibleName(text)
    button.setVisible(bool(text))


def _wrong(one: AccountHealth) -> bool:
    """Tell whether an account needs a look; that there is no network is said once, and not of each."""
    return one.state is TokenState.DEAD or bool(one.trouble and one.trouble != Offline.__name__)


def _trouble(one: AccountHealth) -> str:
    if one.state in AT_REST:
        return of_accounts.token(one.state)
    return of_accounts.token(TokenState.TROUBLE) if one.trouble else of_accounts.token(one.state)


def _line(one: AccountHealth, now: datetime) -> str:
    read = (
        tr("read {when}").format(when=words.when(one.last_read_at, now))
        if one.last_read_at
        else tr("not read yet")
    )
    said = problems.sentence(one.trouble) if one.trouble else of_accounts.token(one.state)
    allowed = of_accounts.budget(one.budget, now) if one.budget else ""
    return " · ".join(filter(None, (labelled(one.name, read), said, allowed)))
