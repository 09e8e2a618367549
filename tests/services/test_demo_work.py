"""The demonstration shows what people do together, offline and without any set-up, and hinders nobody."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmworkstation import workspaces
from cmworkstation.domain.approval import ActKind, State
from cmworkstation.domain.charter.lifecycle import State as VersionState
from cmworkstation.domain.conversation import Status, View
from cmworkstation.domain.errors import VaultMissing
from cmworkstation.domain.profile import Act
from cmworkstation.domain.relation import Phase
from cmworkstation.domain.reply import OutboxState
from cmworkstation.domain.review import Filter, Verdict
from cmworkstation.resources.demo.accounts import ACCOUNTS
from cmworkstation.services.approvals import Judgement
from cmworkstation.services.workstation import Services
from cmworkstation.vault import Vault
from cmworkstation.words import dossier
from tests.walking import walked


@pytest.fixture(scope="module")
def demonstration() -> Iterator[Services]:
    with closing(workspaces.open_demo(None)) as services:
        yield services


def test_whoever_opens_it_may_do_everything_among_three_others(demonstration: Services) -> None:
    me, *others = demonstration.profiles.listed()
    assert demonstration.profiles.current() == me
    assert all(me.may(act) for act in Act)
    assert len(others) == 3
    assert not any(one.may(Act.KEEP) for one in others)


def test_their_own_replies_leave_without_anybodys_word(demonstration: Services) -> None:
    found = demonstration.inbox.ids(View())
    waiting = [one for one in demonstration.inbox.rows(found) if not one.category]
    assert len(waiting) == 55  # two more are out of the way until tomorrow
    assert {one.path.partition("/")[0] for row in waiting for one in row.labels} == {
        *("Médiathèques", "Presse", "Shop", "Members")
    }
    assert len(demonstration.inbox.ids(View(status=Status.SNOOZED))) == 2
    assert {row.assignee_name for row in waiting} == {"", "Karim Benali"}
    asked = set()
    for row in waiting:
        draft = replace(demonstration.drafts.begin(row.id), body="Bonjour, oui. Hello, yes.")
        wanted = demonstration.approvals.policy_for(draft)
        asked.add(wanted is not None and wanted.needed)
    assert asked == {False}


def test_a_reply_waits_for_them_and_one_was_amended_and_sent_with_a_full_dossier(
    demonstration: Services,
) -> None:
    (waits,) = demonstration.approvals.waiting()
    assert waits.request.state is State.OPEN
    (over,) = demonstration.approvals.closed()
    assert [one.kind for one in over.acts][:2] == [ActKind.ASK, ActKind.AMEND]
    assert over.outbox_id is not None
    sent = demonstration.outbox.row(over.outbox_id)
    assert sent.state is OutboxState.SENT
    text = dossier.as_text(demonstration.proof.dossier(sent.id))
    for words in (
        "wording and the mill lead's approval (rule health-claim): It quotes somebody",
        "confirmed by Hester Quill",
        "Hester Quill approved with changes (signed with the key",
        "Press, public office or law firm? – yes",
        "Hester sends you the figures per tonne by",
    ):
        assert words in text
    assert demonstration.triage.walks(over.conversation_id)[0].category == "press"


def test_a_promise_is_late_two_are_open_and_a_version_comes(demonstration: Services) -> None:
    assert len(demonstration.promises.due().late) == 1
    assert len(demonstration.promises.listed()) == 3
    states = [one.state for one in demonstration.versions.listed("fennick-lane")]
    assert states == [VersionState.APPROVED, VersionState.IN_FORCE]


def test_searches_are_kept_and_rules_labelled_what_was_there(demonstration: Services) -> None:
    counts = demonstration.views.counts()
    assert [counts[one.id] > 0 for one in demonstration.views.listed()] == [True] * 3
    fired = demonstration.inbox_rules.fired()
    rules = demonstration.inbox_rules.listed()
    assert [(one.enabled, one.id in fired) for one in rules] == [
        (True, True),
        (True, True),
        (False, False),
    ]


def test_colleagues_left_notes_and_a_reply_is_planned(demonstration: Services) -> None:
    for words in ("bénévole Trévon réunion publique", "sticker brown recycled"):
        home = demonstration.inbox.search(words)[0].conversation_id
        (note,) = demonstration.notes.of_conversation(home)
        assert not demonstration.notes.is_own(note)
        assert note.body.startswith("@Lucie")
    (planned,) = (row for row in demonstration.outbox.rows() if row.slot is not None)
    assert planned.state is OutboxState.HELD
    assert planned.hold_until is not None
    assert planned.hold_until > demonstration.clock.now() + timedelta(days=1)


def test_four_people_ask_the_same(demonstration: Services) -> None:
    (group,) = walked(demonstration.batches.groups())
    asked = demonstration.inbox.rows(list(group))
    assert {one.author_name for one in asked} == {
        *("Bérengère Oudinaud", "Tiago Lamazère", "Solange Fauchon", "pain d’épices")
    }


def test_replies_of_three_months_were_looked_back_upon(demonstration: Services) -> None:
    remarked = walked(demonstration.review.page(Filter(annotated=True)))
    assert len(remarked.rows) == 2
    (sample,) = demonstration.samples.listed()
    assert sample.judged == 6
    assert [one.verdict for one in sample.items[:6]].count(Verdict.BETTER) == 1
    sent = [row.sent_at for row in demonstration.outbox.rows() if row.sent_at is not None]
    assert max(sent) - min(sent) > timedelta(days=60)


def test_opened_again_its_people_sign_with_new_keys_and_nothing_stands_in_a_keyring(
    tmp_path: Path,
) -> None:
    workspaces.open_demo(tmp_path / "w").close()
    with closing(workspaces.open_demo(tmp_path / "w")) as services:
        assert services.vault.status().kind == "session"
        (case,) = services.approvals.waiting()
        seen = case.request.bound.binding
        _, row, _ = services.approvals.judge(case.id, Judgement(ActKind.APPROVE, seen))
        assert row is not None
        assert [one.ended_at is None for one in services.profiles.keys(services.acting.id)] == [
            True,
            False,
        ]


def test_where_no_keyring_works_it_opens_and_nobody_is_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise VaultMissing("no keyring")

    monkeypatch.setattr(Vault, "keep", missing)
    with closing(workspaces.open_demo(tmp_path / "w")) as services:
        assert services.profiles.listed() == ()
        assert len(services.accounts.listed()) == len(ACCOUNTS)
        assert len(services.promises.listed()) == 2


def test_relations_stand_in_many_phases_one_of_them_quiet_and_name_their_networks(
    demonstration: Services,
) -> None:
    rows = demonstration.relations.rows()
    phases = {row.standing.phase for row in rows}
    assert phases >= {
        Phase.NONE,
        Phase.INVITED,
        Phase.ACTIVE,
        Phase.QUIET,
        Phase.ENDING,
        Phase.ENDED,
    }
    networks = {one.platform for row in rows for one in row.card.identities}
    assert len(networks) > 2
    assert "demo" not in networks
