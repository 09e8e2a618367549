"""The bar above the charter page: where the charter stands, and the ways into force, to its versions, and to visitors.

Whoever works alone puts a text in use with one press; the guided way is there for all.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.i18n import tr
from cmworkstation.services.versions import VersionRow
from cmworkstation.ui import icons, theme
from cmworkstation.ui.charter.public_dialog import PublicDialog
from cmworkstation.ui.charter.publish_dialog import PublishDialog, Text
from cmworkstation.ui.charter.versions_dialog import VersionsDialog
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import versions as said

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class PublishingBar(QWidget):
    """One line of state and three or four buttons; `text` gives what is being written, kept before it is read."""

    use = Signal()  # a person alone puts the text in use as it stands
    jumped = Signal(int)  # line of the text

    def __init__(self, window: "MainWindow", text: Callable[[], Text]) -> None:
        """Stand for no charter yet."""
        super().__init__(window)
        self._window = window
        self._services = cast("Services", window.services)
        self._text = text
        self._charter_id = ""
        self._review: VersionRow | None = None
        self._build()

    def _build(self) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.state = PlainLabel()
        theme.mark(self.state, "bold")
        self.state.setWordWrap(True)
        column.addWidget(self.state)
        self._buttons = holder = QWidget()
        self._lines = row = FlowLayout(holder)
        self.use_button = QPushButton(tr("Put in use"))
        self.use_button.setToolTip(
            tr("From now on, replies are checked by this text; the former one is kept.")
        )
        theme.mark(self.use_button, "primary")
        self.use_button.clicked.connect(self.use)
        self.publish_button = QPushButton(icons.icon("check"), look.beside(tr("Publish…")))
        self.publish_button.clicked.connect(self.publish)
        self.sign_button = QPushButton(icons.icon("users"), look.beside(tr("Read and sign…")))
        self.sign_button.clicked.connect(self.sign)
        self.versions_button = QPushButton(icons.icon("history"), look.beside(tr("Versions…")))
        self.versions_button.clicked.connect(self.versions)
        self.public_button = QPushButton(icons.icon("public"), look.beside(tr("For visitors…")))
        self.public_button.clicked.connect(self.public_page)
        for button in (
            self.use_button,
            self.sign_button,
            self.publish_button,
            self.versions_button,
            self.public_button,
        ):
            row.addWidget(button)
        column.addWidget(holder)

    @staticmethod
    def _mark(button: QPushButton, icon: str, *, first: bool) -> None:
        """Let a button stand out, or not, with its icon in the colour of its words."""
        theme.mark(button, "primary" if first else "")
        button.setIcon(icons.icon(icon, "on_accent" if first else "text"))

    def show_charter(self, charter_id: str, *, changed: bool, errors: int) -> None:
        """Say where a charter stands; `changed` and `errors` are those of the text that is being written."""
        self._charter_id = charter_id
        versions = self._services.versions
        self._review = versions.in_review(charter_id)
        review = self._review
        waits = (review.version, review.standing) if review and review.standing else None
        scheduled = [one.version for one in versions.scheduled(charter_id)]
        self.state.setText(said.bar(versions.in_force(charter_id), waits, scheduled))
        self.look(changed=changed, errors=errors)

    def look(self, *, changed: bool, errors: int) -> None:
        """Offer what can be done with the text as it is now."""
        may = not self._services.read_only
        alone = self._services.versions.is_alone()
        self.use_button.setVisible(alone)
        self.use_button.setEnabled(may and changed and not errors)
        self.publish_button.setEnabled(may and (changed or bool(errors)))
        self._mark(self.publish_button, "check", first=not alone and not self._review)
        self._mark(self.sign_button, "users", first=not alone)
        self.sign_button.setVisible(self._review is not None)
        self.sign_button.setEnabled(may)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the buttons as many lines as they need."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Keep a page that is short of height from cutting the last line of buttons."""
        height = self._lines.heightForWidth(self.width())
        if height != self._buttons.minimumHeight():
            self._buttons.setMinimumHeight(height)

    def publish(self) -> None:
        """Lead the text through the steps."""
        self._open(self._text())

    def sign(self) -> None:
        """Read the version in review, and sign it or send it back."""
        if self._review is not None:
            self._open_review(self._review)

    def versions(self, digest: object = "") -> None:
        """Show all versions; `digest` comes to the front, such as the one under which a reply was sent."""
        wanted = digest if isinstance(digest, str) else ""
        charter_id = self._charter_id
        if wanted:
            charter_id = self._services.versions.row(wanted).version.charter_id
        dialog = VersionsDialog(self._window, charter_id, self._draft, wanted)
        dialog.changed.connect(self._changed)
        dialog.to_sign.connect(self._open_review)
        dialog.open()

    def public_page(self) -> None:
        """Show the page for visitors: of the version in force, else of the text."""
        pages = self._services.public_pages
        try:
            source = pages.in_force(self._charter_id)
        except KeyError:
            source = self._text().text
        try:
            PublicDialog(self._window, pages, source).open()
        except CharterInvalid as error:
            self._window.failed(error)

    def _draft(self) -> str:
        """Return the text that is being written, "" when it is a version already."""
        text = self._text().text
        known = [one.version.hash for one in self._services.versions.listed(self._charter_id)]
        return "" if charter_hash(text) in known else text

    def _open_review(self, row: VersionRow) -> None:
        source = self._services.versions.source(row.version.hash)
        self._open(Text(row.version.charter_id, source, row))

    def _open(self, what: Text) -> None:
        dialog = PublishDialog(self._window, what)
        dialog.published.connect(self._changed)
        dialog.jumped.connect(self.jumped)
        dialog.open()

    def _changed(self, changes: Changes) -> None:
        self._window.jobs.emit_changes(changes)
