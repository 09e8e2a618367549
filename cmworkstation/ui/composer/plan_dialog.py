"""Choosing when a reply leaves: day and hour in a time zone, what if they pass, and what else leaves then."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cmworkstation.domain.reply import Draft
from cmworkstation.domain.slot import IfMissed, Named, Slot, resolve, zone_of
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.fields import add_named
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.ui.widgets.zones import WhenEdit, zone_box
from cmworkstation.words import timing

if TYPE_CHECKING:
    from cmworkstation.domain.crowding import Crowd
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

MORNING: Final = 9
MOST_SAID: Final = 3
ZONE: Final = "plan_zone"  # the one that was chosen last
POLICY: Final = "plan_if_missed"


class PlanDialog(QDialog):
    """Chooses; the composer's own button sends."""

    chosen = Signal(object)  # Slot

    def __init__(self, window: "MainWindow", draft: Draft) -> None:
        """Begin with what was planned, or with tomorrow morning."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._draft = draft
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Send at another time"))
        t = theme.current()
        kept = draft.slot
        settings = self._services.settings
        self.zone = zone_box(kept.zone if kept else settings.value(ZONE))
        self.zone.currentIndexChanged.connect(self._look)
        self.at = WhenEdit()
        self.at.dateTimeChanged.connect(self._look)
        self.policy = QComboBox()
        for policy, words in timing.IF_MISSED.items():
            self.policy.addItem(tr(words), policy.value)
        wanted = kept.if_missed if kept else settings.value(POLICY, IfMissed.ASK)
        self.policy.setCurrentIndex(max(0, self.policy.findData(str(wanted))))
        form = QFormLayout()
        form.setVerticalSpacing(t.px(12))
        form.setHorizontalSpacing(t.px(16))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("&When"), self.at)
        form.addRow("", self._presets())
        add_named(form, tr("Time &zone"), self.zone)
        add_named(form, tr("If that time &passes"), self.policy)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.crowd = PlainLabel()
        self.crowd.setWordWrap(True)
        theme.mark(self.crowd, "warn")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(t.px(24),) * 4)
        column.setSpacing(t.px(16))
        column.addLayout(form)
        column.addWidget(self.said)
        column.addWidget(self.crowd)
        column.addStretch(1)
        column.addWidget(self._buttons())
        self._show(kept.local() if kept else self._tomorrow())
        fit(self, window, 520, 420)

    # --- building ---------------------------------------------------------------------------------

    def _presets(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, 8)
        for words, when in (
            (tr("In an hour"), self._in_an_hour),
            (tr("Tomorrow morning"), self._tomorrow),
            (tr("Monday morning"), self._monday),
        ):
            button = QPushButton(words)
            button.setMinimumHeight(button.sizeHint().height())
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, when=when: self._show(when()))
            line.addWidget(button)
        return holder

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        self.plan = buttons.addButton(tr("Plan it"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.mark(self.plan, "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    # --- times ------------------------------------------------------------------------------------

    def _here(self) -> datetime:
        """Return the time of now in the chosen zone."""
        return self._services.clock.now().astimezone(zone_of(self.zone.currentData()))

    def _in_an_hour(self) -> datetime:
        return self._here() + timedelta(hours=1)

    def _tomorrow(self) -> datetime:
        return (self._here() + timedelta(days=1)).replace(hour=MORNING, minute=0)

    def _monday(self) -> datetime:
        here = self._here()
        return (here + timedelta(days=7 - here.weekday())).replace(hour=MORNING, minute=0)

    def _show(self, local: datetime) -> None:
        self.at.show_local(local)
        self._look()

    def slot(self) -> tuple[Slot, Named]:
        """Return what is chosen, and what is odd about it."""
        zone = self.zone.currentData()
        at, odd = resolve(self.at.local(), zone)
        return Slot(at, zone, IfMissed(self.policy.currentData())), odd

    # --- saying -----------------------------------------------------------------------------------

    def _look(self) -> None:
        slot, odd = self.slot()
        now = self._services.clock.now()
        past = slot.at <= now
        self.plan.setEnabled(not past)
        if past:
            self.said.setText(tr("That time has passed. Choose a later one."))
        else:
            said = tr("It leaves {when}.").format(when=timing.when(slot, now))
            more = tr(timing.ODD[odd]) if odd is not Named.FINE else ""
            self.said.setText(" ".join(filter(None, (said, more))))
        look = partial(self._services.outbox.crowding, self._draft, slot.at)
        self._window.jobs.run(READ, look, partial(self._show_crowd, slot.at), owner=self)

    def _show_crowd(self, at: datetime, found: "tuple[Crowd, ...]") -> None:
        if self.slot()[0].at == at:
            now = self._services.clock.now()
            self.crowd.setText("\n".join(timing.crowd(one, now) for one in found[:MOST_SAID]))

    def accept(self) -> None:
        """Tell what is chosen, and remember zone and policy for the next time."""
        slot, _ = self.slot()
        if slot.at <= self._services.clock.now():
            return
        settings = self._services.settings
        settings.put(ZONE, slot.zone)
        settings.put(POLICY, slot.if_missed)
        super().accept()
        self.chosen.emit(slot)
