"""People: who acts, what their roles allow, and signatures that hold for the very bytes that were signed."""

import json
from pathlib import Path

import pytest

from cmworkstation.domain.errors import BadSignature, NotAllowed, VaultLocked
from cmworkstation.domain.profile import ALL_ROLES, Act, Profile, ProfileId, Role, in_groups
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation
from tests.clocks import SetClock

MAY = {
    Role.READER: {Act.READ},
    Role.DRAFTER: {Act.READ, Act.DRAFT},
    Role.SPOKESPERSON: {Act.READ, Act.DRAFT, Act.SEND},
    Role.APPROVER: {Act.READ, Act.APPROVE},
    Role.KEEPER: {Act.READ, Act.KEEP},
}


@pytest.fixture
def services(tmp_path: Path):
    made = a_workstation(tmp_path / "w")
    yield made
    assert made.journal.verify().problems == ()
    made.close()


def people(services: Services) -> tuple[Profile, Profile]:
    """Enter a keeper, who acts, and a drafter."""
    keeper = services.profiles.add("Ines Carvalho", [Role.KEEPER, Role.SPOKESPERSON])
    return keeper, services.profiles.add("Tom Abara", [Role.DRAFTER], [("ormaie", "animation")])


def test_whoever_is_alone_here_has_no_name_and_may_do_everything(services: Services) -> None:
    alone = services.profiles.current()
    assert (alone.id, alone.roles) == ("", ALL_ROLES)
    for act in Act:
        services.profiles.require(act)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_allows_what_it_says_and_nothing_else(services: Services, role: Role) -> None:
    people(services)
    someone = services.profiles.add("Someone", [role])
    services.profiles.switch_to(someone.id)
    for act in Act:
        if act in MAY[role]:
            services.profiles.require(act)
            continue
        with pytest.raises(NotAllowed) as refused:
            services.profiles.require(act)
        assert refused.value.reason == f"role-{act}"


def test_the_first_person_is_a_keeper_and_acts_from_then_on(services: Services) -> None:
    with pytest.raises(NotAllowed, match="keeper-missing"):
        services.profiles.add("Tom Abara", [Role.DRAFTER])
    assert services.profiles.listed() == ()
    keeper, drafter = people(services)
    assert services.profiles.current() == keeper
    assert services.profiles.listed() == (keeper, drafter)
    assert drafter.speaks_for("ormaie") == {"animation"}
    assert drafter.speaks_for("another") == frozenset()


def test_who_acts_is_remembered_after_the_next_start_but_not_when_it_was_for_one_run(
    tmp_path: Path,
) -> None:
    services = a_workstation(tmp_path / "w")
    keeper, drafter = people(services)
    services.profiles.switch_to(drafter.id, for_this_run=True)
    assert services.profiles.current() == drafter
    services.close()
    services = a_workstation(tmp_path / "w")
    assert services.profiles.current() == keeper
    services.profiles.switch_to(drafter.id)
    services.close()
    services = a_workstation(tmp_path / "w")
    assert services.profiles.current() == drafter
    services.close()


def test_the_journal_says_by_whom_each_act_was_done(services: Services) -> None:
    keeper, drafter = people(services)
    services.profiles.switch_to(drafter.id)
    services.profiles.switch_to(keeper.id)
    told = [(act.kind, act.by) for act in reversed(services.journal.acts())]
    assert told == [
        ("profile.add", ""),
        ("profile.add", keeper.id),
        ("profile.act-as", keeper.id),
        ("profile.act-as", drafter.id),
    ]


def test_only_a_keeper_enters_changes_or_ends_people(services: Services) -> None:
    keeper, drafter = people(services)
    services.profiles.switch_to(drafter.id)
    before = services.profiles.listed()
    for act in (
        lambda: services.profiles.add("Eve", [Role.KEEPER]),
        lambda: services.profiles.change(drafter.id, roles=ALL_ROLES),
        lambda: services.profiles.end(keeper.id),
        lambda: services.profiles.replace_key(keeper.id, "lost it"),
    ):
        with pytest.raises(NotAllowed, match="role-keep"):
            act()
    assert services.profiles.listed() == before


def test_there_is_always_a_keeper(services: Services) -> None:
    keeper, drafter = people(services)
    with pytest.raises(NotAllowed, match="keeper-missing"):
        services.profiles.change(keeper.id, roles=[Role.READER])
    with pytest.raises(NotAllowed, match="keeper-missing"):
        services.profiles.end(keeper.id)
    services.profiles.change(drafter.id, roles=[Role.KEEPER])
    services.profiles.end(keeper.id)
    assert services.profiles.current().roles == {Role.READER}, "whoever left acts no more"
    services.profiles.switch_to(drafter.id)
    assert services.profiles.current().name == "Tom Abara"


