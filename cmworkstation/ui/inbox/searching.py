"""The search over all messages: takes the place of the list while somebody looks for something."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt

from cmworkstation.domain.conversation import Hit
from cmworkstation.domain.errors import QueryError
from cmworkstation.domain.found import Found, Unknown
from cmworkstation.domain.query import parse
from cmworkstation.i18n import language
from cmworkstation.ui import jobs
from cmworkstation.ui.inbox.completion import Completion
from cmworkstation.ui.inbox.list_pane import ListPane
from cmworkstation.ui.inbox.missing_names import replaced
from cmworkstation.ui.inbox.search_pane import MOST, PAGE, SHORT, SearchPane, as_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmworkstation.services.finding import Finding
    from cmworkstation.services.inbox import Inbox
    from cmworkstation.services.views import Views
    from cmworkstation.ui.inbox.query_help import QueryHelp
    from cmworkstation.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class _Found:
    hits: tuple[Hit, ...]
    total: int
    others: tuple[Found, ...]
    unknown: tuple[Unknown, ...]


class Searching(QObject):
    """Carries what is typed above the list to the service, and the finds back."""

    def __init__(
        self,
        window: "MainWindow",
        inbox: "Inbox",
        views: "Callable[[], Views]",
        finding: "Callable[[], Finding]",
        pane: ListPane,
        results: SearchPane,
    ) -> None:
        """Serve the field of `pane`; the finds stand in its stack."""
        super().__init__(pane)
        self._jobs = window.jobs
        self._inbox = inbox
        self._finding = finding
        self._pane = pane
        self._results = results
        self._query = ""
        self._edits = 0  # with every change, what is still looked for is given up
        pane.stack.addWidget(results)
        pane.searched.connect(self._search)
        pane.search_left.connect(self.leave)
        pane.search.textEdited.connect(self._typing)
        pane.search.installEventFilter(self)
        self.completion = Completion(pane.search, views, self)  # is asked first for keys
        self._views = views
        self.help: QueryHelp | None = None
        results.more_wanted.connect(self._more)
        results.left.connect(self.leave)
        results.missing.chosen.connect(self._instead)

    def is_on(self) -> bool:
        """Tell whether finds stand in the place of the list."""
        return self._pane.stack.currentWidget() is self._results

    def begin(self) -> None:
        """Let the person type."""
        self._pane.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._pane.search.selectAll()

    def show_help(self) -> None:
        """Show below the field what a search can say."""
        if self.help is None:
            from cmworkstation.ui.inbox.query_help import QueryHelp  # noqa: PLC0415 - at the first time

            self.help = QueryHelp(self._pane.search, self._views)
        self.completion.list.hide()
        self.help.begin()

    def enter(self) -> None:
        """Go to the finds, or to the field where there are none."""
        if not self._results.enter():
            self._pane.search.setFocus()

    def leave(self, *, focus: bool = True) -> None:
        """Give the list its place back, and the focus too where that is wanted."""
        self._edits += 1
        self._query = ""
        pane = self._pane
        pane.search.empty()
        self.completion.list.hide()
        pane.head.show()
        pane.stack.setCurrentWidget(pane.table if pane.model.rowCount() else pane.empty)
        if focus:
            pane.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typing(self, text: str) -> None:
        """Answer the first letter at once; the finds follow after a pause."""
        self._edits += 1
        if text.strip() and not self.is_on():
            self._pane.head.hide()
            self._pane.stack.setCurrentWidget(self._results)
            if not self._query:
                self._results.show_short()

    def _search(self, query: str) -> None:
        self._query = query
        if not query:
            self.leave(focus=False)
            return
        self._typing(query)
        if len(query) < SHORT:
            self._results.show_short()
            return
        asked = as_typed(query)
        try:
            parse(asked)
        except QueryError as unclear:
            self._results.show_unclear(query, unclear)
            return

        edits = self._edits

        def look() -> _Found | None:
            finding = self._finding()
            return finding.until(lambda: edits != self._edits, lambda: everything(finding))

        def everything(finding: "Finding") -> _Found:
            hits = self._inbox.search(asked, PAGE)
            others = finding.elsewhere(asked, language())
            total = self._inbox.search_count(asked, MOST)
            return _Found(hits, total, others, finding.unknown(asked))

        def show(found: _Found | None) -> None:
            if found is not None and query == self._query:
                self._results.elsewhere.show_finds(found.others)
                self._results.show_hits(found.hits, found.total)
                self._results.missing.show_names(found.unknown)

        self._jobs.run(jobs.READ, look, show, owner=self)

    def _instead(self, name: str, near: str) -> None:
        """Search for another name than the one that nothing has."""
        field = self._pane.search
        field.setText(replaced(field.text(), name, near))
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _more(self, before: int) -> None:
        query = self._query

        def look() -> tuple[Hit, ...]:
            return self._inbox.search(as_typed(query), PAGE, before)

        def show(found: tuple[Hit, ...]) -> None:
            if query == self._query:
                self._results.add_hits(found)

        self._jobs.run(jobs.READ, look, show, owner=self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter in the field go to the finds."""
        if event.type() == QEvent.Type.KeyPress and self.is_on():
            key = event.key()  # type: ignore[attr-defined]
            done = self._query == self._pane.search.text().strip()
            if key == Qt.Key.Key_Down or (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and done):
                return self._results.enter()
        return super().eventFilter(watched, event)
