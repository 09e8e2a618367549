"""The step that asks for a user name and a password that is made for this program."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from cmworkstation.i18n import N_, tr
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.steps.step import FormStep, label, secret_field
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import adding

MADE_IN_BROWSER = frozenset({"discourse", "wordpress"})


class PasswordStep(FormStep):
    """Two fields; `wants_browser` where the site can make the password by itself."""

    TITLE = N_("Sign in")
    wants_browser = Signal()

    def __init__(self) -> None:
        """Build the fields."""
        super().__init__()
        self.help = label("", "soft")
        self.form.addRow(self.help)
        self.in_browser = QPushButton(
            icons.icon("external"),
            theme.current().beside(tr("Let the site make one, in the browser")),
        )
        self.in_browser.clicked.connect(self.wants_browser)
        self.form.addRow(self.in_browser)
        self.user = QLineEdit()
        self.secret = secret_field()
        self._user_label, self._secret_label = PlainLabel(), PlainLabel()
        for name, field in ((self._user_label, self.user), (self._secret_label, self.secret)):
            name.setBuddy(field)
            self.form.addRow(name, field)

    def show_for(self, platform: str, hint: str = "", user: str = "") -> None:
        """Speak of this platform; `hint` is what is known of the provider, `user` the name that was found."""
        self.help.setText(adding.password_help(platform, hint))
        self.in_browser.setVisible(platform in MADE_IN_BROWSER)
        for name, field, said in (
            (self._user_label, self.user, adding.user(platform)),
            (self._secret_label, self.secret, adding.password(platform)),
        ):
            name.setText(said)
            field.setAccessibleName(said)
        if not self.user.text():
            self.user.setText(user)

    def answer(self) -> dict[str, str]:
        """Return what was typed, nothing where something is missing."""
        user, password = self.user.text().strip(), self.secret.text().strip()
        return {"user": user, "password": password} if user and password else {}

    def first_focus(self) -> QWidget:
        """Return the field that is still empty."""
        return self.secret if self.user.text() else self.user

    def forget(self) -> None:
        """Empty the password."""
        self.secret.clear()
