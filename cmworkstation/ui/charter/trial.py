"""The test bench: paste a text, say where it would go, and see what the charter says of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QGridLayout, QListWidgetItem, QTextEdit, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain import foreign
from cmworkstation.domain.charter.engine import Engine
from cmworkstation.domain.charter.finding import Context, Finding, Severity, to_utf16
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.charter.rule_words import is_name
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import theme
from cmworkstation.ui.charter.editors import Choice
from cmworkstation.ui.charter.naming import named
from cmworkstation.ui.charter.sheets_rules import FIXES
from cmworkstation.ui.charter.sheets_time import SIDES
from cmworkstation.ui.composer.context import level_word
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.plain_text import PlainTextField
from cmworkstation.ui.widgets.remarks import LEVELS, remark, remarks

PAUSE_MS = 250
PLATFORMS = (
    ("mastodon", "Mastodon"),
    ("mail", N_("E-mail")),
    ("rss", "RSS"),
    ("wordpress", "WordPress"),
)
UNDERLINES = {
    Severity.CUE: QTextCharFormat.UnderlineStyle.DotLine,
    Severity.WARN: QTextCharFormat.UnderlineStyle.WaveUnderline,
    Severity.ERROR: QTextCharFormat.UnderlineStyle.SingleUnderline,
    Severity.STOP: QTextCharFormat.UnderlineStyle.SingleUnderline,
}
SPAN = Qt.ItemDataRole.UserRole  # where a finding stands


class Trial(QWidget):
    """Lints a text by the charter as it stands in the editor."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(8))
        column.setSpacing(look.px(8))
        help_ = PlainLabel(tr("Paste a reply and see what this charter says of it."))
        help_.setWordWrap(True)
        theme.mark(help_, "soft")
        column.addWidget(help_)
        self.text = PlainTextField()
        self.text.setAccessibleName(tr("Text to try"))
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self._later)
        column.addWidget(self.text, 2)
        grid = QGridLayout()
        grid.setSpacing(look.px(4))
        self.language = Choice(tr("Language of the text"))
        self.side = Choice(tr("Where it would stand"))
        self.category = Choice(tr("Category of the message"))
        self.platform = Choice(tr("Platform"))
        for value, said in SIDES:
            self.side.addItem(tr(said), value)
        self.platform.addItem(tr("Any platform"), "")
        for value, said in PLATFORMS:
            self.platform.addItem(tr(said), value)
        for n, one in enumerate((self.language, self.side, self.category, self.platform)):
            one.activated.connect(self._try)
            grid.addWidget(one, n // 2, n % 2)
        column.addLayout(grid)
        self.verdict = remarks(tr("What the charter says"))
        self.verdict.itemActivated.connect(self._select)
        self.verdict.itemClicked.connect(self._select)
        column.addWidget(self.verdict, 3)
        self._engine: Engine | None = None
        self._charter: Charter | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._try)

    def use(self, charter: Charter | None, engine: Engine | None) -> None:
        """Try by another charter, None where the text cannot be read."""
        before = self._charter.header.id if self._charter is not None else ""
        self._charter, self._engine = charter, engine
        if charter is not None:
            if (
                charter.header.id != before
            ):  # in its own language, not in the one of the charter before
                for choice in (self.language, self.category):
                    choice.blockSignals(True)
                    choice.clear()
            languages = [(one, one.upper()) for one in charter.header.languages]
            refill(self.language, languages, charter.header.default_language)
            categories = [("", tr("Any category")), *named(charter, "category")]
            refill(self.category, categories, "")
        self._try()

    def findings(self) -> Sequence[Finding]:
        """Return what the charter says of the text."""
        text = self.text.toPlainText()
        if self._engine is None or not text.strip():
            return ()
        language = self.language.currentData() or ""
        context = Context(
            language=language,
            visibility=self.side.currentData(),
            category=self.category.currentData() or "",
            platform=self.platform.currentData() or "",
        )
        return self._engine.lint(text, language, context)

    def _later(self) -> None:
        self._pause.start()

    def _try(self) -> None:
        self._pause.stop()
        self.verdict.clear()
        found = self.findings()
        text = self.text.toPlainText()
        self.text.setExtraSelections([self._underline(text, one) for one in found])
        for one in found:
            item = remark(explained(one), *LEVELS[one.severity])
            item.setData(SPAN, (one.start, one.end))
            self.verdict.addItem(item)
        if text.strip() and not found and self._engine is not None:
            self.verdict.addItem(remark(tr("In line with the charter."), "good", "good"))
        self.changed.emit()

    def _underline(self, text: str, one: Finding) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        style = QTextCharFormat()
        style.setUnderlineStyle(UNDERLINES[one.severity])
        style.setUnderlineColor(theme.current().colour(LEVELS[one.severity][1]))
        made.cursor = self._span(text, one.start, one.end)  # type: ignore[attr-defined,unused-ignore]
        made.format = style  # type: ignore[attr-defined,unused-ignore]
        return made

    def _span(self, text: str, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(to_utf16(text, start))
        cursor.setPosition(to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _select(self, item: QListWidgetItem) -> None:
        if span := item.data(SPAN):
            self.text.setTextCursor(self._span(self.text.toPlainText(), *span))


def explained(one: Finding) -> str:
    """Return a finding with its weight, message, clause, way out and, last, its name in the file, a line each."""
    said = words.in_language(one.message).replace("{match}", one.match)
    clause = words.in_language(one.clause)
    lines = [f"{level_word(one.severity)} · {said}"]
    why = words.in_language(one.why)
    if not is_name(clause, one.rule):
        lines.append(tr("Clause: {words}").format(words=clause))
    if why and why not in (clause, said):
        lines.append(tr("Reason: {words}").format(words=why))
    if one.fix:
        lines.append(tr("Way out: {words}").format(words=tr(dict(FIXES).get(one.fix, one.fix))))
    lines.append(tr("In the file: {rule}").format(rule=one.rule))
    return foreign.block("\n".join(lines), 1200, 12)


def refill(choice: Choice, wanted: Sequence[tuple[str, str]], first: str) -> None:
    """Offer other (value, words) pairs; what was chosen stays chosen where it is still there."""
    now = choice.currentData() if choice.count() else first
    choice.blockSignals(True)
    choice.clear()
    for value, said in wanted:
        choice.addItem(said, value)
    choice.setCurrentIndex(max(0, choice.findData(now)))
    choice.blockSignals(False)
