"""Parts that the dialogs about copies share: words on a line, and copies in words."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from cmworkstation import words
from cmworkstation.domain.backup import Backup, Rehearsal, Why
from cmworkstation.i18n import number, tr, trn
from cmworkstation.ui import theme
from cmworkstation.ui.widgets.working import COPIES as LANE
from cmworkstation.ui.widgets.working import Working

__all__ = [
    "LANE",
    "SecretField",
    "Working",
    "contents",
    "label",
    "last_copy",
    "last_trial",
    "moment",
    "title",
]


def label(text: str = "", kind: str = "") -> QLabel:
    """Return our own words on lines of their own."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(True)
    if kind:
        theme.mark(made, kind)
    return made


def title(one: Backup, now: datetime) -> str:
    """Return when a copy was made and how large it is."""
    return f"{moment(one.made_at, now)} · {words.size(one.size)}"


def moment(at: datetime, now: datetime) -> str:
    """Return a day as people say it, always with the time of the day."""
    said, clock = words.when(at, now), f"{at.astimezone():%H:%M}"
    return said if clock in said else f"{said} {clock}"


def contents(one: Backup) -> str:
    """Return what a copy holds, whether it was checked, and why it was made."""
    reasons = {
        Why.DAILY: tr("made by itself"),
        Why.ASKED: tr("made by you"),
        Why.BEFORE_UPDATE: tr("made before an update"),
        Why.UNKNOWN: "",
    }
    n = one.count("message")
    parts = [
        trn("{n} message", "{n} messages", n).format(n=number(n)) if one.rows else "",
        tr("opened and counted") if one.checked else tr("not checked"),
        tr("encrypted") if one.sealed else "",
        reasons[one.why],
    ]
    return " · ".join(part for part in parts if part)


def last_copy(one: Backup | None, now: datetime) -> str:
    """Return a line about the newest copy."""
    if one is None:
        return tr("There is no backup of this workspace yet.")
    return tr("Last backup: {copy}, opened and counted.").format(copy=title(one, now))


def last_trial(one: Rehearsal | None, now: datetime) -> str:
    """Return a line about the last trial of a restore."""
    if one is None:
        return tr("No restore was tried yet.")
    when = words.when(one.at, now)
    if not one.well:
        return tr("The restore tried {when} failed: {what}").format(when=when, what=one.problems[0])
    text = tr(
        "A restore was tried {when}: {messages} messages in {conversations} conversations, all found."
    )
    return text.format(
        when=when, messages=number(one.messages), conversations=number(one.conversations)
    )


class SecretField(QWidget):
    """Asks for what opens an encrypted backup: a passphrase, or a secret key."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(8))
        self._said = label()
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        column.addWidget(self._said)
        column.addWidget(self.field)
        self.ask(passphrase=True)

    def ask(self, *, passphrase: bool) -> None:
        """Say what is wanted."""
        if passphrase:
            said = tr("This backup is encrypted. Type its passphrase.")
        else:
            said = tr(
                "This backup is encrypted for keys of age. Paste the secret key (AGE-SECRET-KEY-…)."
            )
        self._said.setText(said)
        self.field.setAccessibleName(said)

    def text(self) -> str:
        """Return what was typed."""
        return self.field.text()

    def clear(self) -> None:
        """Forget it."""
        self.field.clear()
