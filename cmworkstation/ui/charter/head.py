"""The head of the charter page: which charter, new ones and files, the state of its text, and its way into force."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cmworkstation.i18n import tr, trn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.publishing import PublishingBar
from cmworkstation.ui.charter.running_out import RunningOut
from cmworkstation.ui.widgets.labels import PlainLabel


class CharterHead(QWidget):
    """Tells what a person wants; decides nothing."""

    charter_chosen = Signal()
    open_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, publishing: PublishingBar, *, may_edit: bool) -> None:
        """Show no charter yet."""
        super().__init__()
        look = theme.current()
        self._publishing = publishing
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        column.setSpacing(look.px(8))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(8))
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Charter"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(14)
        self.choice.currentIndexChanged.connect(lambda _index: self.charter_chosen.emit())
        self._row.addWidget(self.choice, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        new = QPushButton(icons.icon("add"), look.beside(tr("New…")))
        new.clicked.connect(lambda _on: self.new_wanted.emit())
        open_ = QPushButton(icons.icon("open"), look.beside(tr("Open…")))
        open_.clicked.connect(lambda _on: self.open_wanted.emit())
        for one in (new, open_):
            one.setEnabled(may_edit)
            buttons.addWidget(one)
        buttons.addStretch(1)
        self._row.addLayout(buttons)
        column.addLayout(self._row)
        column.addWidget(publishing)
        self.state = PlainLabel()
        theme.mark(self.state, "soft")
        self.state.setWordWrap(True)
        column.addWidget(self.state)
        self.running_out = RunningOut()
        column.addWidget(self.running_out, 0, Qt.AlignmentFlag.AlignLeft)

    def turn(self, *, narrow: bool) -> None:
        """Put the buttons under the name where it is narrow."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else across)

    def offer(self, charters: Iterable[tuple[str, str]], wanted: str) -> None:
        """List charters as (words, id) and choose one, without telling anybody."""
        self.choice.blockSignals(True)
        self.choice.clear()
        for said, charter_id in charters:
            self.choice.addItem(said, charter_id)
        self.choice.setCurrentIndex(max(0, self.choice.findData(wanted)))
        self.choice.blockSignals(False)

    def show_state(self, errors: int, *, changed: bool) -> None:
        """Say what keeps a text from being used, or that it is used."""
        if errors:
            text = trn(
                "{n} error keeps this text from being used",
                "{n} errors keep this text from being used",
                errors,
            )
            self.state.setText(text.format(n=errors))
        elif changed:
            self.state.setText(tr("Changed, not in use yet; kept as a draft"))
        else:
            self.state.setText(tr("In use"))
        theme.mark(self.state, "error" if errors else "soft")
        self.state.setVisible(changed or bool(errors))  # else the bar above says it
        self._publishing.look(changed=changed, errors=errors)
