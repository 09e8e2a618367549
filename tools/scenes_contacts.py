"""Pictures of contacts: the list, a card over all networks, the five answers, merging, what we owe, the goodbye."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from cmworkstation.domain.vcard import Entry, Profile, Reading
from cmworkstation.ui.contacts.cards import TakeCardsForm

if TYPE_CHECKING:
    from tools.scenes import Stage

SHOWN = {"en": "Greta Larkrise", "fr": "Huguette Pradelat"}
OTHER = {"en": "Jed Banerjea-Cole", "fr": "Bertrand Vaubrun"}


def contacts(stage: "Stage") -> Iterator[str]:
    """The page in all its parts, and what opens from it."""
    window, services = stage.window, stage.services
    page = stage.page("contacts")
    stage.settle()
    yield ""
    names = {one.called: one.id for one in services.contacts.listed()}
    first, second = names[SHOWN[stage.language]], names[OTHER[stage.language]]
    page.show_card(first)
    stage.settle()
    yield "-card"
    for name in (
        "change",
        "wish",
        "link",
        "merge",
        "begin",
        "write",
        "happened",
        "end",
        "save_card",
    ):
        window.act(f"contacts.{name}")
        stage.settle()
        yield f"-{name}"
        _close(stage)
    card = services.contacts.card(first)
    names_of = tuple(Profile(one.platform, one.url, one.handle) for one in card.identities)
    others = [Profile("", "", one.handle) for one in services.erasures.people("a")[:3]]
    cards = (
        Entry(card.called, "", names_of),
        *(Entry(each.handle, "", (each,)) for each in others),
    )
    TakeCardsForm(window, services.address_cards.compared(Reading(cards, 1), "contacts.vcf")).open()
    stage.settle()
    yield "-take_cards"
    _close(stage)
    merged, changes = services.contacts.merge(first, second, SHOWN[stage.language])
    services.contacts.note(merged, note="…")
    services.contacts.declare(merged, "…")
    stage.tell(changes)
    stage.settle()
    window.act("contacts.split")
    stage.settle()
    yield "-split"
    _close(stage)
    bar = page.card.widget(1).verticalScrollBar()
    bar.setValue(bar.maximum())
    yield "-card-below"
    page.show_part("owed")
    stage.settle()
    yield "-owed"
    page.show_part("people")
    page.people.search.setText("zzz")
    page.people.look()
    stage.settle()
    yield "-nobody"


def _close(stage: "Stage") -> None:
    for one in stage.window.findChildren(QDialog):
        if one.isVisible():
            one.close()
    QApplication.processEvents()
    stage.settle()
