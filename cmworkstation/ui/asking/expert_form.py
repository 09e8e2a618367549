"""Asking an expert about a message: who, what, by when, and exactly what they will read."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout

from cmworkstation.domain import foreign
from cmworkstation.domain.errors import WorkstationError
from cmworkstation.domain.expert import Asked, Request
from cmworkstation.domain.ids import ConversationId, MessageId
from cmworkstation.i18n import tr
from cmworkstation.ui.asking.form import CHOICE, DAY, MANY, TICK, Field, Form
from cmworkstation.ui.widgets.form_dialog import wrapped
from cmworkstation.words import experts as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


class ExpertForm(Form):
    """The form, with what the expert is shown below it."""

    def __init__(
        self,
        window: "MainWindow",
        services: "Services",
        about: tuple[ConversationId, MessageId | None],
        made: Callable[[Request], object],
    ) -> None:
        """Ask about a conversation, or one message of it. Raises `NotAllowed` where nobody else wrote."""
        self._services, self._about, self._made, self._window = services, about, made, window
        known = services.experts.known()
        self._known = {name: (department, address) for name, department, address in known}
        self._shown = {
            hide: services.experts.shown(*about, words.person, hide=hide)[1]
            for hide in (True, False)
        }
        fields = [
            Field(
                "expert",
                tr("Whom you ask"),
                kind=CHOICE,
                choices=tuple((name, name) for name in self._known),
                free=True,
            ),
            Field("department", tr("Department")),
            Field(
                "address", tr("Address of mail"), hint=tr("Only for the letter; nothing is sent.")
            ),
            Field("question", tr("Your question"), kind=MANY),
            Field("due", tr("Answer by"), kind=DAY),
            Field("redacted", tr("Leave out names, addresses and numbers"), "1", TICK),
        ]
        super().__init__(
            window, tr("Ask an expert"), fields, self._ask, button=tr("Write the letter")
        )
        self.quoted = wrapped("", "soft")
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, wrapped(tr("What they will read of the message"), "bold"))
        column.insertWidget(2, self.quoted)
        box, who = self.fields["redacted"], self.fields["expert"]
        assert isinstance(box, QCheckBox)
        assert isinstance(who, QComboBox)
        box.toggled.connect(self._show)
        who.setCurrentIndex(-1)
        who.setEditText("")
        who.activated.connect(lambda _: self._fill())
        self._show()

    def _show(self) -> None:
        hide = bool(self.values()["redacted"])
        self.quoted.setText(foreign.line(self._shown[hide], 280))

    def _fill(self) -> None:
        department, address = self._known.get(self.values()["expert"], ("", ""))
        for name, text in (("department", department), ("address", address)):
            field = self.fields[name]
            if not self.values()[name]:
                field.setText(text)  # type: ignore[attr-defined]

    def _ask(self, given: Mapping[str, str]) -> None:
        asked = Asked(
            given["expert"],
            given["question"],
            given["department"],
            given["address"],
            _evening(given["due"]),
            redacted=bool(given["redacted"]),
        )
        made, changes = self._services.experts.ask(*self._about, asked, words.person)
        self._window.jobs.emit_changes(changes)
        self._made(made)


def _evening(day: str) -> datetime | None:
    return datetime.combine(date.fromisoformat(day), time(18)).astimezone() if day else None


def ask_expert(
    window: "MainWindow",
    services: "Services",
    conversation_id: ConversationId,
    message_id: MessageId | None = None,
) -> "ExpertForm | None":
    """Ask an expert about a conversation; the letter is then shown on the page about dialogue."""

    def made(request: Request) -> None:
        window.go("dialogue")
        page = window.page("dialogue")
        show = getattr(page, "show_expert", None)
        if show is not None:
            show(request.id)
        window.say(tr("The letter is ready. Nothing was sent."), 8000)

    try:
        form = ExpertForm(window, services, (conversation_id, message_id), made)
    except WorkstationError as error:
        window.failed(error)
        return None
    form.open()
    return form
