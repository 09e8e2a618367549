"""The step that asks for the one text that a platform gave the person: a bot's token, a page's, an app's."""

from PySide6.QtWidgets import QWidget

from cmworkstation.i18n import N_
from cmworkstation.ui.accounts.steps.step import FormStep, label, secret_field
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import adding


class TokenStep(FormStep):
    """One secret field, with words on where its content comes from."""

    TITLE = N_("Paste the token")

    def __init__(self) -> None:
        """Build the field."""
        super().__init__()
        self.help = label("", "soft")
        self.form.addRow(self.help)
        self.secret = secret_field()
        self._label = PlainLabel()
        self._label.setBuddy(self.secret)
        self.form.addRow(self._label, self.secret)

    def show_for(self, platform: str) -> None:
        """Speak of this platform."""
        self.help.setText(adding.token_help(platform))
        self._label.setText(adding.token(platform))
        self.secret.setAccessibleName(adding.token(platform))

    def answer(self) -> dict[str, str]:
        """Return what was pasted, nothing where it is missing."""
        token = self.secret.text().strip()
        return {"token": token} if token else {}

    def first_focus(self) -> QWidget:
        """Return the field."""
        return self.secret

    def forget(self) -> None:
        """Empty the field."""
        self.secret.clear()
