"""Inviting from where we hear little: first from where, then who said that they may be asked; each is written to."""

from functools import partial
from typing import TYPE_CHECKING, cast

from cmworkstation.domain import foreign
from cmworkstation.domain.contact import Card
from cmworkstation.domain.dashboard import Span
from cmworkstation.domain.inviting import Group
from cmworkstation.domain.profile import Act
from cmworkstation.i18n import tr
from cmworkstation.services.inviting import Invitable
from cmworkstation.ui.contacts.writing import BeginForm
from cmworkstation.ui.jobs import READ
from cmworkstation.ui.presence.rows_dialog import RowsDialog, Shown
from cmworkstation.words import inviting as words

if TYPE_CHECKING:
    from cmworkstation.services.workstation import Services
    from cmworkstation.ui.main_window import MainWindow


def ask_from_where(window: "MainWindow", span: Span) -> None:
    """List from where we speak with fewer people in a period; one of them leads to who may be asked."""
    services = cast("Services", window.services)
    read = partial(services.inviting.groups, span)
    window.jobs.run(READ, read, partial(_show_groups, window), window.failed, owner=window)


def _show_groups(window: "MainWindow", found: tuple[Group, ...]) -> None:
    rows = [Shown(words.group(one), words.spoken(one), one) for one in found]
    note = words.FEW if found else words.NOWHERE
    dialog = RowsDialog(window, tr("Invite from where we hear little"), tr(note), rows)
    if not rows:
        dialog.say_alone()

    def look(one: object) -> None:
        if isinstance(one, Group):
            read = partial(cast("Services", window.services).inviting.invitable, one)
            show = partial(_show_people, window, one)
            window.jobs.run(READ, read, show, window.failed, owner=dialog)

    dialog.offer("users", tr("Who may be asked"), look, on_enter=True)
    dialog.open()


def _show_people(window: "MainWindow", group: Group, found: Invitable) -> None:
    services = cast("Services", window.services)
    rows = [Shown(foreign.line(one.called, 80), words.card(one), one) for one in found.cards]
    title = tr("Who may be asked: {place}").format(place=words.group(group))
    dialog = RowsDialog(window, title, words.people(found), rows)
    if not rows:
        dialog.say_alone()

    def begin(one: object) -> None:
        if isinstance(one, Card):
            BeginForm(window, one).open()

    def show(one: object) -> None:
        if isinstance(one, Card):
            for other in window.findChildren(RowsDialog):
                other.reject()
            window.go("contacts")
            opener = getattr(window.page("contacts"), "show_card", None)
            if opener is not None:
                opener(one.id)

    may = services.acting.current().may(Act.DRAFT) and not services.read_only
    button = dialog.offer("add", tr("Begin a relation…"), begin, on_enter=may)
    button.setEnabled(may and bool(rows))
    dialog.offer("users", tr("Show the card"), show)
    dialog.open()
