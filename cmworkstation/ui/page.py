"""What a page of the window is, and the row by which the window knows it before it is built."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSplitter, QWidget

from cmworkstation.domain.conversation import Changes, Counts
from cmworkstation.domain.values import dataclass

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class Page(QWidget):
    """One page. It is built at the first visit and told what changed whenever it is in front."""

    def __init__(self, window: "MainWindow") -> None:
        """Keep the window as `window_`, since `window()` is Qt's own."""
        super().__init__(window)
        self.window_ = window

    def refresh(self, changes: Changes) -> None:
        """Look again at what changed; changes that came while hidden arrive joined."""

    def shown(self) -> None:
        """Come to the front."""

    def before_close(self) -> None:
        """Save at once what would be lost: the program ends, or the page is built anew."""

    def unsaved(self) -> str:
        """Return the text that would be lost if the window closed now; "" where all is on the disk."""
        return ""

    def first_focus(self) -> QWidget | None:
        """Return the widget that takes the focus when the page comes to the front."""
        return None

    def memory(self) -> object:
        """Return what to find again after the page was built anew (selection, scroll), None for nothing."""
        return None

    def recall(self, memory: object) -> None:
        """Go back to what `memory` returned."""

    def counts(self) -> Counts | None:
        """Return what it counted last, None where it does not count."""
        return None

    def splitters(self) -> Sequence[QSplitter]:
        """Return what a person divides the room with; those with a name are found again at the next start."""
        return self.findChildren(QSplitter)

    def panes(self) -> Sequence[QWidget]:
        """Return the panes that F6 walks, in order."""
        return ()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A place on the rail; `badge` counts what waits for a person."""

    key: str
    title: str  # marked by N_, translated by the window
    icon: str
    factory: "Callable[[MainWindow], Page]"
    badge: Callable[[Counts], int] | None = None
    on_rail: bool = True  # else "More", the menu and the palette lead there: the rail is for what is used all day
    group: str = ""  # what it is for, marked by N_: pages of one group stand together on the rail
    fold: int = 0  # where the rail is low, the greatest goes behind "More" first
