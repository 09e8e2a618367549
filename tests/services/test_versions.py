"""The life of charters with people in the workspace: who signs, what holds when, and what is never lost."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from cmworkstation import resources
from cmworkstation.domain.charter.lifecycle import State
from cmworkstation.domain.charter.writing import charter_hash
from cmworkstation.domain.errors import CharterInvalid, NotAllowed
from cmworkstation.domain.ids import ConversationId
from cmworkstation.domain.profile import Profile, Role
from cmworkstation.services.workstation import Services
from cmworkstation.store import charter_versions
from tests.builders_workspace import NOW, a_message, a_workstation, add_account, receive
from tests.domain.charter.builders import HEAD, a_rule

FORBIDS = a_rule("terms", 'terms = ["jamais"]', 'severity = "stop"', 'message.fr = "Non."',
                 'bad = ["Jamais."]', 'good = ["Souvent."]')  # fmt: skip
PEOPLE = '[[speaker]]\nid = "boss"\nmay = ["approve", "crisis", "send"]\n'
TARGET = '[[target]]\ncategory = "*"\nfirst_reply = "2d"\nclock = "wall"\n'
POLICY = '[[approval]]\nid = "all"\nneed = 1\nby = ["boss"]\n'
HEADED = (
    HEAD.replace("[charter]\n", '[charter]\nowner = "boss"\n')
    .replace("effective_from = 2026-01-01", f"effective_from = {NOW.date()}")
    .replace("review_by = 2027-01-01", f"review_by = {NOW.date() + timedelta(days=200)}")
)
TEXT = f"{HEADED}\n{TARGET}\n{PEOPLE}\n{POLICY}\n{FORBIDS}"
NEXT = (
    TEXT.replace('version = "1.0"', 'version = "1.1"')
    .replace('"jamais"]', '"toujours"]')
    .replace("Jamais.", "Toujours.")
)


@pytest.fixture
def alone(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    made.close()


class Team:
    """A keeper who owns the charter, an approver, a drafter, and a keeper who is nothing else."""

    def __init__(self, services: Services) -> None:
        self.services = services
        people = services.profiles
        self.owner = people.add("Odile Ferrand", [Role.KEEPER, Role.APPROVER], [("test", "boss")])
        self.second = people.add("Karim Bel", [Role.APPROVER])
        self.drafter = people.add("Léa Morin", [Role.DRAFTER])
        self.keeper = people.add("Tess Hollow", [Role.KEEPER])

    def act(self, who: Profile) -> Services:
        self.services.profiles.switch_to(who.id)
        return self.services

    def submit(self, text: str, who: Profile | None = None) -> str:
        row, _ = self.act(who or self.owner).versions.submit(text)
        return row.version.hash

    def sign(self, digest: str, *people: Profile) -> None:
        for who in people:
            self.act(who).versions.sign_off(digest)

    def state(self, digest: str) -> State:
        return self.services.versions.row(digest).state

    def kinds(self) -> list[str]:
        return [one.kind for one in reversed(self.services.journal.acts()) if "charter" in one.kind]


@pytest.fixture
def team(alone: Services) -> Team:
    return Team(alone)


def test_a_version_goes_through_review_and_signatures_into_force(team: Team) -> None:
    digest = team.submit(TEXT, team.keeper)
    row = team.services.versions.row(digest)
    assert (row.state, row.version.made_by) == (State.REVIEW, team.keeper.id)
    assert row.standing is not None
    assert (row.standing.have, row.standing.need) == (0, 2)
    team.sign(digest, team.second)
    assert team.state(digest) is State.REVIEW
    team.sign(digest, team.owner)
    row = team.services.versions.row(digest)
    assert row.state is State.IN_FORCE
    assert [one.profile_id for one in row.sign_offs] == [team.second.id, team.owner.id]
    assert all(one.signature for one in row.sign_offs)
    assert team.services.versions.source(digest) == TEXT
    assert team.kinds() == ["charter.submit", "charter.sign", "charter.sign", "charter.approve"]
    assert team.services.versions.draft("test") is None


def test_only_a_keeper_publishes_and_only_who_may_approve_signs(team: Team) -> None:
    for who in (team.drafter, team.second):
        with pytest.raises(NotAllowed, match="role-keep"):
            team.act(who).versions.submit(TEXT)
        with pytest.raises(NotAllowed, match="role-keep"):
            team.act(who).charters.save(TEXT)
    digest = team.submit(TEXT)
    for who in (team.drafter, team.keeper):
        with pytest.raises(NotAllowed, match="role-approve"):
            team.act(who).versions.sign_off(digest)
    with pytest.raises(NotAllowed, match="role-keep"):
        team.act(team.second).versions.withdraw(digest, "no")
    with pytest.raises(NotAllowed, match="role-approve"):
        team.act(team.drafter).versions.send_back(digest, "not right")


def test_nobody_puts_in_use_alone_what_others_have_to_sign(team: Team) -> None:
    with pytest.raises(NotAllowed, match="signatures-needed"):
        team.act(team.owner).charters.save(TEXT)
    assert team.services.charters.listed() == ()


def test_whoever_wrote_the_last_edit_is_not_the_only_one_who_signs(team: Team) -> None:
    text = TEXT.replace(POLICY, "")  # no reply needs an approval, so one signature would do
    team.act(team.owner).charters.save_draft("test", text)
    digest = team.submit(text, team.keeper)
    assert team.services.versions.row(digest).version.made_by == team.owner.id
    team.sign(digest, team.owner)
    row = team.services.versions.row(digest)
    assert row.standing is not None
    assert row.standing.missing == ("other-than-author",)
    team.sign(digest, team.second)
    assert team.state(digest) is State.IN_FORCE


def test_a_signature_dies_when_a_byte_changes(team: Team) -> None:
    first = team.submit(TEXT)
    team.sign(first, team.second)
    second = team.submit(TEXT + "\n")
    assert team.state(first) is State.DRAFT
    assert team.services.versions.row(first).sign_offs == ()
    assert team.services.versions.row(second).sign_offs == ()
    with pytest.raises(NotAllowed, match="not-in-review"):
        team.act(team.owner).versions.sign_off(first)
    team.sign(second, team.owner)
    assert team.state(second) is State.REVIEW, "the second signature has to be given anew"
    third = team.submit(TEXT)
    assert third == first
    assert team.services.versions.row(first).sign_offs == (), "what died stays dead"


def test_nobody_signs_twice(team: Team) -> None:
    digest = team.submit(TEXT)
    team.sign(digest, team.second)
    with pytest.raises(NotAllowed, match="signed-already"):
        team.act(team.second).versions.sign_off(digest)


def test_a_signature_is_over_these_very_bytes(team: Team) -> None:
    from cmworkstation.domain.charter import signing
    from cmworkstation.domain.errors import BadSignature

    digest = team.submit(TEXT)
    team.act(team.second).versions.sign_off(digest, "Relu.")
    row = team.services.versions.row(digest)
    (one,) = row.sign_offs
    pinned = charter_versions.pinned(team.services.workspace.read(), digest)

    def said(version: object = row.version, words: str = "Relu.") -> bytes:
        return signing.statement(version, pinned, speaker=one.speaker, words=words, at=one.at)  # type: ignore[arg-type]

    assert (
        team.services.profiles.verify(said(), one.fingerprint, one.signature).id == team.second.id
    )
    for other in (said(replace(row.version, hash="0" * 64)), said(words="Lu."),
                  said(replace(row.version, starts_at=NOW))):  # fmt: skip
        with pytest.raises(BadSignature):
            team.services.profiles.verify(other, one.fingerprint, one.signature)


def test_sent_back_with_a_reason_it_is_a_draft_again(team: Team) -> None:
    digest = team.submit(TEXT)
    team.sign(digest, team.second)
    with pytest.raises(NotAllowed, match="why-missing"):
        team.act(team.second).versions.send_back(digest, " ")
    team.act(team.second).versions.send_back(digest, "The hours are wrong.")
    row = team.services.versions.row(digest)
    assert (row.state, row.version.why, row.sign_offs) == (State.DRAFT, "The hours are wrong.", ())
    draft = team.services.versions.draft("test")
    assert draft is not None
    assert draft.text == TEXT


def test_a_person_alone_signs_alone_and_the_journal_shows_one_act(alone: Services) -> None:
    charter_id, changes = alone.charters.save(TEXT)
    assert changes.charter
    (row,) = alone.versions.listed(charter_id)
    assert row.state is State.IN_FORCE
    assert [(one.profile_id, one.signature) for one in row.sign_offs] == [("", "")]
    assert [one.kind for one in alone.journal.acts()] == ["charter.save"]
    row, _ = alone.versions.submit(NEXT)
    row, _ = alone.versions.sign_off(row.version.hash)
    assert row.state is State.IN_FORCE, "the guided way ends there too"


def test_the_gate_names_what_keeps_a_text_from_review_and_nothing_is_lost(alone: Services) -> None:
    alone.charters.save(TEXT)
    broken = TEXT.replace('bad = ["Jamais."]', 'bad = ["Souvent."]').replace('"1.0"', '"1.1"')
    alone.charters.save_draft("test", broken)
    with pytest.raises(CharterInvalid) as refused:
        alone.versions.submit(broken)
    assert [getattr(one, "path", "") for one in refused.value.problems] == ["rule[essai].bad"]
    draft = alone.versions.draft("test")
    assert draft is not None
    assert draft.text == broken
    holding = alone.versions.in_force("test")
    assert holding is not None
    assert holding.hash == charter_hash(TEXT)


def test_a_number_is_used_once(alone: Services) -> None:
    alone.charters.save(TEXT)
    changed = NEXT.replace('"1.1"', '"1.0"')
    assert [one.key for one in alone.versions.obstacles(changed)] == ["number-used"]
    assert alone.versions.proposal(changed).number == "2.0", "a rule that stops has changed"


# In force by the clock alone


def later(services: Services, **more: float) -> None:
    services.clock.advance(**more)  # type: ignore[attr-defined]


def starting(text: str, day: date) -> str:
    return text.replace(f"effective_from = {NOW.date()}", f"effective_from = {day}")


def test_a_scheduled_version_takes_over_by_the_clock_and_drafts_meet_it_when_they_are_queued(
    alone: Services,
) -> None:
    account = add_account(alone)
    alone.charters.assign(account.id, alone.charters.save(TEXT)[0])
    day = NOW.date() + timedelta(days=3)
    row, _ = alone.versions.submit(starting(NEXT, day))
    row, _ = alone.versions.sign_off(row.version.hash)
    assert row.state is State.APPROVED
    (found,) = receive(alone, account, [a_message("q", "Bonjour ?")])
    draft = replace(alone.drafts.begin(ConversationId(found)), body="toujours", language="fr")
    assert alone.composer.review(draft).reasons == (), "the old version lets it pass"
    later(alone, days=3)
    assert alone.versions.row(row.version.hash).state is State.IN_FORCE
    assert alone.versions.row(charter_hash(TEXT)).state is State.SUPERSEDED
    with pytest.raises(NotAllowed, match="second-missing"):
        alone.outbox.queue(draft)
    sent, _ = alone.outbox.queue(replace(draft, body="jamais"))
    kept = alone.workspace.read().execute("SELECT charter_hash FROM outbox WHERE id=?", (sent.id,))
    assert kept.fetchone() == (row.version.hash,)


def test_a_past_reply_shows_the_version_that_was_in_force_then(alone: Services) -> None:
    account = add_account(alone)
    alone.charters.assign(account.id, alone.charters.save(TEXT)[0])
    (found,) = receive(alone, account, [a_message("q", "Bonjour ?")])
    sent, _ = alone.outbox.queue(
        replace(alone.drafts.begin(ConversationId(found)), body="Toujours.", language="fr")
    )
    then = alone.clock.now()
    later(alone, hours=1)
    alone.charters.save(NEXT)
    assert alone.versions.in_force("test", then).hash == charter_hash(TEXT)  # type: ignore[union-attr]
    (digest,) = (
        alone.workspace.read()
        .execute("SELECT charter_hash FROM outbox WHERE id=?", (sent.id,))
        .fetchone()
    )
    row = alone.versions.row(digest)
    assert (row.version.number, row.state) == ("1.0", State.SUPERSEDED)
    assert alone.versions.source(digest) == TEXT
    assert alone.charters.governed_by(digest).charter.header.version == "1.0"


def test_a_withdrawn_version_gives_way_to_the_one_before_and_goes_on_as_a_draft(
    alone: Services,
) -> None:
    account = add_account(alone)
    alone.charters.assign(account.id, alone.charters.save(TEXT)[0])
    later(alone, hours=1)
    alone.charters.save(NEXT)
    digest = charter_hash(NEXT)
    later(alone, hours=1)
    with pytest.raises(NotAllowed, match="why-missing"):
        alone.versions.withdraw(digest, "")
    alone.versions.withdraw(digest, "A wrong telephone number.")
    row = alone.versions.row(digest)
    assert (row.state, row.version.why) == (State.WITHDRAWN, "A wrong telephone number.")
    governing = alone.charters.governing(account.id)
    assert governing is not None
    assert governing.hash == charter_hash(TEXT)
    draft = alone.versions.draft("test")
    assert draft is not None
    assert draft.text == NEXT.replace('version = "1.1"', 'version = "1.2"')


def test_a_scheduled_version_can_be_withdrawn_before_it_holds(alone: Services) -> None:
    alone.charters.save(TEXT)
    row, _ = alone.versions.submit(starting(NEXT, NOW.date() + timedelta(days=3)))
    row, _ = alone.versions.sign_off(row.version.hash)
    alone.versions.withdraw(row.version.hash, "Not yet.")
    later(alone, days=4)
    assert alone.versions.in_force("test").hash == charter_hash(TEXT)  # type: ignore[union-attr]
    with pytest.raises(NotAllowed, match="not-in-force"):
        alone.versions.withdraw(row.version.hash, "Not yet.")


def test_another_day_wants_the_signatures_again(team: Team) -> None:
    digest = team.submit(TEXT)
    team.sign(digest, team.second)
    day = NOW.date() + timedelta(days=5)
    team.act(team.owner).versions.schedule(digest, day)
    assert team.services.versions.row(digest).sign_offs == ()
    team.sign(digest, team.second, team.owner)
    row = team.services.versions.row(digest)
    assert row.state is State.APPROVED
    assert row.version.effective_from is not None
    assert row.version.effective_from.date() == day


def test_the_database_and_the_rule_agree_on_what_holds(alone: Services) -> None:
    alone.charters.save(TEXT)
    account = add_account(alone)
    alone.charters.assign(account.id, "test")
    later(alone, hours=2)
    alone.charters.save(NEXT)
    row, _ = alone.versions.submit(
        starting(TEXT.replace('"1.0"', '"1.2"'), NOW.date() + timedelta(days=2))
    )
    alone.versions.sign_off(row.version.hash)
    for _ in range(4):
        holding = alone.versions.in_force("test")
        governing = alone.charters.governing(account.id)
        assert holding is not None
        assert governing is not None
        assert governing.hash == holding.hash
        later(alone, days=1)


# What is pinned


def test_a_program_with_other_packs_changes_no_charter_in_force(
    alone: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = add_account(alone)
    uses = TEXT + '[[use]]\npack = "fr-base"\nversion = "1"\n'
    alone.charters.assign(account.id, alone.charters.save(uses)[0])
    before = [one.rule.id for one in alone.charters.governing(account.id).engine.rings["fr"].checks]  # type: ignore[union-attr]
    folder = alone.folder
    alone.close()
    real = resources.text

    def updated(kind: str, name: str) -> str:
        text = real(kind, name)
        return text.split("[[rule]]")[0] if kind == "packs" else text

    monkeypatch.setattr(resources, "text", updated)
    again = a_workstation(folder)
    try:
        governing = again.charters.governing(account.id)
        assert governing is not None
        assert [one.rule.id for one in governing.engine.rings["fr"].checks] == before
        assert any(one.startswith("fr-base/") for one in before)
        assert not again.charters.packs()[0].rules, "what ships is another pack now"
    finally:
        again.close()


def test_holidays_are_frozen_with_the_version(alone: Services) -> None:
    calendar = '[[calendar]]\nid = "o"\ntimezone = "Europe/Paris"\nweek.mon = ["09:00-17:00"]\nholidays = "FR"\n'
    alone.charters.save(TEXT + calendar)
    from cmworkstation.store.charters import frozen_holidays

    digest = charter_hash(TEXT + calendar)
    kept = frozen_holidays(alone.workspace.read(), digest)
    assert f"{NOW.year}-07-14" in kept["FR"][str(NOW.year)]
    assert str(NOW.year + 2) in kept["FR"]


# Opened files


def test_several_opened_files_that_cannot_become_versions_are_kept(alone: Services) -> None:
    alone.charters.save(TEXT)
    ids = [
        alone.versions.open_text(text, name) for text, name in (("x = ", "a.toml"), ("y", "b.toml"))
    ]
    assert len(set(ids)) == 2
    assert sorted((one.name, one.text) for one in alone.versions.opened()) == [
        ("a.toml", "x = "),
        ("b.toml", "y"),
    ]
    assert alone.versions.open_text(NEXT, "c.toml") == "test"
    other = alone.versions.open_text(NEXT + "\n", "d.toml")
    assert other.startswith("file:"), "the draft that is there is not overwritten"
    assert alone.versions.draft("test").text == NEXT  # type: ignore[union-attr]
    row, _ = alone.versions.submit(NEXT + "\n", draft_id=other)
    assert row.state is State.REVIEW
    assert other not in [one.id for one in alone.versions.opened()]
