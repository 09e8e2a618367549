"""The contact of whoever wrote, in the person's card beside a conversation."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.ids import AuthorId
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.ui import jobs, theme
from cmworkstation.ui.widgets.labels import PlainLabel
from cmworkstation.words import relations as words

if TYPE_CHECKING:
    from cmworkstation.domain.contact import ContactId
    from cmworkstation.services.relations import Beside
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class ContactBox(QWidget):
    """What we gave and asked, where we stand, and the way to the card."""

    def __init__(self) -> None:
        """Show nobody's."""
        super().__init__()
        self._window: MainWindow | None = None
        self._author = AuthorId(0)
        self._contact: ContactId | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        theme.mark(self.said, "soft")
        column.addWidget(self.said)
        self.opener = QPushButton()
        theme.mark(self.opener, "link")
        self.opener.clicked.connect(lambda _=False: self.open())
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_person(self, window: "MainWindow", author: AuthorId) -> None:
        """Look who this is, on the reading lane."""
        self._window, self._author = window, author
        services = cast("Services", window.services)

        def show(found: "Beside | None") -> None:
            if author != self._author or found is None:
                self.hide()
                return
            self._contact = found.contact_id
            lines = [words.counters(found.given.given, found.given.asked)]
            lines += [words.stands(*one) for one in found.standings]
            self.said.setText("\n".join(lines))
            known = found.contact_id is not None
            self.opener.setText(tr("Card of the contact") if known else tr("Make a contact"))
            may = services.profiles.current().may(Act.DRAFT) and not services.read_only
            self.opener.setVisible(known or may)
            self.show()

        window.jobs.run(
            jobs.READ,
            lambda: services.relations.beside(author),
            show,
            lambda _: None,
            owner=self,
        )

    def open(self) -> None:
        """Show the card, made first where there is none."""
        window = self._window
        if window is None:
            return
        services = cast("Services", window.services)
        contact = self._contact
        if contact is None:
            try:
                contact, changes = services.contacts.create(self._author)
            except WorkstationError as error:
                window.failed(error)
                return
            window.jobs.emit_changes(changes)
        window.go("contacts")
        page = window.page("contacts")
        show = getattr(page, "show_card", None)
        if show is not None:
            show(contact)
