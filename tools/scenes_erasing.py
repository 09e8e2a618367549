"""Scenes of erasing: what is known of a person, what came of it, how long things are kept."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cmworkstation.domain.conversation import View
from cmworkstation.domain.erasure import Way
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.retention import Kept
from cmworkstation.ui.erasing.copies_dialog import CopiesDialog
from cmworkstation.ui.erasing.hold_dialog import HoldDialog
from cmworkstation.ui.erasing.person_dialog import PersonDialog
from cmworkstation.ui.erasing.retention_dialog import RetentionDialog

if TYPE_CHECKING:
    from tools.scenes import Stage

REASON = {"en": "Complaint of 3 May 2026", "fr": "Plainte du 3 mai 2026"}


def person(stage: "Stage") -> Iterator[str]:
    """What is known of whoever wrote the open message; the reason of a hold; and what an erasure did."""
    stage.window.go("inbox")
    stage.inbox.list.select_row(0)
    stage.settle()
    stage.window.act("erasing.person")
    stage.settle()
    yield ""
    dialog = stage.window.findChild(PersonDialog)
    assert dialog is not None
    dialog.keep()
    stage.settle()
    yield "-hold"
    for hold in stage.window.findChildren(HoldDialog):
        hold.reject()
    dialog.carry_out()
    stage.settle()
    yield "-done"
    dialog.reject()


def copies(stage: "Stage") -> Iterator[str]:
    """Backups from before an erasure, one of them chosen."""
    services = stage.services
    for _ in range(2):
        for _ in services.backups.make():
            pass
    (one, *_) = services.erasures.people("gwen" if stage.language == "en" else "hélène")
    for _ in services.erasures.erase(one.id, Way.ERASE, "Somebody"):
        pass
    stage.window.act("erasing.copies")
    stage.settle()
    dialog = stage.window.findChild(CopiesDialog)
    assert dialog is not None
    next(iter(dialog.boxes.values())).setChecked(True)
    yield ""
    dialog.reject()


def retention(stage: "Stage") -> Iterator[str]:
    """Rules with what they would let go of, and legal holds."""
    services = stage.services
    homes = sorted(services.inbox.ids(View(status=None)))
    services.retention.set(Kept.PUBLIC, 1, enabled=True)
    services.retention.set(Kept.CONTACTS, 24, enabled=False)
    services.erasures.hold_conversation(ConversationId(homes[0]), REASON[stage.language])
    stage.window.act("erasing.retention")
    stage.settle()
    yield ""
    dialog = stage.window.findChild(RetentionDialog)
    assert dialog is not None
    dialog.reject()
