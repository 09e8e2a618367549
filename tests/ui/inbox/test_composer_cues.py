"""Above the text: how often it goes out today, and what others were invited to; each leads on."""

from typing import Any

from PySide6.QtWidgets import QDialog

from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.invitation import Invitation, To
from cmworkstation.domain.values import replace
from cmworkstation.services.cues import Cue
from cmworkstation.ui.operations.form import OperationForm
from tests.ui.inbox.conftest import Scene

TEXT = "Hello, the fair begins on Saturday at ten, come rain or shine."


def writing(town: Scene, text: str = TEXT) -> Any:
    """Answer the first conversation with a text."""
    town.page.open_first()
    town.settle()
    assert town.window.act("inbox.reply")
    town.settle()
    composer = town.page.composer
    assert composer is not None
    composer.editor.setPlainText(text)
    composer.look()
    town.settle()
    return composer


def sent_before(town: Scene, first: int, times: int = 1) -> None:
    services = town.services
    for home in services.inbox.ids(View(status=Status.WAITING_US))[-first - times : -first]:
        services.outbox.queue(replace(services.drafts.begin(ConversationId(home)), body=TEXT))


def test_from_the_second_time_on_it_is_said_and_from_the_third_a_way_out_is_offered(
    town: Scene,
) -> None:
    sent_before(town, 1)
    composer = writing(town)
    assert "1 time today" in composer.cues.times.text()
    assert not composer.cues.to_guide.isVisible()
    sent_before(town, 2, 2)
    composer.look()
    town.settle()
    assert "today already" in composer.cues.times.text()
    assert composer.cues.to_guide.isVisible()
    composer.cues.to_all.click()
    town.settle()
    (form,) = (one for one in town.window.findChildren(OperationForm) if one.isVisible())
    form.close()


def test_the_first_time_nothing_is_said(town: Scene) -> None:
    composer = writing(town)
    assert composer.cues.isHidden()
    assert not town.window.can("composer.tell_of")
    for one in town.window.findChildren(QDialog):
        one.close()


def test_what_others_were_invited_to_is_told_with_one_act_and_then_said_no_more(
    town: Scene, monkeypatch: Any
) -> None:
    fair = Invitation(To.EVENT, "1", "Swimming gala", "Swimming gala", wished=True)
    monkeypatch.setattr(town.services.cues, "look", lambda _: Cue(invitation=fair))
    composer = writing(town)
    assert "“Swimming gala”" in composer.cues.invited.text()
    assert "wish to hear" in composer.cues.invited.text()
    assert town.window.act("composer.tell_of")
    composer.look()
    town.settle()
    assert "Swimming gala" in composer.editor.toPlainText()
    assert composer.cues.isHidden()
