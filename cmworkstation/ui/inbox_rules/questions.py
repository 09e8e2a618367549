"""What inbox rules ask before one is turned on that finds much, and before one is done to everything."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from cmworkstation.domain.inbox_rule import Reach
from cmworkstation.i18n import tr
from cmworkstation.words import inbox_rules as words


class _Question(QMessageBox):
    """A question with one button that says what happens (`yes`), and one that leaves all as it is."""

    def __init__(self, window: QWidget, title: str, text: str, more: str, yes: str) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(title)
        self.setText(text)
        self.setInformativeText(more)
        self.no = self.addButton(tr("Leave it"), QMessageBox.ButtonRole.RejectRole)
        self.yes = self.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.no)
        self.setEscapeButton(self.no)


class MuchQuestion(_Question):
    """Asks before a rule that finds a great part of what comes in is turned on."""

    def __init__(self, window: QWidget, found: Reach) -> None:
        """Say how much it finds."""
        super().__init__(
            window,
            tr("Turn this rule on?"),
            words.reach(found),
            tr(
                "A rule that finds so much may hide what people wait for. A dry run shows it first."
            ),
            tr("Turn it on all the same"),
        )


class ApplyQuestion(_Question):
    """Asks before a rule is done to everything that is here."""

    def __init__(self, window: QWidget, said: str) -> None:
        """Say what the dry run found."""
        super().__init__(
            window,
            tr("Do this to what is here already?"),
            said,
            tr(
                "Nobody is answered, and nothing is changed on any platform. It can be taken back as one."
            ),
            tr("Do it"),
        )
