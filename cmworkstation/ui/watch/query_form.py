"""The form of a saved query: what it is called, what it says, and what it would have found, while it is typed."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from cmworkstation.domain.values import replace
from cmworkstation.domain.watch import WatchQuery
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.guide.forms import GuideDialog
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.watch.rows import MentionList
from cmworkstation.ui.widgets.fields import PAUSE_MS, beside
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.words import query as query_words
from cmworkstation.words import watching as words
from cmworkstation.words.problems import error as words_of

if TYPE_CHECKING:
    from cmworkstation.services.watches import Trial
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow

LINES = 220  # px at 100 % of the examples


class QueryForm(GuideDialog):
    """A query; `wanted` carries it."""

    wanted = Signal(object)  # WatchQuery

    def __init__(self, window: "MainWindow", query: WatchQuery) -> None:
        """Begin with a query, one without an id for a new one."""
        title = tr("Change this query") if query.id else tr("New query")
        super().__init__(window, title, tr("Keep this query"), 620)
        self._window = window
        self._services = cast("Services", window.services)
        self._query = query
        self._asked = 0
        self.name = QLineEdit(query.name)
        self.field(tr("Name"), self.name)
        self.text = QLineEdit(query.query)
        self.text.setPlaceholderText(tr("pool near/5 (closed or works) not swimming lang:en"))
        self.field(tr("What to look for"), self.text)
        self.column.addWidget(
            wrapped(
                tr(
                    "Words in any form; “in quotes” exactly so; and, or, not; near/5 for at most five words between;"
                    " lang:, source:, from:, platform:; #hashtag; beginning*."
                ),
                "soft",
            )
        )
        self.found = wrapped("", "soft")
        self.column.addWidget(self.found)
        self.examples = MentionList(tr("What the query would have found"))
        self.examples.setMinimumHeight(theme.current().px(LINES))
        self.column.addWidget(self.examples, 1)
        self.enabled = QCheckBox()
        self.enabled.setChecked(query.enabled)
        self.column.addWidget(beside(self.enabled, tr("Ask this query from now on")))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(2 * PAUSE_MS)
        self._pause.timeout.connect(self._try)
        self.text.textChanged.connect(lambda _: self._pause.start())
        self.doer.clicked.connect(self._take)
        self._try()
        place = self.text if query.name and not query.query else self.name
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        """Try the query on the reading lane on what is here."""
        self._asked += 1
        asked, text = self._asked, self.text.text()
        self.doer.setEnabled(True)
        trouble = self._services.watches.unreadable(text)
        if trouble is not None:
            typed = bool(text.strip())
            theme.mark(self.found, "error" if typed else "soft")
            self.found.setText(query_words.problem(text, trouble))
            self.examples.clear()
            return
        self._window.jobs.run(
            READ,
            lambda: self._services.watches.try_out(text),
            done=lambda trial: self._show(asked, trial),
            owner=self,
        )

    def _show(self, asked: int, trial: "Trial") -> None:
        if asked != self._asked:
            return
        theme.mark(self.found, "soft")
        self.found.setText(words.trial(trial.matched, trial.looked))
        names = {one.id: words.source_name(one) for one in self._services.watches.sources()}
        shown = [
            replace(one.mention, id=one.mention.id or f"message {n}")
            for n, one in enumerate(trial.examples)
        ]
        marks = {
            here.id: (one.text, one.marks) for here, one in zip(shown, trial.examples, strict=True)
        }
        self.examples.show_mentions(shown, names, marks, self._services.clock.now())

    def _take(self) -> None:
        if not self.name.text().strip():
            self.complain(tr("Give the query a name."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        trouble = self._services.watches.unreadable(self.text.text())
        if trouble is not None:
            self.complain(words_of(trouble).text)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.text.setCursorPosition(trouble.at)
            return
        self.wanted.emit(
            replace(
                self._query,
                name=self.name.text(),
                query=self.text.text(),
                enabled=self.enabled.isChecked(),
            )
        )
