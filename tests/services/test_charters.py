"""Charters: put in use only without errors, kept under their hash, governing what they are assigned to."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import resources
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.errors import CharterInvalid
from cmworkstation.domain.ids import ConversationId
from cmworkstation.services.starters import DEMONSTRATION
from cmworkstation.services.workstation import Services
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.domain.charter.builders import HEAD, a_rule

FORBIDS = a_rule("terms", 'terms = ["jamais"]', 'severity = "stop"', 'message.fr = "Non."')
ANSWERS = '[[target]]\ncategory = "*"\nfirst_reply = "2d"\nclock = "wall"\n'
SMALL = f"{HEAD}\n{ANSWERS}\n{FORBIDS}"


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


@pytest.mark.parametrize("name", DEMONSTRATION)
def test_a_starter_is_put_in_use_byte_for_byte(services: Services, name: str) -> None:
    charter_id, changes = services.charters.add_starter(name)
    assert changes.charter
    source = resources.text("charters", f"{name}.charter.toml")
    (row,) = services.charters.listed()
    assert (row.id, row.source, row.hash, row.draft) == (
        charter_id,
        source,
        charter_hash(source),
        "",
    )
    assert services.journal.acts(1)[0].kind == "charter.save"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "format"),
        ("x = ", "not-toml"),
        ("\x00", "not-toml"),
        (SMALL.replace("cmw-charter/1", "cmw-charter/9"), "format"),
        (SMALL.replace('kind = "terms"', 'kind = "magic"'), "unknown-value"),
    ],
)
def test_a_text_with_errors_is_refused_and_the_one_in_use_stays(
    services: Services, text: str, key: str
) -> None:
    account = add_account(services)
    charter_id, _ = services.charters.save(SMALL)
    services.charters.assign(account.id, charter_id)
    examined = services.charters.examine(text)
    assert key in [one.key for one in examined.problems if one.severity == "error"]
    with pytest.raises(CharterInvalid) as refused:
        services.charters.save(text)
    assert key in [getattr(one, "key", "") for one in refused.value.problems]
    governing = services.charters.governing(account.id)
    assert governing is not None
    assert governing.hash == charter_hash(SMALL)
    assert len(services.journal.acts()) == 2, "save and assign; nothing of the refusal"


def test_an_unfinished_text_is_kept_beside_the_one_in_use(services: Services) -> None:
    charter_id, _ = services.charters.save(SMALL)
    services.charters.save_draft(charter_id, "half a tho")
    (row,) = services.charters.listed()
    assert (row.source, row.draft) == (SMALL, "half a tho")
    services.charters.save(SMALL.replace('version = "1.0"', 'version = "1.1"'))
    (row,) = services.charters.listed()
    assert (row.version, row.draft) == ("1.1", "")


def test_a_changed_charter_checks_at_once_and_the_former_stays_readable(
    services: Services,
) -> None:
    account = add_account(services)
    charter_id, _ = services.charters.save(SMALL)
    services.charters.assign(account.id, charter_id)
    (found,) = receive(services, account, [a_message("q", "Bonjour ?")])
    draft = replace(services.drafts.begin(ConversationId(found)), body="jamais", language="fr")
    assert services.composer.review(draft).reasons == ("second-missing",)
    services.charters.save(SMALL.replace('"jamais"', '"toujours"'))
    assert services.composer.review(draft).reasons == ()
    old = services.workspace.read().execute(
        "SELECT source FROM charter_version WHERE hash=?", (charter_hash(SMALL),)
    )
    assert old.fetchone() == (SMALL,)


def test_a_charter_governs_what_it_is_assigned_to_and_nothing_else(services: Services) -> None:
    one, two = add_account(services, "A"), add_account(services, "B")
    charter_id, _ = services.charters.save(SMALL)
    assert services.charters.governing(one.id) is None
    changes = services.charters.assign(one.id, charter_id)
    assert changes.charter
    assert services.charters.assignments() == {one.id: charter_id}
    assert services.charters.governing(two.id) is None
    services.charters.assign(one.id, "")
    assert services.charters.governing(one.id) is None
    assert services.charters.assignments() == {}


def test_assigning_a_charter_gives_those_who_wait_a_deadline(services: Services) -> None:
    account = add_account(services)
    (found,) = receive(services, account, [a_message("q", "Bonjour ?", 2)])
    assert services.inbox.rows([found])[0].due_at is None
    charter_id, _ = services.charters.add_starter("mediatheques-ormaie")
    services.charters.assign(account.id, charter_id)
    services.sync.refresh_due()
    due = services.inbox.rows([found])[0].due_at
    assert due is not None
    assert NOW - timedelta(hours=2) < due < NOW + timedelta(days=7)
    services.charters.assign(account.id, "")
    services.sync.refresh_due()
    assert services.inbox.rows([found])[0].due_at is None


def test_examining_changes_nothing(services: Services) -> None:
    assert services.charters.examine(SMALL).charter is not None
    assert services.charters.listed() == ()
    assert services.journal.acts() == ()
