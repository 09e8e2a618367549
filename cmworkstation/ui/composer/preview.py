"""The reply as its network will show it, beside the composer, changing while one writes."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.preview import Preview, Shown
from cmworkstation.domain.reply import Draft
from cmworkstation.i18n import tr
from cmworkstation.ui import theme
from cmworkstation.ui.composer.media_strip import MediaStrip
from cmworkstation.ui.composer.preview_post import Picture, PostCard, nothing
from cmworkstation.ui.widgets.dialogs import fit
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.people import Band
from cmworkstation.words import platform

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.composer.pane import ComposerPane
    from cmworkstation.ui.main_window import MainWindow


class Previewing(QObject):
    """Opens the preview for the composer, keeps it true, and closes it with the draft."""

    def __init__(self, pane: "ComposerPane", window: "MainWindow", strip: MediaStrip) -> None:
        """Take the composer to look at, and the strip that looks at its pictures."""
        super().__init__(pane)
        self._pane = pane
        self._window = window
        self._services = cast("Services", window.services)
        self._strip = strip
        self._dialog: PreviewDialog | None = None

    def toggle(self) -> None:
        """Show the preview, or put it away."""
        if self._dialog is not None:
            self.close()
            return
        draft = self._pane.draft()
        if draft is None:
            return
        dialog = self._dialog = PreviewDialog(self._window, self._strip)
        dialog.finished.connect(self._closed)
        self.look(draft)
        dialog.show()
        self._beside(dialog)

    def _beside(self, dialog: "PreviewDialog") -> None:
        """Leave the text in sight where the window has room for both."""
        here, window = self._pane.mapToGlobal(QPoint(0, 0)), self._window.frameGeometry()
        left = here.x() - dialog.frameGeometry().width()
        if left >= window.left():
            top = here.y() + self._pane.height() - dialog.frameGeometry().height()
            dialog.move(left, max(window.top(), top))

    def look(self, draft: Draft) -> None:
        """Show the draft as it is by now, where the preview is open."""
        if self._dialog is None:
            return
        try:
            account = self._services.accounts.one(draft.account_id)
            self._dialog.band.set_account(account.colour, account.look, account.name)
            self._dialog.show_preview(self._services.composer.preview(draft))
        except WorkstationError as error:
            self._window.failed(error)
            self.close()

    def close(self) -> None:
        """Put the preview away."""
        if self._dialog is not None:
            self._dialog.reject()

    def _closed(self) -> None:
        self._dialog = None
        if self._pane.isVisible():
            self._pane.editor.setFocus(Qt.FocusReason.OtherFocusReason)


class PreviewDialog(QDialog):
    """A reply as its network will show it; one goes on writing while it is open."""

    def __init__(self, window: QWidget, strip: MediaStrip) -> None:
        """Show nothing yet; `strip` knows what pictures look like."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the person goes on writing
        self.setModal(False)
        self.setWindowTitle(tr("Preview"))
        self._strip = strip
        self._shown: Preview | None = None
        self._open = False
        self._cards: list[QWidget] = []
        look = theme.current()
        column = QVBoxLayout(self)
        column.setSpacing(look.px(8))
        self.band = Band()
        column.addWidget(self.band)
        self._said = PlainLabel()
        self._said.setWordWrap(True)
        theme.mark(self._said, "meta")
        column.addWidget(self._said)
        self._inside = QWidget()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(look.px(8))
        self._rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.windowTitle())
        column.addWidget(area, 1)
        buttons = QHBoxLayout()
        close = QPushButton(tr("Close the preview"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
        strip.looked_at.connect(self._looked_at)
        fit(self, window, 440, 520)

    def show_preview(self, preview: Preview) -> None:
        """Show a reply; nothing is built anew where nothing changed."""
        if preview == self._shown:
            return
        self._shown = preview
        said = tr("About as {platform} will show it. The words are those that leave.")
        self._said.setText(said.format(platform=platform(preview.look)))
        self._build()

    def cards(self) -> list[PostCard]:
        """Return what is shown, in its order."""
        return [one for one in self._cards if isinstance(one, PostCard)]

    def _build(self) -> None:
        preview = self._shown
        if preview is None:
            return
        for old in self._cards:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._cards = [self._card(preview, one) for one in preview.shown] or [nothing(preview)]
        for place, one in enumerate(self._cards):  # the stretch stays below
            self._rows.insertWidget(place, one)

    def _card(self, preview: Preview, shown: Shown) -> PostCard:
        card = PostCard(preview, shown, self._strip.thumb, open_=self._open)
        card.unfolded.connect(self._fold)
        return card

    def _fold(self, open_: bool) -> None:
        self._open = open_
        self._build()
        for one in self._inside.findChildren(QPushButton):
            if one.isVisibleTo(self._inside):
                one.setFocus(Qt.FocusReason.OtherFocusReason)

    def _looked_at(self, hash_: str) -> None:
        for one in self._inside.findChildren(Picture):
            if one.file.hash == hash_:
                one.update()
