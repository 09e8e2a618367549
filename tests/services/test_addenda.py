"""What is added to a statement that is out: a post of its own, linked to it, and the statement counts as overtaken."""

from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation.domain.errors import NotAllowed
from cmworkstation.domain.ids import OutboxId
from cmworkstation.domain.profile import Role
from cmworkstation.domain.statement_use import Stage, UseState, Why
from cmworkstation.domain.values import replace
from cmworkstation.services.speaking import Posted
from cmworkstation.services.workstation import Services
from cmworkstation.store import outbox as outbox_table
from cmworkstation.words import addenda as words
from cmworkstation.words import debriefs as report
from cmworkstation.words import dossier
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.clocks import SetClock
from tests.services.test_crises import WHY
from tests.services.test_desk import TRIGGERS, log, post, storm
from tests.ui.composer.conftest import CHARTER

CHANGED = "The bridge is closed until tomorrow"
TEXT = "Addendum: the bridge stays closed until tomorrow."


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def services(tmp_path: Path, clock: SetClock):
    made = a_workstation(tmp_path / "w", clock)
    charter, _ = made.charters.save(CHARTER + TRIGGERS)
    made.charters.assign(add_account(made).id, charter)
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def leaves(services: Services, outbox_id: OutboxId, name: str) -> None:
    """Let a post leave, as its platform would confirm, and come in as a message of ours."""
    row = services.outbox.row(outbox_id)
    account = services.accounts.listed()[0]
    with services.workspace.write() as connection:
        outbox_table.settle_sent(connection, outbox_id, name, "", services.clock.now())
        services.journal.note(connection, "reply.sent", {"outbox": outbox_id})
    ours = a_message(name, row.body, 0, at=services.clock.now())
    ours = replace(ours, remote_id=name, writer=replace(ours.writer, is_us=True))
    receive(services, account, [ours])


def out(services: Services, clock: SetClock, name: str = "post-1") -> str:
    """Let a statement go out in a storm; return its use."""
    if not services.crises.declared():
        storm(services)
    at = clock.now() + timedelta(minutes=55)
    where = [one.id for one in services.statements.places("shop")]
    words_ = {"next_update": f"{at:%H:%M}"}
    left = services.statements.post("shop", "we-read-you", "en", words_, where, at)
    for outbox_id in (*left.queued, *left.by_hand):
        leaves(services, outbox_id, name)
    clock.advance(minutes=20)
    return services.addenda.said()[0].use.id


def added(services: Services, use: str, *, own: bool = False) -> tuple[str, Posted]:
    """Add to a statement; return the addendum and what became of it."""
    one, _ = services.addenda.keep(use, CHANGED, TEXT)
    where = [account.id for account, _ in services.addenda.places(use)]
    return one.id, services.addenda.post(one.id, where, own=own)


def sole(left: Posted) -> OutboxId:
    """Return the one reply in the outbox."""
    (found,) = (*left.queued, *left.by_hand)
    return found


def test_a_statement_on_its_way_and_out_is_shown_with_its_posts(
    services: Services, clock: SetClock
) -> None:
    storm(services)
    left = post(services)
    (said,) = services.addenda.said()
    assert said.use.posts[0].stage in (Stage.UNDER_WAY, Stage.BY_HAND)
    assert not said.use.is_out
    with pytest.raises(NotAllowed) as early:
        services.addenda.keep(said.use.id, CHANGED, TEXT)
    assert early.value.reason == "addendum-early"
    leaves(services, (*left.queued, *left.by_hand)[0], "post-1")
    (said,) = services.addenda.said()
    assert (said.use.is_out, said.overtaken) == (True, None)
    assert said.use.said == "We have read you and write again here by 15:00."


def test_from_the_first_word_of_an_addendum_the_statement_is_overtaken(
    services: Services, clock: SetClock
) -> None:
    use = out(services, clock)
    one, _ = services.addenda.keep(use, CHANGED, services.addenda.opening(use))
    statement, written = services.addenda.said()
    assert statement.overtaken is not None
    assert (statement.overtaken.why, statement.overtaken.by) == (Why.CHANGED, one.id)
    assert written.use.state is UseState.WRITTEN
    assert one.words.startswith("Addendum to our statement of ")
    assert f"Statement “We read you” is overtaken: {CHANGED}" in " | ".join(log(services))
    again, _ = services.addenda.keep(use, CHANGED, TEXT)
    assert again.id == one.id


def test_an_addendum_thrown_away_overtakes_nothing_and_can_be_brought_back(
    services: Services, clock: SetClock
) -> None:
    use = out(services, clock)
    one, _ = services.addenda.keep(use, CHANGED, TEXT)
    services.addenda.drop(one.id)
    (statement,) = services.addenda.said()
    assert statement.overtaken is None
    services.addenda.bring_back(one.id)
    assert services.addenda.said()[1].use.words == TEXT


