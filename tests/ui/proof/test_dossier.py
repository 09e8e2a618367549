"""The dossier in the window: from the outbox and from the thread, read part by part, copied as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.profile import Role
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.ui.proof.dossier import DossierDialog
from tests.builders_workspace import a_town
from tests.services.test_proof import BODY, a_sent_reply, everything
from tests.ui.inbox.conftest import Scene, ended


@pytest.fixture
def town(qtbot: Any, tmp_path: Path) -> Iterator[Scene]:
    services = a_town(tmp_path / "w")
    charter, _ = services.charters.add_starter(DEMONSTRATION[0])
    for account in services.accounts.listed():
        services.charters.assign(account.id, charter)
    services.profiles.add("Ines Carvalho", [Role.KEEPER, Role.SPOKESPERSON])
    everything(services, a_sent_reply(services))
    scene = Scene(services, qtbot)
    yield scene
    for one in scene.window.findChildren(DossierDialog):
        one.close()
    ended(scene)


def shown(scene: Scene) -> tuple[DossierDialog, str]:
    scene.settle()
    (dialog,) = [one for one in scene.window.findChildren(DossierDialog) if one.isVisible()]
    return dialog, "\n".join(one.text() for one in dialog.findChildren(QLabel)).replace(
        "\u200b", ""
    )


def test_the_outbox_shows_the_dossier_of_a_reply_and_copies_it(town: Scene) -> None:
    town.window.go("outbox")
    page = town.window.page("outbox")
    assert page is not None
    button = next(one for one in page.findChildren(QPushButton) if one.text() == "Dossier…")
    button.click()
    dialog, text = shown(town)
    for part in (BODY, "Ada Berg approved", "It quotes somebody: du maire", "reply.queue"):
        assert part in text
    dialog.copier.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Reply\n  ")
    assert "Une question ? – yes" in copied


def test_a_message_of_ours_in_a_thread_leads_to_its_dossier(town: Scene) -> None:
    row = town.services.outbox.rows()[0]
    with town.services.workspace.write() as connection:
        connection.execute("UPDATE message SET ours=1, remote_id='r1' WHERE id=?", (row.target_id,))
    town.page.open_conversation(row.conversation_id, row.target_id)
    town.settle()
    town.window.act("inbox.dossier")
    _, text = shown(town)
    assert BODY in text


def test_a_message_of_ours_from_elsewhere_says_that_it_has_none(town: Scene) -> None:
    row = town.services.outbox.rows()[0]
    with town.services.workspace.write() as connection:
        connection.execute("UPDATE message SET ours=1 WHERE id=?", (row.target_id,))
    town.page.open_conversation(row.conversation_id, row.target_id)
    town.settle()
    town.window.act("inbox.dossier")
    assert town.window.findChildren(DossierDialog) == []
    assert "was not sent from here" in town.window.status._said.text()


def test_what_cannot_be_gathered_is_said(town: Scene) -> None:
    DossierDialog(town.window, OutboxId("none")).open()
    dialog, text = shown(town)
    assert "mistake" in text
    assert not dialog.copier.isEnabled()
