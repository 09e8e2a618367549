"""The step that shows the fingerprint of a certificate that nobody vouches for."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from cmworkstation.domain.errors import Untrusted
from cmworkstation.i18n import N_, tr
from cmworkstation.ui import theme
from cmworkstation.ui.accounts.steps.step import FormStep, label
from cmworkstation.words import signing_in


class CertificateStep(FormStep):
    """To be compared with what the server's people say; trust is the person's word."""

    TITLE = N_("Is this the right server?")
    FORWARD = N_("Trust it")
    IS_DEFAULT = False  # trust is given by a press meant for it

    def __init__(self) -> None:
        """Build the fingerprint's place."""
        super().__init__()
        self.fingerprint = ""
        self.text = label("", "")
        self.form.addRow(self.text)
        self.shown = QPlainTextEdit()
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setAccessibleName(tr("Fingerprint of the certificate (SHA-256)"))
        self.shown.setFixedHeight(theme.current().px(64))
        self.form.addRow(self.shown)

    def show_error(self, error: Untrusted) -> None:
        """Show whose certificate it is, and its fingerprint."""
        self.fingerprint = error.fingerprint
        compare = tr(
            "Ask whoever looks after the server for its fingerprint, and compare. Trust it only if it is the same."
        )
        self.text.setText(f"{signing_in.certificate(error)}\n\n{compare}")
        pairs = error.fingerprint.split(":")
        fours = [":".join(pairs[at : at + 4]) for at in range(0, len(pairs), 4)]
        self.shown.setPlainText(" ".join(fours))  # a line breaks between two groups

    def first_focus(self) -> QWidget:
        """Return the fingerprint."""
        return self.shown