def test_an_addendum_is_a_post_of_its_own_under_the_statement_which_stays_as_it_was(
    services: Services, clock: SetClock
) -> None:
    use = out(services, clock)
    before = services.addenda.one(use)
    one, left = added(services, use)
    outbox_id = sole(left)
    row = services.outbox.row(outbox_id)
    assert not row.begins
    assert row.target_id == before.posts[0].message_id
    assert services.addenda.one(use) == before
    leaves(services, outbox_id, "post-2")
    statement, new = services.addenda.said()
    assert statement.overtaken is not None
    assert statement.overtaken.why is Why.ADDED
    assert (new.use.id, new.use.is_out, new.use.state) == (one, True, UseState.OUT)
    with pytest.raises(NotAllowed) as twice:
        services.addenda.post(one, [row.account_id])
    assert twice.value.reason == "addendum-posted"


def test_wanted_as_a_post_of_its_own_it_begins_a_thread(
    services: Services, clock: SetClock
) -> None:
    use = out(services, clock)
    _, left = added(services, use, own=True)
    assert services.outbox.row(sole(left)).begins


def test_it_says_what_changed_and_has_words_of_its_own_before_it_leaves(
    services: Services, clock: SetClock
) -> None:
    use = out(services, clock)
    where = [account.id for account, _ in services.addenda.places(use)]
    for changed, text, reason in (
        ("", TEXT, "addendum-why"),
        (CHANGED, "", "empty"),
        (CHANGED, services.addenda.opening(use), "empty"),
    ):
        one, _ = services.addenda.keep(use, changed, text)
        with pytest.raises(NotAllowed) as refused:
            services.addenda.post(one.id, where)
        assert refused.value.reason == reason
    one, _ = services.addenda.keep(use, CHANGED, TEXT)
    with pytest.raises(NotAllowed):
        services.addenda.post(one.id, [])


def test_an_addendum_needs_its_own_word_although_its_statement_was_approved_beforehand(
    services: Services, clock: SetClock
) -> None:
    services.profiles.add("Hester", [Role.KEEPER, Role.SPOKESPERSON], [("shop", "head")])
    services.profiles.add("Tess", [Role.APPROVER], [("shop", "head")])
    use = out(services, clock)
    one, left = added(services, use)
    assert (left.asked, left.queued, left.by_hand, left.failed) == (1, (), (), ())
    posts = services.addenda.one(one).posts
    assert [each.stage for each in posts] == [Stage.ASKED]
    (case,) = services.approvals.unsettled()
    assert case.request.bound.text == TEXT


def test_what_the_charter_remarks_is_said_before_and_asks_for_a_reason(
    services: Services, clock: SetClock
) -> None:
    use = out(services, clock)
    where = [account.id for account, _ in services.addenda.places(use)]
    text = "Addendum: it opens on Monday, guaranteed."
    found = services.addenda.remarks(use, text, where)
    assert "no-promise" in {one.rule for one in found}
    one, _ = services.addenda.keep(use, CHANGED, text)
    refused = services.addenda.post(one.id, where)
    assert [error.reason for _, error in refused.failed if isinstance(error, NotAllowed)]
    assert services.addenda.one(one.id).state is UseState.WRITTEN
    assert services.addenda.one(one.id).posts == ()
    left = services.addenda.post(one.id, where, override="quoted")
    assert left.done == 1


def test_a_newer_statement_and_another_level_overtake_the_older_one(
    services: Services, clock: SetClock
) -> None:
    first = out(services, clock)
    clock.advance(hours=2)
    services.crises.declare("shop", "watch", WHY)
    (statement,) = services.addenda.said()
    assert statement.overtaken is not None
    assert statement.overtaken.why is Why.LEVEL
    services.crises.declare("shop", "storm", WHY)
    out(services, clock, "post-9")
    newer, older = services.addenda.said()
    assert older.use.id == first
    assert newer.overtaken is None
    assert older.overtaken is not None
    assert older.overtaken.why is Why.NEWER


def test_the_log_the_report_and_both_dossiers_name_it(services: Services, clock: SetClock) -> None:
    use = out(services, clock)
    _, left = added(services, use)
    outbox_id = sole(left)
    leaves(services, outbox_id, "post-2")
    assert f"Addendum to “We read you” went to 1 account: {CHANGED}" in " | ".join(log(services))
    services.crises.declare("shop", "", "The bridge is open again")
    found = services.debriefs.of(services.desk.episodes()[0].id)
    assert (found.figures.statements, found.figures.addenda) == (1, 1)
    said = report.as_markdown(
        report.blocks(
            found, services.clock.now(), str, services.profiles.name, services.roster.name
        )
    )
    assert "Addenda to statements: 1" in said
    assert "Addendum to “We read you”" in said
    statement = services.addenda.one(use).posts[0].outbox_id
    assert statement is not None
    assert TEXT in dossier.as_text(services.proof.dossier(statement))
    assert "Adds to our statement" in dossier.as_text(services.proof.dossier(outbox_id))


def test_a_row_of_the_desk_says_how_far_each_post_is(services: Services, clock: SetClock) -> None:
    use = out(services, clock)
    one, _ = services.addenda.keep(use, CHANGED, TEXT)
    statement, written = services.addenda.said()
    name = {account.id: account.name for account in services.accounts.listed()}
    row = words.row(statement.use, statement.overtaken, lambda id_: name[id_], services.clock.now())
    assert "Mairie: out" in row
    assert "Overtaken since today" in row
    assert words.row(written.use, None, str, services.clock.now()).startswith(
        "Addendum to “We read you” · being written"
    )
    assert words.sentence((statement, written)) == "1 statement is out. It is overtaken."
    assert one.adds_to == use
