"""The facts that a draft stands on: a chip for each with its source, amber once it needs a look."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.facts import FactState, Standing
from cmworkstation.i18n import tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import guide as words

LONGEST = 32  # letters of a source; where it is an address, its server


class FactLine(QWidget):
    """One chip per fact; a press takes the fact away from the draft, not its words."""

    dropped = Signal(str)  # id of a fact

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a line without facts: it takes no room."""
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=4)
        self._shown: tuple[Standing, ...] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(tr("Facts that this reply stands on"))
        self.show_facts(())

    def show_facts(self, facts: Sequence[Standing]) -> bool:
        """Show these facts; tell whether they take another room than before."""
        if tuple(facts) == self._shown:
            return False
        self._shown = tuple(facts)
        while (item := self._flow.takeAt(0)) is not None:
            chip = item.widget()
            if chip is not None:
                chip.hide()
                chip.deleteLater()
        for one in facts:
            self._flow.addWidget(self._chip(one))
        self.setVisible(bool(facts))
        self.updateGeometry()
        return True

    def _chip(self, one: Standing) -> QToolButton:
        source = foreign.line(one.fact.source if one.fact else one.use.id)
        state = words.fact_state(one.state)
        host = urlsplit(source).hostname or source
        said = tr("Source: {source}").format(source=host[:LONGEST])
        chip = QToolButton()
        amber = one.state is not FactState.GOOD
        chip.setText(f"{said} · {state}" if amber else said)
        chip.setIcon(icons.icon("warn" if amber else "good", "warn" if amber else "good"))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.mark(chip, "chip")
        lines = [one.use.text, tr("Source: {source}").format(source=source), state]
        if one.fact and one.fact.expires_on:
            lines.append(words.until(one.fact.expires_on))
        lines.append(tr("Press to take the fact away; its words stay."))
        chip.setToolTip(foreign.tooltip("\n".join(lines)))
        chip.setAccessibleName(
            tr("Fact: {words}. {state}. Source: {source}").format(
                words=foreign.line(one.use.text), state=state, source=source
            )
        )
        chip.clicked.connect(partial(self.dropped.emit, one.use.id))
        return chip
