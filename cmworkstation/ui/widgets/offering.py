"""Offering what is known already where somebody types: topics, projects, themes; anything else may still be typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QWidget

from cmworkstation.domain.folding import fold
from cmworkstation.ui.widgets.completing import Completing, Offer, Suggestion


def offer(field: QLineEdit, names: Sequence[str]) -> QCompleter:
    """Offer names, wherever in them what is typed stands, whatever its case."""
    completer = QCompleter(list(dict.fromkeys(names)), field)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    field.setCompleter(completer)
    return completer


def offer_lines(
    field: QPlainTextEdit, window: QWidget, names: Sequence[str], said: str
) -> Completing:
    """Offer names for each line of a text, over `window`; `said` is what a screen reader says of the list."""
    known = [(fold(name), name) for name in dict.fromkeys(names)]

    def source(line: str) -> Offer | None:
        typed = fold(line.strip())
        found = [name for folded, name in known if typed and typed in folded and name != line]
        return Offer(0, [Suggestion(name, name) for name in found]) if found else None

    return Completing(field, window, [source], said)
