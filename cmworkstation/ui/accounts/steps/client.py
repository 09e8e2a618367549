"""The step that explains how one registers a client of one's own with the platform, and asks for what it shows."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QPushButton,
    QSpacerItem,
    QWidget,
)

from cmworkstation.domain import foreign
from cmworkstation.i18n import N_, tr
from cmworkstation.services.signin import Offer
from cmworkstation.ui import icons, theme
from cmworkstation.ui.accounts.steps.step import FormStep, label, secret_field
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words.own_client import guide
from cmworkstation.words.own_client.guide import ClientGuide, Copied, Step

LOOPBACK = "http://127.0.0.1"  # said where any port will do


class ClientStep(FormStep):
    """Numbered steps with links and values to copy, then the fields; `opened` with an address for the browser."""

    TITLE = N_("Register your own client")
    SCROLLS = True
    opened = Signal(str)

    def __init__(self) -> None:
        """Build the fields; the steps come with the platform."""
        super().__init__()
        self._offer: Offer | None = None
        self._guide: ClientGuide = guide("")
        self._steps = QWidget()
        self.body.insertWidget(0, self._steps)
        self.body.setSpacing(theme.current().px(12))
        self.client_id = QLineEdit()
        self.secret = secret_field()
        self.redirect = QLineEdit()
        self._labels: dict[QLineEdit, PlainLabel] = {}
        for field in (self.client_id, self.secret, self.redirect):
            name = PlainLabel()
            name.setBuddy(field)
            self._labels[field] = name
            self.form.addRow(name, field)
        self._kept = label("", "soft")
        self.form.addRow(self._kept)

    def show_for(self, offer: Offer, known_id: str = "", redirect: str = "") -> None:
        """Explain this platform's steps; the rest is known where an account that has a client signs in again."""
        if offer != self._offer:
            self._offer, self._guide = offer, guide(offer.key)
            self._rebuild(offer)
            self.client_id.setText(known_id)
            self.secret.clear()
            self.redirect.setText(redirect or offer.redirect)
        again = tr("Leave it empty to keep the present one") if known_id else ""
        self.secret.setPlaceholderText(again)

    def complaint(self) -> str:
        """Return what is missing or cannot be, with the caret in its field; "" for nothing."""
        said, field = self._lacking()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)  # the steps above may hide it
        return said

    def _lacking(self) -> tuple[str, QLineEdit | None]:
        if not self.client_id.text().strip():
            said = tr("Fill in “{field}” first.").format(field=tr(self._guide.id_label))
            return said, self.client_id
        offer = self._offer
        needed = offer is not None and offer.has_secret and not self._guide.secret_optional
        if needed and not self.secret.text().strip() and not self.secret.placeholderText():
            said = tr("Fill in “{field}” first.").format(field=tr(self._guide.secret_label))
            return said, self.secret
        if self._pastes() and not self.redirect.text().strip().startswith("https://"):
            return tr("The redirect address begins with https://."), self.redirect
        return "", None

    def answer(self) -> tuple[str, str, str]:
        """Return client id, secret ("" to keep the present one) and redirect address ("" for the usual one)."""
        redirect = self.redirect.text().strip() if self._pastes() else ""
        return self.client_id.text().strip(), self.secret.text().strip(), redirect

    def first_focus(self) -> QWidget:
        """Return the first button of the steps, so that they are read from their beginning."""
        return self._steps.findChild(QPushButton) or self.client_id

    def forget(self) -> None:
        """Empty the secret."""
        self.secret.clear()

    def _pastes(self) -> bool:
        return self._offer is not None and self._offer.redirect.startswith("https:")

    def _rebuild(self, offer: Offer) -> None:
        old, self._steps = (
            self._steps,
            QWidget(),
        )  # a grid that shrinks keeps the heights of its rows
        self.body.replaceWidget(old, self._steps)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._steps)
        t = theme.current()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(t.px(8))
        grid.setVerticalSpacing(t.px(4))
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(tr(self._guide.intro), ""), 0, 0, 1, 2)
        for number, step in enumerate(self._guide.steps, 1):
            grid.addItem(_gap(), grid.rowCount(), 0)
            self._add_step(grid, number, step, offer)
        for field, said in (
            (self.client_id, tr(self._guide.id_label)),
            (self.secret, tr(self._guide.secret_label)),
            (self.redirect, tr("Redirect address")),
        ):
            self._labels[field].setText(said)
            field.setAccessibleName(said)
        self.form.setRowVisible(self.secret, offer.has_secret)
        self.form.setRowVisible(self.redirect, self._pastes())
        self._kept.setText(
            tr(
                "The secret goes to your system’s keyring and nowhere else. You can change both when you sign in again"
                " to {platform}."
            ).format(platform=offer.title)
        )

    def _add_step(self, grid: QGridLayout, number: int, step: Step, offer: Offer) -> None:
        """Add one numbered step with its link and what it lets people copy."""
        t, row, text = theme.current(), grid.rowCount(), tr(step.text)
        count = label(f"{number}.", "")
        count.setWordWrap(False)
        grid.addWidget(count, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(text, ""), row, 1)
        if step.link:
            opener = QPushButton(icons.icon("external"), t.beside(tr("Open in the browser")))
            opener.setAccessibleDescription(text)
            opener.setToolTip(foreign.tooltip(step.link))
            opener.clicked.connect(partial(self.opened.emit, step.link))
            grid.addWidget(opener, row + 1, 1, Qt.AlignmentFlag.AlignLeft)
        if step.copied is not None:
            shown, exact = _value(offer, step.copied)
            value = label(shown, "soft")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(value, row + 2, 1)
            if step.copied is Copied.ASKED:
                return
            copier = QPushButton(icons.icon("copy"), t.beside(tr("Copy")))
            copier.setAccessibleName(tr("Copy {value}").format(value=shown))
            copier.clicked.connect(partial(self._copy, copier, step.copied, exact))
            grid.addWidget(copier, row + 3, 1, Qt.AlignmentFlag.AlignLeft)

    def _copy(self, button: QPushButton, copied: Copied, exact: str) -> None:
        if copied is Copied.REDIRECT and self._pastes():
            exact = self.redirect.text().strip()  # the person may have chosen another
        QGuiApplication.clipboard().setText(exact)
        button.setText(theme.current().beside(tr("Copied")))


def _gap() -> QSpacerItem:
    return QSpacerItem(0, theme.current().px(4))


def _value(offer: Offer, copied: Copied | None) -> tuple[str, str]:
    """Return a value as it is shown, with places to break, and as it is copied."""
    if copied is Copied.REDIRECT:
        address = offer.redirect or LOOPBACK
        return address, address
    mark = "," if copied is Copied.SCOPES_BY_COMMA else " "
    return ", ".join(offer.scopes), mark.join(offer.scopes)
