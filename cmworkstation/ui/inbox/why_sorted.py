"""Why a conversation stands where it stands: which inbox rules did what to it, and making a rule from what is open."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain import foreign
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.inbox_rule import Effect, InboxRule
from cmworkstation.i18n import language
from cmworkstation.ui import theme
from cmworkstation.ui.inbox_rules.names import Names
from cmworkstation.words import inbox_rules as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.inbox.thread_pane import ThreadPane
    from cmworkstation.ui.inbox_rules.why_dialog import WhyDialog
    from cmworkstation.ui.main_window import MainWindow

MOST_TOLD = 6  # effects in a tool tip


class WhySorted(QObject):
    """Says above the time line that rules were at work; a press tells which, and takes back what is wrong."""

    def __init__(
        self, window: "MainWindow", pane: "ThreadPane", searched: Callable[[], str], parent: QObject
    ) -> None:
        """Watch what the pane opens; `searched` is what stands in the search field."""
        super().__init__(parent)
        self._window = window
        self._services = cast("Services", window.services)
        self._pane = pane
        self._searched = searched
        self.button = QPushButton()
        theme.mark(self.button, "link")
        self.button.clicked.connect(lambda _=False: self.open())
        self.button.hide()
        self.dialog: WhyDialog | None = None
        pane.above(self.button)
        pane.opened.connect(self.look)
        window.register(
            "inbox",
            {
                "why_sorted": self.open,
                "rule_from_message": self._from_message,
                "rule_from_search": self._from_search,
            },
            enabled={
                "why_sorted": self.button.isVisible,
                "rule_from_message": lambda: pane.line.current() is not None,
                "rule_from_search": lambda: bool(searched().strip()),
            },
        )

    def look(self) -> None:
        """Show whether rules did anything to the conversation that is open."""
        opened = self._pane.thread_
        effects = self._effects(opened.conversation_id) if opened else ()
        self.button.setText(words.sorted_by([one for one in effects if one.undone_at is None]))
        self.button.setVisible(bool(self.button.text()))

    def tip(self, conversation_id: int) -> str:
        """Return what rules did to a conversation, for a tool tip; "" for nothing."""
        names, now = Names(self._services), self._services.clock.now()
        standing = [one for one in self._effects(conversation_id) if one.undone_at is None]
        return "\n".join(words.effect(one, now, names.of) for one in standing[:MOST_TOLD])

    def _effects(self, conversation_id: int) -> tuple[Effect, ...]:
        return self._services.inbox_rule_runs.of_conversation(ConversationId(conversation_id))

    def open(self) -> None:
        """Tell which rules did what."""
        opened = self._pane.thread_
        if opened is None:
            return
        from cmworkstation.ui.inbox_rules.why_dialog import WhyDialog  # noqa: PLC0415 - not before it is asked for

        self.dialog = WhyDialog(self._window, opened.conversation_id)
        self.dialog.finished.connect(lambda _: self.look())
        self.dialog.open()

    def _from_message(self) -> None:
        from cmworkstation.domain.inbox_conditions import Condition, Conditions, query_of  # noqa: PLC0415 - as above
        from cmworkstation.domain.query import Field  # noqa: PLC0415

        message = self._pane.line.current()
        if message is None:
            return
        account = next(
            (one for one in self._services.accounts.listed() if one.id == message.account_id), None
        )
        rows = [Condition(Field.FROM, message.author_handle or message.author_name)]
        rows += [Condition(Field.ACCOUNT, account.name)] if account is not None else []
        self._write(query_of(Conditions(tuple(rows)), french=language() == "fr"))

    def _from_search(self) -> None:
        self._write(self._searched().strip())

    def _write(self, query: str) -> None:
        self._window.go("inbox_rules")
        writer = getattr(self._window.page("inbox_rules"), "write", None)
        if writer is not None:
            writer(InboxRule("", foreign.line(query, 40), query, ()))
