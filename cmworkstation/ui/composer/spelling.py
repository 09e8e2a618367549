"""Spelling in the text: a line of dashes under what is no word, and what was meant in a menu, by mouse and keyboard.

The word list is read on a lane when the first reply is written; from then on looking words up takes a few milliseconds.
"""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit

from cmworkstation.domain import foreign
from cmworkstation.domain.charter.detect.language import language_of
from cmworkstation.domain.charter.finding import to_utf16
from cmworkstation.domain.spelling import Span
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow

PAUSE_MS = 400
UNDO_S = 10.0


class SpellChecker(QObject):
    """Looks over the words of the reply that is being written."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow") -> None:
        """Listen to the pane's text."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self.spans: tuple[Span, ...] = ()
        self.language = ""
        self._accepted: frozenset[str] = frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        pane.editor.textChanged.connect(self._pause.start)
        window.closing.connect(self._pause.stop)
        pane.editor.spelling_menu = self.menu_at

    def begin(self) -> None:
        """A reply was opened: its account's words are right."""
        draft = self._pane.draft()
        if draft is not None:
            self._accepted = self._services.spelling.accepted(draft.account_id)
            self._pause.start()

    def look(self) -> None:
        """Mark what is no word, in the language in which the reply is written; none where that is not sure."""
        self._pause.stop()
        draft = self._pane.draft()
        if draft is None:
            return
        language = language_of(draft.body) or self._services.answers.language_of(draft)
        if not self._services.spelling.is_loaded(language):
            self._window.jobs.run(
                jobs.READ,
                partial(self._services.spelling.load, language),
                lambda there: self.look() if there else self._show((), language),
                owner=self,
            )
            return
        found = self._services.spelling.misspelt(draft.body, language, self._accepted)
        self._show(found, language)

    def menu_at(self, position: int, at: QPoint) -> bool:
        """Offer what was meant by the word at a place, in code points; False where the word is right."""
        menu = self.menu_for(position)
        if menu is not None:
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)
        return menu is not None

    def menu_for(self, position: int) -> QMenu | None:
        """Return what can be done about the word at a place, None where it is right."""
        span = next((one for one in self.spans if one[0] <= position <= one[1]), None)
        if span is None:
            return None
        word = self._pane.editor.toPlainText()[span[0] : span[1]]
        menu = QMenu(self._pane.editor)
        offered = self._services.spelling.suggest(word, self.language, self._accepted)
        for meant in offered:
            menu.addAction(meant, partial(self._replace, span, meant))
        if not offered:
            menu.addAction(tr("No suggestion")).setEnabled(False)
        menu.addSeparator()
        shown = foreign.line(word, 40)
        menu.addAction(
            tr("Add “{word}” to the dictionary").format(word=shown), partial(self.add, word)
        )
        return menu

    def at_caret(self) -> None:
        """Offer what was meant by the word at the caret, else by the next one that is none."""
        editor = self._pane.editor
        position = editor.caret()
        here = [one for one in self.spans if one[0] <= position <= one[1]]
        ahead = [*here, *(one for one in self.spans if one[0] > position), *self.spans]
        if not ahead:
            self._window.say(tr("No spelling mistakes found"))
            return
        editor.select_span(*ahead[0])
        self.menu_at(ahead[0][0], editor.mapToGlobal(editor.cursorRect().bottomLeft()))

    def add(self, word: str) -> None:
        """Accept a word from now on, with an undo."""
        spelling = self._services.spelling
        self._store(partial(spelling.add_word, word))
        self._window.undo(
            tr("“{word}” added to the dictionary.").format(word=foreign.line(word, 40)),
            UNDO_S,
            partial(self._store, partial(spelling.forget_word, word)),
        )

    def _store(self, act: object) -> None:
        self._window.jobs.run(jobs.WRITE, act, lambda _: self.begin(), owner=self)  # type: ignore[arg-type]

    def _replace(self, span: Span, meant: str) -> None:
        editor = self._pane.editor
        text = editor.toPlainText()
        cursor = QTextCursor(editor.document())
        cursor.setPosition(to_utf16(text, span[0]))
        cursor.setPosition(to_utf16(text, span[1]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(meant)
        self.look()

    def _show(self, spans: tuple[Span, ...], language: str) -> None:
        self.spans, self.language = spans, language
        editor = self._pane.editor
        text = editor.toPlainText()
        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        style.setUnderlineColor(theme.current().colour("error"))
        selections = []
        for start, end in spans:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(editor.document())
            cursor.setPosition(to_utf16(text, start))
            cursor.setPosition(to_utf16(text, end), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor  # type: ignore[attr-defined,unused-ignore]
            selection.format = style  # type: ignore[attr-defined,unused-ignore]
            selections.append(selection)
        editor.show_spelling(selections)
