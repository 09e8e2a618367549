"""The impact report on the screen: a sentence, the rules with their counts, and the texts of the chosen rule."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.finding import Severity
from cmworkstation.domain.charter.impact import ByRule, Effect
from cmworkstation.domain.ids import ConversationId
from cmworkstation.i18n import tr
from cmworkstation.services.impact import ImpactReport
from cmworkstation.ui import theme
from cmworkstation.ui.backups.parts import Working, label
from cmworkstation.ui.widgets.remarks import LEVELS, remark, remarks
from cmworkstation.words import versions as said

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LANE = "impact"
DATA = Qt.ItemDataRole.UserRole
SHOWN = 300


class ImpactView(QWidget):
    """Runs the report on a lane of its own; it can be stopped."""

    def __init__(
        self, window: "MainWindow", opened: Callable[[ConversationId], object], parent: QWidget
    ) -> None:
        """Call `opened` with the conversation that a person wants to look at."""
        super().__init__(parent)
        self._services = cast("Services", window.services)
        self._opened = opened
        self._found: ImpactReport | None = None
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.sentence = label()
        column.addWidget(self.sentence)
        self.working = Working(window.jobs, self, LANE)
        self.working.stopper.clicked.connect(self._stopped)
        column.addWidget(self.working)
        self.rules = remarks(tr("Rules"))
        self.rules.currentRowChanged.connect(self._show_texts)
        column.addWidget(self.rules, 2)
        self.texts: QListWidget = remarks(tr("Texts concerned"))
        self.texts.currentRowChanged.connect(self._look)
        self.texts.itemActivated.connect(self._open)
        column.addWidget(self.texts, 3)
        self.opener = QPushButton(tr("Open in the inbox"))
        self.opener.clicked.connect(self._open)
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_parts(visible=False)

    def start(self, source: str) -> None:
        """Look what a text would change."""
        self._found = None
        self._show_parts(visible=False)
        self.sentence.setText(tr("What would this version have said of what was written?"))
        self.working.run(lambda: self._services.impact.report(source), self._show, self._failed)

    def _stopped(self) -> None:
        self.sentence.setText(tr("Stopped; nothing is known of what this version would change."))

    def _failed(self, error: Exception) -> None:
        self.sentence.setText(said.in_words(error))

    def _show(self, found: ImpactReport) -> None:
        self._found = found
        self.sentence.setText(said.impact(found.report, found.stopped_last_month))
        self.rules.clear()
        for row in found.report.by_rule():
            icon = LEVELS[row.severity] if row.stops else LEVELS[Severity.CUE]
            item = remark(said.by_rule(row), *icon)
            item.setData(DATA, row)
            self.rules.addItem(item)
        self._show_parts(visible=self.rules.count() > 0)
        self.rules.setCurrentRow(0)

    def _show_parts(self, *, visible: bool) -> None:
        for one in (self.rules, self.texts, self.opener):
            one.setVisible(visible)

    def _show_texts(self, row: int) -> None:
        self.texts.clear()
        item = self.rules.item(row)
        if self._found is None or self.rules.count() == 0:
            return
        rule = cast("ByRule", item.data(DATA))
        refs = set(rule.refs)
        for effect in self._found.report.effects:
            if (effect.text.kind, effect.text.ref) in refs:
                line = remark(self._line(effect, rule.rule), *self._icon(effect, rule.rule))
                line.setData(DATA, (effect.text.kind, effect.text.ref))
                self.texts.addItem(line)
        self.texts.setCurrentRow(0)
        self._look()

    def _line(self, effect: Effect, rule: str) -> str:
        hits = [
            one.match
            for one in (*effect.new, *(it for it, _ in effect.changed))
            if one.rule == rule
        ]
        hits = hits or [one.match for one in effect.gone if one.rule == rule]
        found = ", ".join(foreign.line(one, 40) for one in dict.fromkeys(filter(None, hits)))
        what = tr(said.TEXT_KINDS[effect.text.kind])
        if effect.text.kind == "answer":
            what += f" {foreign.line(effect.text.ref, 60)}"
        head = " · ".join(filter(None, (what, found)))
        return f"{head}\n{foreign.line(effect.text.body, SHOWN)}"

    @staticmethod
    def _icon(effect: Effect, rule: str) -> tuple[str, str]:
        if any(one.rule == rule for one in effect.stopped):
            return LEVELS[Severity.ERROR]
        if any(one.rule == rule for one in effect.gone):
            return "good", "good"
        return LEVELS[Severity.CUE]

    def _chosen(self) -> ConversationId | None:
        item = self.texts.currentItem()
        if self._found is None or self.texts.count() == 0:
            return None
        return self._found.places.get(tuple(item.data(DATA)))

    def _look(self, _row: int = 0) -> None:
        self.opener.setEnabled(self._chosen() is not None)

    def _open(self, *_: object) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._opened(chosen)
