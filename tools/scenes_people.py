"""Pictures of people and of proof: who works here and acts, what a role forbids, a dossier, a bundle."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMenu

from cmworkstation.domain.profile import Card, Profile, ProfileId, Role
from cmworkstation.services.bundle import file_name
from cmworkstation.ui.people.form import PersonForm
from cmworkstation.ui.proof.bundle import BundleDialog
from cmworkstation.ui.proof.dossier import DossierDialog
from tests.services.test_proof import a_sent_reply, everything

if TYPE_CHECKING:
    from tools.scenes import Stage

NAMES = {
    "en": ("Hester Quill", "Tess Abara", "Amrit Vale"),
    "fr": ("Lucie Marchand", "Odile Dubreuil", "Karim Benali"),
}
DOSSIER = {
    "en": "Hello Rowan, we guarantee that the mill is safe; the batch is on sale until Monday. – Tess",
    "fr": "Bonjour Joris, c’est garanti : les jeux seront prêtés dès dimanche. ^OD",
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


def proof(stage: "Stage") -> Iterator[str]:
    """The dossier of a reply with everything in it, and a bundle that was written and compared."""
    window, services = stage.window, stage.services
    services.vault.use_session_memory()
    if not services.profiles.current().id:
        _enter(stage)
        window.rebuild()
    everything(services, a_sent_reply(services, DOSSIER[stage.language]))
    stage.page("outbox")
    window.act("outbox.dossier")
    stage.settle()
    yield "-dossier"
    dialog = window.findChildren(DossierDialog)[-1]
    bar = dialog._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    yield "-dossier-end"
    _close(stage)
    window.act("proof.bundle")
    yield "-bundle"
    writing = window.findChildren(BundleDialog)[-1]
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / file_name(services.clock.now())
        writing.write_to(str(file))
        stage.settle()
        yield "-bundle-written"
        writing.compare(str(file))
        stage.settle()
        yield "-bundle-compared"
    _close(stage)
