"""Cards: two machines come to know each other's people, and no altered card is taken in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmworkstation.domain.errors import BadSignature, NotAllowed
from cmworkstation.domain.profile import Role
from cmworkstation.services.workstation import Services
from tests.builders_workspace import a_workstation

DRAFTS = frozenset({Role.DRAFTER})


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "here")
    made.profiles.add("Ines Carvalho", [Role.KEEPER])
    yield made
    assert made.journal.verify().problems == ()
    made.close()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Services]:
    made = a_workstation(tmp_path / "there")
    made.profiles.add("Tom Abara", [Role.KEEPER])
    yield made
    made.close()


def test_a_colleague_of_another_machine_is_known_by_the_card_and_signs_from_there(
    here: Services, there: Services
) -> None:
    card = here.cards.read(there.cards.own())
    tom = there.profiles.current()
    assert (card.name, card.id) == ("Tom Abara", tom.id)
    assert card.fingerprint == there.profiles.keys(tom.id)[0].fingerprint
    entered = here.cards.take_in(card, DRAFTS, frozenset({("ormaie", "direction")}))
    assert not entered.local
    assert here.profiles.listed()[-1] == entered
    act = here.journal.acts(1)[0]
    assert (act.kind, act.payload and act.payload["key"]) == ("profile.add", card.fingerprint)
    signed = there.profiles.sign(b"approved")
    held = here.profiles.verify(b"approved", signed.fingerprint, signed.value)
    assert held == entered
    with pytest.raises(NotAllowed, match="not-here"):
        here.profiles.switch_to(entered.id)
    assert here.profiles.by_name("Tom Abara") is None, "nobody acts here as somebody from there"


def test_whoever_is_known_is_not_taken_in_twice(here: Services, there: Services) -> None:
    card = here.cards.read(there.cards.own())
    assert here.cards.known(card) is None
    with pytest.raises(NotAllowed, match="role-missing"):
        here.cards.take_in(card, frozenset())
    with pytest.raises(NotAllowed, match="card-unknown"):
        here.cards.take_new_key(card, "a new computer")
    entered = here.cards.take_in(card, DRAFTS)
    assert here.cards.known(card) == entered
    with pytest.raises(NotAllowed, match="card-known"):
        here.cards.take_in(card, DRAFTS)
    own = here.cards.read(here.cards.own())
    with pytest.raises(NotAllowed, match="card-own"):
        here.cards.take_new_key(own, "a new computer")


def test_a_new_key_of_a_colleague_counts_once_a_keeper_took_it_and_said_why(
    here: Services, there: Services
) -> None:
    tom = here.cards.take_in(here.cards.read(there.cards.own()), DRAFTS)
    old = there.profiles.sign(b"x")
    keeper = there.profiles.add("Ada Berg", [Role.KEEPER])
    there.profiles.switch_to(keeper.id)
    there.clock.advance(1)  # type: ignore[attr-defined]
    there.profiles.replace_key(tom.id, "Lost computer")
    there.profiles.switch_to(tom.id)
    card = here.cards.read(there.cards.own())
    with pytest.raises(NotAllowed, match="why-missing"):
        here.cards.take_new_key(card, "")
    here.cards.take_new_key(card, "Lost computer")
    act = here.journal.acts(1)[0]
    assert (act.kind, act.by) == ("profile.key", here.profiles.current().id)
    assert act.payload == {"profile": tom.id, "key": card.fingerprint, "why": "Lost computer"}
    new = there.profiles.sign(b"x")
    assert here.profiles.verify(b"x", new.fingerprint, new.value).id == tom.id
    with pytest.raises(BadSignature, match="ended-key"):
        here.profiles.verify(b"x", old.fingerprint, old.value)


@pytest.mark.parametrize("name", ["id", "name", "public", "format"])
def test_a_card_with_other_words_is_refused(there: Services, name: str) -> None:
    facts = json.loads(there.cards.own())
    for other in (facts[name][:-1], facts[name] + "x", "", 7, None, ["x"], "\ud800"):
        forged = json.dumps(facts | {name: other}).encode()
        with pytest.raises(BadSignature) as refused:
            there.cards.read(forged)
        assert refused.value.reason in ("no-card", "wrong")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_no_altered_byte_of_a_card_is_taken_for_the_truth(there: Services, data) -> None:
    raw = bytearray(there.cards.own())
    whole = there.cards.read(bytes(raw))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.integers(0, 255).filter(lambda one: one != raw[at]))
    try:
        read = there.cards.read(bytes(raw))
    except BadSignature:
        return
    assert read == whole, "only white space between the parts may differ"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"[" * 9_000, b"{}" + b" " * 20_000])
def test_whatever_is_no_card_is_refused(there: Services, raw: bytes) -> None:
    with pytest.raises(BadSignature, match="no-card"):
        there.cards.read(raw)
