"""Cues of the golden rules that no other page tests for itself: counters, ticks, lights, and credits."""

from cmworkstation.domain.asking import How
from cmworkstation.domain.profile import Role
from cmworkstation.domain.relation import Begin, Kind, Tick
from cmworkstation.domain.values import replace
from cmworkstation.ui.contacts.page import ContactsPage
from cmworkstation.ui.contacts.writing import DONE, OPEN, BeginForm
from cmworkstation.ui.golden.page import GoldenPage
from cmworkstation.ui.widgets.found_rows import BELOW
from cmworkstation.ui.widgets.labels import PlainLabel
from tests.ui.contacts.test_page import author, contact, dialog, titles
from tests.ui.inbox.conftest import Scene

CLEAR = Begin(topic="bikes", ask="a photograph", who="the town", gets="thanks", decline="say no")


def contacts_page(town: Scene) -> ContactsPage:
    town.window.go("contacts")
    town.settle()
    page = town.window.page("contacts")
    assert isinstance(page, ContactsPage)
    return page


def test_the_card_counts_what_was_given_and_asked(town: Scene) -> None:
    page = contacts_page(town)
    contact(town, page)
    who = author(town, "Omar")
    town.services.asks.note(who, "photographs", How.DIALOGUE)
    town.services.interests.add(who, "gift", "a ticket")
    page.card.look()
    town.settle()
    texts = [label.text() for label in page.card.findChildren(PlainLabel)]
    assert any("given 1 · asked 1" in text for text in texts), texts


def test_each_of_the_five_answers_gets_its_tick_while_one_writes(town: Scene) -> None:
    page = contacts_page(town)
    made = contact(town, page)
    town.services.contacts.declare(made, "cargo bikes", "his profile")
    page.card.look()
    town.settle()
    town.window.act("contacts.begin")
    form = dialog(town, BeginForm)
    assert "Their subjects: cargo bikes" in form.head.text()
    labels = {one: form.labels[field] for one, field in form.ticks.items()}
    assert [label.text()[0] for label in labels.values()] == [OPEN] * 5
    form.ticks[Tick.ASK].setText("A photograph of the racks by Friday")
    assert [one for one, label in labels.items() if label.text()[0] == DONE] == [Tick.ASK]
    form.post.setChecked(True)
    assert any("not obliged to write" in text for text in titles(form.said))
    form.reject()


def test_the_list_of_contacts_says_the_light_of_a_relation_in_words(town: Scene) -> None:
    page = contacts_page(town)
    made = contact(town, page)
    one, _ = town.services.relations.open(made, "Racks", CLEAR)
    town.services.relations.asked(one.id, author(town, "Omar"))
    _, changes = town.services.relations.note(one.id, Kind.CONTRIBUTION, "a photograph")
    town.window.jobs.emit_changes(changes)
    page.show_part("people")
    town.settle()
    rows = page.people.list
    (row,) = (rows.item(n) for n in range(rows.count()) if "Omar" in rows.item(n).text())
    said = str(row.data(BELOW)[0])
    assert said.startswith("Racks: ")
    assert "soon" in said


def test_who_answered_and_with_how_many_experts_stands_by_name(town: Scene) -> None:
    services = town.services
    me = services.profiles.add("Karim Benali", [Role.KEEPER, Role.SPOKESPERSON])
    hit = services.inbox.search("racks")[0]
    row, _ = services.outbox.queue(
        replace(services.drafts.begin(hit.conversation_id), body="Two racks will stand there.")
    )
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE outbox SET state='sent', remote_id='r1', sent_at=?, profile_id=? WHERE id=?",
            (round(services.clock.now().timestamp() * 1000), me.id, row.id),
        )
    town.window.go("golden")
    page = town.window.page("golden")
    assert isinstance(page, GoldenPage)
    page.recall("teams")
    town.settle()
    texts = [label.text() for label in page.detail.findChildren(PlainLabel)]
    assert "Karim Benali answered 1" in texts
