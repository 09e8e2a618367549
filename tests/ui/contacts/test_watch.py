"""What is owed to people is told in a bar while the program runs: once, and never again."""

from datetime import timedelta

from cmworkstation.domain.relation import Begin, Kind
from cmworkstation.ui.contacts.watch import KEY, RelationWatch
from tests.ui.contacts.test_page import author
from tests.ui.inbox.conftest import Scene


def test_each_thing_is_told_once_and_leads_to_what_we_owe(town: Scene) -> None:
    services, window = town.services, town.window
    made, _ = services.contacts.create(author(town, "Omar"))
    one, _ = services.relations.open(made, "Stands", Begin(ask="Test the stands."))
    services.relations.asked(one.id, author(town, "Omar"))
    long_ago = services.clock.now() - timedelta(days=9)
    services.relations.note(one.id, Kind.CONTRIBUTION, "a drawing", at=long_ago)
    watch = RelationWatch(window, services, window.jobs)
    watch.look()
    town.settle()
    (bar,) = [bar for key, bar in window._bars if key == KEY]
    assert "Omar Haddad: Thanks owed since" in bar.accessibleName()
    window.withdraw(KEY)
    watch.look()
    town.settle()
    assert not window.has_notice(KEY)
    assert services.catch_up.summary().owed == 1
