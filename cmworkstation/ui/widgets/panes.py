"""Panes that fold."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cmworkstation.ui import icons, theme


class CollapsiblePane(QWidget):
    """A title that shows and hides what stands below it."""

    folded = Signal(bool)

    def __init__(
        self,
        title: str,
        content: QWidget,
        *,
        open: bool = True,  # noqa: A002
        parent: QWidget | None = None,
    ) -> None:
        """Put `content` under a translated `title`."""
        super().__init__(parent)
        self._content = content
        self._title = QToolButton(self)
        theme.mark(self._title, "pane")
        self._title.setText(title)
        self._title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._title.setCheckable(False)
        self._title.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._title.clicked.connect(lambda: self.set_open(not self.is_open()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        column.addWidget(self._title)
        column.addWidget(content)
        self._set(open)

    @property
    def content(self) -> QWidget:
        """Return what stands below the title."""
        return self._content

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)

    def is_open(self) -> bool:
        """Tell whether the content is shown."""
        return not self._content.isHidden()

    def set_open(self, open: bool) -> None:  # noqa: A002
        """Show or hide the content."""
        if open != self.is_open():
            self._set(open)
            self.folded.emit(not open)

    def _set(self, shown: bool) -> None:
        self._content.setVisible(shown)
        self._title.setIcon(icons.icon("chevron_down" if shown else "chevron_right", "soft"))
