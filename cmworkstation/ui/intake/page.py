"""The intake page: what every reading brought, its sums by day, what could not be understood, and the gaps."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.domain.account import Account
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.ids import AccountId
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.intake import phrases
from cmworkstation.ui.intake.gaps_pane import GapsPane
from cmworkstation.ui.intake.ledger_pane import DaysPane, ReadingsPane
from cmworkstation.ui.intake.quarantine_pane import QuarantinePane
from cmworkstation.ui.page import Page
from cmworkstation.ui.widgets.fields import Segmented
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.table_saver import save_table

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

PARTS = READINGS, DAYS, QUARANTINE, GAPS = "readings", "days", "quarantine", "gaps"


class IntakePage(Page):
    """Shows that nothing is missing, and what is."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; it reads when it is shown."""
        super().__init__(window)
        self._services = cast("Services", window.services)
        self._accounts: dict[AccountId, Account] = {}
        self._wanted = ""  # the account to choose once the list of accounts is known
        self._build()
        window.register(
            "intake",
            {
                "show": self.show_part,
                "trouble": self._turn_trouble,
                "export": self._export,
                "try_again": self.quarantine.try_again,
                "try_all": self.quarantine.try_all,
                "set_aside": self.quarantine.set_aside,
                "put_back": self.quarantine.put_back,
                "copy": self.quarantine.copy,
                "save": self.quarantine.save,
                "fill": self.gaps.fill,
                "older": self.gaps.older,
            },
            enabled={
                "export": lambda: bool(self._accounts),
                "try_again": lambda: self._may() and bool(self.quarantine.waiting()),
                "try_all": lambda: not self._services.read_only,
                "set_aside": lambda: self._may() and bool(self.quarantine.waiting()),
                "put_back": lambda: self._may() and bool(self.quarantine.put_aside()),
                "copy": lambda: bool(self._at_items() and self.quarantine.chosen()),
                "save": lambda: bool(self._at_items() and self.quarantine.chosen()),
                "fill": lambda: self._may(GAPS) and self.gaps.gap() is not None,
                "older": lambda: self._may(GAPS) and self.gaps.account() is not None,
            },
        )
        for pane in (self.readings, self.days, self.quarantine):
            pane.list.emptied.connect(lambda: self.parts.current().setFocus())
        window.attach(self.readings.list, "list")
        window.attach(self.quarantine.list, "list")
        window.attach(self.gaps.list, "list")

    # What the window asks of a page

    def refresh(self, changes: Changes) -> None:
        """Look again when something was read, or an account changed."""
        if changes.accounts or changes.readings or changes.new_messages:
            self._look(gently=True)

    def shown(self) -> None:
        """Look again: times in words grow old."""
        self._look(gently=True)

    def first_focus(self) -> QWidget:
        """Return the list in front; where it is empty, and a word stands in its place, the choice of parts."""
        panes = (self.readings, self.days, self.quarantine, self.gaps)
        shown = panes[PARTS.index(self.parts.key())].list
        return shown if shown.isVisibleTo(self) else self.parts.current()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the choices, and what they lead to."""
        return (self.parts, self._stack)

    def memory(self) -> object:
        """Return which part, which account, and whether only trouble is shown."""
        return (self.parts.key(), self._account() or "", self.trouble.isChecked())

    def recall(self, memory: object) -> None:
        """Show it again."""
        if isinstance(memory, tuple):
            part, self._wanted, trouble = memory
            self.trouble.setChecked(trouble)
            self.show_part(part)

    def show_part(self, key: str) -> None:
        """Show the readings, the days, the quarantine or the gaps."""
        self.parts.choose(key)
        self._turn()

    def show_account(self, account_id: AccountId, part: str = READINGS) -> None:
        """Show a part of one account."""
        self._wanted = account_id
        self.show_part(part)

    # Building

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        title = QLabel(tr("Intake"))
        theme.mark(title, "page")
        head.addWidget(title)
        head.addSpacing(look.px(12))
        self._summary = PlainLabel()
        self._summary.setWordWrap(True)
        theme.mark(self._summary, "soft")
        head.addWidget(self._summary, 1)
        column.addLayout(head)
        self.readings = ReadingsPane(self._services, self.window_.jobs)
        self.days = DaysPane(self._services, self.window_.jobs)
        self.quarantine = QuarantinePane(self.window_, self._services)
        self.gaps = GapsPane(self.window_, self._services)
        column.addWidget(self._filters())
        self.quarantine.counted.connect(self._count)
        self.readings.newer.connect(self._newer.setVisible)
        self._stack = QStackedWidget()
        for pane in (self.readings, self.days, self.quarantine, self.gaps):
            self._stack.addWidget(pane)
        column.addWidget(self._stack, 1)
        self._turn(look=False)

    def _filters(self) -> QWidget:
        look = theme.current()
        bar = QWidget()
        around = QVBoxLayout(bar)
        around.setContentsMargins(look.px(16), 0, look.px(16), look.px(8))
        flow = FlowLayout()
        around.addLayout(flow)
        self.parts = Segmented(
            [
                (READINGS, tr("Readings")),
                (DAYS, tr("By day")),
                (QUARANTINE, tr("Quarantine")),
                (GAPS, tr("Gaps")),
            ]
        )
        self.parts.setAccessibleName(tr("Parts of this page"))
        self.parts.chosen.connect(lambda _: self._turn())
        self.account = QComboBox()
        self.account.setAccessibleName(tr("Account"))
        self.account.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.account.setMaximumWidth(look.px(320))
        self.account.addItem(tr("All accounts"), "")
        self.account.activated.connect(lambda _: self._look(gently=False))
        self.trouble = QCheckBox(tr("Only trouble"))
        self.trouble.toggled.connect(lambda _: self._look(gently=False))
        self.aside = QCheckBox(tr("Also what was set aside"))
        self.aside.toggled.connect(lambda _: self._look(gently=False))
        self._newer = QPushButton(tr("Show newer lines"))
        theme.mark(self._newer, "tinted")
        self._newer.clicked.connect(self._to_top)
        self._newer.hide()
        self._all = QPushButton(icons.icon("refresh", "accent"), look.beside(tr("Try all again")))
        theme.mark(self._all, "quiet")
        self._all.clicked.connect(lambda _=False: self.quarantine.try_all())
        self._save = QPushButton(icons.icon("save", "accent"), look.beside(tr("Export as CSV…")))
        theme.mark(self._save, "quiet")
        self._save.clicked.connect(self._export)
        for widget in (
            self.parts,
            self.account,
            self.trouble,
            self.aside,
            self._all,
            self._save,
            self._newer,
        ):
            flow.addWidget(widget)
        return bar

    # Looking

    def _look(self, *, gently: bool) -> None:
        self._list_accounts()
        account, part = self._account(), self.parts.key()
        trouble = self.trouble.isChecked()
        if part == READINGS:
            self.readings.look(self._accounts, account, trouble=trouble, gently=gently)
        elif part == DAYS:
            self.days.look(self._accounts, account, trouble=trouble)
        elif part == GAPS:
            self.gaps.look(self._accounts, account, trouble=trouble)
        # Always: the number of what waits stands above every part.
        self.quarantine.look(self._accounts, account, aside=self.aside.isChecked())

    def _turn(self, *, look: bool = True) -> None:
        part = self.parts.key()
        self._stack.setCurrentIndex(PARTS.index(part))
        items = part == QUARANTINE
        self.trouble.setVisible(not items)
        self._save.setVisible(part == READINGS)
        self._newer.hide()
        self.aside.setVisible(items)
        self._all.setVisible(items)
        if look:
            self._look(gently=False)

    def _list_accounts(self) -> None:
        listed = self._services.accounts.listed()
        self._accounts = {one.id: one for one in listed}
        chosen = self._wanted or self._account() or ""
        self._wanted = ""
        wanted = [("", tr("All accounts")), *((one.id, foreign.line(one.name)) for one in listed)]
        box = self.account
        known = [(box.itemData(n), box.itemText(n)) for n in range(box.count())]
        if known != wanted:
            box.clear()
            for key, name in wanted:
                box.addItem(name, key)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _account(self) -> AccountId | None:
        key = self.account.currentData()
        return AccountId(key) if key else None

    def _count(self, waiting: int, put_aside: int) -> None:
        self._all.setEnabled(bool(waiting) and not self._services.read_only)
        if waiting:
            said = phrases.not_understood(waiting)
        elif put_aside:
            said = tr("Nothing waits here")
        else:
            said = tr("Everything that came in was understood")
        self._summary.setText(said)
        theme.mark(self._summary, "warn" if waiting else "soft")

    def _to_top(self) -> None:
        self.readings.list.scrollToTop()
        self._look(gently=False)

    def _at_items(self) -> bool:
        return self.parts.key() == QUARANTINE

    def _may(self, part: str = QUARANTINE) -> bool:
        return self.parts.key() == part and not self._services.read_only

    def _turn_trouble(self) -> None:
        self.trouble.toggle()

    # Export

    def _export(self) -> None:
        """Ask where to, and write the lines that the filters let through."""
        make = partial(
            self._services.ledger.table, self._account(), trouble=self.trouble.isChecked()
        )
        save_table(self.window_, self, "ledger", make)
