"""Pictures of people: nobody entered, three with roles, a form, a card, who acts, and what a role forbids."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMenu

from cmworkstation.domain.profile import Card, Profile, ProfileId, Role
from cmworkstation.ui.people.form import PersonForm

if TYPE_CHECKING:
    from tools.scenes import Stage

NAMES = {
    "en": ("Hester Quill", "Tess Abara", "Amrit Vale"),
    "fr": ("Lucie Marchand", "Odile Dubreuil", "Karim Benali"),
}
TEXT = {
    "en": "Hello, thank you for your message. We look into it today. – Tess",
    "fr": "Bonjour, merci de votre message. Nous regardons cela aujourd’hui. ^OD",
}


def people(stage: "Stage") -> Iterator[str]:
    """From an empty list to a drafter before a button that says why not."""
    services, window = stage.services, stage.window
    services.vault.use_session_memory()
    window.act("people.show")
    yield "-none"
    _close(stage)
    keeper, drafter = _enter(stage)
    window.rebuild()
    window.act("people.show")
    yield ""
    _close(stage)
    PersonForm(window, services, drafter).open()
    yield "-form"
    _close(stage)
    far = Profile(ProfileId("far"), "Yara Lindqvist", frozenset({Role.DRAFTER}), local=False)
    card = Card(far.id, far.name, "AAAA", "9f3c07d1a2b84e5566c0ffee12ab34cd")
    PersonForm(window, services, far, card).open()
    yield "-card"
    _close(stage)
    window.act("people.act_as")
    yield "-menu"
    for menu in window.findChildren(QMenu, "act-as"):
        menu.close()
    services.profiles.switch_to(drafter.id)
    window.rebuild()
    stage.compose(
        "Corvenay prête" if stage.language == "fr" else "blue plastic", TEXT[stage.language]
    )
    yield "-drafter"
    stage.page("outbox")
    yield "-outbox"
    window.act("people.show")
    yield "-drafter-list"
    _close(stage)
    services.profiles.switch_to(keeper.id)
    window.rebuild()


def _enter(stage: "Stage") -> tuple[Profile, Profile]:
    first, second, third = NAMES[stage.language]
    people = stage.services.profiles
    keeper = people.add(first, [Role.KEEPER, Role.SPOKESPERSON])
    charter = stage.services.charters.listed()[0].id
    drafter = people.add(second, [Role.DRAFTER], [(charter, "animation")])
    people.add(third, [Role.APPROVER, Role.SPOKESPERSON], [(charter, "direction")])
    return keeper, drafter


def _close(stage: "Stage") -> None:
    for one in stage.window.findChildren(QDialog):
        one.close()
    stage.settle()