def test_whoever_left_is_still_known_by_name_and_acts_and_signs_no_more(services: Services) -> None:
    _, drafter = people(services)
    services.profiles.switch_to(drafter.id)
    signed = services.profiles.sign(b"before")
    services.profiles.switch_to(services.profiles.listed()[0].id)
    then = services.clock.now()
    assert isinstance(services.clock, SetClock)
    services.clock.advance(60)
    services.profiles.end(drafter.id)
    assert services.profiles.name(drafter.id) == "Tom Abara"
    assert [one.id for one, _ in services.profiles.gone()] == [drafter.id]
    with pytest.raises(NotAllowed, match="not-here"):
        services.profiles.switch_to(drafter.id)
    with pytest.raises(BadSignature, match="ended-key"):
        services.profiles.verify(b"before", signed.fingerprint, signed.value)
    held = services.profiles.verify(b"before", signed.fingerprint, signed.value, at=then)
    assert held.id == drafter.id, "what was signed in time stays signed"
    assert services.vault.secrets(drafter.id, "profile") == {}


def test_a_signature_names_its_owner_and_holds_for_these_bytes_only(services: Services) -> None:
    keeper, drafter = people(services)
    signed = services.profiles.sign(b"Version 3 of the charter")
    owner = services.profiles.verify(b"Version 3 of the charter", *_parts(signed))
    assert owner == keeper
    for forged in (b"Version 4 of the charter", b"Version 3 of the charter ", b""):
        with pytest.raises(BadSignature, match="wrong"):
            services.profiles.verify(forged, *_parts(signed))
    another = services.profiles.keys(drafter.id)[0].fingerprint
    with pytest.raises(BadSignature, match="wrong"):
        services.profiles.verify(b"Version 3 of the charter", another, signed.value)
    with pytest.raises(BadSignature, match="unknown-key"):
        services.profiles.verify(b"Version 3 of the charter", "0" * 32, signed.value)
    spare_bits = signed.value[:-3] + chr(ord(signed.value[-3]) + 1) + "=="
    for nonsense in ("", "é", "AAAA", signed.value[:-4], spare_bits):
        with pytest.raises(BadSignature, match="wrong"):
            services.profiles.verify(b"Version 3 of the charter", signed.fingerprint, nonsense)


def test_nobody_without_a_name_signs(services: Services) -> None:
    with pytest.raises(NotAllowed, match="nobody-signs"):
        services.profiles.sign(b"anything")


def test_a_lost_key_is_replaced_by_another_keeper_and_the_journal_says_who_and_why(
    services: Services,
) -> None:
    keeper, drafter = people(services)
    services.profiles.switch_to(drafter.id)
    old = services.profiles.sign(b"old")
    services.vault.forget(drafter.id, "profile")
    with pytest.raises(NotAllowed, match="key-lost"):
        services.profiles.sign(b"new")
    services.profiles.switch_to(keeper.id)
    with pytest.raises(NotAllowed, match="own-key"):
        services.profiles.replace_key(keeper.id, "I want another")
    with pytest.raises(NotAllowed, match="why-missing"):
        services.profiles.replace_key(drafter.id, " ")
    services.clock.advance(1)  # type: ignore[attr-defined]
    mark = services.profiles.replace_key(drafter.id, "New computer")
    act = services.journal.acts(1)[0]
    assert (act.kind, act.by) == ("profile.key", keeper.id)
    assert act.payload == {"profile": drafter.id, "key": mark, "why": "New computer"}
    newest, oldest = services.profiles.keys(drafter.id)
    assert (newest.fingerprint, newest.ended_at) == (mark, None)
    assert (oldest.ended_by, oldest.ended_why) == (keeper.id, "New computer")
    services.profiles.switch_to(drafter.id)
    assert services.profiles.sign(b"new").fingerprint == mark
    with pytest.raises(BadSignature, match="ended-key"):
        services.profiles.verify(b"old", *_parts(old))


def test_without_a_keyring_nobody_is_entered(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise VaultLocked("asleep")

    monkeypatch.setattr(services.vault, "keep", locked)
    with pytest.raises(VaultLocked):
        services.profiles.add("Ines Carvalho", [Role.KEEPER])
    assert services.profiles.listed() == ()
    assert services.profiles.current().id == ""


def test_no_secret_key_is_in_the_workspace(services: Services) -> None:
    keeper, _ = people(services)
    secret = services.vault.secrets(keeper.id, "profile")["signing_key"]
    dump = "\n".join(services.workspace.read().iterdump())
    assert keeper.name in dump
    assert secret not in dump


def test_a_role_of_a_newer_version_gives_no_right(services: Services) -> None:
    _, drafter = people(services)
    with services.workspace.write() as connection:
        connection.execute(
            "UPDATE profile SET roles=? WHERE id=?", (json.dumps(["emperor", "reader"]), drafter.id)
        )
    assert services.profiles.profile(drafter.id).roles == {Role.READER}


def test_a_name_is_one_line_and_never_empty(services: Services) -> None:
    assert services.profiles.add("  Ines \n Carvalho ", [Role.KEEPER]).name == "Ines Carvalho"
    for name in ("", " \n"):
        with pytest.raises(NotAllowed, match="name-missing"):
            services.profiles.add(name, [Role.READER])
    with pytest.raises(NotAllowed, match="role-missing"):
        services.profiles.add("Tom", [])
    with pytest.raises(KeyError):
        services.profiles.profile(ProfileId("nobody"))


def test_a_fingerprint_is_read_in_groups_of_four() -> None:
    assert in_groups("0123456789abcdef") == "0123 4567 89ab cdef"


def _parts(signed) -> tuple[str, str]:
    return signed.fingerprint, signed.value
