"""The step that waits for the person's browser, or takes what the person copies from it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from cmworkstation.i18n import N_, tr
from cmworkstation.services.signin import BrowserSignIn
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.steps.step import FormStep, label
from cmworkstation.ui.widgets.layouts import FlowLayout


class BrowserStep(FormStep):
    """`wants_browser` to open it again, `wants_paste` to copy what comes instead of waiting."""

    TITLE = N_("Sign in with your browser")
    wants_browser = Signal()
    wants_paste = Signal()

    def __init__(self) -> None:
        """Build the address and the field for a code."""
        super().__init__()
        self.text = label("", "")
        self.form.addRow(self.text)
        self.link = QPlainTextEdit()
        self.link.setReadOnly(True)
        self.link.setTabChangesFocus(True)
        self.link.setAccessibleName(tr("Address for the browser"))
        self.link.setFixedHeight(theme.current().px(64))
        self.form.addRow(self.link)
        holder = QWidget()
        row = FlowLayout(holder)
        self.again = QPushButton(
            icons.icon("external"), theme.current().beside(tr("Open the browser again"))
        )
        self.again.clicked.connect(self.wants_browser)
        self.paste = QPushButton()
        self.paste.clicked.connect(self.wants_paste)
        row.addWidget(self.again)
        row.addWidget(self.paste)
        self.form.addRow(holder)
        self.code = QLineEdit()
        self.code.hide()
        self.form.addRow(self.code)
        self.show_for(own_client=False)

    def show_for(self, *, own_client: bool) -> None:
        """Speak of a code that the server shows, or of an address at which the browser ends."""
        self._own_client = own_client
        self.paste.setText(
            tr("Paste the address instead") if own_client else tr("Paste a code instead")
        )
        self.code.setAccessibleName(
            tr("Address at which the browser ended") if own_client else tr("Code from the server")
        )
        self.code.setPlaceholderText(
            tr("Address at which the browser ended")
            if own_client
            else tr("Code that the server shows")
        )

    def begin(self, started: BrowserSignIn) -> None:
        """Show where the browser goes, and what the person does."""
        self.link.setPlainText(started.url)
        self.code.setVisible(started.pastes)
        self.paste.setVisible(not started.pastes)
        if not started.pastes:
            said = tr(
                "Your browser asks whether CM Workstation may read and answer for you. This window waits for it."
            )
        elif self._own_client:
            said = tr(
                "Allow access in the browser. It then ends at the address that you registered; whatever the page"
                " there says, copy its whole address from the browser’s address bar and paste it here."
            )
        else:
            said = tr(
                "Allow access in the browser, copy the code that the server shows, and paste it here."
            )
        self.text.setText(said)

    def pasting(self) -> bool:
        """Tell whether the person brings the answer."""
        return not self.code.isHidden()

    def can_go_on(self) -> bool:
        """While the browser is waited for there is nothing to continue with."""
        return self.pasting()

    def answer(self) -> dict[str, str]:
        """Return what was pasted, nothing where it is missing."""
        code = self.code.text().strip()
        return {"code": code} if code else {}

    def first_focus(self) -> QWidget:
        """Return the field for a code, else the button that opens the browser."""
        return self.code if self.pasting() else self.again

    def forget(self) -> None:
        """Empty the code."""
        self.code.clear()
