"""Above a thread that speaks of danger: what to do first, and whom the charter names."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from cmworkstation.domain.charter.clauses import Contact
from cmworkstation.domain.charter.detect.danger_words import HARM
from cmworkstation.domain.charter.model import Charter
from cmworkstation.domain.conversation import Changes
from cmworkstation.domain.emergency import numbers
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.dangers import to_turn_to
from cmworkstation.services.workstation import Services
from cmworkstation.ui.inbox.danger_band import DangerBand
from tests.builders_workspace import a_message, receive
from tests.ui.composer.conftest import CHARTER
from tests.ui.inbox.conftest import Scene

CONTACTS = """
[[contact]]
id = "press"
function.fr = "Presse"
function.en = "Press office"
phone = "01 00 00 00 01"
topics = ["presse"]
order = 1

[[contact]]
id = "night"
function.fr = "Astreinte de nuit"
function.en = "Night duty"
phone = "01 00 00 00 02"
email = "astreinte@ville.example"
topics = ["Sécurité"]
order = 2
"""


@pytest.fixture
def scene(a_scene: Callable[..., Scene]) -> Scene:
    made = a_scene()
    account = made.services.accounts.listed()[0]
    charter, _ = made.services.charters.save(CHARTER + CONTACTS)
    made.services.charters.assign(account.id, charter)
    text = "Good evening. My husband is going to kill me. Please."
    (found,) = receive(made.services, account, [a_message("sos", text, 0.1, language="en")])
    made.window.jobs.emit_changes(Changes(conversations=frozenset({found}), new_messages=1))
    made.settle()
    made.page.open_conversation(found)
    for _ in range(3):
        made.settle()
    return made


def press(band: DangerBand, words: str) -> None:
    next(one for one in band.findChildren(QPushButton) if one.text() == words).click()


def test_what_to_do_and_whom_to_turn_to_stands_above_the_thread(scene: Scene) -> None:
    band = scene.page.dangers.band
    assert not band.isHidden()
    assert band.head.text() == "Somebody may be suffering violence"
    assert band.quote.text() == "“My husband is going to kill me.”"
    assert "Do not answer in public" in band.first.text()
    assert "Night duty · 01 00 00 00 02 · astreinte@ville.example" in band.whom.text()
    assert "Press office" not in band.whom.text()
    press(band, "Go to the message")
    current = scene.page.thread_pane.line.current()
    assert current is not None
    assert "going to kill" in current.text


def test_a_person_says_that_it_is_none_and_it_stays_away(scene: Scene) -> None:
    band = scene.page.dangers.band
    press(band, "It is no danger")
    assert band.isHidden()
    scene.page.dangers.look()
    scene.settle()
    assert band.isHidden()


def test_the_band_stands_above_its_own_conversation_alone(scene: Scene) -> None:
    other = next(one for one in scene.authors() if not one.startswith("Nadia"))
    scene.open(other)
    for _ in range(2):
        scene.settle()
    assert scene.page.dangers.band.isHidden()


def found(services: Services, home: int) -> str | None:
    alarm = services.dangers.of(ConversationId(home))
    return alarm.words if alarm else None


def test_once_we_answered_nobody_is_alarmed_again_by_the_same_words(scene: Scene) -> None:
    home = scene.page.opened_id()
    assert found(scene.services, home)
    with scene.services.workspace.write() as connection:
        connection.execute(
            "UPDATE message SET ours=1 WHERE id=(SELECT max(id) FROM message WHERE conversation_id=?)",
            (home,),
        )
    assert found(scene.services, home) is None


def test_only_whom_the_charter_names_for_danger_is_shown_in_its_order() -> None:
    press_, desk = Contact(id="press", order=2, topics=("presse",)), Contact(id="desk", order=1)
    assert to_turn_to(Charter(contacts=(press_, desk))) == ()
    named = replace(press_, topics=("Urgences",))
    first = replace(desk, topics=("Safety",))
    assert to_turn_to(Charter(contacts=(named, first))) == (first, named)


def test_numbers_are_those_of_the_places_where_the_charter_holds() -> None:
    assert [one.number for one in numbers(HARM, ["FR", "EU"])] == ["3114", "15", "112"]
    assert [one.number for one in numbers(HARM, ["GB"])] == ["999", "116 123"]
    assert [one.number for one in numbers(HARM, ["XX"])] == ["112"]


def test_whom_to_call_is_in_sight_while_an_answer_is_written(scene: Scene) -> None:
    scene.window.resize(1280, 640)
    assert scene.window.act("inbox.reply")
    scene.settle()
    composer, band = scene.page.answering.composer, scene.page.dangers.band
    assert composer is not None
    composer.promises.show()  # a line more than there is room for, with those around it
    composer.promises.setMinimumHeight(200)
    composer.changed_size.emit()
    scene.settle()
    for label in (band.head, band.quote, band.first, band.whom):
        assert label.height() >= label.heightForWidth(label.width())
    assert composer.context.isAncestorOf(composer.promises)
    assert not composer.isAncestorOf(composer.promises)
