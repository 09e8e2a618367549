"""Why a conversation stands where it stands: what inbox rules did to it."""

from typing import TYPE_CHECKING, cast

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.inbox_rule import Effect
from cmworkstation.i18n import tr
from cmworkstation.ui.guide.forms import GuideDialog
from cmworkstation.ui.inbox_rules.effect_rows import EffectRows
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.words import inbox_rules as words
from cmworkstation.words.problems import error as words_of

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class WhyDialog(GuideDialog):
    """What inbox rules did to a conversation, each with its rule's name."""

    def __init__(self, window: "MainWindow", conversation_id: ConversationId) -> None:
        """Show it as it is now."""
        super().__init__(window, tr("Why it was sorted"), tr("Close"), 440)
        self._window = window
        self._services = cast("Services", window.services)
        self._conversation_id = conversation_id
        self.column.addWidget(wrapped(tr(words.NEVER), "soft"))
        self.effects = EffectRows(window)
        self.effects.opener.hide()
        self.effects.undo_wanted.connect(self._undo)
        self.column.addWidget(self.effects)
        self.column.addStretch(1)
        self.doer.clicked.connect(self.accept)
        self.closer.hide()  # nothing is entered here
        self._look()

    def _look(self) -> None:
        found = self._services.inbox_rule_runs.of_conversation(self._conversation_id)
        self.effects.show_effects(found, tr("No inbox rule did anything here."))

    def _undo(self, effect: Effect) -> None:
        try:
            changes = self._services.inbox_rule_runs.undo_effect(effect.id)
        except WorkstationError as error:
            self.complain(words_of(error).text)
            return
        self._window.jobs.emit_changes(changes)
        self._look()
