"""Did it help? A journey: a complaint was answered, it is asked after, and what is entered can be taken back."""

import pytest

from cmworkstation import resources
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.experience import Helped
from cmworkstation.domain.values import replace
from cmworkstation.store.conversations import set_status
from cmworkstation.ui.experiences.page import ExperiencesPage
from cmworkstation.ui.promises.page import PromisesPage
from tests.ui.inbox.conftest import Scene


@pytest.fixture
def answered(town: Scene) -> Scene:
    """A town in which a complaint was answered a month ago."""
    services = town.services
    hit = services.inbox.search("racks")[0]
    charter, _ = services.charters.save(resources.text("charters", "starter-town.charter.toml"))
    draft = services.drafts.begin(hit.conversation_id)
    services.charters.assign(draft.account_id, charter)
    services.outbox.queue(replace(draft, body="The racks are mended."))
    at = round(services.clock.now().timestamp() * 1000) - 30 * 86_400_000
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE conversation SET category='plainte' WHERE id=?", (hit.conversation_id,)
        )
        connection.execute(
            "UPDATE outbox SET state='sent', remote_id='r', sent_at=? WHERE conversation_id=?",
            (at, hit.conversation_id),
        )
        set_status(connection, [hit.conversation_id], Status.DONE)
    return town


def the_page(town: Scene) -> ExperiencesPage:
    assert town.window.act("go.experiences")
    town.settle()
    found = town.window.page("experiences")
    assert isinstance(found, ExperiencesPage)
    return found


def test_where_no_complaint_was_answered_the_page_says_what_it_is_for(town: Scene) -> None:
    page = the_page(town)
    assert page.list.count() == 0
    assert page._stack.currentIndex() == 1
    assert not page.can("ask")


def test_that_it_helped_is_entered_and_taken_back(answered: Scene) -> None:
    page = the_page(answered)
    assert page.list.count() == 1
    assert answered.window.act("experiences.helped")
    answered.settle()
    assert page.list.count() == 0
    assert answered.services.experiences.counts() == {Helped.YES: 1}
    assert answered.window.act("app.undo")
    answered.settle()
    assert page.list.count() == 1


def test_what_did_not_help_waits_for_us_again(answered: Scene) -> None:
    page = the_page(answered)
    one = page.current()
    assert one is not None
    assert answered.window.act("experiences.not_helped")
    answered.settle()
    waiting = answered.services.inbox.ids(View(status=Status.WAITING_US))
    assert one.conversation_id in waiting


def test_the_question_opens_in_the_composer_and_is_not_sent(answered: Scene) -> None:
    the_page(answered)
    assert answered.window.act("experiences.ask")
    answered.settle()
    composer = answered.page.composer
    assert composer is not None
    assert "Did it help?" in composer.editor.toPlainText() or (
        "Est-ce que cela a aidé" in composer.editor.toPlainText()
    )


def test_that_nobody_will_know_asks_for_a_reason(answered: Scene) -> None:
    page = the_page(answered)
    assert answered.window.act("experiences.leave")
    answered.settle()
    assert page.popover is not None
    page.popover.chosen.emit("They moved away.")
    answered.settle()
    assert answered.services.experiences.counts() == {Helped.UNKNOWN: 1}


def test_the_page_of_promises_says_how_many_are_to_be_asked(answered: Scene) -> None:
    answered.window.go("promises")
    answered.settle()
    page = answered.window.page("promises")
    assert isinstance(page, PromisesPage)
    assert page.helped.text() == "Did it help? 1 to ask"
    page.helped.click()
    answered.settle()
    assert answered.window.current_key() == "experiences"
