"""Beside the send button: when the reply leaves, if not at once."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.slot import Slot
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.words import timing

if TYPE_CHECKING:
    from cmworkstation.ui.composer.foot import NextStep


class PlanButton(QWidget):
    """A calendar to plan with, and a cross that lets the reply leave at once again."""

    wanted = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Plan nothing."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(4))
        self.button = _tool("calendar", tr("Send at another time…"))
        self.button.clicked.connect(self.wanted)
        self.drop = _tool("close", tr("Send at once instead"))
        self.drop.clicked.connect(self.dropped)
        self.drop.hide()
        row.addWidget(self.button)
        row.addWidget(self.drop)

    def show_slot(self, slot: Slot | None, now: datetime, *, enabled: bool) -> None:
        """Say when the reply leaves."""
        self.button.setEnabled(enabled)
        self.drop.setVisible(slot is not None)
        said = timing.brief(slot, now) if slot else ""
        words = tr("Send at another time…")
        self.button.setToolTip(foreign.tooltip(f"{words} ({said})" if said else words))
        self.button.setAccessibleDescription(said)


def planned_step(step: "NextStep", slot: Slot | None, now: datetime) -> "NextStep":
    """Return a next step that says when the reply leaves, and the step itself where that is at once."""
    if slot is None:
        return step
    if slot.at <= now:
        why = tr("Its planned time has passed: it leaves at once.")
    else:
        why = tr("It leaves {when}.").format(when=timing.when(slot, now))
    return replace(step, why=" ".join(filter(None, (step.why, why))))


def _tool(icon: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(icon, "soft"))
    button.setAccessibleName(words)
    button.setToolTip(words)
    t = theme.current()
    button.setFixedSize(t.px(theme.CONTROL), t.px(theme.CONTROL))
    return button
