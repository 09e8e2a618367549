"""From a command to the function of a page that answers it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from cmworkstation.domain.values import dataclass, field
from cmworkstation.ui import keys
from cmworkstation.ui.commands import COMMANDS, Command, is_letter

Action = Callable[..., object]


@dataclass(frozen=True, slots=True)
class _Area:
    page: str  # the page it belongs to, "" when it acts everywhere
    actions: Mapping[str, Action]
    enabled: Mapping[str, Callable[[], bool]] = field(default_factory=dict)


class Dispatch:
    """Knows who answers what; holds functions, never data."""

    def __init__(self) -> None:
        self._areas: dict[str, list[_Area]] = {}
        self._letters: list[QShortcut] = []
        self._letters_on = True

    def register(
        self,
        page: str,
        area: str,
        actions: Mapping[str, Action],
        enabled: Mapping[str, Callable[[], bool]] | None = None,
    ) -> None:
        """Let `actions` answer the commands of `area`; several parts of one page may share an area."""
        self._areas.setdefault(area, []).append(_Area(page, actions, enabled or {}))

    def forget_pages(self) -> None:
        """Forget everything that belongs to pages: they are built anew."""
        for area, parts in self._areas.items():
            self._areas[area] = [part for part in parts if not part.page]
        self._letters.clear()

    def find(self, target: str, page: str) -> Action | None:
        """Return who answers `target` ("area.name") with `page` in front, None when nobody can now."""
        area, _, name = target.partition(".")
        for part in reversed(self._areas.get(area, [])):
            if name in part.actions and part.page in {"", page}:
                allowed = part.enabled.get(name)
                return part.actions[name] if allowed is None or allowed() else None
        return None

    def attach(self, widget: QWidget, context: str, trigger: Callable[[Command], object]) -> None:
        """Give `widget` the bare keys of the commands of a context."""
        for command in COMMANDS:
            if context not in command.context.split():
                continue
            for key in keys.bare(command):
                shortcut = QShortcut(QKeySequence(key), widget)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(lambda row=command: trigger(row))
                if is_letter(key):
                    shortcut.setEnabled(self._letters_on)
                    self._letters.append(shortcut)
                    widget.destroyed.connect(lambda gone=shortcut: self._drop(gone))

    def switch_letters(self, *, on: bool) -> None:
        """Let single letters act, or not."""
        self._letters_on = on
        for shortcut in self._letters:
            shortcut.setEnabled(on)

    def _drop(self, gone: QShortcut) -> None:
        self._letters = [one for one in self._letters if one is not gone]
