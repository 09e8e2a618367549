"""The step that shows a code which the person types on a page of the platform, and waits until that is done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from cmworkstation.i18n import N_, tr
from cmworkstation.services.signin import CodeSignIn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.steps.step import FormStep, label
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.ui.widgets.layouts import FlowLayout
from cmworkstation.words import adding


class DeviceStep(FormStep):
    """`wants_page` to open the page where the code is typed, `wants_token` to paste a token instead.

    `wants_client` to open the page where a client is registered.
    """

    TITLE = N_("Sign in with a code")
    FORWARD = N_("Ask for a code")
    SCROLLS = True
    wants_page = Signal()
    wants_token = Signal()
    wants_client = Signal()

    def __init__(self) -> None:
        """Build what is asked before there is a code, and what shows it."""
        super().__init__()
        self.text = label("", "")
        self.form.addRow(self.text)
        self._client_label = PlainLabel()
        self.client = QLineEdit()
        self._client_label.setBuddy(self.client)
        self.form.addRow(self._client_label, self.client)
        self.help = label("", "soft")
        self.form.addRow(self.help)
        self.code = QLineEdit()
        self.code.setReadOnly(True)
        self.code.setAccessibleName(tr("Code to type on the page"))
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = theme.current().font("page", bold=True)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 115)
        self.code.setFont(font)
        self.form.addRow(self.code)
        self.page = label("", "soft")
        self.page.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form.addRow(self.page)
        holder = QWidget()
        row = FlowLayout(holder)
        beside = theme.current().beside
        self.open = QPushButton(
            icons.icon("external"), beside(tr("Copy the code and open the page"))
        )
        self.open.clicked.connect(self._open)
        self.register = QPushButton(icons.icon("external"), beside(tr("Open that page")))
        self.register.clicked.connect(self.wants_client)
        self.paste = QPushButton(tr("Paste a token instead"))
        self.paste.clicked.connect(self.wants_token)
        row.addWidget(self.open)
        row.addWidget(self.register)
        row.addWidget(self.paste)
        self.form.addRow(holder)
        self._waits = False
        self.show_for("", "")

    def show_for(self, platform: str, client_id: str) -> None:
        """Speak of this platform; the client is asked for where none is known."""
        self._platform = platform
        name = adding.client(platform)
        self._client_label.setText(name)
        self.client.setAccessibleName(name)
        self.client.setText(client_id)
        self.help.setText(adding.client_help(platform))
        self.ended()

    def complaint(self) -> str:
        """Return what is missing before a code can be asked for."""
        return tr("Fill in “{field}” first, or paste a token instead.").format(
            field=self._client_label.text()
        )

    def show_code(self, started: CodeSignIn) -> None:
        """Show the code, where it is typed, and until when it lasts."""
        self._waits = True
        ends = started.ends_at.astimezone() if started.ends_at else None
        said = tr("Type this code on the page, and allow access there. This window waits for it.")
        until = tr("The code lasts until {time}.").format(time=f"{ends:%H:%M}") if ends else ""
        self.text.setText(f"{said} {until}".strip())
        self.code.setText(started.code)
        self.page.setText(started.url)
        self._arrange()

    def ended(self) -> None:
        """Nothing is waited for any more: the code is worth nothing."""
        self._waits = False
        self.text.setText(
            tr("You get a code here, type it on a page of the platform, and allow access there.")
        )
        self.code.clear()
        self.page.clear()
        self._arrange()

    def _arrange(self) -> None:
        for widget in (self.code, self.page):
            self.form.setRowVisible(widget, self._waits)
        for widget in (self.client, self.help):
            self.form.setRowVisible(widget, not self._waits)
        self.open.setVisible(self._waits)
        self.register.setVisible(not self._waits and bool(adding.client_page(self._platform, "")))

    def _open(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.wants_page.emit()

    def can_go_on(self) -> bool:
        """While the code is waited for there is nothing to continue with."""
        return not self._waits

    def first_focus(self) -> QWidget:
        """Return the button that opens the page, or the field for what is missing."""
        return self.open if self._waits else self.client

    def forget(self) -> None:
        """Empty the code."""
        self.ended()
