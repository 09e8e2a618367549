"""The page about presence in four parts: register, names, dependence, media map."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cmworkstation.domain.conversation import Changes
from cmworkstation.i18n import tr
from cmworkstation.ui.presence.dependence_pane import DependencePane
from cmworkstation.ui.presence.map_pane import MapPane
from cmworkstation.ui.presence.names_pane import NamesPane
from cmworkstation.ui.presence.register_pane import RegisterPane
from cmworkstation.ui.tabbed import TabbedPage

if TYPE_CHECKING:
    from cmworkstation.ui.main_window import MainWindow


class PresencePage(TabbedPage):
    """Where we are, under which names, and what we would lose."""

    def __init__(self, window: "MainWindow") -> None:
        """Build the page; each part reads when it comes to the front."""
        super().__init__(window)
        self.register_ = RegisterPane(window, self.look_up)
        self.names = NamesPane(window)
        self.dependence = DependencePane(window, self)
        self.map = MapPane(window)
        self.build(
            tr("Presence"),
            {
                "register": (tr("Register"), self.register_),
                "names": (tr("Names"), self.names),
                "dependence": (tr("Dependence"), self.dependence),
                "map": (tr("Map"), self.map),
            },
        )
        window.register("presence", self.commands())
        window.attach(self.register_.list, "list")
        window.attach(self.names.list, "list")

    def look_up(self, name: str) -> None:
        """Show where a name can be looked up."""
        self.names.ask(name)
        self.show_part("names")

    def refresh(self, changes: Changes) -> None:
        """Look again when something of it changed."""
        if changes.presence or changes.accounts:
            self.look()

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 walks in the part in front."""
        return {
            "register": (self.register_.list,),
            "names": (self.names.name, self.names.list),
            "dependence": (self.dependence.chart, self.dependence.table),
            "map": (self.map.chart, self.map.table),
        }[self.part.key()]
